//! The way as a list of hops for a picture, from the reader's address to the
//! VM's port, each with what it does to the packet.

use std::net::SocketAddr;

use azure::{
    answer::{Reason, Unavailable},
    ip_range,
    resource_id::ResourceId,
    security_rules::{Access, Match, Rule, Sender, is_private},
    value::{Noun, Value},
};

use super::{
    Arrival, JitFirewall, Outcome, PacketPath, Side, admin_ruling, arrivals, balanced_entry,
    jit_firewall, ruling,
};
use crate::{facts::Facts, jit_rules::Jit};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HopKind {
    /// Where the reader is.
    Source,
    Firewall,
    PublicAddress,
    AdminRules,
    SubnetGroup,
    NicGroup,
    /// The VM's address and port.
    Vm,
}

impl HopKind {
    /// The name under which the text catalogue words it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Firewall => "firewall",
            Self::PublicAddress => "public_address",
            Self::AdminRules => "admin_rules",
            Self::SubnetGroup => "subnet_group",
            Self::NicGroup => "nic_group",
            Self::Vm => "vm",
        }
    }
}

/// What a hop does to the reader's packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HopState {
    Passed,
    Blocking,
    Unknown(Unavailable),
    /// There is nothing of this kind in the way.
    NotInTheWay,
}

impl HopState {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Blocking => "blocking",
            Self::Unknown(_) => "unknown",
            Self::NotInTheWay => "not-in-the-way",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    pub kind: HopKind,
    pub state: HopState,
    /// What stands there, where it is known: an address, a group's name.
    pub label: Option<Value>,
    /// The port to connect to and the VM's port that it leads to, where they differ.
    pub mapped: Option<(u16, u16)>,
    /// The rule that decides, if one does.
    pub rule: Option<String>,
    /// Whether JIT has written it, and what for.
    pub jit: Option<Jit>,
    /// The check that says more of it.
    pub check: &'static str,
}

impl Hop {
    pub(super) fn new(
        kind: HopKind,
        state: HopState,
        label: Option<Value>,
        check: &'static str,
    ) -> Self {
        Self {
            kind,
            state,
            label,
            mapped: None,
            rule: None,
            jit: None,
            check,
        }
    }

    fn mapping(self, outer: u16, port: u16) -> Self {
        Self {
            mapped: (outer != port).then_some((outer, port)),
            ..self
        }
    }

    fn by(self, rule: &Rule) -> Self {
        Self {
            rule: Some(rule.name.clone()),
            jit: Jit::of(rule),
            ..self
        }
    }
}

/// The hops to the address that lets the reader in, or else to the first. Each
/// hop is said for itself: what comes behind one that blocks is shown as if
/// the packet got there.
pub fn hops(facts: &Facts) -> Vec<Hop> {
    let source = facts.question().ok().and_then(|it| it.source);
    let mut hops = vec![Hop::new(
        HopKind::Source,
        HopState::Passed,
        source.map(|it| Value::Address(ip_range::show(it))),
        "request.source",
    )];
    match way(facts) {
        Ok(rest) => hops.extend(rest),
        Err(why) => hops.extend(
            [
                (HopKind::Firewall, "network.firewall_entry"),
                (HopKind::PublicAddress, "network.address"),
                (HopKind::AdminRules, "network.admin_rules"),
                (HopKind::SubnetGroup, "network.subnet"),
                (HopKind::NicGroup, "network.nic"),
                (HopKind::Vm, "vm.running"),
            ]
            .map(|(kind, check)| {
                // Without an address of the reader's kind the way ends there.
                let ends = kind == HopKind::PublicAddress && why.reason == Reason::NoAddressOfKind;
                let state = if ends {
                    HopState::Blocking
                } else {
                    HopState::Unknown(why.clone())
                };
                Hop::new(kind, state, None, check)
            }),
        ),
    }
    hops
}

fn way(facts: &Facts) -> Result<Vec<Hop>, Unavailable> {
    let port = crate::checks::asked_port(facts)?;
    let source = facts.question()?.source;
    let firewall = jit_firewall(facts, port);
    let all = arrivals(facts, source.as_ref())?;
    let sender = source.map_or(Sender::Anyone, Sender::Range);
    let Some(arrival) = chosen(facts, all, sender, port) else {
        return Err(Unavailable::new(Reason::NoAddressOfKind));
    };
    let packet = arrival.packet(sender, port);
    let behind = match &firewall {
        Ok(Some(_)) => Some(Unavailable::new(Reason::BehindFirewall)),
        _ => None,
    };
    let admin = admin_ruling(facts, &arrival, &packet);
    let is_past_groups = matches!(admin, Ok(Some((Access::AlwaysAllow, ..))));
    let mut hops = vec![
        firewall_hop(&firewall, port),
        public_address(
            facts,
            &arrival,
            source.is_some_and(|it| is_private(&it) == Match::Yes),
            behind.is_some(),
        ),
        admin_hop(&admin, behind.as_ref()),
    ];
    for (side, kind, check) in [
        (Side::Subnet, HopKind::SubnetGroup, "network.subnet"),
        (Side::Nic, HopKind::NicGroup, "network.nic"),
    ] {
        let ruling = ruling(facts, &arrival, side, &packet);
        let label = ruling
            .group
            .map(|it| Value::Name(Noun::Nsg, it.name().to_owned()));
        hops.push(match (ruling.outcome, &behind) {
            (Outcome::NoGroup, _) => Hop::new(kind, HopState::NotInTheWay, None, check),
            _ if is_past_groups => Hop::new(kind, HopState::NotInTheWay, label, check),
            (_, Some(why)) => Hop::new(kind, HopState::Unknown(why.clone()), label, check),
            (Outcome::Allowed(rule), _) => Hop::new(kind, HopState::Passed, label, check).by(rule),
            (Outcome::Denied(rule), _) => Hop::new(kind, HopState::Blocking, label, check).by(rule),
            (Outcome::Unknown(why), _) => Hop::new(kind, HopState::Unknown(why), label, check),
        });
    }
    hops.push(vm_hop(facts, &arrival, port));
    Ok(hops)
}

