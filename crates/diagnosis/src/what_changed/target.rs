//! The resources whose history is looked at. Must not know what happened to them.

use azure::{resource_id::ResourceId, value::Noun};

/// Something whose history is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub kind: TargetKind,
    pub id: ResourceId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetKind {
    Vm,
    Nic,
    PublicAddress,
    Group,
    /// The virtual network, in which subnets are.
    Network,
    RouteTable,
    Firewall,
    FirewallPolicy,
}

impl TargetKind {
    /// Links name one by its place: a new one comes at the end.
    pub const ALL: [Self; 8] = [
        Self::Vm,
        Self::Nic,
        Self::PublicAddress,
        Self::Group,
        Self::Network,
        Self::RouteTable,
        Self::Firewall,
        Self::FirewallPolicy,
    ];

    /// The name under which the text catalogue words it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vm => "vm",
            Self::Nic => "nic",
            Self::PublicAddress => "public_address",
            Self::Group => "group",
            Self::Network => "network",
            Self::RouteTable => "route_table",
            Self::Firewall => "firewall",
            Self::FirewallPolicy => "firewall_policy",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// What its names are names of.
    pub fn noun(self) -> Noun {
        match self {
            Self::Vm => Noun::Vm,
            Self::Nic => Noun::Nic,
            Self::PublicAddress => Noun::PublicIp,
            Self::Group => Noun::Nsg,
            Self::Network => Noun::Network,
            Self::RouteTable => Noun::RouteTable,
            Self::Firewall | Self::FirewallPolicy => Noun::Firewall,
        }
    }
}
