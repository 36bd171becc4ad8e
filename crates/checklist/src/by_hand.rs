//! What somebody answered, in words. Nobody gave the values that the texts name, so the
//! language's phrases stand for them; that takes the texts of `neutral`.

use diagnosis::{
    engine::Diagnosis,
    facts::Snapshot,
    question::{Asked, Question},
};
use text::{Catalog, Neutral};

use crate::{
    Checklist, Times,
    rows::{Live, asked_args, more_names, told},
    words::{Gaps, Person},
};

/// Words a diagnosis that somebody answered, as far as what was asked is known. `person`
/// is who reads it: the one who answered, or somebody who asked them.
pub fn by_hand(
    diagnosis: &Diagnosis,
    asked: &Asked,
    person: Person,
    catalog: &Catalog,
    times: Times,
) -> Checklist {
    let more = asked
        .question()
        .as_ref()
        .map(more_names)
        .unwrap_or_default();
    let phrases = phrases(catalog);
    told(
        diagnosis,
        &asked_args(asked),
        more,
        person,
        catalog,
        times,
        Gaps::Worded(&phrases),
    )
}

/// The same of one that Azure made, and that somebody completed.
pub fn completed(
    diagnosis: &Diagnosis,
    question: &Question,
    snapshot: &Snapshot,
    catalog: &Catalog,
    times: Times,
) -> Checklist {
    let phrases = phrases(catalog);
    let live = Live {
        diagnosis,
        question,
        snapshot,
    };
    live.in_words(catalog, times, Gaps::Worded(&phrases))
}

/// The language's phrases for values that nobody gave.
pub fn phrases(catalog: &Catalog) -> impl Fn(&str, &[(&str, String)]) -> String {
    let neutral = Neutral::of(catalog);
    move |text, known| neutral.fill(text, known)
}
