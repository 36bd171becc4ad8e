//! One security rule, as written and as understood.

use super::{
    Match,
    address::Addresses,
    packet::Packet,
    ports::{self, Ports},
};
use crate::resource_id::ResourceId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Allow,
    Deny,
    /// Of a network manager: no security group is asked any more.
    AlwaysAllow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Inbound,
    Outbound,
}

/// The texts of a rule as they came, singular and plural fields together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub name: String,
    pub description: String,
    pub priority: Option<i64>,
    pub access: String,
    pub direction: String,
    pub protocol: String,
    pub sources: Vec<String>,
    pub source_groups: Vec<ResourceId>,
    pub source_ports: Vec<String>,
    pub destinations: Vec<String>,
    pub destination_groups: Vec<ResourceId>,
    pub ports: Vec<String>,
    /// What the tags among them mean, in effective rules.
    pub expanded_sources: Vec<String>,
    pub expanded_destinations: Vec<String>,
    /// Whether it is one of Azure's own, which every group has.
    pub is_default: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub name: String,
    pub description: String,
    /// Lower comes first.
    pub priority: Option<i64>,
    /// `None` when it is neither of what is known.
    pub access: Option<Access>,
    pub direction: Option<Direction>,
    /// The texts to show: protocol, sources, destinations and ports.
    pub protocol: String,
    pub sources: Vec<String>,
    pub destinations: Vec<String>,
    pub ports: Vec<String>,
    /// Whether it is one of Azure's own, which every group has.
    pub is_default: bool,
    takes_tcp: Match,
    from: Addresses,
    from_ports: Ports,
    to: Addresses,
    to_ports: Ports,
}

impl Rule {
    /// A rule of a network security group.
    pub fn new(written: Written) -> Self {
        let from = Addresses::new(&written.sources, written.source_groups.clone());
        let to = Addresses::new(&written.destinations, written.destination_groups.clone());
        Self::of(written, from, to)
    }

    /// A rule in the form of Azure's effective rules.
    pub fn effective(mut written: Written) -> Self {
        // The kind of rule stands before the name there.
        if let Some(at) = written.name.find('/') {
            written.is_default = written.name[..at].eq_ignore_ascii_case("defaultSecurityRules");
            written.name.drain(..=at);
        }
        let from = Addresses::effective(&written.sources, &written.expanded_sources);
        let to = Addresses::effective(&written.destinations, &written.expanded_destinations);
        Self::of(written, from, to)
    }

    fn of(written: Written, from: Addresses, to: Addresses) -> Self {
        let names = |groups: &[ResourceId]| -> Vec<String> {
            groups.iter().map(|it| it.name().to_owned()).collect()
        };
        let shown = |texts: Vec<String>, groups: &[ResourceId]| -> Vec<String> {
            let mut shown: Vec<String> = Vec::new();
            for text in texts.into_iter().chain(names(groups)) {
                if !shown.contains(&text) {
                    shown.push(text);
                }
            }
            shown
        };
        Self {
            access: access(&written.access),
            direction: direction(&written.direction),
            is_default: written.is_default,
            takes_tcp: takes_tcp(&written.protocol),
            from_ports: Ports::new(&written.source_ports),
            to_ports: Ports::new(&written.ports),
            sources: shown(written.sources, &written.source_groups),
            destinations: shown(written.destinations, &written.destination_groups),
            ports: shown(
                written.ports.iter().map(|it| ports::shown(it)).collect(),
                &[],
            ),
            name: written.name,
            description: written.description,
            priority: written.priority,
            protocol: written.protocol,
            from,
            to,
        }
    }

    /// Whether it holds for a packet, wherever it stands.
    pub fn holds(&self, packet: &Packet) -> Match {
        self.is_inbound()
            .and(|| self.takes_tcp)
            .and(|| self.holds_port(packet.port))
            .and(|| self.to.hold_target(packet.target))
            .and(|| self.holds_sender(packet))
            .and(|| self.from_ports.hold_any_sender())
    }

    pub fn holds_port(&self, port: u16) -> Match {
        self.to_ports.hold(port)
    }

    pub fn holds_target(&self, packet: &Packet) -> Match {
        self.to.hold_target(packet.target)
    }

    pub fn holds_sender(&self, packet: &Packet) -> Match {
        self.from.hold_sender(packet.sender, packet.target)
    }

    /// Whether a part of it was not understood.
    pub fn is_flawed(&self) -> bool {
        self.priority.is_none()
            || self.access.is_none()
            || self.direction.is_none()
            || self.takes_tcp == Match::Maybe
            || self.from.is_flawed()
            || self.to.is_flawed()
            || self.to_ports.is_flawed()
    }

    fn is_inbound(&self) -> Match {
        match self.direction {
            Some(Direction::Inbound) => Match::Yes,
            Some(Direction::Outbound) => Match::No,
            None => Match::Maybe,
        }
    }
}

fn access(text: &str) -> Option<Access> {
    [
        ("Allow", Access::Allow),
        ("Deny", Access::Deny),
        ("AlwaysAllow", Access::AlwaysAllow),
    ]
    .into_iter()
    .find(|(name, _)| name.eq_ignore_ascii_case(text))
    .map(|(_, access)| access)
}

fn direction(text: &str) -> Option<Direction> {
    [
        ("Inbound", Direction::Inbound),
        ("Outbound", Direction::Outbound),
    ]
    .into_iter()
    .find(|(name, _)| name.eq_ignore_ascii_case(text))
    .map(|(_, direction)| direction)
}

/// RDP, SSH and `WinRM` all connect over TCP.
fn takes_tcp(protocol: &str) -> Match {
    let is = |names: &[&str]| names.iter().any(|it| it.eq_ignore_ascii_case(protocol));
    if is(&["*", "All", "Any", "Tcp"]) {
        Match::Yes
    } else if is(&["Udp", "Icmp", "Icmpv6", "Esp", "Ah"]) {
        Match::No
    } else {
        Match::Maybe
    }
}
