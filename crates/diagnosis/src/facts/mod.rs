//! What is known about the reader's case: gathered from Azure, never judged.
//!
//! One fact, one file: its type, the wire shape that it is parsed from, and
//! the probe that asks for it. A probe never reads another fact: two that need
//! the VM both ask for it, and the client sends that request once. So every
//! probe starts at once, and the longest chain is as long as the data forces
//! (VM, network interface, subnet, route table).

mod activity;
mod assessment;
mod authorization;
mod context;
mod effective_rules;
mod firewalls;
mod gather;
mod group_vms;
mod listed;
mod load_balancers;
mod network;
mod permissions;
mod plan;
mod policies;
mod reader;
mod roles;
mod security_groups;
mod subject;
mod subscription;
mod vm;

use std::{cell::Cell, rc::Rc};

use azure::{
    answer::{Fact, Known, Reason, Unavailable},
    authorization::{DenyAssignment, ScopePermissions},
    claims::Claims,
    cloud::Cloud,
    network::{
        AdminRules, EffectiveGroup, Firewall, Nic, PublicAddress, RouteTable, SecurityGroup,
        Subnet, VirtualNetwork,
    },
    parts::Parts,
    resources::{Lock, SubscriptionLookup, Tenant},
    security::{Assessment, Plan, Policy},
};
use futures::{FutureExt, future::LocalBoxFuture};

pub use activity::{Activity, Refusal, RefusedWrite};
pub use authorization::Eligibility;
pub use context::Context;
pub use gather::gather;
pub use group_vms::GroupVms;
pub use listed::Listed;
pub use load_balancers::Balancer;
pub use reader::{Now, Rejection, SignIn};
pub use roles::Assignment;
pub use subject::SubjectFilters;
pub use vm::VmLookup;

pub(crate) use authorization::assignments_at_vm;
pub(crate) use reader::CLOCK_SKEW;
pub(crate) use roles::role_definitions;

use crate::question::Question;

/// Declares every fact once: its key, the name of its accessor, its type, and
/// the probe that asks for it.
macro_rules! facts {
    ($($(#[$doc:meta])* $key:ident $name:ident: $type:ty = $probe:path;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum FactKey { $($(#[$doc])* $key,)* }

        impl FactKey {
            pub const ALL: &[Self] = &[$(Self::$key,)*];

            /// The name under which the text catalogue words it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$key => stringify!($name),)* }
            }
        }

        /// A fact that has just become known, or has failed to.
        #[derive(Clone, Debug)]
        pub enum Update { $($key(Fact<$type>),)* }

        impl Update {
            pub fn key(&self) -> FactKey {
                match self { $(Self::$key(_) => FactKey::$key,)* }
            }
        }

        /// All facts of one run; those not yet asked for or answered are
        /// pending.
        #[derive(Clone, Debug, Default)]
        pub struct Snapshot { $($name: Option<Fact<$type>>,)* }

        impl Snapshot {
            pub fn apply(&mut self, update: Update) {
                match update { $(Update::$key(fact) => self.$name = Some(fact),)* }
            }

            /// Makes these facts pending again.
            pub fn forget(&mut self, keys: FactSet) {
                $(if keys.contains(FactKey::$key) { self.$name = None; })*
            }

            /// The facts that are pending.
            pub fn pending(&self) -> FactSet {
                let mut set = FactSet::NONE;
                $(if self.$name.is_none() { set = set.with(FactKey::$key); })*
                set
            }
        }

        impl Facts<'_> {
            $($(#[$doc])* pub fn $name(&self) -> Result<&Known<$type>, Unavailable> {
                self.read.set(self.read.get().with(FactKey::$key));
                match &self.snapshot.$name {
                    Some(Ok(known)) => Ok(known),
                    Some(Err(why)) => Err(why.clone()),
                    None => Err(Unavailable::new(Reason::Pending)),
                }
            })*
        }

        fn probe(key: FactKey, context: Rc<Context>) -> LocalBoxFuture<'static, Update> {
            match key {
                $(FactKey::$key => async move {
                    Update::$key($probe(&context).await.map(Rc::new))
                }.boxed_local(),)*
            }
        }
    };
}

