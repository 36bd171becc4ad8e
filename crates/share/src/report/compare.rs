//! Two reports side by side, such as before and after a repair.

use diagnosis::{
    checks,
    engine::{Check, Verdict},
};

use super::Report;

/// The outcomes of one check in both reports.
#[derive(Clone, Debug)]
pub struct Change {
    pub check: &'static Check,
    pub before: Side,
    pub after: Side,
    pub difference: Difference,
}

/// A verdict by its names, as the automation hooks give them; empty where the
/// report has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    pub verdict: &'static str,
    pub case: &'static str,
    /// Whether it rests on what a person said.
    pub is_by_hand: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// It fails now.
    Worse,
    Better,
    /// Changed, but neither for the better nor for the worse: it fails in another way.
    Other,
    Same,
}

impl Difference {
    pub const ALL: [Self; 4] = [Self::Worse, Self::Better, Self::Other, Self::Same];

    pub fn name(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Other => "other",
            Self::Same => "same",
        }
    }
}

/// The checks that either report has: what changed first, and among equals in
/// the order of the list.
pub fn compare(before: &Report, after: &Report) -> Vec<Change> {
    let mut changes: Vec<Change> = checks::ALL
        .iter()
        .filter_map(|check| {
            let (before, after) = (side(before, check), side(after, check));
            (before.is_some() || after.is_some()).then(|| {
                let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
                Change {
                    check,
                    before,
                    after,
                    difference: difference(before, after),
                }
            })
        })
        .collect();
    changes.sort_by_key(|it| it.difference);
    changes
}

fn side(report: &Report, check: &Check) -> Option<Side> {
    let outcome = report.outcomes.iter().find(|it| it.check.id == check.id)?;
    Some(Side {
        verdict: outcome.verdict.name(),
        case: match &outcome.verdict {
            Verdict::Fail(finding) => finding.case,
            _ => "",
        },
        is_by_hand: outcome.is_by_hand,
    })
}

fn difference(before: Side, after: Side) -> Difference {
    // Who says it makes no difference to what is so.
    if (before.verdict, before.case) == (after.verdict, after.case) {
        return Difference::Same;
    }
    match (before.verdict, after.verdict) {
        ("fail", "fail") => Difference::Other,
        (_, "fail") => Difference::Worse,
        ("fail", _) | ("cannot-tell", "pass") => Difference::Better,
        _ => Difference::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_in_which_direction_it_went() {
        let side = |verdict, case| Side {
            verdict,
            case,
            is_by_hand: false,
        };
        for (before, after, expected) in [
            (side("pass", ""), side("fail", "off"), Difference::Worse),
            (side("fail", "a"), side("fail", "b"), Difference::Other),
            (side("fail", "a"), side("pass", ""), Difference::Better),
            (
                side("cannot-tell", ""),
                side("pass", ""),
                Difference::Better,
            ),
            (side("pass", ""), side("cannot-tell", ""), Difference::Other),
            (side("fail", "a"), side("fail", "a"), Difference::Same),
            (Side::default(), side("pass", ""), Difference::Other),
        ] {
            assert_eq!(difference(before, after), expected, "{before:?} {after:?}");
            let said = Side {
                is_by_hand: true,
                ..after
            };
            assert_eq!(difference(before, said), expected, "{before:?} {said:?}");
        }
    }
}
