//! Writes the policies one after the other, each after a look at whether
//! somebody else has been there first, and watches until Azure has taken them
//! all into effect. Can be run again with what is left.

use std::collections::HashMap;

use azure::{
    answer::Unavailable,
    arm::{ArmClient, Clock},
    resource_id::ResourceId,
    security::{Policy, list_policies},
};

use super::Job;
use crate::{FOR_EFFECT, WriteError, WriteErrorKind};

/// Where a VM stands, worded under `acts.turn_on.states.<name>`.
#[derive(Clone, Debug, PartialEq)]
pub enum MachineState {
    Waiting,
    Sending,
    /// Azure has the policy and brings it into effect.
    Settling,
    /// It is in effect. Policies beside it name the VM too: somebody else has
    /// turned JIT on for it in the same moment.
    Done {
        beside: Vec<ResourceId>,
    },
    /// Somebody had turned it on already, with this policy; nothing was sent.
    AlreadyOn(ResourceId),
    /// The look before the write failed; nothing was sent.
    NotRead(Unavailable),
    Refused(WriteError),
    /// Azure has the policy and failed to bring it into effect.
    Failed {
        provisioning: String,
    },
    /// It was still being brought into effect when patience ended.
    Unsettled,
    /// Azure took the policy, and now no longer has it.
    Lost,
    /// It was not tried, for what stopped another would have stopped it too.
    NotTried,
}

impl MachineState {
    pub const NAMES: [&str; 11] = [
        "waiting",
        "sending",
        "settling",
        "done",
        "already_on",
        "not_read",
        "refused",
        "failed",
        "unsettled",
        "lost",
        "not_tried",
    ];

    pub fn name(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Settling => "settling",
            Self::Done { .. } => "done",
            Self::AlreadyOn(_) => "already_on",
            Self::NotRead(_) => "not_read",
            Self::Refused(_) => "refused",
            Self::Failed { .. } => "failed",
            Self::Unsettled => "unsettled",
            Self::Lost => "lost",
            Self::NotTried => "not_tried",
        }
    }

    /// Whether JIT is on.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::AlreadyOn(_))
    }

    /// Whether to try once more may help before anything else is changed.
    pub fn may_go(&self) -> bool {
        self.is_left() && !matches!(self, Self::Refused(refused) if refused.why.lasts())
    }

    /// Whether it can be tried once more.
    pub fn is_left(&self) -> bool {
        matches!(
            self,
            Self::Waiting
                | Self::NotRead(_)
                | Self::Refused(_)
                | Self::Failed { .. }
                | Self::Unsettled
                | Self::Lost
                | Self::NotTried
        )
    }
}

/// The refusal that asks for another sign-in, which would have stopped the rest.
pub fn sign_in_needed(states: &[MachineState]) -> Option<&WriteError> {
    states.iter().find_map(|it| match it {
        MachineState::Refused(refused) if refused.why == WriteErrorKind::SignIn => Some(refused),
        _ => None,
    })
}

/// Turns JIT on for all that is [left](MachineState::is_left) in `states`, which has
/// one entry a job; `on_state` gets each change with the job's place.
pub async fn run(
    arm: &ArmClient,
    clock: &dyn Clock,
    jobs: &[Job],
    states: &[MachineState],
    mut on_state: impl FnMut(usize, MachineState),
) {
    let left = || (0..jobs.len()).filter(|at| states.get(*at).is_none_or(MachineState::is_left));
    for at in left() {
        on_state(at, MachineState::Waiting);
    }
    let mut written = Vec::new();
    let mut is_stopped = false;
    for at in left() {
        if is_stopped {
            on_state(at, MachineState::NotTried);
            continue;
        }
        on_state(at, MachineState::Sending);
        let state = write(arm, &jobs[at]).await;
        if let MachineState::Refused(refused) = &state {
            is_stopped = refused.why.stops_all();
        }
        if state == MachineState::Settling {
            written.push(at);
        }
        on_state(at, state);
    }
    settle(arm, clock, jobs, written, on_state).await;
}

