//! Runs the checks in their order and finds the root cause.

use azure::answer::{Reason, Unavailable};

use super::{Area, Check, Evaluator, Finding, Obstacle, Severity, Verdict};
use crate::{
    facts::{FactKey, FactSet, Facts, Snapshot},
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
    /// Whether a fact that is on its way may still change the verdict.
    pub is_open: bool,
    /// Whether the verdict rests on what a person said, not on what Azure said.
    pub is_by_hand: bool,
}

impl Outcome {
    /// How bad its failure is; `None` when it has not failed.
    pub fn severity(&self) -> Option<Severity> {
        let Failed { check, finding } = self.failed()?;
        let case = check.cases.iter().find(|it| it.name == finding.case)?;
        Some(case.severity.min(finding.severity_cap))
    }

    pub fn failed(&self) -> Option<Failed<'_>> {
        match &self.verdict {
            Verdict::Fail(finding) => Some(Failed {
                check: self.check,
                finding,
            }),
            _ => None,
        }
    }

    /// Whether its facts are still on their way.
    pub fn is_pending(&self) -> bool {
        is_pending(&self.verdict)
    }

    /// Whether a person may say it: nothing was judged, and nothing that is on its way
    /// will be.
    pub fn takes_answer(&self) -> bool {
        matches!(self.verdict, Verdict::CannotTell(_)) && !self.is_open
    }
}

fn is_pending(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::CannotTell(why) if why.reason == Reason::Pending)
}

/// A check that failed, and how.
#[derive(Clone, Copy, Debug)]
pub struct Failed<'a> {
    pub check: &'static Check,
    pub finding: &'a Finding,
}

/// The outcomes in the order of the list.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    pub outcomes: Vec<Outcome>,
    pub goal: Option<Goal>,
    /// Where the first failed blocker of the goal stands in `outcomes`.
    root_cause: Option<usize>,
    /// Whether facts are on their way that every answer speaks of.
    pub(super) lacks_words: bool,
}

impl Diagnosis {
    pub fn root_cause(&self) -> Option<&Outcome> {
        self.outcomes.get(self.root_cause?)
    }

    /// The outcomes that matter for the reader's goal.
    pub fn in_goal(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|it| it.in_goal)
    }

    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|it| it.check.id == id)
    }

    /// The same with what a person says in place of what could not be told. What was
    /// judged is never asked for, so that no answer changes a verdict.
    #[must_use]
    pub fn with_said(&self, said: impl Fn(&Check) -> Option<Verdict>) -> Self {
        let checks: Vec<&Check> = self.outcomes.iter().map(|it| it.check).collect();
        let answers: Vec<Option<Verdict>> = self
            .outcomes
            .iter()
            .map(|it| it.takes_answer().then(|| said(it.check)).flatten())
            .collect();
        let before = || self.outcomes.iter().zip(&answers);
        let mut diagnosis = assembled(&checks, self.goal, |check| {
            let (outcome, answer) = before().find(|(it, _)| it.check.id == check.id)?;
            let verdict = answer.as_ref().unwrap_or(&outcome.verdict);
            Some((verdict.clone(), outcome.is_open))
        });
        for (after, (before, answer)) in diagnosis.outcomes.iter_mut().zip(before()) {
            after.number = before.number;
            after.is_by_hand = before.is_by_hand || answer.is_some();
        }
        diagnosis.lacks_words = self.lacks_words;
        diagnosis
    }

    /// The same, with these checks marked as answered by a person.
    #[must_use]
    pub fn marked(mut self, is_by_hand: impl Fn(&Check) -> bool) -> Self {
        for outcome in &mut self.outcomes {
            outcome.is_by_hand = is_by_hand(outcome.check);
        }
        self
    }
}

/// What every answer speaks of: the VM and its subscription, the reader, and what the
/// reader may do.
const SPOKEN_OF: FactSet = FactSet::of(&[
    FactKey::Question,
    FactKey::Claims,
    FactKey::Subscription,
    FactKey::Vm,
    FactKey::VmPermissions,
    FactKey::PolicyPermissions,
    FactKey::SubscriptionPermissions,
]);

/// Judges the snapshot by every check. A check is a function of what it reads, so its
/// verdict is open as long as it has read a fact that is on its way, whatever it made
/// of that.
pub fn diagnose(checks: &[Evaluator], snapshot: &Snapshot, goal: Option<Goal>) -> Diagnosis {
    let known: Vec<&Check> = checks.iter().map(|it| it.check).collect();
    let pending = snapshot.pending();
    let diagnosis = assembled(&known, goal, |check| {
        let evaluator = checks.iter().find(|it| it.check.id == check.id)?;
        let facts = Facts::new(snapshot);
        let verdict = outcome_of(evaluator, &facts);
        Some((verdict, !facts.was_read().and(pending).is_empty()))
    });
    Diagnosis {
        lacks_words: !SPOKEN_OF.and(pending).is_empty(),
        ..diagnosis
    }
}

