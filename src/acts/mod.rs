//! What a reader has done from here: a form, the exact requests, a
//! confirmation, the wait, and how it ended. Nothing is sent before the reader
//! has pressed the button below the requests that will be sent; no address and
//! no link can press it. What an act is and does is the core's business.

mod confirm;
mod frame;
mod gate;
mod kept;
mod offer;
mod outcome;
mod request;
mod switch;
mod turn_on;

use actions::{self, turn_on::Machine};
use azure::resource_id::ResourceId;
use serde::{Deserialize, Serialize};

pub(crate) use offer::{ActButton, ActSlot, OpenAct};

use frame::ActPanel;

/// An act on something of Azure's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Act {
    /// Access to a VM. Port and address stand in the form from the start.
    Request {
        vm: ResourceId,
        port: Option<u16>,
        source: String,
    },
    /// JIT for VMs of one subscription, of which there is at least one.
    TurnOn(Vec<Machine>),
    /// What holds for a whole subscription.
    Switch(actions::switch::Switch, ResourceId),
}

impl Act {
    /// The name in the texts and in the automation hook.
    fn name(&self) -> &'static str {
        match self {
            Self::Request { .. } => "request",
            Self::TurnOn(_) => "turn_on",
            Self::Switch(switch, _) => switch.name(),
        }
    }

    fn subscription(&self) -> ResourceId {
        match self {
            Self::Request { vm, .. } => vm.subscription_scope(),
            Self::TurnOn(machines) => machines[0].id.subscription_scope(),
            Self::Switch(_, subscription) => subscription.clone(),
        }
    }
}

/// What was typed into the form of an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Draft {
    Request(actions::request::RequestDraft),
    TurnOn(actions::turn_on::TurnOnDraft),
    Switch,
}

/// Where an act stands; the name is the automation hook's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Form,
    Confirm,
    Running,
    Done,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Confirm => "confirm",
            Self::Running => "running",
            Self::Done => "done",
        }
    }
}
