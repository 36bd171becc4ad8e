//! The security groups as Azure applies them to an interface, with tags written
//! out. Azure works this out for running VMs only, gives it to few roles, and
//! takes several requests to do it.

use super::{NETWORK_API, security_groups::written};
use crate::{
    answer::{Known, Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    resource_id::ResourceId,
    security_rules::{Rule, RuleSet, Written},
};

/// Source: learn.microsoft.com, REST "Network Interfaces - List Effective
/// Network Security Groups".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveGroup {
    pub nic: ResourceId,
    pub place: Place,
    pub group: Option<ResourceId>,
    pub rules: RuleSet,
    pub request: String,
}

/// Where a group stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Subnet(ResourceId),
    Nic,
}

/// The groups before one interface.
pub async fn effective_groups(
    arm: &ArmClient,
    nic: &ResourceId,
) -> Result<Known<Vec<EffectiveGroup>>, Unavailable> {
    let path = format!("{nic}/effectiveNetworkSecurityGroups?{NETWORK_API}");
    let answer = arm.post_long_running(&path).await?;
    let groups = answer.node().at("value").items().and_then(|items| {
        items
            .iter()
            .filter_map(|it| parse(it, nic, &answer.request).transpose())
            .collect::<Result<Vec<_>, _>>()
    });
    known(groups, &answer.request)
}

/// `None` for what is associated with neither a subnet nor an interface, as
/// the rules of network managers are: those are asked for apart.
fn parse(
    node: &Node,
    nic: &ResourceId,
    request: &str,
) -> Result<Option<EffectiveGroup>, Unexpected> {
    let subnet = node.at("association.subnet").reference()?;
    let interface = node.at("association.networkInterface").reference()?;
    let place = match (subnet, interface) {
        (Some(subnet), _) => Place::Subnet(subnet),
        (None, Some(_)) => Place::Nic,
        (None, None) => return Ok(None),
    };
    let rules = node
        .at("effectiveSecurityRules")
        .items()?
        .iter()
        .map(|it| {
            let name = it.at("name").filled_text()?.to_owned();
            Ok(Rule::effective(Written {
                name,
                ..written(it)?
            }))
        })
        .collect::<Result<_, _>>()?;
    Ok(Some(EffectiveGroup {
        nic: nic.clone(),
        place,
        group: node.at("networkSecurityGroup").reference()?,
        rules: RuleSet::new(rules),
        request: request.to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::security_rules::{Access, Decision, Packet, Sender, Target};

    const NETWORK: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.Network";

    /// In the shape of real answers: prefixed names, `All`, `22-22`, the whole
    /// range twice, singular and plural fields both filled.
    #[test]
    fn azures_own_form_is_read() {
        let nic = ResourceId::parse(&format!("{NETWORK}/networkInterfaces/nic")).unwrap();
        let body = json!({
            "networkSecurityGroup": {"id": format!("{NETWORK}/networkSecurityGroups/nsg")},
            "association": {"networkInterface": {"id": nic}},
            "effectiveSecurityRules": [
                {"name": "defaultSecurityRules/AllowVnetInBound", "protocol": "All", "sourcePortRange": "0-65535", "destinationPortRange": "0-65535", "sourceAddressPrefix": "VirtualNetwork", "destinationAddressPrefix": "VirtualNetwork", "sourceAddressPrefixes": ["VirtualNetwork"], "destinationAddressPrefixes": ["VirtualNetwork"], "expandedSourceAddressPrefix": ["10.0.0.0/16", "168.63.129.16/32"], "expandedDestinationAddressPrefix": ["10.0.0.0/16", "168.63.129.16/32"], "access": "Allow", "priority": 65000, "direction": "Inbound"},
                {"name": "securityRules/default-allow-ssh", "protocol": "Tcp", "sourcePortRange": "0-65535", "destinationPortRange": "22-22", "sourcePortRanges": ["0-65535"], "destinationPortRanges": ["22-22"], "sourceAddressPrefix": "0.0.0.0/0", "destinationAddressPrefix": "0.0.0.0/0", "sourceAddressPrefixes": ["0.0.0.0/0", "0.0.0.0/0"], "destinationAddressPrefixes": ["0.0.0.0/0", "0.0.0.0/0"], "access": "Allow", "priority": 1000, "direction": "Inbound"},
            ],
        });
        let group = parse(&Node::new(&body), &nic, "").unwrap().unwrap();
        assert_eq!(group.place, Place::Nic);
        assert_eq!(group.rules.rules()[0].name, "default-allow-ssh");
        let target = Target {
            address: "10.0.0.4".parse().unwrap(),
            groups: Vec::new(),
            network: Vec::new(),
        };
        let of = |sender: &str, port| {
            let sender = Sender::Range(crate::ip_range::parse(sender).unwrap());
            group.rules.decide(&Packet {
                sender,
                target: &target,
                port,
            })
        };
        assert!(matches!(
            of("203.0.113.7", 22),
            Decision::By(Access::Allow, _)
        ));
        assert!(matches!(
            of("10.0.9.9", 3389),
            Decision::By(Access::Allow, _)
        ));
        assert_eq!(of("203.0.113.7", 3389), Decision::Nothing);
    }

    #[test]
    fn what_stands_nowhere_is_left_out() {
        let nic = ResourceId::parse(&format!("{NETWORK}/networkInterfaces/nic")).unwrap();
        let body =
            json!({"association": {"networkManager": {"id": "x"}}, "effectiveSecurityRules": []});
        assert_eq!(parse(&Node::new(&body), &nic, ""), Ok(None));
        let body = json!({"association": {"networkInterface": {"id": nic}}});
        assert!(parse(&Node::new(&body), &nic, "").is_err());
    }
}
