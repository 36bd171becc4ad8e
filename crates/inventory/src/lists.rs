//! The lists of a subscription as far as they have been read: what is in each,
//! and whether something can still be missing from it.

use std::{collections::HashMap, rc::Rc};

use azure::{
    answer::{Fact, Known, Reason, Unavailable},
    network::{Firewall, Nic, RouteTable, SecurityGroup, Subnet},
    resource_id::ResourceId,
    resources::SubscriptionLookup,
    security::{Assessment, Plan, Policy},
    timestamp::Timestamp,
};

use super::Machine;

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// One list of the subscription.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum List { $($(#[$doc])* $name,)* }

        impl List {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name under which the text catalogue words it.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

lists! {
    Vms = "vms",
    Classic = "classic",
    Arc = "arc",
    Nics = "nics",
    /// Virtual networks, with their subnets inside.
    Networks = "networks",
    RouteTables = "route_tables",
    SecurityGroups = "security_groups",
    Firewalls = "firewalls",
    Policies = "policies",
    Assessments = "assessments",
}

/// How far a list has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ListState {
    #[default]
    Reading,
    /// To its end, by a reader from whom nothing is kept back. With the request.
    Whole(String),
    /// Not to its end, or maybe not all of it.
    Partial(Unavailable),
}

/// What has just been read.
#[derive(Clone, Debug)]
pub enum Update {
    /// The time of the reading.
    Now(Timestamp),
    /// VMs, classic ones and Arc machines.
    Machines(Vec<Machine>),
    Nics(Vec<Nic>),
    Subnets(Vec<Subnet>),
    RouteTables(Vec<RouteTable>),
    SecurityGroups(Vec<SecurityGroup>),
    Firewalls(Vec<Firewall>),
    Policies(Vec<Policy>),
    /// By the machine that is assessed.
    Assessments(Vec<(ResourceId, Assessment)>),
    /// A list has come to its end, one way or the other.
    End(List, ListState),
    Plan(Fact<Plan>),
    Provider(Fact<String>),
    Subscription(Fact<SubscriptionLookup>),
}

/// Everything read so far.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    pub(super) now: Option<Timestamp>,
    states: [ListState; List::ALL.len()],
    pub(super) nics: HashMap<ResourceId, Nic>,
    pub(super) subnets: HashMap<ResourceId, Subnet>,
    pub(super) route_tables: HashMap<ResourceId, RouteTable>,
    pub(super) security_groups: HashMap<ResourceId, SecurityGroup>,
    firewalls: Vec<Firewall>,
    /// The same once more, when the list is whole, to be shared by all VMs.
    all_firewalls: Option<Rc<Known<Vec<Firewall>>>>,
    pub(super) policies: Vec<Policy>,
    /// Where in `policies` a VM is named.
    policies_of: HashMap<ResourceId, Vec<usize>>,
    /// Where in `policies` access to a VM was requested.
    requested_of: HashMap<ResourceId, Vec<usize>>,
    pub(super) assessments: HashMap<ResourceId, Assessment>,
    pub(super) plan: Option<Fact<Plan>>,
    pub(super) provider: Option<Fact<String>>,
    pub(super) subscription: Option<Fact<SubscriptionLookup>>,
}

impl Lists {
    /// Takes in what was read; gives back the machines, which are not kept here.
    pub(super) fn apply(&mut self, update: Update) -> Vec<Machine> {
        match update {
            Update::Now(now) => self.now = Some(now),
            Update::Machines(machines) => return machines,
            Update::Nics(all) => self
                .nics
                .extend(all.into_iter().map(|it| (it.id.clone(), it))),
            Update::Subnets(all) => self
                .subnets
                .extend(all.into_iter().map(|it| (it.id.clone(), it))),
            Update::RouteTables(all) => self
                .route_tables
                .extend(all.into_iter().map(|it| (it.id.clone(), it))),
            Update::SecurityGroups(all) => self
                .security_groups
                .extend(all.into_iter().map(|it| (it.id.clone(), it))),
            Update::Firewalls(all) => self.firewalls.extend(all),
            Update::Policies(all) => all.into_iter().for_each(|it| self.add_policy(it)),
            Update::Assessments(all) => self.assessments.extend(all),
            Update::End(list, state) => self.end(list, state),
            Update::Plan(fact) => self.plan = Some(fact),
            Update::Provider(fact) => self.provider = Some(fact),
            Update::Subscription(fact) => self.subscription = Some(fact),
        }
        Vec::new()
    }

