//! What an error text says: the cases of checks that produce it, the likeliest first.
//!
//! **Must not know** what a check is, nor any words of the page: a case is a name
//! here, `check/case`, and what tells the cases of a text apart is worded under
//! `why.apart.<apart>`. The texts are data, in `symptoms.json` beside these sources,
//! each with its source. In them `…` stands for what differs each time.
//!
//! ```
//! let all = symptoms::all();
//! let text = "ERROR: (ScopeLocked) The scope '/subscriptions/1' cannot perform write
//!   operation because following scope(s) are locked: '/subscriptions/1'.";
//! let found = symptoms::recognise(text, &all);
//! assert_eq!(found[0].id, "locked");
//! assert_eq!(found[0].cases[0], "change.lock/read_only");
//! assert!(symptoms::recognise("Good morning", &all).is_empty());
//! ```

mod codes;
mod letters;

use serde::Deserialize;

use codes::Codes;
use letters::{holds, only_letters};

const DATA: &str = include_str!("../symptoms.json");

/// Nobody pastes more than this of an error; a log that is longer is read so far.
const LONGEST: usize = 1 << 16;

/// An error as people meet it, in one or more wordings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symptom {
    pub id: String,
    /// What says it, worded under `why.where.<where>`.
    #[serde(rename = "where")]
    pub told_by: String,
    /// Error codes of Azure or Entra; any of them will do.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Wordings in any language; any of them will do.
    #[serde(default)]
    pub said: Vec<String>,
    /// What must stand in the text as well, all of it.
    #[serde(default)]
    pub with: Vec<String>,
    /// The cases that produce it, the likeliest first.
    pub cases: Vec<String>,
    /// What tells these cases apart.
    pub apart: String,
    /// Where the text or the code is written down.
    pub source: String,
}

/// Every symptom.
pub fn all() -> Vec<Symptom> {
    serde_json::from_str(DATA).unwrap_or_default()
}

/// What a text may be, the best match first. Case, spaces, quotes, and where lines end
/// make no difference.
pub fn recognise<'a>(text: &str, all: &'a [Symptom]) -> Vec<&'a Symptom> {
    let text = &text[..text.floor_char_boundary(LONGEST)];
    let (codes, letters) = (Codes::of(text), only_letters(text));
    let mut found: Vec<_> = all
        .iter()
        .filter_map(|it| Some((it, weight(it, &codes, &letters)?)))
        .collect();
    // What weighs the same stays in the order of the table.
    found.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    found.into_iter().map(|(it, _)| it).collect()
}

/// The cases of several symptoms, each once, in their order.
pub fn cases<'a>(found: &[&'a Symptom]) -> Vec<&'a str> {
    let mut cases: Vec<&str> = Vec::new();
    for case in found.iter().flat_map(|it| &it.cases) {
        if !cases.contains(&case.as_str()) {
            cases.push(case);
        }
    }
    cases
}

/// The symptoms of a case, those first of which it is the likeliest cause.
pub fn of_case<'a>(case: &str, all: &'a [Symptom]) -> Vec<&'a Symptom> {
    let place = |it: &Symptom| it.cases.iter().position(|it| it == case);
    let mut found: Vec<_> = all.iter().filter(|it| place(it).is_some()).collect();
    found.sort_by_key(|it| place(it));
    found
}

/// How much speaks for a symptom. A code is worth less than a whole sentence, which is
/// less than what narrows both down: an action, say, that was refused.
fn weight(symptom: &Symptom, codes: &Codes, letters: &str) -> Option<usize> {
    let has_code = symptom.codes.iter().any(|it| codes.has(it));
    let said = symptom.said.iter().filter(|it| holds(letters, it));
    let longest = said.map(String::len).max();
    let is_whole = symptom
        .with
        .iter()
        .all(|it| letters.contains(&only_letters(it)));
    let parts = [
        (has_code, 2),
        (longest.is_some(), 3),
        (!symptom.with.is_empty(), 4),
    ];
    let weight: usize = parts.iter().filter(|it| it.0).map(|it| it.1).sum();
    // Of two sentences that a text holds, the longer one says more.
    let weight = weight * 1000 + longest.unwrap_or_default().min(999);
    (is_whole && (has_code || longest.is_some())).then_some(weight)
}

#[cfg(test)]
mod tests;
