//! Runs the checks in their order and finds the root cause.

use azure::answer::Reason;

use super::{Check, Severity, Verdict};
use crate::{
    facts::{Facts, Snapshot},
    question::Goal,
};

/// What one check said.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub check: &'static Check,
    /// Its place in the list, from 1.
    pub number: usize,
    pub verdict: Verdict,
    /// Whether it matters for the reader's goal.
    pub in_goal: bool,
    /// The root cause that makes this failure or doubt its consequence.
    pub blocked_by: Option<&'static str>,
}

impl Outcome {
    /// How bad its failure is; `None` when it has not failed.
    pub fn severity(&self) -> Option<Severity> {
        let Verdict::Fail(finding) = &self.verdict else {
            return None;
        };
        let case = self.check.cases.iter().find(|it| it.name == finding.case)?;
        Some(case.severity.min(finding.severity_cap))
    }

    /// Whether its facts are still on their way.
    pub fn is_pending(&self) -> bool {
        matches!(&self.verdict, Verdict::CannotTell(why) if why.reason == Reason::Pending)
    }
}

/// The outcomes in the order of the list.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    pub outcomes: Vec<Outcome>,
    pub goal: Option<Goal>,
    /// Where the first failed blocker of the goal stands in `outcomes`.
    root_cause: Option<usize>,
}

impl Diagnosis {
    pub fn root_cause(&self) -> Option<&Outcome> {
        self.outcomes.get(self.root_cause?)
    }

    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|it| it.check.id == id)
    }
}

/// Judges the snapshot by every check.
pub fn diagnose(checks: &[&'static Check], snapshot: &Snapshot, goal: Option<Goal>) -> Diagnosis {
    let facts = Facts::new(snapshot);
    conclude(checks, goal, |check| Some(outcome_of(check, &facts)))
}

/// Makes a diagnosis of verdicts, however they were come by; a check that has
/// none is left out. The first failed blocker among those of the goal is the
/// root cause; what fails or stays unknown after it is blocked by it.
pub fn conclude(
    checks: &[&'static Check],
    goal: Option<Goal>,
    verdict_of: impl Fn(&'static Check) -> Option<Verdict>,
) -> Diagnosis {
    let mut outcomes: Vec<Outcome> = checks
        .iter()
        .enumerate()
        .filter_map(|(at, check)| {
            Some(Outcome {
                check,
                number: at + 1,
                verdict: verdict_of(check)?,
                in_goal: check.goals.include(goal),
                blocked_by: None,
            })
        })
        .collect();
    let root_cause = outcomes
        .iter()
        .position(|it| it.in_goal && it.severity() == Some(Severity::Blocker));
    if let Some(root) = root_cause {
        let root_id = outcomes[root].check.id;
        for outcome in &mut outcomes[root + 1..] {
            let open = matches!(outcome.verdict, Verdict::Fail(_) | Verdict::CannotTell(_))
                && !outcome.is_pending();
            if open && leads_back(checks, outcome.check, root_id) {
                outcome.blocked_by = Some(root_id);
            }
        }
    }
    Diagnosis {
        outcomes,
        goal,
        root_cause,
    }
}

/// The verdict of one check.
pub fn outcome_of(check: &Check, facts: &Facts) -> Verdict {
    (check.eval)(facts).unwrap_or_else(Verdict::CannotTell)
}

/// Whether `check` stands, directly or not, after `root`. The list has no
/// circles, for a check only stands after earlier ones.
fn leads_back(checks: &[&'static Check], check: &Check, root: &str) -> bool {
    check.depends_on.iter().any(|id| {
        *id == root
            || checks
                .iter()
                .find(|it| it.id == *id)
                .is_some_and(|it| leads_back(checks, it, root))
    })
}
