//! Network interfaces, subnets, route tables and public addresses.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{Forward, NETWORK_API};
use crate::{
    answer::{Known, Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    ip_range,
    resource_id::ResourceId,
};

/// Source: learn.microsoft.com, REST "Network Interfaces - Get".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nic {
    pub id: ResourceId,
    pub security_group: Option<ResourceId>,
    pub ip_configurations: Vec<IpConfiguration>,
    pub primary: bool,
    /// Method and path of the answer.
    pub request: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpConfiguration {
    pub id: Option<ResourceId>,
    pub subnet: ResourceId,
    pub public_address: Option<ResourceId>,
    pub primary: bool,
    /// The private address; an IPv6 configuration can lack it.
    pub address: Option<IpAddr>,
    pub application_groups: Vec<ResourceId>,
    /// The rules of load balancers that lead a port to it.
    pub nat_rules: Vec<ResourceId>,
    /// Those among which load balancers share their traffic.
    pub pools: Vec<ResourceId>,
}

/// Source: learn.microsoft.com, REST "Public IP Addresses - Get".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAddress {
    pub id: ResourceId,
    /// A dynamic one has none as long as it is not in use.
    pub address: Option<IpAddr>,
    /// Whether it lets nothing in before a security group does: so does Standard, and
    /// Basic does not. `None` when Azure does not say which it is.
    pub is_secure_by_default: Option<bool>,
    pub request: String,
}

impl IpConfiguration {
    /// Whether a load balancer's rule leads to this address and no other.
    pub fn is_named_by(&self, rule: &Forward) -> bool {
        self.nat_rules.contains(&rule.id) || (self.id.is_some() && self.id == rule.configuration)
    }

    /// Whether a load balancer's rule leads to this address, if not to it alone.
    pub fn is_led_to_by(&self, rule: &Forward) -> bool {
        self.is_named_by(rule) || rule.pools.iter().any(|it| self.pools.contains(it))
    }
}

impl Nic {
    pub fn subnets(&self) -> impl Iterator<Item = &ResourceId> {
        self.ip_configurations.iter().map(|it| &it.subnet)
    }
}

/// Source: learn.microsoft.com, REST "Subnets - Get".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    pub id: ResourceId,
    pub security_group: Option<ResourceId>,
    pub route_table: Option<ResourceId>,
    pub ranges: Vec<IpNet>,
    pub request: String,
}

/// Source: learn.microsoft.com, REST "Virtual Networks - Get".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirtualNetwork {
    pub id: ResourceId,
    pub ranges: Vec<IpNet>,
    /// Those of the networks that are connected to it by a peering.
    pub peered: Vec<IpNet>,
    pub request: String,
}

/// Source: learn.microsoft.com, REST "Route Tables - Get".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteTable {
    pub id: ResourceId,
    pub routes: Vec<Route>,
    pub request: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub prefix: String,
    /// `VirtualAppliance`, `Internet`, `VnetLocal` and others.
    pub next_hop_type: String,
    pub next_hop_address: Option<String>,
}

pub async fn public_address(
    arm: &ArmClient,
    id: &ResourceId,
) -> Result<PublicAddress, Unavailable> {
    let answer = arm.get(&format!("{id}?{NETWORK_API}")).await?;
    let parsed = parse_public_address(&answer.node(), &answer.request);
    known(parsed, &answer.request).map(|it| it.value)
}

pub async fn nic(arm: &ArmClient, id: &ResourceId) -> Result<Nic, Unavailable> {
    let answer = arm.get(&format!("{id}?{NETWORK_API}")).await?;
    let parsed = parse_nic(&answer.node(), &answer.request);
    known(parsed, &answer.request).map(|it| it.value)
}

pub async fn subnet(arm: &ArmClient, id: &ResourceId) -> Result<Subnet, Unavailable> {
    let answer = arm.get(&format!("{id}?{NETWORK_API}")).await?;
    let parsed = parse_subnet(&answer.node(), &answer.request);
    known(parsed, &answer.request).map(|it| it.value)
}

pub async fn virtual_network(
    arm: &ArmClient,
    id: &ResourceId,
) -> Result<VirtualNetwork, Unavailable> {
    let answer = arm.get(&format!("{id}?{NETWORK_API}")).await?;
    let parsed = parse_virtual_network(&answer.node(), &answer.request);
    known(parsed, &answer.request).map(|it| it.value)
}

pub async fn route_table(arm: &ArmClient, id: &ResourceId) -> Result<RouteTable, Unavailable> {
    let answer = arm.get(&format!("{id}?{NETWORK_API}")).await?;
    let parsed = parse_route_table(&answer.node(), &answer.request);
    known(parsed, &answer.request).map(|it| it.value)
}

pub fn parse_nic(node: &Node, request: &str) -> Result<Nic, Unexpected> {
    let properties = node.at("properties");
    Ok(Nic {
        id: node.at("id").id()?,
        security_group: properties.at("networkSecurityGroup").reference()?,
        ip_configurations: properties
            .at("ipConfigurations")
            .items()?
            .iter()
            .map(|it| {
                Ok(IpConfiguration {
                    id: it.at("id").optional_id()?,
                    subnet: it.at("properties.subnet.id").id()?,
                    public_address: it.at("properties.publicIPAddress").reference()?,
                    primary: it.at("properties.primary").optional_bool()? == Some(true),
                    address: address(&it.at("properties.privateIPAddress"))?,
                    application_groups: optional_ids(
                        &it.at("properties.applicationSecurityGroups"),
                    )?,
                    nat_rules: optional_ids(&it.at("properties.loadBalancerInboundNatRules"))?,
                    pools: optional_ids(&it.at("properties.loadBalancerBackendAddressPools"))?,
                })
            })
            .collect::<Result<_, _>>()?,
        primary: properties.at("primary").optional_bool()? == Some(true),
        request: request.to_owned(),
    })
}

