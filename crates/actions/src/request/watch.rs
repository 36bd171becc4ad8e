//! Sends an access request and watches what becomes of it: first in the policy,
//! where Azure notes it, then in the security groups, where it takes effect.

use std::{iter, rc::Rc, time::Duration};

use azure::{
    answer::{Reason, Unavailable},
    arm::Answer,
    ip_range,
    security::{Policy, read_policy},
    timestamp::{self, Timestamp},
};
use diagnosis::{
    access_windows::{Status, Window, all},
    checks,
    engine::{Verdict, outcome_of},
    facts::{Context, FactSet, Facts, Snapshot, gather},
    question::{Goal, Question},
};

use super::{AccessRequest, Offer, RequestDraft};
use crate::{PollPolicy, WriteError, connect::Endpoint, field::FieldError};

/// The portal's own users wait for less than a minute as a rule.
const FOR_AZURE: PollPolicy = PollPolicy {
    first: Duration::from_secs(2),
    between: Duration::from_secs(3),
    tries: 40,
};
const FOR_RULES: PollPolicy = PollPolicy {
    first: Duration::from_secs(0),
    between: Duration::from_secs(4),
    tries: 6,
};

/// What is being done, worded under `acts.request.progress.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// The policy is read again.
    Reading,
    Sending,
    /// Azure has taken the request and carries it out.
    Initiating,
    /// The window is open; the security groups are looked at.
    LookingForRules,
}

impl Progress {
    pub const ALL: [Self; 4] = [
        Self::Reading,
        Self::Sending,
        Self::Initiating,
        Self::LookingForRules,
    ];

    /// What has been done, and last what is being done.
    pub fn so_far(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |it| *it <= self)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Sending => "sending",
            Self::Initiating => "initiating",
            Self::LookingForRules => "looking_for_rules",
        }
    }
}

/// How it ended; worded under `acts.request.outcomes.<name>`.
#[derive(Clone, Debug, PartialEq)]
pub enum RequestOutcome {
    Opened(Opened),
    /// Azure took the request and ended it.
    Closed(Status),
    /// Azure took the request and was still at it when patience ended.
    Unsettled,
    /// Azure took the request, and what became of it cannot be read.
    Unseen(Unavailable),
    /// Nothing was sent, for the policy could not be read.
    NotRead(Unavailable),
    /// Nothing was sent, for the policy has changed and no longer allows this;
    /// no error means that it no longer names the VM.
    Changed(Vec<FieldError>),
    Refused(WriteError),
}

impl RequestOutcome {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::Closed(_) => "closed",
            Self::Unsettled => "unsettled",
            Self::Unseen(_) => "unseen",
            Self::NotRead(_) => "not_read",
            Self::Changed(_) => "changed",
            Self::Refused(_) => "refused",
        }
    }
}

/// The reader is let in.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub windows: Vec<Window>,
    /// What the check `network.rule` says of the first window.
    pub rules: Verdict,
    /// Where to connect to, one for each window.
    pub endpoints: Vec<Option<Endpoint>>,
}

/// Sends what the form asks for, and stays until Azure is done with it. The
/// policy is read once more before, so that nothing is asked for that it no
/// longer allows. `context` has the VM as its question.
pub async fn send(
    context: &Context,
    draft: &RequestDraft,
    offer: &Offer,
    mut on_progress: impl FnMut(Progress),
) -> RequestOutcome {
    let arm = context.arm.renewed();
    on_progress(Progress::Reading);
    let (policy, date) = match read_policy(&arm, &offer.policy).await {
        Ok(read) => read,
        Err(why) if why.reason == Reason::NotFound => return RequestOutcome::Changed(Vec::new()),
        Err(why) => return RequestOutcome::NotRead(why),
    };
    let Some(offer) = Offer::of(&policy, &offer.vm) else {
        return RequestOutcome::Changed(Vec::new());
    };
    let request = match draft.check(&offer) {
        Ok(request) => request,
        Err(errors) => return RequestOutcome::Changed(errors),
    };
    let now = date.unwrap_or_else(|| context.clock.now());
    on_progress(Progress::Sending);
    let sent = arm
        .write(&request.write(now))
        .await
        .map_err(WriteError::from);
    let refused = match &sent {
        Err(refused) if !refused.why.is_indeterminate() => {
            return RequestOutcome::Refused(refused.clone());
        }
        other => other.as_ref().err().cloned(),
    };
    on_progress(Progress::Initiating);
    let start = sent.ok().as_ref().and_then(start_of);
    let windows = match settle(context, &request, now, start, refused.is_some()).await {
        Ok(windows) => windows,
        // Nothing that Azure shows says that it has taken the request.
        Err(outcome) => return refused.map_or(outcome, RequestOutcome::Refused),
    };
    let open: Vec<Window> = windows
        .iter()
        .filter(|it| it.status == Status::Open)
        .cloned()
        .collect();
    let Some(first) = open.first() else {
        let status = windows.into_iter().next().map(|it| it.status);
        return status.map_or(RequestOutcome::Unsettled, RequestOutcome::Closed);
    };
    on_progress(Progress::LookingForRules);
    let (rules, snapshot) = rules(context, first).await;
    let endpoints = open
        .iter()
        .map(|it| Endpoint::of(it, &Facts::new(&snapshot)))
        .collect();
    RequestOutcome::Opened(Opened {
        windows: open,
        rules,
        endpoints,
    })
}