facts! {
    /// What the reader asks.
    Question question: Question = reader::question;
    Cloud cloud: Cloud = reader::cloud;
    Claims claims: Claims = reader::claims;
    /// The present time, and whose clock told it.
    Now now: Now = reader::now;
    /// Whether ARM takes the token.
    SignIn sign_in: SignIn = reader::sign_in;
    Tenants tenants: Vec<Tenant> = subscription::tenants;
    Subscription subscription: SubscriptionLookup = subscription::subscription;
    /// The registration state of Microsoft.Security.
    Provider provider: String = subscription::provider;
    /// Defender for Servers on the subscription.
    Plan plan: Plan = plan::on_subscription;
    /// Defender for Servers as it holds for the VM itself.
    MachinePlan machine_plan: Plan = plan::on_machine;
    Vm vm: VmLookup = vm::vm;
    /// The VM's network interfaces.
    Nics nics: Vec<Nic> = network::nics;
    /// The subnets in which they stand.
    Subnets subnets: Parts<Subnet> = network::subnets;
    /// The virtual networks around them. They are asked for only where the reader comes
    /// from a private address, for nothing else depends on them.
    Networks networks: Parts<VirtualNetwork> = network::networks;
    RouteTables route_tables: Parts<RouteTable> = network::route_tables;
    /// The public addresses of the VM's interfaces.
    PublicAddresses public_addresses: Parts<PublicAddress> = network::public_addresses;
    /// The load balancers before those interfaces.
    LoadBalancers load_balancers: Vec<Balancer> = load_balancers::load_balancers;
    /// The security groups of the interfaces and subnets, as they are written.
    SecurityGroups security_groups: Parts<SecurityGroup> = security_groups::security_groups;
    /// The same groups as Azure applies them to the primary interface.
    EffectiveRules effective_rules: Vec<EffectiveGroup> = effective_rules::effective_rules;
    /// What network managers say of the virtual networks.
    AdminRules admin_rules: Parts<AdminRules> = network::admin_rules;
    /// The Azure Firewalls of the subscription.
    Firewalls firewalls: Vec<Firewall> = firewalls::firewalls;
    /// What Defender for Cloud recommends about JIT for the VM.
    Assessment assessment: Assessment = assessment::assessment;
    /// The JIT policies that the reader may list.
    Policies policies: Vec<Policy> = policies::policies;
    /// Known when those are all of the subscription's.
    AllPolicies all_policies: () = policies::all_policies;
    /// The VMs of the resource groups in which the VM's policies stand.
    GroupVms group_vms: GroupVms = group_vms::group_vms;
    /// What the one whom the question is about may do at the VM: the reader, as a rule.
    VmPermissions vm_permissions: ScopePermissions = permissions::at_vm;
    /// What they may do at the policy, or where it would stand.
    PolicyPermissions policy_permissions: ScopePermissions = permissions::at_policy;
    SubscriptionPermissions subscription_permissions: ScopePermissions = permissions::at_subscription;
    /// What they may do at each interface and public address.
    NetworkPermissions network_permissions: Vec<ScopePermissions> = permissions::at_network;
    DenyAssignments deny_assignments: Vec<DenyAssignment> = authorization::deny_assignments;
    /// The deny assignments of the subscription, or of the VM's resource group.
    RuleDenials rule_denials: Listed<DenyAssignment> = authorization::rule_denials;
    /// Their role assignments; of the reader's own those that a condition limits.
    Assignments assignments: Vec<Assignment> = authorization::assignments;
    /// Roles that they could activate.
    Eligibilities eligibilities: Vec<Eligibility> = authorization::eligibilities;
    /// The management locks that may stand over the rules that JIT writes.
    Locks locks: Listed<Lock> = listed::locks;
    /// Writes of rules and policies that were refused in the last days.
    Activity activity: Activity = activity::activity;
}

/// A set of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FactSet(u64);

impl FactSet {
    pub const NONE: Self = Self(0);

    pub const fn of(keys: &[FactKey]) -> Self {
        let mut set = Self::NONE;
        let mut at = 0;
        while at < keys.len() {
            set = set.with(keys[at]);
            at += 1;
        }
        set
    }

    pub fn all() -> Self {
        Self::of(FactKey::ALL)
    }

    #[must_use]
    pub const fn with(self, key: FactKey) -> Self {
        Self(self.0 | 1 << key as u8)
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn contains(self, key: FactKey) -> bool {
        self.0 & (1 << key as u8) != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn is_subset(self, of: Self) -> bool {
        self.0 & !of.0 == 0
    }

    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    pub fn iter(self) -> impl Iterator<Item = FactKey> {
        FactKey::ALL
            .iter()
            .copied()
            .filter(move |key| self.contains(*key))
    }
}

/// A check's view of the snapshot. It remembers what was read, so that a test
/// can hold a check to the facts that it declares.
pub struct Facts<'a> {
    snapshot: &'a Snapshot,
    read: Cell<FactSet>,
}

impl<'a> Facts<'a> {
    pub fn new(snapshot: &'a Snapshot) -> Self {
        Self {
            snapshot,
            read: Cell::default(),
        }
    }

    /// All of it, for what thinks a change through. A check has to declare what it reads.
    pub(crate) fn snapshot(&self) -> &'a Snapshot {
        self.snapshot
    }

    pub fn was_read(&self) -> FactSet {
        self.read.get()
    }
}
