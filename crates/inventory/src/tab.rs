//! On which tab of the portal's just-in-time page a machine stands. Source:
//! learn.microsoft.com, "Enable just-in-time access on VMs". What was not read
//! moves no machine to another tab: then it cannot be told.

use std::rc::Rc;

use azure::{
    answer::{Fact, Known, Reason, Said, Unavailable},
    network::{Nic, RouteTable, Subnet, distinct},
    parts::{Part, Parts},
    resource_id::ResourceId,
    security::Assessment,
    value::Value,
};
use diagnosis::{
    checks::{Obstacle, obstacle},
    facts::{Facts, Snapshot, Update},
};

use super::{Lists, Machine, lists::List};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tab {
    /// By these policies, for these ports.
    Configured {
        policies: Vec<ResourceId>,
        ports: Vec<u16>,
    },
    NotConfigured,
    Unsupported(Obstacle),
    /// With [`Reason::Pending`] for as long as something is being read.
    CannotTell(Unavailable),
}

/// A tab without what is on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TabKind {
    Configured,
    NotConfigured,
    Unsupported,
    CannotTell,
}

impl TabKind {
    pub const ALL: [Self; 4] = [
        Self::Configured,
        Self::NotConfigured,
        Self::Unsupported,
        Self::CannotTell,
    ];

    /// The name in addresses, and the one under which texts are kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Configured => "configured",
            Self::NotConfigured => "not-configured",
            Self::Unsupported => "unsupported",
            Self::CannotTell => "cannot-tell",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl Tab {
    /// `None` while it is being found out.
    pub fn kind(&self) -> Option<TabKind> {
        Some(match self {
            Self::Configured { .. } => TabKind::Configured,
            Self::NotConfigured => TabKind::NotConfigured,
            Self::Unsupported(_) => TabKind::Unsupported,
            Self::CannotTell(why) if why.reason == Reason::Pending => return None,
            Self::CannotTell(_) => TabKind::CannotTell,
        })
    }

    pub(super) fn pending() -> Self {
        Self::CannotTell(Unavailable::new(Reason::Pending))
    }

    /// Whether nothing that is still to come can change it.
    pub(super) fn is_final(&self) -> bool {
        !matches!(self, Self::CannotTell(_))
    }

    /// Whether Defender for Cloud's recommendation says what the tab says. That
    /// it is healthy does not mean that JIT is on.
    pub fn agrees_with(&self, assessment: &Assessment) -> bool {
        match self {
            Self::Configured { .. } => assessment.code.eq_ignore_ascii_case("Healthy"),
            Self::NotConfigured => assessment.code.eq_ignore_ascii_case("Unhealthy"),
            Self::Unsupported(_) => assessment.code.eq_ignore_ascii_case("NotApplicable"),
            Self::CannotTell(_) => true,
        }
    }
}

/// Where the machine stands, by what has been read.
pub(super) fn tab(machine: &Machine, lists: &Lists) -> Tab {
    judge(machine, lists).unwrap_or_else(Tab::CannotTell)
}

fn judge(machine: &Machine, lists: &Lists) -> Result<Tab, Unavailable> {
    if machine.is_vm() {
        let policies: Vec<ResourceId> = lists
            .policies_of(&machine.id)
            .map(|it| it.id.clone())
            .collect();
        if !policies.is_empty() {
            return Ok(Tab::Configured {
                policies,
                ports: ports(machine, lists),
            });
        }
        // What is not among some may be among the others.
        lists.whole(List::Policies)?;
    }
    let snapshot = snapshot(machine, lists);
    Ok(match obstacle(&Facts::new(&snapshot))? {
        Some(it) => Tab::Unsupported(it),
        None => Tab::NotConfigured,
    })
}

/// The ports that the VM's policies guard, each once.
fn ports(machine: &Machine, lists: &Lists) -> Vec<u16> {
    let mut ports: Vec<u16> = lists
        .policies_of(&machine.id)
        .filter_map(|it| it.entry(&machine.id))
        .flat_map(|it| it.ports.iter().map(|port| port.number))
        .collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}

/// The machine's part of the lists, as a run would have read it.
fn snapshot(machine: &Machine, lists: &Lists) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.apply(Update::Vm(Ok(machine.lookup.clone())));
    if !machine.is_vm() {
        return snapshot;
    }
    let nics = nics(machine, lists);
    let subnets = match &nics {
        Ok(nics) => Ok(subnets(nics, lists)),
        Err(why) => Err(why.clone()),
    };
    let tables = match &subnets {
        Ok(subnets) => Ok(tables(subnets, lists)),
        Err(why) => Err(why.clone()),
    };
    snapshot.apply(Update::Nics(nics));
    snapshot.apply(Update::Subnets(subnets));
    snapshot.apply(Update::RouteTables(tables));
    snapshot.apply(Update::Firewalls(lists.all_firewalls()));
    snapshot.apply(Update::Assessment(assessment(machine, lists)));
    snapshot
}

