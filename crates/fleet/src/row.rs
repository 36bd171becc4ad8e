//! A subscription, and what has been read of it.

use std::collections::HashSet;

use azure::{
    answer::{Fact, Unavailable},
    resource_id::ResourceId,
    resources::Subscription,
    security::Plan,
};

use super::Partial;

/// What the JIT policies of a subscription come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    /// The VMs that they name.
    pub named: HashSet<ResourceId>,
    /// Whether they name something that is no VM of Azure Resource Manager.
    pub names_others: bool,
    /// Access windows that are open, one for each VM and port.
    pub open: u64,
    /// VMs with a port for which access may be asked from every address.
    pub any_source: HashSet<ResourceId>,
    /// Policies that Azure reports as failed.
    pub failed: u64,
}

/// Which of the VMs of a subscription policies name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vms {
    /// Those that were looked through.
    pub all: u64,
    /// Those of them that are named.
    pub named: u64,
}

/// A subscription, and what is known of it.
#[derive(Clone, Debug)]
pub struct Row {
    pub subscription: Subscription,
    /// Whether it belongs to another tenant, which delegated it to the reader's.
    pub is_delegated: bool,
    /// Its name in lower case.
    pub(super) key: String,
    pub(super) plan: Option<Fact<Plan>>,
    pub(super) policies: Option<Partial<Policies>>,
    pub(super) vms: Option<Partial<u64>>,
    pub(super) looked_through: Option<Partial<Vms>>,
}

impl Row {
    /// Why something about it is not known, each reason once.
    pub fn missing(&self) -> Vec<&Unavailable> {
        let mut all: Vec<&Unavailable> = Vec::new();
        let plan = self.plan.as_ref().and_then(|it| it.as_ref().err());
        let policies = self.policies.as_ref().and_then(|it| it.missing.as_ref());
        let vms = self.vms.as_ref().and_then(|it| it.missing.as_ref());
        let looked = self.looked_through.as_ref();
        let looked = looked.and_then(|it| it.missing.as_ref());
        for why in [plan, policies, vms, looked].into_iter().flatten() {
            if all.iter().all(|it| it.reason != why.reason) {
                all.push(why);
            }
        }
        all
    }

    /// Whether the VMs that its policies name are still to be looked for.
    pub(super) fn needs_look(&self) -> bool {
        let policies = self.policies.as_ref();
        self.looked_through.is_none() && policies.is_some_and(|it| !it.value.named.is_empty())
    }

    /// Whether all of it was asked for.
    pub fn is_read(&self) -> bool {
        self.plan.is_some() && self.policies.is_some() && self.vms.is_some() && !self.needs_look()
    }
}