/// The time under which Azure has noted the request.
fn start_of(answer: &Answer) -> Option<Timestamp> {
    let node = answer.node();
    let text = node.at("startTimeUtc").optional_text().ok().flatten()?;
    timestamp::parse(text)
}

/// Reads the policy until none of the request's ports is being worked on. A
/// request of which nobody knows whether it arrived is given up early.
async fn settle(
    context: &Context,
    request: &AccessRequest,
    sent: Timestamp,
    start: Option<Timestamp>,
    is_doubtful: bool,
) -> Result<Vec<Window>, RequestOutcome> {
    let mut outcome = RequestOutcome::Unsettled;
    let mut attempt = 0;
    while FOR_AZURE.wait(&*context.clock, attempt).await {
        attempt += 1;
        let policy = match read_policy(&context.arm.renewed(), &request.policy).await {
            Ok((policy, _)) => policy,
            Err(why) => {
                outcome = RequestOutcome::Unseen(why);
                continue;
            }
        };
        outcome = RequestOutcome::Unsettled;
        let windows = windows_of(&policy, request, sent, start);
        let is_waiting = |it: &Window| it.status == Status::Initiating;
        if windows.is_empty() && is_doubtful && attempt >= 3 {
            return Err(outcome);
        }
        if !windows.is_empty() && !windows.iter().any(is_waiting) {
            return Ok(windows);
        }
    }
    Err(outcome)
}

/// The request's ports as the policy has them: told by the time at which Azure
/// took the request or, where that is not known or not found, by the time at which
/// it shall end, the port and the source.
fn windows_of(
    policy: &Policy,
    request: &AccessRequest,
    sent: Timestamp,
    start: Option<Timestamp>,
) -> Vec<Window> {
    let has_start = |window: &&Window| start.is_some() && window.start == start;
    let is_alike = |window: &&Window| {
        request.ports.iter().any(|it| {
            let end = sent.saturating_add(timestamp::Duration::minutes(it.minutes.into()));
            let off = window.end.map(|found| (found - end).abs());
            it.number == window.port
                && off.is_some_and(|it| it < timestamp::Duration::seconds(2))
                && it.source.is_none_or(|it| window.sources == [it.text()])
        })
    };
    let all = all(iter::once(policy), sent, |vm| *vm == request.vm);
    let told: Vec<Window> = all.iter().filter(has_start).cloned().collect();
    if told.is_empty() {
        all.iter().filter(is_alike).cloned().collect()
    } else {
        told
    }
}

/// Looks at the security groups until JIT's rule for the window is there.
async fn rules(context: &Context, window: &Window) -> (Verdict, Snapshot) {
    let unknown = || Verdict::CannotTell(Unavailable::new(Reason::UnknownValue));
    let question = Question {
        port: Some(window.port),
        source: window.sources.iter().find_map(|it| ip_range::parse(it)),
        goal: Some(Goal::Connect),
        ..context.question.clone()
    };
    let keys = Endpoint::NEEDS
        .into_iter()
        .fold(checks::RULE.check.needs, FactSet::with);
    let mut last = (unknown(), Snapshot::default());
    let mut attempt = 0;
    while FOR_RULES.wait(&*context.clock, attempt).await {
        attempt += 1;
        let context = Rc::new(Context {
            arm: context.arm.renewed(),
            clock: context.clock.clone(),
            cloud: context.cloud,
            question: question.clone(),
            claims: context.claims.clone(),
        });
        let mut snapshot = Snapshot::default();
        gather(context, keys, |update| snapshot.apply(update)).await;
        let verdict = outcome_of(&checks::RULE, &Facts::new(&snapshot));
        let is_missing = matches!(verdict, Verdict::Fail(_));
        last = (verdict, snapshot);
        if !is_missing {
            break;
        }
    }
    last
}
