//! What a reader picks from: their subscriptions, and a subscription's VMs
//! with whether JIT is configured for them. Nothing is judged here.

use std::collections::HashSet;

use azure::{
    answer::Unavailable,
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    compute::VM_TYPE,
    resource_id::ResourceId,
    resources::{SUBSCRIPTIONS, Subscription, Tenant, parse_subscriptions},
};

/// A VM as the picker shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VmEntry {
    pub id: ResourceId,
    pub location: String,
}

/// Source: learn.microsoft.com, REST "Tenants - List".
pub async fn tenants(arm: &ArmClient) -> Result<Vec<Tenant>, Unavailable> {
    azure::resources::list_tenants(arm).await.map(|it| it.value)
}

/// The subscriptions of the token's tenant, by name. `lower` gives a text in lower case.
pub async fn subscriptions(
    arm: &ArmClient,
    lower: fn(&str) -> String,
) -> Result<Vec<Subscription>, Unavailable> {
    let answer = arm.list(SUBSCRIPTIONS).await?;
    let items = answer.node().items();
    let parsed = items.and_then(|it| parse_subscriptions(it.into_iter()));
    let mut all = parsed.map_err(|at| Unavailable::unexpected(&answer.request, &at))?;
    all.sort_by_cached_key(|it| lower(&it.name));
    Ok(all)
}

/// The name of a subscription; `None` where it cannot be read.
/// Source: learn.microsoft.com, REST "Subscriptions - Get".
pub async fn subscription_name(arm: &ArmClient, subscription: &str) -> Option<String> {
    let path = format!("/subscriptions/{subscription}?api-version=2022-12-01");
    let answer = arm.get(&path).await.ok()?;
    Subscription::parse(&answer.node()).ok().map(|it| it.name)
}

/// The VMs of a subscription, handed on page by page as they arrive.
/// Source: learn.microsoft.com, REST "Virtual Machines - List All".
pub async fn vms(
    arm: &ArmClient,
    subscription: &str,
    mut on_page: impl FnMut(Vec<VmEntry>),
) -> Result<(), Unavailable> {
    let path = format!("/subscriptions/{subscription}/providers/{VM_TYPE}?api-version=2024-07-01");
    let mut pages = arm.pages(&path);
    while !pages.is_done() {
        let (items, answer) = pages.next().await?;
        let page: Result<Vec<VmEntry>, Unexpected> =
            items.iter().map(|it| entry(&Node::new(it))).collect();
        on_page(page.map_err(|at| Unavailable::unexpected(&answer.request, &at))?);
    }
    Ok(())
}

/// The VMs of a subscription that a JIT policy names.
/// Source: learn.microsoft.com, REST "Jit Network Access Policies - List".
pub async fn configured(
    arm: &ArmClient,
    subscription: &str,
) -> Result<HashSet<ResourceId>, Unavailable> {
    let policies =
        azure::security::list_policies(arm, &format!("/subscriptions/{subscription}")).await?;
    Ok(policies
        .value
        .into_iter()
        .flat_map(|it| it.vms)
        .map(|it| it.id)
        .collect())
}

fn entry(node: &Node) -> Result<VmEntry, Unexpected> {
    Ok(VmEntry {
        id: node.at("id").id()?,
        location: node.at("location").text_or_empty()?,
    })
}
