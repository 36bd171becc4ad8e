//! Writes the policies one after the other, each after a look at whether it still is what
//! was shown, and watches until Azure has taken them all into effect. Can be stopped,
//! and run again with what is left.

use std::{collections::HashMap, time::Duration};

use azure::{
    answer::{Reason, Unavailable},
    arm::{ArmClient, ArmError, ArmErrorKind, Clock},
    compute::VM_API,
    resource_id::ResourceId,
    security::{StoredPolicy, read_stored},
};

use super::{
    difference::EntryDifference,
    plan::{Confirmed, Job},
};
use crate::{FOR_EFFECT, WriteError, WriteErrorKind};

/// So many looks in a row must show what nobody here wrote: a look right after a write
/// may show what was there before, as recorded traffic does.
const LOOKS_OF_ANOTHER: u32 = 3;

/// How often and how long to wait where ARM was asked too often. What would take longer
/// is for the reader to take up again.
const PAUSES: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Where a policy stands, worded under `edit.states.<name>`.
#[derive(Clone, Debug, PartialEq)]
pub enum PolicyState {
    Waiting,
    Sending,
    /// Azure has it and brings it into effect.
    Settling,
    /// It is in effect as it was shown.
    Done,
    /// Somebody has changed it since it was shown, or has asked for access that it would
    /// take away; nothing was sent.
    Changed,
    /// This VM was to be dropped because it is gone, and it is there; nothing was sent.
    StillThere(ResourceId),
    /// The look before the write failed; nothing was sent.
    NotRead(Unavailable),
    Refused(WriteError),
    /// Azure has it and failed to bring it into effect.
    Failed {
        provisioning: String,
    },
    /// It was still being brought into effect when patience ended.
    Unsettled,
    /// Azure took it, and now has something else: somebody wrote after it.
    Overwritten,
    /// It was not tried: the run was stopped, or what stopped another would have stopped
    /// it too.
    NotTried,
}

impl PolicyState {
    pub const NAMES: [&str; 12] = [
        "waiting",
        "sending",
        "settling",
        "done",
        "changed",
        "still_there",
        "not_read",
        "refused",
        "failed",
        "unsettled",
        "overwritten",
        "not_tried",
    ];

    pub fn name(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Settling => "settling",
            Self::Done => "done",
            Self::Changed => "changed",
            Self::StillThere(_) => "still_there",
            Self::NotRead(_) => "not_read",
            Self::Refused(_) => "refused",
            Self::Failed { .. } => "failed",
            Self::Unsettled => "unsettled",
            Self::Overwritten => "overwritten",
            Self::NotTried => "not_tried",
        }
    }

    pub fn is_good(&self) -> bool {
        *self == Self::Done
    }

    /// Whether something of it may have been written.
    pub fn was_sent(&self) -> bool {
        match self {
            Self::Settling
            | Self::Done
            | Self::Failed { .. }
            | Self::Unsettled
            | Self::Overwritten => true,
            Self::Refused(refused) => refused.why.is_indeterminate(),
            Self::Waiting
            | Self::Sending
            | Self::Changed
            | Self::StillThere(_)
            | Self::NotRead(_)
            | Self::NotTried => false,
        }
    }

    /// Whether it can be tried once more as it was shown. What somebody else has changed
    /// has to be shown anew.
    pub fn is_left(&self) -> bool {
        matches!(
            self,
            Self::Waiting
                | Self::NotRead(_)
                | Self::Refused(_)
                | Self::Failed { .. }
                | Self::Unsettled
                | Self::NotTried
        )
    }

    /// Whether to try once more may help before anything else is changed.
    pub fn may_go(&self) -> bool {
        self.is_left() && !matches!(self, Self::Refused(refused) if refused.why.lasts())
    }
}

/// Whether a look failed for want of another sign-in, which stopped the rest.
pub fn is_signed_out(states: &[PolicyState]) -> bool {
    let wants = |it: &PolicyState| matches!(it, PolicyState::NotRead(why) if why.wants_sign_in());
    states.iter().any(wants)
}

/// The refusal that asks for another sign-in, which would have stopped the rest.
pub fn sign_in_needed(states: &[PolicyState]) -> Option<&WriteError> {
    states.iter().find_map(|it| match it {
        PolicyState::Refused(refused) if refused.why == WriteErrorKind::SignIn => Some(refused),
        _ => None,
    })
}

/// One entry that was to be changed, and what became of it: what became of its policy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome<'a> {
    pub policy: &'a ResourceId,
    pub entry: &'a EntryDifference,
    pub state: &'a PolicyState,
}

