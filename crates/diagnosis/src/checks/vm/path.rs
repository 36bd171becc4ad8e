//! What stands between the network and the VM's interfaces, said the same way
//! by the checks of this area. Knows no security rule.

use azure::{
    answer::Unavailable,
    network::{Firewall, Nic, RouteTable, Subnet},
    resource_id::ResourceId,
};

use crate::facts::Facts;

/// A route to an appliance, which may be a firewall.
pub(super) struct Hop<'a> {
    pub table: &'a RouteTable,
    pub prefix: &'a str,
    pub address: &'a str,
}

/// The security group of the interface, or of every subnet that it stands in,
/// with the request that shows it.
pub(super) fn security_group<'a>(
    facts: &'a Facts,
    nic: &'a Nic,
) -> Result<Option<(&'a str, &'a ResourceId)>, Unavailable> {
    if let Some(own) = &nic.security_group {
        return Ok(Some((&nic.request, own)));
    }
    let mut group = None;
    for subnet in subnets(facts, nic)? {
        match &subnet.security_group {
            Some(of_subnet) => group = Some((&*subnet.request, of_subnet)),
            None => return Ok(None),
        }
    }
    Ok(group)
}

/// Whether the firewall stands in the interface's own virtual network.
pub(super) fn in_network(firewall: &Firewall, nic: &Nic) -> bool {
    nic.subnets()
        .filter_map(ResourceId::parent)
        .any(|network| firewall.stands_in(&network))
}

/// The routes from the interface's subnets to an appliance.
pub(super) fn hops<'a>(facts: &'a Facts, nic: &Nic) -> Result<Vec<Hop<'a>>, Unavailable> {
    let mut hops = Vec::new();
    for id in subnets(facts, nic)?
        .iter()
        .filter_map(|it| it.route_table.as_ref())
    {
        let table = facts.route_tables()?.part(id)?;
        for route in &table.routes {
            if let Some(address) = &route.next_hop_address
                && route.next_hop_type.eq_ignore_ascii_case("VirtualAppliance")
            {
                hops.push(Hop {
                    table,
                    prefix: &route.prefix,
                    address,
                });
            }
        }
    }
    Ok(hops)
}

/// The subnets that the interface stands in, each of which was read.
fn subnets<'a>(facts: &'a Facts, nic: &Nic) -> Result<Vec<&'a Subnet>, Unavailable> {
    let all = facts.subnets()?;
    nic.subnets().map(|id| all.part(id)).collect()
}

/// Whether every interface of the VM has a security group.
pub(in crate::checks) fn has_groups(facts: &Facts) -> Result<bool, Unavailable> {
    for nic in &facts.nics()?.value {
        if security_group(facts, nic)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}
