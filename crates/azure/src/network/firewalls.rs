//! The Azure Firewalls of a subscription.

use crate::{
    answer::{Known, Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    authorization::whole_list,
    resource_id::ResourceId,
};

/// Below a scope.
pub const FIREWALLS: &str = "Microsoft.Network/azureFirewalls?api-version=2024-05-01";
pub const READ_FIREWALL: &str = "Microsoft.Network/azureFirewalls/read";

/// Source: learn.microsoft.com, REST "Azure Firewalls - List All".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firewall {
    pub id: ResourceId,
    /// Rules kept in a Firewall Policy; classic rules when absent.
    pub policy: Option<ResourceId>,
    /// Present in a secured virtual hub.
    pub hub: Option<ResourceId>,
    pub subnets: Vec<ResourceId>,
    pub private_addresses: Vec<String>,
}

impl Firewall {
    /// Whether it stands in this virtual network.
    pub fn stands_in(&self, network: &ResourceId) -> bool {
        self.subnets
            .iter()
            .any(|it| it.parent().as_ref() == Some(network))
    }

    /// Whether this private address is the firewall's own.
    pub fn has_address(&self, address: &str) -> bool {
        self.private_addresses.iter().any(|it| it == address)
    }
}

/// All of a subscription.
pub async fn firewalls(
    arm: &ArmClient,
    subscription: &ResourceId,
) -> Result<Known<Vec<Firewall>>, Unavailable> {
    let path = format!("{subscription}/providers/{FIREWALLS}");
    let answer = arm.list(&path).await?;
    whole_list(arm, subscription, READ_FIREWALL).await?;
    let firewalls = answer
        .node()
        .items()
        .and_then(|items| items.iter().map(parse_firewall).collect());
    known(firewalls, &answer.request)
}

pub fn parse_firewall(node: &Node) -> Result<Firewall, Unexpected> {
    let properties = node.at("properties");
    let configurations = properties.at("ipConfigurations").optional_items()?;
    let mut subnets = Vec::new();
    let mut private_addresses = Vec::new();
    for it in &configurations {
        subnets.extend(it.at("properties.subnet").reference()?);
        private_addresses.extend(
            it.at("properties.privateIPAddress")
                .optional_text()?
                .filter(|it| !it.is_empty())
                .map(str::to_owned),
        );
    }
    // In a hub the address stands apart, for there is no subnet of one's own.
    private_addresses.extend(
        properties
            .at("hubIPAddresses.privateIPAddress")
            .optional_text()?
            .filter(|it| !it.is_empty())
            .map(str::to_owned),
    );
    let hub = properties.at("virtualHub").reference()?;
    // Every firewall stands in a subnet or in a hub, but for one that is deallocated: it
    // has an empty list of configurations. Source: learn.microsoft.com, "Azure Firewall FAQ".
    let is_off =
        hub.is_none() && configurations.is_empty() && properties.at("ipConfigurations").exists();
    if hub.is_none() && subnets.is_empty() && !is_off {
        return Err(properties.at("ipConfigurations").unexpected());
    }
    // Without its address it cannot be told which routes lead to it.
    if private_addresses.is_empty() && !is_off {
        let place = match hub {
            Some(_) => "hubIPAddresses.privateIPAddress",
            None => "ipConfigurations[].properties.privateIPAddress",
        };
        return Err(properties.at(place).unexpected());
    }
    Ok(Firewall {
        id: node.at("id").id()?,
        policy: properties.at("firewallPolicy").reference()?,
        hub,
        subnets,
        private_addresses,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn where_a_firewall_stands_is_said_or_not_known() {
        let id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.Network/azureFirewalls/fw";
        let subnet = id.replace("azureFirewalls/fw", "virtualNetworks/v/subnets/s");
        let placed = json!({"subnet": {"id": subnet}, "privateIPAddress": "10.0.250.4"});
        let in_subnet = json!([{"properties": placed}, {"properties": {}}]);
        let unaddressed = json!([{"properties": {"subnet": {"id": subnet}}}]);
        let hub = json!({"privateIPAddress": "10.0.250.4"});
        for (properties, subnets) in [
            (json!({"ipConfigurations": in_subnet}), Some(1)),
            (
                json!({"provisioningState": "Succeeded", "ipConfigurations": []}),
                Some(0),
            ),
            (json!({"provisioningState": "Succeeded"}), None),
            (
                json!({"virtualHub": {"id": id}, "hubIPAddresses": hub}),
                Some(0),
            ),
            (json!({"virtualHub": {"id": id}}), None),
            (
                json!({"virtualHub": {"id": id}, "ipConfigurations": []}),
                None,
            ),
            (json!({"ipConfigurations": unaddressed}), None),
            (json!({"ipConfigurations": [{"properties": {}}]}), None),
            (json!({}), None),
            (json!(null), None),
        ] {
            let body = json!({"id": id, "properties": properties});
            let read = parse_firewall(&Node::new(&body)).ok();
            assert_eq!(read.map(|it| it.subnets.len()), subnets, "{properties}");
        }
    }
}
