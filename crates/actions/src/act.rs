//! An act, with all that its form begins with; and which failing case is mended
//! by which act.

use azure::resource_id::ResourceId;
use diagnosis::question::Question;
use serde::{Deserialize, Serialize};

use super::{
    request::Target,
    switch::Switch,
    turn_on::{Machine, Machines},
};

/// Something that a reader can have done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Access to a VM.
    Request(Target),
    /// JIT for VMs.
    TurnOn(Machines),
    /// What holds for a whole subscription.
    Switch(Switch, ResourceId),
}

impl Act {
    /// The name in the texts and in the page's automation hook.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::TurnOn(_) => "turn_on",
            Self::Switch(switch, _) => switch.name(),
        }
    }
}

/// Which kind of act mends a case.
#[derive(Clone, Copy)]
enum Kind {
    Request,
    TurnOn,
    Switch(Switch),
}

/// By check and case.
const MENDS: &[(&str, &str, Kind)] = &[
    (
        "subscription.provider",
        "not_registered",
        Kind::Switch(Switch::Provider),
    ),
    ("plan.servers", "off", Kind::Switch(Switch::Plan)),
    ("plan.tier", "plan1", Kind::Switch(Switch::Plan)),
    ("policy.exists", "not_configured", Kind::TurnOn),
    ("policy.exists", "dropped", Kind::TurnOn),
    ("request.open", "none", Kind::Request),
    ("request.open", "expired", Kind::Request),
    ("request.open", "replaced", Kind::Request),
    ("request.open", "revoked", Kind::Request),
    ("request.open", "other_port", Kind::Request),
    ("request.source", "other_address", Kind::Request),
];

fn kind(check: &str, case: &str) -> Option<Kind> {
    let found = MENDS.iter().find(|it| (it.0, it.1) == (check, case));
    found.map(|it| it.2)
}

/// The act that mends a failing case of the question's VM, if it can be had
/// from here. `location` is the VM's region, as far as it was read.
pub fn mending(
    check: &str,
    case: &str,
    question: &Question,
    location: Option<String>,
) -> Option<Act> {
    let id = question.vm.clone();
    Some(match kind(check, case)? {
        Kind::Request => Act::Request(Target::of(question)),
        Kind::TurnOn => {
            let location = location?;
            Act::TurnOn(Machine { id, location }.into())
        }
        Kind::Switch(switch) => Act::Switch(switch, id.subscription_scope()),
    })
}

/// The act that mends a failing case of a whole subscription, if there is one.
pub fn mending_for_all(check: &str, case: &str, subscription: &ResourceId) -> Option<Act> {
    match kind(check, case)? {
        Kind::Switch(switch) => Some(Act::Switch(switch, subscription.clone())),
        Kind::Request | Kind::TurnOn => None,
    }
}

#[cfg(test)]
mod tests {
    use azure::ip_range;
    use diagnosis::checks;

    use super::*;

    fn question() -> Question {
        Question {
            tenant: None,
            vm: ResourceId::parse(
                "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg\
                 /providers/Microsoft.Compute/virtualMachines/vm-1",
            )
            .unwrap(),
            port: Some(3389),
            source: ip_range::parse("203.0.113.7"),
            goal: None,
            minutes: None,
        }
    }

    #[test]
    fn every_entry_names_a_case() {
        for (check, case, _) in MENDS {
            let found = checks::ALL.iter().find(|it| it.id == *check);
            let cases = found.map_or(&[][..], |it| it.cases);
            assert!(cases.iter().any(|it| it.name == *case), "{check} {case}");
        }
        assert!(kind("vm.exists", "not_found").is_none());
    }

    #[test]
    fn an_act_begins_with_what_was_asked() {
        let question = question();
        let subscription = question.vm.subscription_scope();
        let machine = Machine {
            id: question.vm.clone(),
            location: "westeurope".to_owned(),
        };
        for (check, case, location, expected) in [
            (
                "request.open",
                "none",
                None,
                Some(Act::Request(Target {
                    vm: question.vm.clone(),
                    port: Some(3389),
                    source: Some("203.0.113.7".to_owned()),
                })),
            ),
            (
                "policy.exists",
                "dropped",
                Some("westeurope"),
                Some(Act::TurnOn(machine.into())),
            ),
            // Without a region, Azure could not be told where the policy stands.
            ("policy.exists", "dropped", None, None),
            (
                "plan.tier",
                "plan1",
                None,
                Some(Act::Switch(Switch::Plan, subscription.clone())),
            ),
            ("vm.exists", "not_found", Some("westeurope"), None),
        ] {
            let found = mending(check, case, &question, location.map(str::to_owned));
            assert_eq!(found, expected, "{check} {case} {location:?}");
        }
    }

    #[test]
    fn a_subscription_is_mended_by_what_holds_for_all_of_it() {
        let subscription = question().vm.subscription_scope();
        for (check, case, _) in MENDS {
            let found = mending_for_all(check, case, &subscription);
            let is_switch = matches!(kind(check, case), Some(Kind::Switch(_)));
            assert_eq!(found.is_some(), is_switch, "{check} {case}");
        }
    }

    #[test]
    fn an_act_can_be_stored() {
        let question = question();
        let machine = Machine {
            id: question.vm.clone(),
            location: "westeurope".to_owned(),
        };
        for act in [
            Act::Request(Target::of(&question)),
            Act::TurnOn(machine.into()),
            Act::Switch(Switch::Provider, question.vm.subscription_scope()),
        ] {
            let json = serde_json::to_string(&act).unwrap();
            assert_eq!(serde_json::from_str::<Act>(&json).unwrap(), act, "{json}");
        }
    }
}