/// The outcome of every entry, policy by policy.
pub fn outcomes<'a>(confirmed: &'a Confirmed, states: &'a [PolicyState]) -> Vec<Outcome<'a>> {
    let jobs = confirmed.jobs().iter().zip(states);
    let of_job = |(job, state): (&'a Job, &'a PolicyState)| {
        let outcome = move |entry| Outcome {
            policy: job.policy(),
            entry,
            state,
        };
        job.difference().entries.iter().map(outcome)
    };
    jobs.flat_map(of_job).collect()
}

/// Carries out all that is [left](PolicyState::is_left) in `states`, which has one entry a
/// job and may be empty at first; `on_state` gets each change with the job's place. Before
/// each policy `is_stopped` is asked; what was written by then is still watched.
pub async fn run(
    arm: &ArmClient,
    clock: &dyn Clock,
    confirmed: &Confirmed,
    states: &[PolicyState],
    is_stopped: &dyn Fn() -> bool,
    mut on_state: impl FnMut(usize, PolicyState),
) {
    let jobs = confirmed.jobs();
    let left = || (0..jobs.len()).filter(|at| states.get(*at).is_none_or(PolicyState::is_left));
    for at in left() {
        on_state(at, PolicyState::Waiting);
    }
    let mut written = Vec::new();
    let mut stops_all = false;
    for at in left() {
        if stops_all || is_stopped() {
            // What an earlier run has sent is no less sent.
            let was = states.get(at).filter(|it| it.was_sent());
            on_state(at, was.cloned().unwrap_or(PolicyState::NotTried));
            continue;
        }
        on_state(at, PolicyState::Sending);
        let state = write(arm, clock, &jobs[at]).await;
        stops_all = match &state {
            PolicyState::Refused(refused) => refused.why.stops_all(),
            PolicyState::NotRead(why) => why.wants_sign_in(),
            _ => false,
        };
        if state == PolicyState::Settling {
            written.push(at);
        }
        on_state(at, state);
    }
    settle(arm, clock, jobs, written, on_state).await;
}

/// Writes as soon as ARM lets it, each time after a look.
async fn write(arm: &ArmClient, clock: &dyn Clock, job: &Job) -> PolicyState {
    let mut attempt = 0;
    loop {
        let refused = match look_and_write(arm, clock, job).await {
            Ok(state) => return state,
            Err(error) => error,
        };
        match pause(&refused, attempt) {
            Some(pause) => clock.sleep(pause).await,
            None => return PolicyState::Refused(refused.into()),
        }
        attempt += 1;
    }
}

/// How long to wait before ARM is asked again that was asked too often; `None` for any
/// other refusal, and where it takes too long.
fn pause(refused: &ArmError, attempt: u32) -> Option<Duration> {
    let ArmErrorKind::Status {
        status: 429, wait, ..
    } = refused.kind
    else {
        return None;
    };
    let doubled = FIRST_PAUSE * 2_u32.saturating_pow(attempt);
    let pause = wait.map_or(doubled, Duration::from_secs);
    (attempt < PAUSES && pause <= LONGEST_PAUSE).then_some(pause)
}

/// Looks, and writes if the policy is what was shown. One that is as it is to be is that
/// of an earlier try, whose answer may have got lost. A refusal is given back.
async fn look_and_write(
    arm: &ArmClient,
    clock: &dyn Clock,
    job: &Job,
) -> Result<PolicyState, ArmError> {
    for vm in job.must_be_gone() {
        match is_gone(&arm.renewed(), vm).await {
            Ok(true) => {}
            Ok(false) => return Ok(PolicyState::StillThere(vm.clone())),
            Err(why) => return Ok(PolicyState::NotRead(why)),
        }
    }
    // The last request before the write: whatever comes between the two is lost.
    let now = match read_stored(&arm.renewed(), job.policy()).await {
        Ok(now) => now,
        Err(why) => return Ok(PolicyState::NotRead(why)),
    };
    let is_reached = job.is_reached(now.as_ref());
    if is_reached && !now.as_ref().is_some_and(|it| it.policy.has_failed()) {
        return Ok(PolicyState::Settling);
    }
    let is_as_shown = job.is_as_shown(now.as_ref());
    if !is_reached && (!is_as_shown || job.has_new_at_stake(now.as_ref(), clock.now())) {
        return Ok(PolicyState::Changed);
    }
    let Err(refused) = arm.write_once(&job.write()).await else {
        return Ok(PolicyState::Settling);
    };
    if !WriteError::from(refused.clone()).why.is_indeterminate() {
        return Err(refused);
    }
    // Only a look tells whether it was made.
    match read_stored(&arm.renewed(), job.policy()).await {
        Ok(now) if job.is_reached(now.as_ref()) => Ok(PolicyState::Settling),
        _ => Err(refused),
    }
}

