//! What has to be done, in order, until nothing that is known keeps the reader from the
//! goal: the cause is thought away, what is left is judged again, and so on. What a step
//! brings is thought out in `done`; where that can't be foreseen, the outlook ends and
//! says so. Must not know words, nor who does a step.

mod done;

use crate::{
    engine::{Check, Diagnosis, Failed, Finding, Lead, Outcome, Severity, Verdict},
    facts::Snapshot,
};

/// What has to be done, and what is known of the time after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// In the order in which they have to be done. Empty where nothing stops the reader.
    pub steps: Vec<Step>,
    pub end: End,
}

/// One failure that has to be fixed, as it is when its turn comes.
#[derive(Clone, Debug)]
pub struct Step {
    pub check: &'static Check,
    pub finding: Finding,
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        self.check.id == other.check.id && self.finding == other.finding
    }
}

impl Eq for Step {}

impl Step {
    fn of(failed: &Failed) -> Self {
        Self {
            check: failed.check,
            finding: failed.finding.clone(),
        }
    }

    fn is_about(&self, failed: &Failed) -> bool {
        let (own, other) = (&self.finding, failed.finding);
        self.check.id == failed.check.id && (own.case, &own.args) == (other.case, &other.args)
    }
}

/// What comes after the last step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing that is known stands between the reader and the goal.
    Goal,
    /// Checks that may stop the reader stay without a verdict.
    InDoubt,
    /// What a step brings shows only when it is done.
    Unforeseen,
}

impl End {
    /// Links name one by its place: a new one comes at the end.
    pub const ALL: [Self; 3] = [Self::Goal, Self::InDoubt, Self::Unforeseen];

    /// The name under which the text catalogue words it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Goal => "goal",
            Self::InDoubt => "in_doubt",
            Self::Unforeseen => "unforeseen",
        }
    }
}

/// The most changes that are thought through: each check has its turn, and some fail again
/// in another way, such as for a second lock.
pub const MOST_CHANGES: usize = 40;

/// Thinks the causes away, one after another. `judge` makes the diagnosis of a snapshot,
/// answers by hand included.
pub fn outlook(snapshot: &Snapshot, judge: impl Fn(&Snapshot) -> Diagnosis) -> Outlook {
    let mut snapshot = snapshot.clone();
    let mut steps: Vec<Step> = Vec::new();
    for _ in 0..MOST_CHANGES {
        let diagnosis = judge(&snapshot);
        let Lead::Cause(cause) = diagnosis.lead() else {
            let is_open = matches!(diagnosis.lead(), Lead::Running);
            let end = if is_open || is_in_doubt(&diagnosis) {
                End::InDoubt
            } else {
                End::Goal
            };
            return Outlook { steps, end };
        };
        // A step whose change didn't help is one whose outcome isn't understood. A second
        // lock is another step.
        let is_new = !steps.iter().any(|it| it.is_about(&cause));
        if is_new {
            steps.push(Step::of(&cause));
        }
        let after = is_new.then(|| done::after(&snapshot, cause)).flatten();
        match after {
            Some(after) => snapshot = after,
            None => return unforeseen(steps, &diagnosis),
        }
    }
    let diagnosis = judge(&snapshot);
    unforeseen(steps, &diagnosis)
}

/// What fails by itself has to be fixed too, whatever the last step brings.
fn unforeseen(mut steps: Vec<Step>, diagnosis: &Diagnosis) -> Outlook {
    for outcome in diagnosis.in_goal() {
        let is_own = outcome.blocked_by.is_none() && outcome.severity() == Some(Severity::Blocker);
        let failed = outcome.failed().filter(|it| {
            let is_new = !steps.iter().any(|step| step.is_about(it));
            is_own && is_new && !diagnosis.is_start(it)
        });
        steps.extend(failed.as_ref().map(Step::of));
    }
    Outlook {
        steps,
        end: End::Unforeseen,
    }
}

fn is_in_doubt(diagnosis: &Diagnosis) -> bool {
    let is_open = |it: &Outcome| matches!(it.verdict, Verdict::CannotTell(_));
    let mut open = diagnosis.in_goal().filter(|it| is_open(it));
    open.any(|it| it.check.can_stop())
}
