//! A subscription, and what has been read of it.

use std::collections::HashSet;

use azure::{
    answer::{Fact, Unavailable},
    resource_id::ResourceId,
    resources::Subscription,
    security::Plan,
};

use inventory::Count;

/// What was counted, and why something may be missing from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partial<T> {
    pub value: T,
    pub missing: Option<Unavailable>,
}

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

/// What only the machines, networks and rules of a subscription tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// VMs that JIT does not support.
    pub unsupported: Count,
    /// VMs with a guarded port that is open to everybody.
    pub exposed: Count,
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
    /// How many VMs it has at least, as one query of all subscriptions told.
    pub(super) glimpsed: Option<u64>,
    pub(super) looked_through: Option<Partial<Vms>>,
    pub(super) inspected: Option<Partial<Inspected>>,
    /// Whether the reader wants that to be read, too.
    pub(super) is_to_be_inspected: bool,
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
        let inspected = self.inspected.as_ref();
        let inspected = inspected.and_then(|it| it.missing.as_ref());
        for why in [plan, policies, vms, looked, inspected]
            .into_iter()
            .flatten()
        {
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

    pub fn is_inspected(&self) -> bool {
        self.inspected.is_some()
    }

    pub fn waits_for_inspection(&self) -> bool {
        self.is_to_be_inspected && !self.is_inspected()
    }

    /// Whether all of it was asked for.
    pub fn is_read(&self) -> bool {
        let is_counted = self.plan.is_some() && self.policies.is_some() && self.vms.is_some();
        is_counted && !self.needs_look() && !self.waits_for_inspection()
    }
}
