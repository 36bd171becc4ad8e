//! What support should ask the user next, worked out from a report alone.

use azure::{answer::Reason, timestamp::Timestamp};
use diagnosis::{
    args,
    engine::{Severity, Verdict},
};
use time::Duration;

use super::Report;

/// One thing to ask the user; `next.<key>` words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub key: &'static str,
    /// For its text, by placeholder.
    pub args: Texts,
}

type Texts = Vec<(&'static str, String)>;

/// An older outcome may no longer be true.
const STALE: Duration = Duration::days(1);

/// In the order in which to ask.
pub fn next(report: &Report, now: Timestamp) -> Vec<Ask> {
    let diagnosis = report.diagnosis();
    let mut asks = Vec::new();
    let mut ask = |key, args| asks.push(Ask { key, args });
    if now - report.made > STALE {
        ask("stale", Vec::new());
    }
    if diagnosis.root_cause().is_some() {
        ask("root_cause", Vec::new());
        ask("again", Vec::new());
    }
    let open = diagnosis
        .outcomes
        .iter()
        .filter(|it| it.blocked_by.is_none());
    let mut asked: Vec<(&str, Texts)> = Vec::new();
    for outcome in open {
        let Verdict::CannotTell(why) = &outcome.verdict else {
            continue;
        };
        let key = match why.reason {
            Reason::Forbidden => "forbidden",
            Reason::SignInNeeded | Reason::TokenRejected => "sign_in",
            Reason::Throttled
            | Reason::ThrottledFor
            | Reason::ServerError
            | Reason::TimedOut
            | Reason::Contradiction
            | Reason::Disagree => "later",
            Reason::Unreachable | Reason::Html | Reason::NotJson => "network",
            Reason::GroupsUnknown => "groups",
            _ => continue,
        };
        let args: Texts = match key {
            "forbidden" => why
                .args
                .texts()
                .filter(|(name, _)| [args::ACTION.name.name, args::SCOPE.name.name].contains(name))
                .collect(),
            _ => Vec::new(),
        };
        if !asked.contains(&(key, args.clone())) {
            asked.push((key, args.clone()));
            ask(key, args);
        }
    }
    let mut in_goal = diagnosis.in_goal();
    let warns = in_goal.any(|it| it.severity() == Some(Severity::Warning));
    if diagnosis.root_cause().is_none() {
        if warns {
            ask("warnings", Vec::new());
        }
        ask("clear", Vec::new());
    }
    asks
}

/// Every key, for the test over the texts.
pub const KEYS: [&str; 10] = [
    "stale",
    "root_cause",
    "again",
    "forbidden",
    "sign_in",
    "later",
    "network",
    "groups",
    "warnings",
    "clear",
];
