//! Load balancers: which port of which front-end address they lead to whom.

use super::NETWORK_API;
use crate::{
    answer::{Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    resource_id::ResourceId,
};

/// Source: learn.microsoft.com, REST "Load Balancers - Get".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadBalancer {
    pub id: ResourceId,
    pub fronts: Vec<Front>,
    /// Its inbound NAT rules and its load-balancing rules.
    pub forwards: Vec<Forward>,
    pub pools: Vec<Pool>,
    /// Method and path of the answer.
    pub request: String,
}

/// Where packets come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    pub id: ResourceId,
    /// An internal load balancer has none.
    pub public_address: Option<ResourceId>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    pub id: ResourceId,
    /// The list in which it stands.
    pub list: &'static str,
    pub front: ResourceId,
    pub protocol: String,
    /// `None` for a rule that has a range of ports, one for each machine.
    pub front_port: Option<i64>,
    pub back_port: i64,
    /// The one address of a machine that it leads to; `None` while it leads to none.
    pub configuration: Option<ResourceId>,
    pub pools: Vec<ResourceId>,
}

/// The addresses among which traffic is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    pub id: ResourceId,
    pub members: usize,
}

impl Forward {
    /// RDP, SSH and `WinRM` all connect over TCP.
    pub fn takes_tcp(&self) -> bool {
        ["Tcp", "All", "*"]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(&self.protocol))
    }
}

pub async fn load_balancer(arm: &ArmClient, id: &ResourceId) -> Result<LoadBalancer, Unavailable> {
    let answer = arm.get(&format!("{id}?{NETWORK_API}")).await?;
    let parsed = parse(&answer.node(), &answer.request);
    known(parsed, &answer.request).map(|it| it.value)
}

fn parse(node: &Node, request: &str) -> Result<LoadBalancer, Unexpected> {
    let properties = node.at("properties");
    let list = |name: &str| properties.at(name).optional_items();
    let mut forwards = Vec::new();
    for name in ["inboundNatRules", "loadBalancingRules"] {
        for it in list(name)? {
            forwards.push(forward(&it, name)?);
        }
    }
    // Every load balancer has a front end, so its presence shows a whole body.
    let fronts = properties.at("frontendIPConfigurations").items()?;
    Ok(LoadBalancer {
        id: node.at("id").id()?,
        fronts: fronts.iter().map(front).collect::<Result<_, _>>()?,
        forwards,
        pools: list("backendAddressPools")?
            .iter()
            .map(pool)
            .collect::<Result<_, _>>()?,
        request: request.to_owned(),
    })
}

fn front(node: &Node) -> Result<Front, Unexpected> {
    let properties = node.at("properties");
    let address = properties.at("publicIPAddress");
    // An inner front end has a subnet instead.
    let others = ["subnet", "publicIPPrefix", "gatewayLoadBalancer"];
    let is_other = others.iter().any(|it| properties.at(it).exists());
    if !address.exists() && !is_other {
        return Err(address.unexpected());
    }
    Ok(Front {
        id: node.at("id").id()?,
        public_address: address.reference()?,
    })
}

fn forward(node: &Node, list: &'static str) -> Result<Forward, Unexpected> {
    let properties = node.at("properties");
    let mut pools = Vec::new();
    pools.extend(properties.at("backendAddressPool").reference()?);
    for it in properties.at("backendAddressPools").optional_items()? {
        pools.push(it.at("id").id()?);
    }
    let front_port = properties.at("frontendPort");
    let is_range = properties.at("frontendPortRangeStart").exists() && !pools.is_empty();
    Ok(Forward {
        id: node.at("id").id()?,
        list,
        front: properties.at("frontendIPConfiguration.id").id()?,
        protocol: properties.at("protocol").filled_text()?.to_owned(),
        front_port: if is_range {
            None
        } else {
            Some(front_port.number()?)
        },
        back_port: properties.at("backendPort").number()?,
        configuration: properties.at("backendIPConfiguration").reference()?,
        pools,
    })
}

fn pool(node: &Node) -> Result<Pool, Unexpected> {
    let members = |name: &str| {
        let list = node.at("properties").at(name);
        list.optional_items().map(|it| it.len())
    };
    // Members by interface are listed again as addresses.
    let (interfaces, addresses) = (
        members("backendIPConfigurations")?,
        members("loadBalancerBackendAddresses")?,
    );
    Ok(Pool {
        id: node.at("id").id()?,
        members: interfaces.max(addresses),
    })
}
