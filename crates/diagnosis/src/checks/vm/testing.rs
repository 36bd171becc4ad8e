//! Networks around the healthy VM, for the tests of this area.

use azure::network::{Firewall, Nic, Route, RouteTable, Subnet};

use crate::{
    checks::testing::{Facts, known, nic, parts, resource, subnet},
    facts::Update,
};

/// The private address of every firewall here.
pub(super) const FIREWALL_ADDRESS: &str = "10.0.250.4";

/// A firewall with classic rules. The VM stands in `vnet-shop`.
pub(in crate::checks) fn firewall_in(network: &str) -> Firewall {
    Firewall {
        id: resource("Microsoft.Network/azureFirewalls/fw"),
        policy: None,
        hub: None,
        subnets: vec![resource(&format!(
            "Microsoft.Network/virtualNetworks/{network}/subnets/AzureFirewallSubnet"
        ))],
        private_addresses: vec![FIREWALL_ADDRESS.to_owned()],
    }
}

pub(in crate::checks) fn firewalls(all: &[Firewall]) -> Update {
    Update::Firewalls(known(all.to_vec()))
}

/// The VM's interface without a group of its own; the subnet has none either.
pub(in crate::checks) fn bare_nic() -> Update {
    Update::Nics(known(vec![Nic {
        security_group: None,
        ..nic()
    }]))
}

/// Sends what goes to `prefix` from the VM's subnet to an appliance.
pub(in crate::checks) fn routed(snapshot: Facts, prefix: &str, appliance: &str) -> Facts {
    let table = resource("Microsoft.Network/routeTables/rt-web");
    snapshot
        .with(Update::Subnets(parts(vec![Subnet {
            route_table: Some(table.clone()),
            ..subnet()
        }])))
        .with(Update::RouteTables(parts(vec![RouteTable {
            id: table,
            routes: vec![Route {
                prefix: prefix.to_owned(),
                next_hop_type: "VirtualAppliance".to_owned(),
                next_hop_address: Some(appliance.to_owned()),
            }],
            request: "GET /table".to_owned(),
        }])))
}