/// Makes a diagnosis of verdicts, however they were come by; a check that has
/// none is left out. The first failed blocker among those of the goal is the
/// root cause; what fails or stays unknown after it is blocked by it.
pub fn conclude(
    checks: &[&'static Check],
    goal: Option<Goal>,
    verdict_of: impl Fn(&'static Check) -> Option<Verdict>,
) -> Diagnosis {
    assembled(checks, goal, |check| {
        let verdict = verdict_of(check)?;
        let is_open = is_pending(&verdict);
        Some((verdict, is_open))
    })
}

/// `judge` gives the verdict of a check, and whether it is open.
fn assembled(
    checks: &[&'static Check],
    goal: Option<Goal>,
    judge: impl Fn(&'static Check) -> Option<(Verdict, bool)>,
) -> Diagnosis {
    let mut outcomes: Vec<Outcome> = checks
        .iter()
        .enumerate()
        .filter_map(|(at, check)| {
            let (verdict, is_open) = judge(check)?;
            Some(Outcome {
                check,
                number: at + 1,
                verdict,
                in_goal: check.goals.include(goal),
                blocked_by: None,
                is_open,
                is_by_hand: false,
            })
        })
        .collect();
    let root_cause = outcomes
        .iter()
        .position(|it| it.in_goal && it.severity() == Some(Severity::Blocker));
    if let Some(root) = root_cause {
        let root_check = outcomes[root].check;
        for outcome in &mut outcomes[root + 1..] {
            let waits = match &outcome.verdict {
                Verdict::Fail(_) => true,
                Verdict::CannotTell(why) => !outcome.is_pending() && comes_of(why, root_check),
                Verdict::Pass { .. } | Verdict::NotApplicable => false,
            };
            if waits && leads_back(checks, outcome.check, root_check.id) {
                outcome.blocked_by = Some(root_check.id);
            }
        }
    }
    Diagnosis {
        outcomes,
        goal,
        root_cause,
        lacks_words: false,
    }
}

/// The verdict of one check.
pub fn outcome_of(evaluator: &Evaluator, facts: &Facts) -> Verdict {
    (evaluator.eval)(facts).unwrap_or_else(Verdict::CannotTell)
}

/// Whether not knowing may come of the root cause. An answer that was refused or did
/// not come has a reason of its own, unless the root cause is about that.
fn comes_of(why: &Unavailable, root: &Check) -> bool {
    let is_of_session = root.id.starts_with("session.");
    match Obstacle::of(why) {
        Obstacle::NoAnswer | Obstacle::Throttled => false,
        Obstacle::SignIn => is_of_session,
        Obstacle::Permission => {
            is_of_session || root.area == Area::Access || root.id == "subscription.visible"
        }
        Obstacle::ByHand | Obstacle::NotInFile | Obstacle::Mixed => true,
    }
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

#[cfg(test)]
mod tests {
    use azure::answer::{Reason, Unavailable};

    use super::conclude;
    use crate::{
        checks,
        engine::{Verdict, fail, pass},
        question::Goal,
    };

    /// Whether a check that stays unknown is told to be blocked by a failed one.
    fn is_blocked(check: &str, why: Reason, root: (&str, &'static str)) -> bool {
        let diagnosis = conclude(checks::ALL, Some(Goal::Connect), |it| {
            Some(match it.id {
                id if id == root.0 => Verdict::Fail(fail(root.1)),
                id if id == check => Verdict::CannotTell(Unavailable::new(why)),
                _ => pass(),
            })
        });
        diagnosis.outcome(check).unwrap().blocked_by == Some(root.0)
    }

    #[test]
    fn only_what_waits_for_the_root_cause_is_blocked_by_it() {
        let no_policy = ("policy.exists", "not_configured");
        let no_vm_read = ("access.read_vm", "missing_action");
        let no_vm = ("vm.exists", "not_found");
        for (check, why, root, expected) in [
            ("network.exposure", Reason::Forbidden, no_policy, false),
            ("network.exposure", Reason::ServerError, no_policy, false),
            ("network.exposure", Reason::Throttled, no_policy, false),
            ("network.exposure", Reason::UnknownValue, no_policy, true),
            ("access.read_network", Reason::Forbidden, no_vm_read, true),
            ("access.read_network", Reason::TimedOut, no_vm_read, false),
            ("vm.guard", Reason::NoVm, no_vm, true),
            ("vm.guard", Reason::Forbidden, no_vm, false),
            // It does not stand behind the root cause at all.
            ("change.lock", Reason::NoVm, no_policy, false),
        ] {
            assert_eq!(
                is_blocked(check, why, root),
                expected,
                "{check} {why:?} {root:?}"
            );
        }
    }
}
