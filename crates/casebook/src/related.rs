//! The cases that belong beside another one, as the data has them: other ways in which
//! the same condition fails, causes of the same error text, and what is checked next.

use diagnosis::checks;
use symptoms::Symptom;
use text::Neutral;

use crate::case::{CaseOf, address, all, named};

/// A case that belongs beside another.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    pub of: CaseOf,
    pub headline: String,
    pub kinship: Kinship,
}

/// Why it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinship {
    /// The same condition fails in another way.
    SameCheck,
    /// It produces the same error text.
    SameText,
    /// It is looked at once this one is fixed.
    Next,
}

impl Kinship {
    pub const ALL: [Self; 3] = [Self::SameCheck, Self::SameText, Self::Next];

    /// The name under which texts are kept, in `why.related`.
    pub fn name(self) -> &'static str {
        match self {
            Self::SameCheck => "same_check",
            Self::SameText => "same_text",
            Self::Next => "next",
        }
    }
}

/// More of a kind than this are no help.
const MOST: usize = 4;

pub(crate) fn of(it: CaseOf, symptoms: &[Symptom], neutral: &Neutral) -> Vec<Related> {
    let same_check = all().filter(|other| other.check.id == it.check.id);
    let found = symptoms::of_case(&address(it), symptoms);
    let same_text = symptoms::cases(&found).into_iter().filter_map(named);
    let kin = [
        (Kinship::SameCheck, same_check.collect::<Vec<_>>()),
        (Kinship::SameText, same_text.collect()),
        (Kinship::Next, next(it)),
    ];
    let mut related: Vec<Related> = Vec::new();
    for (kinship, cases) in kin {
        let is_new = |other: &CaseOf| *other != it && related.iter().all(|it| it.of != *other);
        let new: Vec<CaseOf> = cases.into_iter().filter(is_new).take(MOST).collect();
        related.extend(new.into_iter().filter_map(|of| {
            let headline = checklist::headline(neutral, of.check.id, of.case.name)?;
            Some(Related {
                of,
                headline,
                kinship,
            })
        }));
    }
    related
}

/// The likeliest failures of the checks that wait for this one.
fn next(it: CaseOf) -> Vec<CaseOf> {
    let waiting = checks::ALL
        .iter()
        .filter(|other| other.depends_on.contains(&it.check.id));
    let first = waiting.filter_map(|check| {
        let case = check.cases.first()?;
        Some(CaseOf { check, case })
    });
    first.collect()
}
