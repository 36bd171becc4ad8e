//! Whether a port that JIT guards is open to everybody on the internet all the same: what
//! the check of a run says, from the lists alone. Azure's own effective rules come for one
//! VM at a time, so where the written rules do not decide, it stays unknown.

use std::{cmp::Ordering, collections::BTreeMap, rc::Rc};

use azure::{
    answer::{Known, Reason, Unavailable},
    network::{Nic, SecurityGroup, Subnet},
    parts::Parts,
    resource_id::ResourceId,
    security::{Policy, Requested},
    timestamp::Timestamp,
};
use diagnosis::{
    args, checks,
    engine::Verdict,
    facts::{Facts, Now, Snapshot, Update},
    question::Question,
};

use super::{
    Lists, Machine,
    lists::List,
    tab::{NamedIn, each, missing, nics, subnets},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// These guarded ports are open.
    Open(Vec<u16>),
    Unknown(Unavailable),
    /// No security group stands before the VM.
    NoGroup,
    Closed,
}

const IN_NIC: NamedIn = (List::Nics, "value[].properties.networkSecurityGroup.id");
const IN_SUBNET: NamedIn = (
    List::Networks,
    "value[].properties.subnets[].properties.networkSecurityGroup.id",
);

/// The lists that must have come to an end before anything is judged.
const NEEDED: [List; 4] = [
    List::Nics,
    List::Networks,
    List::SecurityGroups,
    List::Policies,
];

/// Worst first; what is not known may be as bad.
pub(super) fn order(one: Option<&Exposure>, other: Option<&Exposure>) -> Ordering {
    let rank = |it: Option<&Exposure>| match it {
        Some(Exposure::Open(_)) => 0,
        Some(Exposure::Unknown(_)) => 1,
        Some(Exposure::NoGroup) => 2,
        Some(Exposure::Closed) => 3,
        None => 4,
    };
    rank(one).cmp(&rank(other))
}

/// `None` as long as the lists are being read.
pub(super) fn exposure(machine: &Machine, ports: &[u16], lists: &Lists) -> Option<Exposure> {
    if NEEDED.iter().any(|it| lists.is_open(*it)) {
        return None;
    }
    let now = lists.now?;
    Some(judge(machine, ports, now, lists).unwrap_or_else(Exposure::Unknown))
}

fn judge(
    machine: &Machine,
    ports: &[u16],
    now: Timestamp,
    lists: &Lists,
) -> Result<Exposure, Unavailable> {
    // A policy that was not read may hold the window that opens a port.
    lists.whole(List::Policies)?;
    let snapshot = snapshot(machine, now, lists);
    let of_port = |port| {
        let facts = Facts::new(&snapshot);
        checks::exposure_of_port(&facts, port).unwrap_or_else(Verdict::CannotTell)
    };
    let verdicts: BTreeMap<u16, Verdict> = ports.iter().map(|it| (*it, of_port(*it))).collect();
    let open = |(port, it): (&u16, &Verdict)| matches!(it, Verdict::Fail(_)).then_some(*port);
    let open: Vec<u16> = verdicts.iter().filter_map(open).collect();
    if !open.is_empty() {
        return Ok(Exposure::Open(open));
    }
    let mut exposure = Exposure::Closed;
    for verdict in verdicts.into_values() {
        match verdict {
            Verdict::CannotTell(why) => return Err(why),
            Verdict::NotApplicable => exposure = Exposure::NoGroup,
            Verdict::Fail(_) | Verdict::Pass { .. } => {}
        }
    }
    Ok(exposure)
}

/// A rule that lets everybody in, and its network security group, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) rule: String,
    pub(super) group: String,
}

/// Of each port the rule that opens it, if one does. A window that somebody asked for is
/// none.
pub(super) fn openings(
    machine: &Machine,
    ports: &[u16],
    lists: &Lists,
) -> Vec<(u16, Result<Option<Opening>, Unavailable>)> {
    let pending = || Unavailable::new(Reason::Pending);
    let snapshot = match (lists.whole(List::Policies), lists.now) {
        (Ok(_), Some(now)) => Ok(snapshot(machine, now, lists)),
        (Ok(_), None) => Err(pending()),
        (Err(why), _) => Err(why),
    };
    let of_port = |port: &u16| {
        let opening = match &snapshot {
            Ok(snapshot) => opening(snapshot, *port),
            Err(why) => Err(why.clone()),
        };
        (*port, opening)
    };
    ports.iter().map(of_port).collect()
}