/// A list lacked the VM when the change was chosen; this is the second witness. Source:
/// learn.microsoft.com, REST "Virtual Machines - Get".
async fn is_gone(arm: &ArmClient, vm: &ResourceId) -> Result<bool, Unavailable> {
    match arm.get(&format!("{vm}?{VM_API}")).await {
        Ok(_) => Ok(false),
        Err(error) => match Unavailable::from(error) {
            why if why.reason == Reason::NotFound => Ok(true),
            why => Err(why),
        },
    }
}

/// What the last look at a policy that was written showed.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Looks in a row that showed what somebody else wrote.
    others: u32,
}

/// Watches the policies that were written, with one read for each and look.
async fn settle(
    arm: &ArmClient,
    clock: &dyn Clock,
    jobs: &[Job],
    mut written: Vec<usize>,
    mut on_state: impl FnMut(usize, PolicyState),
) {
    let mut attempt = 0;
    let mut seen: HashMap<usize, Seen> = HashMap::new();
    while !written.is_empty() && FOR_EFFECT.wait(clock, attempt).await {
        attempt += 1;
        let mut open = Vec::new();
        for at in written {
            let Ok(now) = read_stored(&arm.renewed(), jobs[at].policy()).await else {
                open.push(at);
                continue;
            };
            let seen = seen.entry(at).or_default();
            match state_in(now.as_ref(), &jobs[at], seen) {
                PolicyState::Settling => open.push(at),
                state => on_state(at, state),
            }
        }
        written = open;
    }
    for at in written {
        on_state(at, PolicyState::Unsettled);
    }
}

fn state_in(now: Option<&StoredPolicy>, job: &Job, seen: &mut Seen) -> PolicyState {
    if !job.is_reached(now) {
        // It may be a copy of before the write.
        let is_old = job.is_as_shown(now);
        seen.others = if is_old { 0 } else { seen.others + 1 };
        return if seen.others < LOOKS_OF_ANOTHER {
            PolicyState::Settling
        } else {
            PolicyState::Overwritten
        };
    }
    seen.others = 0;
    match now {
        None => PolicyState::Done,
        Some(now) if now.policy.has_failed() => PolicyState::Failed {
            provisioning: now.policy.provisioning_state.clone(),
        },
        Some(now) if now.policy.is_in_effect() => PolicyState::Done,
        Some(_) => PolicyState::Settling,
    }
}

#[cfg(test)]
mod tests {
    use azure::arm::Envelope;

    use super::*;

    fn refused(status: u16, wait: Option<u64>) -> ArmError {
        ArmError {
            request: "PUT /policy".to_owned(),
            kind: ArmErrorKind::Status {
                status,
                envelope: Envelope::default(),
                wait,
            },
            correlation_id: None,
        }
    }

    #[test]
    fn only_a_throttled_write_waits_and_never_for_long() {
        let seconds = |status, wait, attempt| pause(&refused(status, wait), attempt);
        assert_eq!(seconds(429, None, 0), Some(FIRST_PAUSE));
        assert_eq!(seconds(429, None, 2), Some(FIRST_PAUSE * 4));
        assert_eq!(seconds(429, Some(17), 0), Some(Duration::from_secs(17)));
        assert_eq!(seconds(429, Some(31), 0), None);
        assert_eq!(seconds(429, None, PAUSES), None);
        assert_eq!(seconds(503, Some(1), 0), None);
    }

    #[test]
    fn what_somebody_changed_is_not_tried_again_as_it_was_shown() {
        let of = |status| PolicyState::Refused(refused(status, None).into());
        for (state, is_left, may_go, was_sent) in [
            (PolicyState::Waiting, true, true, false),
            (PolicyState::NotTried, true, true, false),
            (PolicyState::Unsettled, true, true, true),
            (of(429), true, true, false),
            (of(403), true, false, false),
            (of(500), true, true, true),
            (PolicyState::Changed, false, false, false),
            (PolicyState::Overwritten, false, false, true),
            (PolicyState::Done, false, false, true),
        ] {
            assert_eq!(state.was_sent(), was_sent, "{state:?}");
            assert_eq!(state.is_left(), is_left, "{state:?}");
            assert_eq!(state.may_go(), may_go, "{state:?}");
            assert!(PolicyState::NAMES.contains(&state.name()));
        }
    }
}
