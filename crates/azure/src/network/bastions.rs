//! The Azure Bastion hosts of a subscription, and with which networks a virtual network is
//! peered. Must not know whom a host is to let in.

use super::NETWORK_API;
use crate::{
    answer::{Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    authorization::whole_list,
    resource_id::ResourceId,
};

const READ_BASTION: &str = "Microsoft.Network/bastionHosts/read";
/// The only name that Azure takes for the subnet of a host. Source: learn.microsoft.com,
/// "About Azure Bastion configuration settings".
const SUBNET: &str = "AzureBastionSubnet";

/// Source: learn.microsoft.com, REST "Bastion Hosts - List".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BastionHost {
    pub id: ResourceId,
    pub sku: BastionSku,
    pub place: BastionPlace,
    /// Such as `Succeeded`; `None` where Azure doesn't say.
    pub state: Option<String>,
    /// Method and path of the list that it is in.
    pub request: String,
}

/// What a host can do goes by its SKU. Source: learn.microsoft.com, "Choose the right
/// Azure Bastion SKU to meet your needs".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BastionSku {
    /// Shared among customers: it has no subnet, and reaches no peered network.
    Developer,
    /// Only the usual port of the VM's system.
    Basic,
    Standard,
    Premium,
    /// Azure names one that this program doesn't know, or none.
    Unknown,
}

impl BastionSku {
    /// As Azure names it; `None` for what isn't known.
    pub fn name(&self) -> Option<&'static str> {
        match self {
            Self::Developer => Some("Developer"),
            Self::Basic => Some("Basic"),
            Self::Standard => Some("Standard"),
            Self::Premium => Some("Premium"),
            Self::Unknown => None,
        }
    }

    fn of(text: Option<&str>) -> Self {
        let all = [Self::Developer, Self::Basic, Self::Standard, Self::Premium];
        let is_named = |it: &Self| {
            let name = it.name().unwrap_or_default();
            text.is_some_and(|text| text.eq_ignore_ascii_case(name))
        };
        all.into_iter().find(is_named).unwrap_or(Self::Unknown)
    }
}

/// Where a host is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BastionPlace {
    /// A subnet of its own, from which it connects.
    Subnet(ResourceId),
    /// A network, without a subnet.
    Network(ResourceId),
}

impl BastionPlace {
    /// The virtual network.
    pub fn network(&self) -> Option<ResourceId> {
        match self {
            Self::Subnet(id) => id.parent(),
            Self::Network(id) => Some(id.clone()),
        }
    }
}

/// The hosts of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BastionList {
    pub hosts: Vec<BastionHost>,
    /// Why there may be others.
    pub doubt: Option<Unavailable>,
}

/// What a virtual network says of what is beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surroundings {
    pub network: ResourceId,
    pub peerings: Vec<Peering>,
    /// Whether something is in the subnet that only a Bastion host can be in.
    pub has_bastion: bool,
    /// Method and path of the answer.
    pub request: String,
}

/// Source: learn.microsoft.com, REST "Virtual Network Peerings - Get".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peering {
    pub remote: ResourceId,
    /// `Connected`, `Initiated` or `Disconnected`.
    pub state: String,
}

impl Peering {
    /// `None` where Azure names a state that isn't documented.
    pub fn is_connected(&self) -> Option<bool> {
        let is = |name: &str| self.state.eq_ignore_ascii_case(name);
        match () {
            () if is("Connected") => Some(true),
            () if is("Initiated") || is("Disconnected") => Some(false),
            () => None,
        }
    }
}

/// All that the reader may list. One that can't be read hides no other.
pub async fn bastions(
    arm: &ArmClient,
    subscription: &ResourceId,
) -> Result<BastionList, Unavailable> {
    let path = format!("{subscription}/providers/Microsoft.Network/bastionHosts?{NETWORK_API}");
    let answer = arm.list(&path).await?;
    let unexpected = |at: Unexpected| Unavailable::unexpected(&answer.request, &at);
    let node = answer.node();
    let items = node.items().map_err(unexpected)?;
    let mut list = BastionList {
        hosts: Vec::new(),
        doubt: whole_list(arm, subscription, READ_BASTION).await.err(),
    };
    for it in &items {
        match parse_bastion(it, &answer.request) {
            Ok(host) => list.hosts.push(host),
            Err(at) => list.doubt = Some(unexpected(at)),
        }
    }
    Ok(list)
}

/// What is beside a virtual network.
pub async fn surroundings(arm: &ArmClient, id: &ResourceId) -> Result<Surroundings, Unavailable> {
    let answer = arm.get(&format!("{id}?{NETWORK_API}")).await?;
    let parsed = parse_surroundings(&answer.node(), &answer.request);
    known(parsed, &answer.request).map(|it| it.value)
}

fn parse_bastion(node: &Node, request: &str) -> Result<BastionHost, Unexpected> {
    let properties = node.at("properties");
    let configurations = properties.at("ipConfigurations").optional_items()?;
    let mut subnet = None;
    for it in &configurations {
        subnet = subnet.or(it.at("properties.subnet").reference()?);
    }
    let place = match (subnet, properties.at("virtualNetwork").reference()?) {
        (Some(subnet), _) => BastionPlace::Subnet(subnet),
        (None, Some(network)) => BastionPlace::Network(network),
        // Every host is somewhere, and whether it's here depends on that.
        (None, None) => return Err(properties.at("ipConfigurations").unexpected()),
    };
    Ok(BastionHost {
        id: node.at("id").id()?,
        sku: BastionSku::of(node.at("sku.name").optional_text()?),
        place,
        state: properties
            .at("provisioningState")
            .optional_text()?
            .filter(|it| !it.is_empty())
            .map(str::to_owned),
        request: request.to_owned(),
    })
}

