//! What is turned on with one request that has nothing to fill in: for a whole
//! subscription the plan of Defender for Cloud that JIT is a part of, and the resource
//! provider; and a VM that doesn't run. Source: learn.microsoft.com, REST "Pricings -
//! Update", "Providers - Register" and "Virtual Machines - Start".

use std::time::Duration;

use azure::{
    answer::{Reason, Unavailable, known},
    arm::{ArmClient, Clock, Method, Write},
    compute::{OperationFailure, VM_API, parse_vm},
    rbac::{MANAGE_PLAN, START_VM},
    resource_id::ResourceId,
    resources::registration,
    security::{SECURITY, plan_at},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Needed, PollPolicy, WriteError};

const REGISTER: &str = "Microsoft.Security/register/action";

/// A plan is there at once as a rule, a provider and a VM within minutes.
const FOR_EFFECT: PollPolicy = PollPolicy {
    first: Duration::from_secs(2),
    between: Duration::from_secs(5),
    tries: 60,
};

/// What can be turned on; worded under `acts.switch.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Switch {
    /// Defender for Servers Plan 2.
    Plan,
    /// Microsoft.Security.
    Provider,
    /// A VM.
    Vm,
}

/// How things stand.
#[derive(Clone, Debug, PartialEq)]
pub enum SwitchState {
    On,
    /// What it is instead.
    Off(Off),
}

/// What Azure says of something that is off.
#[derive(Clone, Debug, PartialEq)]
pub struct Off {
    /// Azure's word for it, such as `Free`, `Registering` or `starting`.
    pub state: String,
    /// Why the last operation on a VM failed, if it did.
    pub failure: Option<OperationFailure>,
}

impl From<String> for Off {
    fn from(state: String) -> Self {
        Self {
            state,
            failure: None,
        }
    }
}

/// How turning it on ended; worded under `acts.switch.outcomes.<name>`.
#[derive(Clone, Debug, PartialEq)]
pub enum SwitchOutcome {
    Done,
    /// Somebody had turned it on already; nothing was sent.
    AlreadyOn,
    /// Azure took it and was still at it when patience ended.
    Unsettled(String),
    /// Azure took it and gave it up.
    GivenUp(Off),
    /// Azure took it, and what became of it cannot be read.
    Unseen(Unavailable),
    Refused(WriteError),
}

impl SwitchOutcome {
    pub const NAMES: [&str; 6] = [
        "done",
        "already_on",
        "unsettled",
        "given_up",
        "unseen",
        "refused",
    ];

    pub fn name(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadyOn => "already_on",
            Self::Unsettled(_) => "unsettled",
            Self::GivenUp(_) => "given_up",
            Self::Unseen(_) => "unseen",
            Self::Refused(_) => "refused",
        }
    }
}

