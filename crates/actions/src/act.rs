//! An act, with all that its form begins with.

use azure::resource_id::ResourceId;
use diagnosis::question::Question;
use serde::{Deserialize, Serialize};

use super::{
    activate::EligibleRole,
    edit::Editing,
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
    /// What is turned on with one request, and where.
    Switch(Switch, ResourceId),
    /// A role of the reader's.
    Activate(EligibleRole),
    /// Policies that are there.
    Edit(Editing),
}

impl Act {
    /// The name in the texts and in the page's automation hook.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::TurnOn(_) => "turn_on",
            Self::Switch(switch, _) => switch.name(),
            Self::Activate(_) => "activate",
            Self::Edit(editing) => editing.name(),
        }
    }
}

/// What kind of thing that is: what a table can name before anybody has asked
/// about a VM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    Request,
    TurnOn,
    Switch(Switch),
}

impl ActionKind {
    /// The act for the question's VM, if it can be had from here. `location` is
    /// the VM's region, as far as it was read.
    pub fn for_vm(self, question: &Question, location: Option<String>) -> Option<Act> {
        let id = question.vm.clone();
        Some(match self {
            Self::Request => Act::Request(Target::of(question)),
            Self::TurnOn => {
                let location = location?;
                Act::TurnOn(Machine { id, location }.into())
            }
            Self::Switch(switch) => Act::Switch(switch, switch.place(&id)),
        })
    }

    /// The act for a whole subscription, if there is one.
    pub fn for_subscription(self, subscription: &ResourceId) -> Option<Act> {
        match self {
            Self::Request | Self::TurnOn | Self::Switch(Switch::Vm) => None,
            Self::Switch(switch) => Some(Act::Switch(switch, subscription.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use azure::ip_range;

    use super::*;
    use crate::edit::{ChangeForm, ChangeKind, Edit, EntryId};

    fn filled() -> ChangeForm {
        ChangeForm {
            ports: "22".to_owned(),
            sources: "203.0.113.0/24, 2001:db8::1".to_owned(),
            ..ChangeForm::default()
        }
    }

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
            about: None,
        }
    }

    #[test]
    fn an_act_begins_with_what_was_asked() {
        let question = question();
        let subscription = question.vm.subscription_scope();
        let machine = Machine {
            id: question.vm.clone(),
            location: "westeurope".to_owned(),
        };
        for (kind, location, expected) in [
            (
                ActionKind::Request,
                None,
                Some(Act::Request(Target {
                    vm: question.vm.clone(),
                    port: Some(3389),
                    source: Some("203.0.113.7".to_owned()),
                    bastion: None,
                })),
            ),
            (
                ActionKind::TurnOn,
                Some("westeurope"),
                Some(Act::TurnOn(machine.into())),
            ),
            // Without a region, Azure could not be told where the policy stands.
            (ActionKind::TurnOn, None, None),
            (
                ActionKind::Switch(Switch::Plan),
                None,
                Some(Act::Switch(Switch::Plan, subscription.clone())),
            ),
            (
                ActionKind::Switch(Switch::Vm),
                None,
                Some(Act::Switch(Switch::Vm, question.vm.clone())),
            ),
        ] {
            let found = kind.for_vm(&question, location.map(str::to_owned));
            assert_eq!(found, expected, "{kind:?} {location:?}");
        }
    }

    #[test]
    fn a_subscription_is_mended_by_what_holds_for_all_of_it() {
        let subscription = question().vm.subscription_scope();
        for (kind, expected) in [
            (ActionKind::Request, None),
            (ActionKind::TurnOn, None),
            (ActionKind::Switch(Switch::Vm), None),
            (
                ActionKind::Switch(Switch::Provider),
                Some(Act::Switch(Switch::Provider, subscription.clone())),
            ),
        ] {
            assert_eq!(kind.for_subscription(&subscription), expected, "{kind:?}");
        }
    }

    #[test]
    fn an_act_can_be_stored() {
        let question = question();
        let entry = EntryId {
            policy: question.vm.clone(),
            vm: question.vm.clone(),
        };
        let edits = ChangeKind::ALL.map(|kind| Edit {
            policy: entry.policy.clone(),
            vm: entry.vm.clone(),
            change: filled().check(kind).unwrap(),
        });
        let edits = Vec::from(edits);
        let machine = Machine {
            id: question.vm.clone(),
            location: "westeurope".to_owned(),
        };
        for act in [
            Act::Request(Target::of(&question)),
            Act::TurnOn(machine.into()),
            Act::Switch(Switch::Provider, question.vm.subscription_scope()),
            Act::Edit(Editing::Form(ChangeKind::Drop, vec![entry.clone()])),
            Act::Edit(Editing::These(edits)),
            Act::Edit(Editing::Logged("{}".to_owned())),
        ] {
            let json = serde_json::to_string(&act).unwrap();
            assert_eq!(serde_json::from_str::<Act>(&json).unwrap(), act, "{json}");
        }
    }
}
