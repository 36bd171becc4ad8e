//! What is turned on for a whole subscription: the plan of Defender for Cloud
//! that JIT is a part of, and the resource provider. Source:
//! learn.microsoft.com, REST "Pricings - Update" and "Providers - Register".

use std::time::Duration;

use azure::{
    answer::Unavailable,
    arm::{ArmClient, Clock, Method, Write},
    rbac::MANAGE_PLAN,
    resource_id::ResourceId,
    resources::registration,
    security::{SECURITY, plan_at},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Needed, PollPolicy, WriteError};

const REGISTER: &str = "Microsoft.Security/register/action";

/// A plan is there at once as a rule, a provider within minutes.
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
}

/// How things stand.
#[derive(Clone, Debug, PartialEq)]
pub enum SwitchState {
    On,
    /// Azure's words for what it is instead, such as `Free` or `Registering`.
    Off(String),
}

/// How turning it on ended; worded under `acts.switch.outcomes.<name>`.
#[derive(Clone, Debug, PartialEq)]
pub enum SwitchOutcome {
    Done,
    /// Somebody had turned it on already; nothing was sent.
    AlreadyOn,
    /// Azure took it and was still at it when patience ended.
    Unsettled(String),
    /// Azure took it, and what became of it cannot be read.
    Unseen(Unavailable),
    Refused(WriteError),
}

impl SwitchOutcome {
    pub const NAMES: [&str; 5] = ["done", "already_on", "unsettled", "unseen", "refused"];

    pub fn name(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadyOn => "already_on",
            Self::Unsettled(_) => "unsettled",
            Self::Unseen(_) => "unseen",
            Self::Refused(_) => "refused",
        }
    }
}

impl Switch {
    pub const ALL: [Self; 2] = [Self::Plan, Self::Provider];

    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Provider => "provider",
        }
    }

    /// What the reader's roles must grant.
    pub fn needed(self, subscription: &ResourceId) -> Vec<Needed> {
        let action = match self {
            Self::Plan => MANAGE_PLAN,
            Self::Provider => REGISTER,
        };
        vec![Needed::new(action, subscription.clone())]
    }

    /// The change as it is sent.
    pub fn write(self, subscription: &ResourceId) -> Write {
        match self {
            Self::Plan => Write {
                method: Method::Put,
                path: format!(
                    "{subscription}/providers/Microsoft.Security/pricings/VirtualMachines?api-version=2024-01-01"
                ),
                body: Some(json!({"properties": {"pricingTier": "Standard", "subPlan": "P2"}})),
            },
            Self::Provider => Write {
                method: Method::Post,
                path: format!(
                    "{subscription}/providers/Microsoft.Security/register?api-version=2021-04-01"
                ),
                body: None,
            },
        }
    }

    pub(crate) async fn state(
        self,
        arm: &ArmClient,
        subscription: &ResourceId,
    ) -> Result<SwitchState, Unavailable> {
        let arm = arm.renewed();
        Ok(match self {
            Self::Plan => {
                let plan = plan_at(&arm, subscription).await?.value;
                if plan.includes_jit() == Ok(true) {
                    SwitchState::On
                } else {
                    SwitchState::Off(plan.sub_plan.unwrap_or(plan.tier))
                }
            }
            Self::Provider => {
                let state = registration(&arm, subscription, SECURITY).await?;
                if state.value.eq_ignore_ascii_case("Registered") {
                    SwitchState::On
                } else {
                    SwitchState::Off(state.value)
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
    subscription: &ResourceId,
    mut on_state: impl FnMut(SwitchState),
) -> SwitchOutcome {
    // A look that fails takes nothing away: it only saves a change.
    if let Ok(SwitchState::On) = switch.state(arm, subscription).await {
        return SwitchOutcome::AlreadyOn;
    }
    let sent = arm.write(&switch.write(subscription)).await;
    let refused = match sent.map_err(WriteError::from) {
        Err(refused) if !refused.why.is_indeterminate() => return SwitchOutcome::Refused(refused),
        other => other.err(),
    };
    let mut outcome = SwitchOutcome::Unsettled(String::new());
    let mut attempt = 0;
    while FOR_EFFECT.wait(clock, attempt).await {
        attempt += 1;
        match switch.state(arm, subscription).await {
            Ok(SwitchState::On) => return SwitchOutcome::Done,
            Ok(SwitchState::Off(text)) => {
                on_state(SwitchState::Off(text.clone()));
                // Nobody knows whether it arrived, and nothing shows that it did.
                if let Some(refused) = refused.clone().filter(|_| attempt >= 3) {
                    return SwitchOutcome::Refused(refused);
                }
                outcome = SwitchOutcome::Unsettled(text);
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
    fn the_changes_name_the_subscription_alone() {
        let subscription =
            ResourceId::parse("/subscriptions/11111111-2222-3333-4444-555555555555").unwrap();
        for switch in Switch::ALL {
            let write = switch.write(&subscription);
            assert!(write.path.starts_with(subscription.as_str()));
            assert!(
                switch
                    .needed(&subscription)
                    .iter()
                    .all(|it| it.scope == subscription)
            );
        }
    }
}