fn optional_ids(list: &Node) -> Result<Vec<ResourceId>, Unexpected> {
    list.optional_items()?
        .iter()
        .map(|it| it.at("id").id())
        .collect()
}

/// An address that may be absent or empty.
fn address(node: &Node) -> Result<Option<IpAddr>, Unexpected> {
    match node.optional_text()? {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| node.unexpected()),
    }
}

fn parse_public_address(node: &Node, request: &str) -> Result<PublicAddress, Unexpected> {
    Ok(PublicAddress {
        id: node.at("id").id()?,
        address: address(&node.at("properties.ipAddress"))?,
        is_secure_by_default: is_secure_by_default(&node.at("sku.name"))?,
        request: request.to_owned(),
    })
}

/// Source: learn.microsoft.com, "Public IP addresses", the table of the SKUs.
fn is_secure_by_default(sku: &Node) -> Result<Option<bool>, Unexpected> {
    Ok(match sku.optional_text()? {
        Some(it) if it.eq_ignore_ascii_case("Basic") => Some(false),
        Some(it) if it.eq_ignore_ascii_case("Standard") => Some(true),
        _ => None,
    })
}

pub fn parse_subnet(node: &Node, request: &str) -> Result<Subnet, Unexpected> {
    let properties = node.at("properties");
    // Every subnet has its prefixes, so their presence shows a whole body.
    if !properties.at("addressPrefix").exists() && !properties.at("addressPrefixes").exists() {
        return Err(properties.at("addressPrefix").unexpected());
    }
    Ok(Subnet {
        id: node.at("id").id()?,
        security_group: properties.at("networkSecurityGroup").reference()?,
        route_table: properties.at("routeTable").reference()?,
        ranges: ranges(&properties)?,
        request: request.to_owned(),
    })
}

fn ranges(properties: &Node) -> Result<Vec<IpNet>, Unexpected> {
    let mut texts = properties.at("addressPrefixes").texts()?;
    texts.extend(
        properties
            .at("addressPrefix")
            .optional_text()?
            .map(str::to_owned),
    );
    Ok(texts.iter().filter_map(|it| ip_range::parse(it)).collect())
}

fn parse_virtual_network(node: &Node, request: &str) -> Result<VirtualNetwork, Unexpected> {
    let properties = node.at("properties");
    let mut peered = Vec::new();
    for peering in properties.at("virtualNetworkPeerings").optional_items()? {
        let state = peering.at("properties.peeringState").filled_text()?;
        if state.eq_ignore_ascii_case("Connected") {
            let remote = peering.at("properties.remoteAddressSpace.addressPrefixes");
            peered.extend(prefixes(&remote)?);
        }
    }
    Ok(VirtualNetwork {
        id: node.at("id").id()?,
        ranges: prefixes(&properties.at("addressSpace.addressPrefixes"))?,
        peered,
        request: request.to_owned(),
    })
}

/// Every network has its prefixes, so their presence shows a whole body.
fn prefixes(list: &Node) -> Result<Vec<IpNet>, Unexpected> {
    if !list.exists() {
        return Err(list.unexpected());
    }
    let texts = list.texts()?;
    Ok(texts.iter().filter_map(|it| ip_range::parse(it)).collect())
}

fn parse_route(node: &Node) -> Result<Route, Unexpected> {
    let next_hop_type = node.at("properties.nextHopType").filled_text()?;
    let address = node.at("properties.nextHopIpAddress");
    let next_hop_address = if next_hop_type.eq_ignore_ascii_case("VirtualAppliance") {
        Some(address.filled_text()?)
    } else {
        address.optional_text()?
    };
    Ok(Route {
        prefix: node
            .at("properties.addressPrefix")
            .filled_text()?
            .to_owned(),
        next_hop_type: next_hop_type.to_owned(),
        next_hop_address: next_hop_address.map(str::to_owned),
    })
}

pub fn parse_route_table(node: &Node, request: &str) -> Result<RouteTable, Unexpected> {
    Ok(RouteTable {
        id: node.at("id").id()?,
        routes: node
            .at("properties.routes")
            .items()?
            .iter()
            .map(parse_route)
            .collect::<Result<_, _>>()?,
        request: request.to_owned(),
    })
}

/// Each id once, in the order of its first appearance.
pub fn distinct<'a>(ids: impl Iterator<Item = &'a ResourceId>) -> Vec<ResourceId> {
    let mut distinct: Vec<ResourceId> = Vec::new();
    for id in ids {
        if !distinct.contains(id) {
            distinct.push(id.clone());
        }
    }
    distinct
}

/// Several answers as one, with all their requests.
pub fn joined<T>(items: Vec<T>, request: impl Fn(&T) -> &str) -> Known<Vec<T>> {
    let requests: Vec<&str> = items.iter().map(request).collect();
    let request = requests.join(", ");
    Known::new(items, request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_stands_once() {
        let a = ResourceId::parse("/subscriptions/11111111-2222-3333-4444-555555555555").unwrap();
        let b = ResourceId::parse("/SUBSCRIPTIONS/11111111-2222-3333-4444-555555555555").unwrap();
        assert_eq!(distinct([&a, &b].into_iter()), [a]);
    }
}