    pub fn state(&self, list: List) -> &ListState {
        &self.states[list as usize]
    }

    /// Whether more of it may come.
    pub(super) fn is_open(&self, list: List) -> bool {
        *self.state(list) == ListState::Reading
    }

    pub fn is_reading(&self) -> bool {
        self.states.contains(&ListState::Reading)
    }

    /// Ends what is still being read: the reader does not want to wait.
    pub(super) fn stop(&mut self) {
        for list in List::ALL {
            if *self.state(*list) == ListState::Reading {
                let why = Unavailable::new(Reason::OnlyPartRead);
                self.end(*list, ListState::Partial(why));
            }
        }
    }

    /// The lists that may lack something, with the reason.
    pub fn incomplete(&self) -> impl Iterator<Item = (List, &Unavailable)> {
        List::ALL.iter().filter_map(|list| match self.state(*list) {
            ListState::Partial(why) => Some((*list, why)),
            _ => None,
        })
    }

    /// The request of a list from which nothing can be missing; what is not in
    /// another may be all the same.
    pub(super) fn whole(&self, list: List) -> Result<&str, Unavailable> {
        match self.state(list) {
            ListState::Reading => Err(Unavailable::new(Reason::Pending)),
            ListState::Whole(request) => Ok(request),
            ListState::Partial(why) => Err(why.clone()),
        }
    }

    /// Every firewall of the subscription.
    pub(super) fn all_firewalls(&self) -> Fact<Vec<Firewall>> {
        self.whole(List::Firewalls)?;
        self.all_firewalls
            .clone()
            .ok_or_else(|| Unavailable::new(Reason::Pending))
    }

    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// The name of the subscription; empty when it is not known.
    pub fn name(&self) -> &str {
        match self
            .subscription
            .as_ref()
            .map(|it| it.as_ref().map(|it| &it.value))
        {
            Some(Ok(SubscriptionLookup::Visible(it))) => &it.name,
            _ => "",
        }
    }

    /// The policies that name the VM, among those read.
    pub fn policies_of(&self, vm: &ResourceId) -> impl Iterator<Item = &Policy> {
        self.at(self.policies_of.get(vm))
    }

    /// Those, and the ones through which access to it was requested that no longer
    /// name it.
    pub(super) fn about(&self, vm: &ResourceId) -> impl Iterator<Item = &Policy> {
        let requested = self.at(self.requested_of.get(vm));
        let others = requested.filter(|it| it.entry(vm).is_none());
        self.policies_of(vm).chain(others)
    }

    fn at<'a>(&'a self, places: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Policy> {
        let places = places.into_iter().flatten();
        places.filter_map(|at| self.policies.get(*at))
    }

    /// The VMs that policies name.
    pub(super) fn named(&self) -> impl Iterator<Item = &ResourceId> {
        self.policies_of.keys()
    }

    fn add_policy(&mut self, policy: Policy) {
        let place = self.policies.len();
        for vm in &policy.vms {
            note(&mut self.policies_of, &vm.id, place);
        }
        for vm in policy.requests.iter().flat_map(|it| &it.vms) {
            note(&mut self.requested_of, &vm.id, place);
        }
        self.policies.push(policy);
    }

    fn end(&mut self, list: List, state: ListState) {
        if let (List::Firewalls, ListState::Whole(request)) = (list, &state) {
            let known = Known::new(self.firewalls.clone(), request);
            self.all_firewalls = Some(Rc::new(known));
        }
        self.states[list as usize] = state;
    }
}

fn note(places: &mut HashMap<ResourceId, Vec<usize>>, vm: &ResourceId, place: usize) {
    let places = places.entry(vm.clone()).or_default();
    if places.last() != Some(&place) {
        places.push(place);
    }
}