impl Switch {
    pub const ALL: [Self; 3] = [Self::Plan, Self::Provider, Self::Vm];

    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Provider => "provider",
            Self::Vm => "vm",
        }
    }

    /// What is turned on for the sake of this VM: the VM itself, or its subscription.
    pub fn place(self, vm: &ResourceId) -> ResourceId {
        match self {
            Self::Plan | Self::Provider => vm.subscription_scope(),
            Self::Vm => vm.clone(),
        }
    }

    /// What the reader's roles must grant.
    pub fn needed(self, place: &ResourceId) -> Vec<Needed> {
        let action = match self {
            Self::Plan => MANAGE_PLAN,
            Self::Provider => REGISTER,
            Self::Vm => START_VM,
        };
        vec![Needed::new(action, place.clone())]
    }

    /// The change as it is sent.
    pub fn write(self, place: &ResourceId) -> Write {
        match self {
            Self::Plan => Write {
                method: Method::Put,
                path: format!(
                    "{place}/providers/Microsoft.Security/pricings/VirtualMachines?api-version=2024-01-01"
                ),
                body: Some(json!({"properties": {"pricingTier": "Standard", "subPlan": "P2"}})),
            },
            Self::Provider => Write {
                method: Method::Post,
                path: format!(
                    "{place}/providers/Microsoft.Security/register?api-version=2021-04-01"
                ),
                body: None,
            },
            Self::Vm => Write {
                method: Method::Post,
                path: format!("{place}/start?{VM_API}"),
                body: None,
            },
        }
    }

    pub(crate) async fn state(
        self,
        arm: &ArmClient,
        place: &ResourceId,
    ) -> Result<SwitchState, Unavailable> {
        let arm = arm.renewed();
        Ok(match self {
            Self::Plan => {
                let plan = plan_at(&arm, place).await?.value;
                if plan.includes_jit() == Ok(true) {
                    SwitchState::On
                } else {
                    SwitchState::Off(plan.sub_plan.unwrap_or(plan.tier).into())
                }
            }
            Self::Provider => {
                let state = registration(&arm, place, SECURITY).await?;
                if state.value.eq_ignore_ascii_case("Registered") {
                    SwitchState::On
                } else {
                    SwitchState::Off(state.value.into())
                }
            }
            Self::Vm => {
                let path = format!("{place}?{VM_API}&$expand=instanceView");
                let answer = arm.get(&path).await?;
                let vm = known(parse_vm(&answer.node()), &answer.request)?.value;
                match vm.power {
                    Some(power) if power.eq_ignore_ascii_case("running") => SwitchState::On,
                    Some(state) => SwitchState::Off(Off {
                        state,
                        failure: vm.failure,
                    }),
                    None => return Err(Unavailable::new(Reason::NoPowerState)),
                }
            }
        })
    }
}

/// Turns it on, unless it is by now, and stays until Azure says that it is.
/// `on_state` gets each look.
pub async fn turn_on(
    arm: &ArmClient,
    clock: &dyn Clock,
    switch: Switch,
    place: &ResourceId,
    mut on_state: impl FnMut(SwitchState),
) -> SwitchOutcome {
    // A look that fails takes nothing away: it only saves a change.
    let before = match switch.state(arm, place).await {
        Ok(SwitchState::On) => return SwitchOutcome::AlreadyOn,
        Ok(SwitchState::Off(off)) => Some(off.failure),
        Err(_) => None,
    };
    let sent = arm.write(&switch.write(place)).await;
    let refused = match sent.map_err(WriteError::from) {
        Err(refused) if !refused.why.is_indeterminate() => return SwitchOutcome::Refused(refused),
        other => other.err(),
    };
    let mut outcome = SwitchOutcome::Unsettled(String::new());
    let mut attempt = 0;
    let mut was_starting = false;
    while FOR_EFFECT.wait(clock, attempt).await {
        attempt += 1;
        match switch.state(arm, place).await {
            Ok(SwitchState::On) => return SwitchOutcome::Done,
            Ok(SwitchState::Off(off)) => {
                on_state(SwitchState::Off(off.clone()));
                // A VM for which there is no room, for example, falls back.
                let is_starting =
                    switch == Switch::Vm && off.state.eq_ignore_ascii_case("starting");
                if was_starting && !is_starting {
                    return SwitchOutcome::GivenUp(off);
                }
                was_starting = is_starting;
                // Nobody knows whether it arrived, and nothing shows that it did.
                if let Some(refused) = refused.clone().filter(|_| attempt >= 3) {
                    return SwitchOutcome::Refused(refused);
                }
                // A start may begin and fail between two looks. A failure that was there
                // before is of another operation.
                let is_same = before.as_ref().is_none_or(|it| *it == off.failure);
                outcome = if off.failure.is_none() || is_same || is_starting {
                    SwitchOutcome::Unsettled(off.state)
                } else {
                    SwitchOutcome::GivenUp(off)
                };
            }
            Err(why) => outcome = SwitchOutcome::Unseen(why),
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changes_name_their_place_alone() {
        let vm = ResourceId::parse(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg\
             /providers/Microsoft.Compute/virtualMachines/vm-1",
        )
        .unwrap();
        for switch in Switch::ALL {
            let place = switch.place(&vm);
            let write = switch.write(&place);
            assert!(write.path.starts_with(place.as_str()), "{switch:?}");
            let needed = switch.needed(&place);
            assert!(needed.iter().all(|it| it.scope == place), "{switch:?}");
        }
    }
}
