//! Network security groups, with their rules as they are written.

use super::NETWORK_API;
use crate::{
    answer::{Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    resource_id::ResourceId,
    security_rules::{Rule, RuleSet, Written},
};

pub const SECURITY_GROUPS: &str = "Microsoft.Network/networkSecurityGroups";

/// Source: learn.microsoft.com, REST "Network Security Groups - Get".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    pub id: ResourceId,
    pub rules: RuleSet,
    /// Method and path of the answer.
    pub request: String,
}

/// Those of a resource group that can be had and read.
/// Source: learn.microsoft.com, REST "Network Security Groups - List".
pub async fn readable_security_groups(arm: &ArmClient, group: &ResourceId) -> Vec<SecurityGroup> {
    let path = format!("{group}/providers/{SECURITY_GROUPS}?{NETWORK_API}");
    let Ok(answer) = arm.list(&path).await else {
        return Vec::new();
    };
    let items = answer.node().items().unwrap_or_default();
    items
        .iter()
        .filter_map(|it| parse_security_group(it, &answer.request).ok())
        .collect()
}

pub async fn security_group(
    arm: &ArmClient,
    id: &ResourceId,
) -> Result<SecurityGroup, Unavailable> {
    let answer = arm.get(&format!("{id}?{NETWORK_API}")).await?;
    let parsed = parse_security_group(&answer.node(), &answer.request);
    known(parsed, &answer.request).map(|it| it.value)
}

pub fn parse_security_group(node: &Node, request: &str) -> Result<SecurityGroup, Unexpected> {
    let properties = node.at("properties");
    let own = properties.at("securityRules").items()?;
    let default = properties.at("defaultSecurityRules").optional_items()?;
    let own = own.iter().map(|it| (it, false));
    let rules = own
        .chain(default.iter().map(|it| (it, true)))
        .map(|(it, is_default)| {
            let written = Written {
                name: it.at("name").filled_text()?.to_owned(),
                is_default,
                ..written(&it.at("properties"))?
            };
            Ok(Rule::new(written))
        })
        .collect::<Result<_, _>>()?;
    Ok(SecurityGroup {
        id: node.at("id").id()?,
        rules: RuleSet::new(rules),
        request: request.to_owned(),
    })
}

/// What raw and effective rules have in common.
pub(super) fn written(node: &Node) -> Result<Written, Unexpected> {
    Ok(Written {
        name: String::new(),
        description: node.at("description").text_or_empty()?,
        priority: node
            .at("priority")
            .exists()
            .then(|| node.at("priority").number())
            .transpose()?,
        access: node.at("access").text_or_empty()?,
        direction: node.at("direction").text_or_empty()?,
        protocol: node.at("protocol").text_or_empty()?,
        sources: both(node, "sourceAddressPrefix", "sourceAddressPrefixes")?,
        source_groups: groups(&node.at("sourceApplicationSecurityGroups"))?,
        source_ports: both(node, "sourcePortRange", "sourcePortRanges")?,
        destinations: both(
            node,
            "destinationAddressPrefix",
            "destinationAddressPrefixes",
        )?,
        destination_groups: groups(&node.at("destinationApplicationSecurityGroups"))?,
        ports: both(node, "destinationPortRange", "destinationPortRanges")?,
        expanded_sources: node.at("expandedSourceAddressPrefix").texts()?,
        expanded_destinations: node.at("expandedDestinationAddressPrefix").texts()?,
        is_default: false,
    })
}

/// Either field may be filled, or both with the same.
fn both(node: &Node, singular: &str, plural: &str) -> Result<Vec<String>, Unexpected> {
    let mut texts = node.at(plural).texts()?;
    texts.extend(node.at(singular).optional_text()?.map(str::to_owned));
    texts.retain(|it| !it.is_empty());
    texts.dedup();
    Ok(texts)
}

fn groups(list: &Node) -> Result<Vec<ResourceId>, Unexpected> {
    list.optional_items()?
        .iter()
        .map(|it| it.at("id").id())
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::security_rules::{Access, Decision, Packet, Sender, Target};

    const GROUP: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/nsg";

    fn group(rules: &[Value]) -> SecurityGroup {
        let rules: Vec<Value> = rules
            .iter()
            .map(|it| json!({"name": "rule", "properties": it}))
            .collect();
        let body = json!({"id": GROUP, "properties": {"securityRules": rules}});
        parse_security_group(&Node::new(&body), "GET /nsg").unwrap()
    }

    fn decided(group: &SecurityGroup) -> Option<Access> {
        let target = Target {
            address: "10.0.0.4".parse().unwrap(),
            groups: Vec::new(),
            network: Vec::new(),
        };
        let packet = Packet {
            sender: Sender::Range("203.0.113.7/32".parse().unwrap()),
            target: &target,
            port: 22,
        };
        match group.rules.decide(&packet) {
            Decision::By(access, _) => Some(access),
            Decision::Open(_) | Decision::Nothing => None,
        }
    }

    #[test]
    fn singular_and_plural_fields_in_any_casing_say_the_same() {
        for rule in [
            json!({"protocol": "TCP", "sourcePortRange": "*", "destinationPortRange": "22", "sourceAddressPrefix": "INTERNET", "destinationAddressPrefix": "*", "access": "Allow", "priority": 100, "direction": "Inbound"}),
            json!({"protocol": "*", "sourcePortRanges": [], "sourcePortRange": "*", "destinationPortRanges": ["3389", "20-25"], "sourceAddressPrefixes": ["198.51.100.1", "203.0.113.0/24"], "sourceAddressPrefix": "", "destinationAddressPrefixes": ["10.0.0.4"], "access": "allow", "priority": 4096, "direction": "inbound"}),
            json!({"protocol": "Tcp", "sourcePortRange": "*", "destinationPortRange": "*", "sourceAddressPrefix": "0.0.0.0/0", "destinationAddressPrefix": "VirtualNetwork", "access": "Allow", "priority": 100, "direction": "Inbound", "description": null}),
        ] {
            assert_eq!(
                decided(&group(std::slice::from_ref(&rule))),
                Some(Access::Allow),
                "{rule}"
            );
        }
    }

    #[test]
    fn a_rule_that_lacks_something_is_kept_and_decides_nothing() {
        let whole = json!({"protocol": "*", "sourcePortRange": "*", "destinationPortRange": "22", "sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "access": "Deny", "priority": 100, "direction": "Inbound"});
        assert_eq!(
            decided(&group(std::slice::from_ref(&whole))),
            Some(Access::Deny)
        );
        for field in [
            "protocol",
            "destinationPortRange",
            "sourceAddressPrefix",
            "destinationAddressPrefix",
            "access",
            "priority",
            "direction",
        ] {
            let mut lacking = whole.clone();
            lacking.as_object_mut().unwrap().remove(field);
            let group = group(&[lacking]);
            assert_eq!(decided(&group), None, "{field}");
            assert!(group.rules.rules()[0].is_flawed(), "{field}");
        }
        assert_eq!(decided(&group(&[])), None);
    }

    #[test]
    fn a_field_of_the_wrong_type_is_an_error() {
        let body = json!({"id": GROUP, "properties": {"securityRules": [{"properties": {"priority": "100"}}]}});
        assert!(parse_security_group(&Node::new(&body), "").is_err());
        let body = json!({"id": GROUP, "properties": {}});
        assert!(parse_security_group(&Node::new(&body), "").is_err());
    }
}