pub(super) fn nics(machine: &Machine, lists: &Lists) -> Fact<Vec<Nic>> {
    let of = |id| {
        let nic = lists.nics.get(id).cloned();
        nic.ok_or_else(|| missing(lists, id, List::Nics, IN_VM))
    };
    let all = machine.nics().iter().map(of).collect::<Result<_, _>>()?;
    Ok(Rc::new(Known::unasked(all)))
}

pub(super) fn subnets(nics: &[Nic], lists: &Lists) -> Rc<Known<Parts<Subnet>>> {
    each(nics.iter().flat_map(Nic::subnets), |id| {
        lists
            .subnets
            .get(id)
            .cloned()
            .ok_or_else(|| missing(lists, id, List::Networks, IN_NIC))
    })
}

fn tables(subnets: &Parts<Subnet>, lists: &Lists) -> Rc<Known<Parts<RouteTable>>> {
    let ids = subnets.read.iter().filter_map(|it| it.route_table.as_ref());
    each(ids, |id| {
        lists
            .route_tables
            .get(id)
            .cloned()
            .ok_or_else(|| missing(lists, id, List::RouteTables, IN_SUBNET))
    })
}

fn assessment(machine: &Machine, lists: &Lists) -> Fact<Assessment> {
    if let Some(it) = lists.assessments.get(&machine.id) {
        return Ok(Rc::new(Known::unasked(it.clone())));
    }
    let request = lists.whole(List::Assessments)?;
    Err(Unavailable::new(Reason::NoAssessment).during(request))
}

pub(super) fn each<'a, T: Part>(
    ids: impl Iterator<Item = &'a ResourceId>,
    find: impl Fn(&ResourceId) -> Result<T, Unavailable>,
) -> Rc<Known<Parts<T>>> {
    let ids = distinct(ids);
    let results = ids.iter().map(find).collect();
    Rc::new(Parts::of(ids, results))
}

/// Where something is named: the list, and the field in it.
pub(super) type NamedIn = (List, &'static str);

const IN_VM: NamedIn = (
    List::Vms,
    "value[].properties.networkProfile.networkInterfaces[].id",
);
const IN_NIC: NamedIn = (
    List::Nics,
    "value[].properties.ipConfigurations[].properties.subnet.id",
);
const IN_SUBNET: NamedIn = (
    List::Networks,
    "value[].properties.subnets[].properties.routeTable.id",
);

/// Why something that is named is not in its list. One that is whole was read a
/// moment before or after the other list.
pub(super) fn missing(
    lists: &Lists,
    id: &ResourceId,
    list: List,
    (named, field): NamedIn,
) -> Unavailable {
    let request = match lists.whole(list) {
        Ok(request) => request,
        Err(why) => return why,
    };
    match lists.whole(named) {
        Ok(naming) => Unavailable::disagree(
            &Said::new(request, "value[].id", Value::lacks(id.name())),
            &Said::new(naming, field, id.name()),
        ),
        Err(_) => Unavailable::new(Reason::Contradiction).during(request),
    }
}