fn opening(snapshot: &Snapshot, port: u16) -> Result<Option<Opening>, Unavailable> {
    match checks::exposure_of_port(&Facts::new(snapshot), port)? {
        Verdict::CannotTell(why) => Err(why),
        Verdict::Fail(it) if it.case == checks::ALWAYS_OPEN => {
            let name = |value: Option<&azure::value::Value>| {
                value
                    .and_then(|it| it.text())
                    .unwrap_or_default()
                    .to_owned()
            };
            Ok(Some(Opening {
                rule: name(it.args.get(args::RULE)),
                group: name(it.args.get(args::NSG)),
            }))
        }
        Verdict::Fail(_) | Verdict::Pass { .. } | Verdict::NotApplicable => Ok(None),
    }
}

/// The machine's part of the lists, as a run would have read it.
fn snapshot(machine: &Machine, now: Timestamp, lists: &Lists) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let question = Question {
        tenant: None,
        vm: machine.id.clone(),
        port: None,
        source: None,
        goal: None,
        minutes: None,
        about: None,
    };
    snapshot.apply(Update::Question(Ok(Rc::new(Known::unasked(question)))));
    let now = Now {
        utc: now,
        from_arm: false,
        is_off: false,
    };
    snapshot.apply(Update::Now(Ok(Rc::new(Known::unasked(now)))));
    let policies = lists.about(&machine.id);
    let policies = policies.map(|it| trimmed(it, &machine.id)).collect();
    snapshot.apply(Update::Policies(Ok(Rc::new(Known::unasked(policies)))));
    let nics = nics(machine, lists);
    let subnets = nics.as_ref().map(|it| subnets(it, lists));
    let subnets = subnets.map_err(Clone::clone);
    if let (Ok(nics), Ok(subnets)) = (&nics, &subnets) {
        let groups = groups(nics, subnets, lists);
        snapshot.apply(Update::SecurityGroups(Ok(groups)));
    }
    snapshot.apply(Update::Nics(nics));
    snapshot.apply(Update::Subnets(subnets));
    let not_asked = Unavailable::new(Reason::OnlyPartRead);
    snapshot.apply(Update::EffectiveRules(Err(not_asked)));
    snapshot
}

fn groups(nics: &[Nic], subnets: &Parts<Subnet>, lists: &Lists) -> Rc<Known<Parts<SecurityGroup>>> {
    let of_nics = nics.iter().filter_map(|it| it.security_group.as_ref());
    let of_subnets = subnets.read.iter();
    let of_subnets = of_subnets.filter_map(|it| it.security_group.as_ref());
    let is_of_nic = |id: &ResourceId| nics.iter().any(|it| it.security_group.as_ref() == Some(id));
    each(of_nics.chain(of_subnets), |id| {
        let group = lists.security_groups.get(id).cloned();
        let named = if is_of_nic(id) { IN_NIC } else { IN_SUBNET };
        group.ok_or_else(|| missing(lists, id, List::SecurityGroups, named))
    })
}

/// A policy may be about hundreds of VMs; the check is about one.
fn trimmed(policy: &Policy, vm: &ResourceId) -> Policy {
    let requests = policy.requests.iter().filter_map(|it| {
        let vms: Vec<_> = it.vms.iter().filter(|it| it.id == *vm).cloned().collect();
        (!vms.is_empty()).then(|| Requested {
            requestor: it.requestor.clone(),
            start: it.start,
            justification: it.justification.clone(),
            vms,
        })
    });
    Policy {
        id: policy.id.clone(),
        location: policy.location.clone(),
        provisioning_state: policy.provisioning_state.clone(),
        vms: policy.entry(vm).cloned().into_iter().collect(),
        requests: requests.collect(),
    }
}
