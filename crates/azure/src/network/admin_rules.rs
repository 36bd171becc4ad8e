//! The security admin rules that network managers lay over the virtual
//! networks. They come before every network security group.

use serde_json::json;

use super::NETWORK_API;
use crate::{
    answer::{Reason, Unavailable},
    arm::{
        ArmClient, ListLimit,
        json::{Node, Unexpected},
    },
    resource_id::ResourceId,
    security_rules::{Rule, RuleSet, Written},
};

const MAX_PAGES: usize = 20;

/// Source: learn.microsoft.com, REST "Network Manager Effective Security Admin
/// Rules - List".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminRules {
    pub network: ResourceId,
    pub rules: RuleSet,
    pub request: String,
}

/// The rules over one virtual network.
pub async fn admin_rules(arm: &ArmClient, network: &ResourceId) -> Result<AdminRules, Unavailable> {
    let path = format!("{network}/listNetworkManagerEffectiveSecurityAdminRules?{NETWORK_API}");
    let mut rules = Vec::new();
    let mut token = String::new();
    let mut limit = ListLimit::of_pages(MAX_PAGES);
    loop {
        let answer = arm.query(&path, &json!({ "skipToken": token })).await?;
        let page = parse(&answer.node());
        let (more, next) = page.map_err(|at| Unavailable::unexpected(&answer.request, &at))?;
        limit.count(&answer, !next.is_empty())?;
        rules.extend(more);
        if next.is_empty() {
            return Ok(AdminRules {
                network: network.clone(),
                rules: RuleSet::new(rules),
                request: answer.request,
            });
        }
        if next == token {
            return Err(Unavailable::new(Reason::EndlessList).during(&answer.request));
        }
        token = next;
    }
}

fn parse(page: &Node) -> Result<(Vec<Rule>, String), Unexpected> {
    let rules = page
        .at("value")
        .items()?
        .iter()
        .map(|it| written(it).map(Rule::new))
        .collect::<Result<_, _>>()?;
    Ok((rules, page.at("skipToken").text_or_empty()?))
}

fn written(node: &Node) -> Result<Written, Unexpected> {
    let id = node.at("id").text_or_empty()?;
    let properties = node.at("properties");
    let priority = properties.at("priority");
    Ok(Written {
        name: id.rsplit('/').next().unwrap_or_default().to_owned(),
        description: properties.at("description").text_or_empty()?,
        priority: priority.exists().then(|| priority.number()).transpose()?,
        access: properties.at("access").text_or_empty()?,
        direction: properties.at("direction").text_or_empty()?,
        protocol: properties.at("protocol").text_or_empty()?,
        sources: addresses(&properties.at("sources"))?,
        source_ports: properties.at("sourcePortRanges").texts()?,
        destinations: addresses(&properties.at("destinations"))?,
        ports: properties.at("destinationPortRanges").texts()?,
        ..Written::default()
    })
}

/// The id of a network group is neither a range nor a tag, so whether a rule
/// for one holds stays open.
fn addresses(list: &Node) -> Result<Vec<String>, Unexpected> {
    list.optional_items()?
        .iter()
        .map(|it| it.at("addressPrefix").text().map(str::to_owned))
        .collect()
}