/// What an address has on the way beside the rules, where no firewall of JIT's is.
pub(crate) fn beside_rules(facts: &Facts, arrival: &Arrival, port: u16) -> [Hop; 2] {
    let source = facts.question().ok().and_then(|it| it.source);
    let from_private = source.is_some_and(|it| is_private(&it) == Match::Yes);
    [
        public_address(facts, arrival, from_private, false),
        vm_hop(facts, arrival, port),
    ]
}

/// The address at which the reader comes in, or else the first that they could try.
pub fn entrance<'a>(facts: &'a Facts) -> Option<Arrival<'a>> {
    let port = crate::checks::asked_port(facts).ok()?;
    let source = facts.question().ok()?.source;
    let all = arrivals(facts, source.as_ref()).ok()?;
    chosen(
        facts,
        all,
        source.map_or(Sender::Anyone, Sender::Range),
        port,
    )
}

/// The arrival that lets the reader in, or else the first.
fn chosen<'a>(
    facts: &'a Facts,
    all: Vec<Arrival<'a>>,
    sender: Sender,
    port: u16,
) -> Option<Arrival<'a>> {
    let ways: Vec<PacketPath> = all
        .into_iter()
        .map(|it| PacketPath::of(facts, it, sender, port))
        .collect();
    let open = ways
        .iter()
        .position(|it| it.subnet.lets_in() && it.nic.lets_in());
    ways.into_iter()
        .nth(open.unwrap_or_default())
        .map(|it| it.arrival)
}

fn firewall_hop(firewall: &Result<Option<JitFirewall>, Unavailable>, port: u16) -> Hop {
    let of = |state, label| Hop::new(HopKind::Firewall, state, label, "network.firewall_entry");
    match firewall {
        Ok(Some(it)) => {
            let outer = it.mapped_port;
            let label = it.address.map(|address| match outer {
                Some(outer) => Value::Address(SocketAddr::new(address, outer).to_string()),
                None => Value::from(&address),
            });
            of(HopState::Passed, label).mapping(outer.unwrap_or(port), port)
        }
        Ok(None) => of(HopState::NotInTheWay, None),
        Err(why) => of(HopState::Unknown(why.clone()), None),
    }
}

fn public_address(facts: &Facts, arrival: &Arrival, from_private: bool, behind: bool) -> Hop {
    let of = |state, label| Hop::new(HopKind::PublicAddress, state, label, "network.address");
    let name = |id: &ResourceId| Some(Value::Name(Noun::PublicIp, id.name().to_owned()));
    if from_private || behind {
        return of(HopState::NotInTheWay, None);
    }
    let Some(id) = &arrival.configuration.public_address else {
        return match balanced(facts) {
            Ok(Some((entry, port))) => {
                let label = Value::Address(entry.to_string());
                of(HopState::Passed, Some(label)).mapping(entry.port(), port)
            }
            Ok(None) => of(HopState::Blocking, None),
            Err(why) => of(HopState::Unknown(why), None),
        };
    };
    let known = facts.public_addresses().and_then(|all| all.part(id));
    match known {
        Ok(public) => match public.address {
            Some(address) => {
                let state = match arrival.is_closed(public) {
                    Ok(true) => HopState::Blocking,
                    Ok(false) => HopState::Passed,
                    Err(why) => HopState::Unknown(why),
                };
                of(state, Some(Value::from(&address)))
            }
            None => of(
                HopState::Unknown(Unavailable::new(Reason::NotAssigned).during(&public.request)),
                name(id),
            ),
        },
        Err(why) => of(HopState::Unknown(why), name(id)),
    }
}

/// Where a load balancer takes the reader in, and the port that it leads to.
fn balanced(facts: &Facts) -> Result<Option<(SocketAddr, u16)>, Unavailable> {
    let port = crate::checks::asked_port(facts)?;
    let source = facts.question()?.source;
    let entry = balanced_entry(facts, source.as_ref(), port)?;
    Ok(entry.map(|it| (SocketAddr::new(it.address, it.port), port)))
}

fn admin_hop(
    admin: &Result<Option<(Access, &Rule, &str)>, Unavailable>,
    behind: Option<&Unavailable>,
) -> Hop {
    let of = |state| Hop::new(HopKind::AdminRules, state, None, "network.admin_rules");
    match (admin, behind) {
        (Ok(None), _) => of(HopState::NotInTheWay),
        (Ok(Some((Access::Deny, rule, _))), None) => of(HopState::Blocking).by(rule),
        (Ok(Some((_, rule, _))), None) => of(HopState::Passed).by(rule),
        (Err(why), _) | (Ok(Some(_)), Some(why)) => of(HopState::Unknown(why.clone())),
    }
}

fn vm_hop(facts: &Facts, arrival: &Arrival, port: u16) -> Hop {
    let state = match crate::checks::asked_power(facts) {
        Ok(power) if power.eq_ignore_ascii_case("running") => HopState::Passed,
        Ok(_) => HopState::Blocking,
        Err(why) => HopState::Unknown(why),
    };
    let address = SocketAddr::new(arrival.target.address, port);
    let label = Value::Address(address.to_string());
    Hop::new(HopKind::Vm, state, Some(label), "vm.running")
}
