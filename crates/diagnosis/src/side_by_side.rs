//! Two people side by side: the permission checks for each of them, and the first action
//! that one may carry out and the other may not.

use std::rc::Rc;

use azure::value::Value;

use crate::{
    args,
    checks::PERSON,
    engine::{Diagnosis, Outcome, Severity, Verdict, diagnose},
    facts::{Context, FactSet, Snapshot, gather},
    question::{Question, Subject},
};

/// The permission checks for somebody; for the reader themselves where it is nobody else.
pub async fn permissions_of(context: &Context, about: Option<Subject>) -> Diagnosis {
    let context = Rc::new(Context {
        arm: context.arm.clone(),
        clock: context.clock.clone(),
        cloud: context.cloud,
        question: Question {
            about,
            ..context.question.clone()
        },
        claims: context.claims.clone(),
    });
    let goal = context.question.goal;
    let keys = PERSON
        .iter()
        .flat_map(|it| it.check.needs.iter())
        .fold(FactSet::NONE, FactSet::with);
    let mut snapshot = Snapshot::default();
    gather(context, keys, |update| snapshot.apply(update)).await;
    diagnose(&PERSON, &snapshot, goal)
}

/// Which of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    One,
    Other,
}

/// An action that one of them may carry out, and the other may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub check: &'static str,
    pub action: String,
    pub scope: String,
    /// Who may not.
    pub lacks: Side,
}

/// The first in the order of the checks. What could not be told of one of them is no
/// difference.
pub fn first_difference(one: &Diagnosis, other: &Diagnosis) -> Option<Difference> {
    one.in_goal().find_map(|it| {
        let beside = other.outcome(it.check.id)?;
        let (own, others) = (refused(it)?, refused(beside)?);
        let only = |these: &[String], those: &[String]| {
            these.iter().find(|it| !those.contains(it)).cloned()
        };
        let (lacks, outcome, action) = match only(&own, &others) {
            Some(action) => (Side::One, it, action),
            None => (Side::Other, beside, only(&others, &own)?),
        };
        let finding = outcome.failed()?.finding;
        let scope = finding.args.get(args::SCOPE).map(Value::items);
        Some(Difference {
            check: it.check.id,
            action,
            scope: scope.and_then(|it| it.first()).map(ToString::to_string)?,
            lacks,
        })
    })
}

/// The actions that a check says are refused; `None` where it does not tell.
fn refused(outcome: &Outcome) -> Option<Vec<String>> {
    match &outcome.verdict {
        Verdict::CannotTell(_) => None,
        Verdict::Fail(finding) if outcome.severity() == Some(Severity::Blocker) => {
            let actions = finding.args.get(args::ACTION).map(Value::items);
            let actions = actions.unwrap_or_default().iter();
            Some(actions.map(ToString::to_string).collect())
        }
        Verdict::Fail(_) | Verdict::Pass { .. } | Verdict::NotApplicable => Some(Vec::new()),
    }
}
