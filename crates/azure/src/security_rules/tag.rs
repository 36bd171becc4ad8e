//! Service tags, and which addresses are off the internet.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::Match;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Internet,
    VirtualNetwork,
    LoadBalancer,
    /// One whose addresses are not known here.
    Other,
}

/// The address from which Azure's load balancers probe. Source:
/// learn.microsoft.com, "What is IP address 168.63.129.16?".
const PROBE: IpNet = v4([168, 63, 129, 16], 32);

/// Ranges that do not occur on the internet. Source: RFC 6890.
const PRIVATE: [IpNet; 10] = [
    v4([10, 0, 0, 0], 8),
    v4([172, 16, 0, 0], 12),
    v4([192, 168, 0, 0], 16),
    v4([100, 64, 0, 0], 10),
    v4([169, 254, 0, 0], 16),
    v4([127, 0, 0, 0], 8),
    PROBE,
    v6(0xfc00, 0, 7),
    v6(0xfe80, 0, 10),
    v6(0, 1, 128),
];

const fn v4([a, b, c, d]: [u8; 4], length: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length))
}

const fn v6(first: u16, last: u16, length: u8) -> IpNet {
    let address = Ipv6Addr::new(first, 0, 0, 0, 0, 0, 0, last);
    IpNet::V6(Ipv6Net::new_assert(address, length))
}

/// Whether every address of the range, or only some, is off the internet.
pub fn is_private(range: &IpNet) -> Match {
    let mut some = Match::No;
    for block in &PRIVATE {
        if block.contains(range) {
            return Match::Yes;
        }
        if range.contains(block) {
            some = Match::Maybe;
        }
    }
    some
}

impl Tag {
    /// Tags are written in any casing; the older ones also with underscores.
    pub(super) fn of(text: &str) -> Option<Self> {
        let plain = text.replace('_', "").to_ascii_lowercase();
        let is_name = plain.starts_with(|it: char| it.is_ascii_alphabetic())
            && plain
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || it == '.' || it == '-');
        match plain.as_str() {
            "internet" => Some(Self::Internet),
            "virtualnetwork" => Some(Self::VirtualNetwork),
            "azureloadbalancer" => Some(Self::LoadBalancer),
            _ => is_name.then_some(Self::Other),
        }
    }

    /// Whether a sender is meant, seen from a VM of whose virtual network these
    /// ranges are known. Public addresses are taken not to be used inside one.
    pub(super) fn holds_sender(self, range: &IpNet, network: &[IpNet]) -> Match {
        let private = is_private(range);
        match self {
            Self::Internet => match private {
                Match::Yes => Match::No,
                Match::No => Match::Yes,
                Match::Maybe => Match::Maybe,
            },
            Self::VirtualNetwork if private == Match::No => Match::No,
            Self::VirtualNetwork => {
                let known = network.iter().any(|it| it.contains(range));
                if known { Match::Yes } else { Match::Maybe }
            }
            Self::LoadBalancer if PROBE.contains(range) => Match::Yes,
            Self::LoadBalancer if range.contains(&PROBE) => Match::Maybe,
            Self::LoadBalancer => Match::No,
            Self::Other => Match::Maybe,
        }
    }

    /// Whether the private address of a VM is meant.
    pub(super) fn holds_target(self) -> Match {
        match self {
            Self::VirtualNetwork => Match::Yes,
            Self::Internet | Self::LoadBalancer => Match::No,
            Self::Other => Match::Maybe,
        }
    }
}
