//! Microsoft.Network: interfaces, subnets, addresses, security groups as
//! written and as applied, admin rules, firewalls, Bastion hosts. Must not know which of the
//! rules are JIT's.

mod admin_rules;
mod bastions;
mod effective_rules;
mod firewalls;
mod interfaces;
mod load_balancers;
mod security_groups;

pub use admin_rules::{AdminRules, admin_rules};
pub use bastions::{
    BastionHost, BastionList, BastionPlace, BastionSku, Peering, Surroundings, bastions,
    surroundings,
};
pub use effective_rules::{EffectiveGroup, Place, effective_groups};
pub use firewalls::{FIREWALLS, Firewall, READ_FIREWALL, firewalls, parse_firewall};
pub use interfaces::{
    IpConfiguration, Nic, PublicAddress, Route, RouteTable, Subnet, VirtualNetwork, distinct,
    joined, nic, parse_nic, parse_route_table, parse_subnet, public_address, route_table, subnet,
    virtual_network,
};
pub use load_balancers::{Forward, Front, LoadBalancer, Pool, load_balancer};
pub use security_groups::{
    SECURITY_GROUPS, SecurityGroup, parse_security_group, readable_security_groups, security_group,
};

use crate::{parts::Part, resource_id::ResourceId};

macro_rules! parts {
    ($($type:ty => $id:ident;)*) => {
        $(impl Part for $type {
            fn id(&self) -> &ResourceId {
                &self.$id
            }

            fn request(&self) -> &str {
                &self.request
            }
        })*
    };
}

parts! {
    PublicAddress => id;
    Subnet => id;
    RouteTable => id;
    SecurityGroup => id;
    VirtualNetwork => id;
    AdminRules => network;
}

pub const NETWORK_API: &str = "api-version=2024-05-01";