/// Looks, and writes if nobody else has been there. A policy under the job's
/// own name is that of an earlier try, whose answer may have got lost.
async fn write(arm: &ArmClient, job: &Job) -> MachineState {
    let arm = arm.renewed();
    let policies = match list(&arm, job).await {
        Ok(policies) => policies,
        Err(why) => return MachineState::NotRead(why),
    };
    let naming: Vec<&Policy> = naming(&policies, job).collect();
    if let Some(other) = naming.iter().find(|it| it.id != job.policy) {
        return MachineState::AlreadyOn(other.id.clone());
    }
    if naming.iter().any(|it| !it.has_failed()) {
        return MachineState::Settling;
    }
    let refused = match arm.write(&job.write).await {
        Ok(_) => return MachineState::Settling,
        Err(error) => WriteError::from(error),
    };
    if !refused.why.is_indeterminate() {
        return MachineState::Refused(refused);
    }
    // Only a look tells whether it was made.
    match list(&arm.renewed(), job).await {
        Ok(policies) if policies.iter().any(|it| it.id == job.policy) => MachineState::Settling,
        _ => MachineState::Refused(refused),
    }
}

/// Watches the policies that were written, with one list for each resource
/// group and look.
async fn settle(
    arm: &ArmClient,
    clock: &dyn Clock,
    jobs: &[Job],
    mut written: Vec<usize>,
    mut on_state: impl FnMut(usize, MachineState),
) {
    let mut attempt = 0;
    let mut last = HashMap::new();
    while !written.is_empty() && FOR_EFFECT.wait(clock, attempt).await {
        attempt += 1;
        let arm = arm.renewed();
        let mut open = Vec::new();
        for at in written {
            // The client asks once for all that are in the same group.
            let Ok(policies) = list(&arm, &jobs[at]).await else {
                open.push(at);
                continue;
            };
            let state = state_in(&policies, &jobs[at]);
            if matches!(state, MachineState::Settling | MachineState::Lost) {
                last.insert(at, state);
                open.push(at);
            } else {
                on_state(at, state);
            }
        }
        written = open;
    }
    for at in written {
        let is_lost = last.get(&at) == Some(&MachineState::Lost);
        on_state(
            at,
            if is_lost {
                MachineState::Lost
            } else {
                MachineState::Unsettled
            },
        );
    }
}

fn state_in(policies: &[Policy], job: &Job) -> MachineState {
    let Some(own) = naming(policies, job).find(|it| it.id == job.policy) else {
        return MachineState::Lost;
    };
    if own.has_failed() {
        return MachineState::Failed {
            provisioning: own.provisioning_state.clone(),
        };
    }
    if !own.is_in_effect() {
        return MachineState::Settling;
    }
    let beside = naming(policies, job).filter(|it| it.id != job.policy);
    MachineState::Done {
        beside: beside.map(|it| it.id.clone()).collect(),
    }
}

fn naming<'a>(policies: &'a [Policy], job: &Job) -> impl Iterator<Item = &'a Policy> {
    policies.iter().filter(|it| it.entry(&job.vm).is_some())
}

/// The policies of the resource group in which both stand.
async fn list(arm: &ArmClient, job: &Job) -> Result<Vec<Policy>, Unavailable> {
    let scope = job.policy.resource_group_scope();
    let scope = scope.unwrap_or_else(|| job.policy.subscription_scope());
    let known = list_policies(arm, scope.as_str()).await?;
    Ok(known.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_azure_refuses_again_is_left_and_not_offered_first() {
        let refused = |why| {
            MachineState::Refused(WriteError {
                why,
                code: String::new(),
                message: String::new(),
                request: String::new(),
                correlation_id: None,
            })
        };
        for (state, may_go) in [
            (refused(WriteErrorKind::Locked), false),
            (refused(WriteErrorKind::Throttled), true),
            (MachineState::NotTried, true),
        ] {
            assert!(state.is_left());
            assert_eq!(state.may_go(), may_go, "{state:?}");
        }
        assert!(!MachineState::Done { beside: Vec::new() }.may_go());
    }
}