fn parse_surroundings(node: &Node, request: &str) -> Result<Surroundings, Unexpected> {
    let properties = node.at("properties");
    // Azure gives both lists of every network, so one that is missing tells nothing.
    let peerings = properties.at("virtualNetworkPeerings").items()?;
    let subnets = properties.at("subnets").items()?;
    let mut has_bastion = false;
    for it in &subnets {
        let is_for_bastion = it.at("id").id()?.name().eq_ignore_ascii_case(SUBNET);
        let in_use = it.at("properties.ipConfigurations").optional_items()?;
        has_bastion |= is_for_bastion && !in_use.is_empty();
    }
    Ok(Surroundings {
        network: node.at("id").id()?,
        peerings: peerings
            .iter()
            .map(|it| {
                Ok(Peering {
                    remote: it.at("properties.remoteVirtualNetwork.id").id()?,
                    state: it.at("properties.peeringState").filled_text()?.to_owned(),
                })
            })
            .collect::<Result<_, _>>()?,
        has_bastion,
        request: request.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const GROUP: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g\
        /providers/Microsoft.Network";

    fn read(sku: &Value, properties: &Value) -> Option<BastionHost> {
        let body = json!({
            "id": format!("{GROUP}/bastionHosts/b"),
            "sku": sku,
            "properties": properties,
        });
        parse_bastion(&Node::new(&body), "GET /bastionHosts").ok()
    }

    #[test]
    fn where_a_host_is_is_said_or_not_known() {
        let subnet = format!("{GROUP}/virtualNetworks/v/subnets/AzureBastionSubnet");
        let network = format!("{GROUP}/virtualNetworks/v");
        let placed = json!([{"properties": {"subnet": {"id": subnet}}}]);
        for (properties, expected) in [
            (json!({"ipConfigurations": placed}), Some(true)),
            (
                json!({"ipConfigurations": [], "virtualNetwork": {"id": network}}),
                Some(false),
            ),
            (json!({"virtualNetwork": {"id": network}}), Some(false)),
            (json!({"ipConfigurations": []}), None),
            (json!({"ipConfigurations": "x"}), None),
            (json!({}), None),
            (json!(null), None),
        ] {
            let host = read(&json!({"name": "Basic"}), &properties);
            let is_in_subnet = host.as_ref().map(|it| match &it.place {
                BastionPlace::Subnet(id) => {
                    assert_eq!(id.as_str(), subnet);
                    true
                }
                BastionPlace::Network(_) => false,
            });
            assert_eq!(is_in_subnet, expected, "{properties}");
            let of = host.and_then(|it| it.place.network());
            let of = of.map(|it| it.as_str().to_owned());
            assert_eq!(of, expected.map(|_| network.clone()), "{properties}");
        }
    }

    #[test]
    fn a_sku_is_one_of_azures_or_not_known() {
        let properties = json!({"virtualNetwork": {"id": format!("{GROUP}/virtualNetworks/v")}});
        for (sku, expected) in [
            (json!({"name": "developer"}), BastionSku::Developer),
            (json!({"name": "Premium"}), BastionSku::Premium),
            (json!({"name": "Gold"}), BastionSku::Unknown),
            (json!({}), BastionSku::Unknown),
            (json!(null), BastionSku::Unknown),
        ] {
            assert_eq!(read(&sku, &properties).unwrap().sku, expected, "{sku}");
        }
        assert_eq!(read(&json!({"name": 1}), &properties), None);
    }

    #[test]
    fn what_is_beside_a_network_is_said_or_not_known() {
        let of = |properties: &Value| {
            let body =
                json!({"id": format!("{GROUP}/virtualNetworks/v"), "properties": properties});
            parse_surroundings(&Node::new(&body), "GET /v").ok()
        };
        let subnet = |name: &str, used: &Value| {
            json!({
                "id": format!("{GROUP}/virtualNetworks/v/subnets/{name}"),
                "properties": {"ipConfigurations": used},
            })
        };
        let used = json!([{"id": format!("{GROUP}/bastionHosts/b/bastionHostIpConfigurations/c")}]);
        for (subnets, expected) in [
            (json!([]), Some(false)),
            (json!([subnet("azurebastionsubnet", &used)]), Some(true)),
            (json!([subnet(SUBNET, &json!([]))]), Some(false)),
            (json!([subnet(SUBNET, &json!(null))]), Some(false)),
            (json!([subnet("web", &used)]), Some(false)),
            (json!(null), None),
        ] {
            let read = of(&json!({"subnets": subnets, "virtualNetworkPeerings": []}));
            assert_eq!(read.map(|it| it.has_bastion), expected, "{subnets}");
        }
        let remote = json!({"id": format!("{GROUP}/virtualNetworks/hub")});
        for (peering, expected) in [
            (
                json!({"remoteVirtualNetwork": remote, "peeringState": "Connected"}),
                Some(true),
            ),
            (
                json!({"remoteVirtualNetwork": remote, "peeringState": "Disconnected"}),
                Some(false),
            ),
            (
                json!({"remoteVirtualNetwork": remote, "peeringState": "Resting"}),
                None,
            ),
            (json!({"remoteVirtualNetwork": remote}), None),
            (json!({"peeringState": "Connected"}), None),
        ] {
            let peerings = json!([{"properties": peering}]);
            let read = of(&json!({"subnets": [], "virtualNetworkPeerings": peerings}));
            let is_connected = read.and_then(|it| it.peerings[0].is_connected());
            assert_eq!(is_connected, expected, "{peering}");
        }
        assert_eq!(of(&json!({"subnets": []})), None);
    }
}
