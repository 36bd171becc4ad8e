//! The security groups as Azure applies them to the VM's primary interface,
//! with tags written out. Azure works this out for running VMs only, gives it
//! to few roles, and takes several requests to do it, which is why the other
//! interfaces have to do with the rules as they are written.

use super::{Context, Known, Unavailable, network, security_groups::written, subscription::known};
use crate::{
    arm::json::{Node, Unexpected},
    resource_id::ResourceId,
    security_rules::{Rule, RuleSet},
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

pub(super) async fn effective_rules(
    context: &Context,
) -> Result<Known<Vec<EffectiveGroup>>, Unavailable> {
    let nics = network::nics(context).await?;
    let primary = nics.iter().find(|it| it.primary).or_else(|| nics.first());
    match primary {
        Some(nic) => of_nic(context, &nic.id).await,
        None => Ok(Known::new(Vec::new(), "")),
    }
}

async fn of_nic(
    context: &Context,
    nic: &ResourceId,
) -> Result<Known<Vec<EffectiveGroup>>, Unavailable> {
    let path = format!("{nic}/effectiveNetworkSecurityGroups?api-version=2024-05-01");
    let answer = context.arm.work_out(&path).await?;
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
    let subnet = node.at("association.subnet.id").optional_id()?;
    let interface = node.at("association.networkInterface.id").optional_id()?;
    let place = match (subnet, interface) {
        (Some(subnet), _) => Place::Subnet(subnet),
        (None, Some(_)) => Place::Nic,
        (None, None) => return Ok(None),
    };
    let rules = node
        .at("effectiveSecurityRules")
        .items()?
        .iter()
        .map(|it| Ok(Rule::effective(written(it)?)))
        .collect::<Result<_, _>>()?;
    Ok(Some(EffectiveGroup {
        nic: nic.clone(),
        place,
        group: node.at("networkSecurityGroup.id").optional_id()?,
        rules: RuleSet::new(rules),
        request: request.to_owned(),
    }))
}
