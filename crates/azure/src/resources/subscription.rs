//! Subscriptions, and the tenants that the reader belongs to.

use crate::{
    answer::{Known, Said, Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    resource_id::{ResourceId, is_guid},
};

const TENANTS: &str = "/tenants?api-version=2022-12-01";

/// A directory that the reader belongs to, as a member or as a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    pub id: String,
    /// Empty when ARM does not tell.
    pub name: String,
    pub domain: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub id: String,
    pub name: String,
    /// `Enabled`, `Disabled`, `Warned`, `PastDue`, `Deleted`, or newer ones.
    pub state: String,
    pub tenant: String,
    /// The tenants to which it is delegated through Azure Lighthouse.
    pub managing_tenants: Vec<String>,
}

/// What looking for a subscription brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionLookup {
    Visible(Subscription),
    /// ARM refused it, as told here, and the list of all that the reader sees
    /// lacks it.
    NotVisible(Unavailable),
}

/// Source: learn.microsoft.com, REST "Tenants - List".
pub async fn list_tenants(arm: &ArmClient) -> Result<Known<Vec<Tenant>>, Unavailable> {
    let answer = arm.list(TENANTS).await?;
    let tenants = answer.node().items().and_then(|items| {
        items
            .iter()
            .map(|it| {
                Ok(Tenant {
                    id: it.at("tenantId").text()?.to_owned(),
                    name: it.at("displayName").text_or_empty()?,
                    domain: it.at("defaultDomain").text_or_empty()?,
                })
            })
            .collect::<Result<Vec<_>, Unexpected>>()
            .map(each_once)
    });
    known(tenants, &answer.request)
}

/// A list read in pages can tell the same one twice.
fn each_once(tenants: Vec<Tenant>) -> Vec<Tenant> {
    let mut once: Vec<Tenant> = Vec::new();
    for it in tenants {
        if once.iter().all(|other| other.id != it.id) {
            once.push(it);
        }
    }
    once
}

/// The subscriptions of the token's tenant. Source: learn.microsoft.com, REST
/// "Subscriptions - List".
pub const SUBSCRIPTIONS: &str = "/subscriptions?api-version=2022-12-01";

/// Those of a page of that list.
pub fn parse_subscriptions<'a>(
    items: impl Iterator<Item = Node<'a>>,
) -> Result<Vec<Subscription>, Unexpected> {
    let all = items.map(|it| Subscription::parse(&it));
    let mut all: Vec<Subscription> = all.collect::<Result<_, _>>()?;
    // An id of another form could not be put into a path.
    all.retain(|it| is_guid(&it.id));
    Ok(all)
}

/// A refusal alone proves nothing, so the list of all visible subscriptions
/// must confirm it. Source: learn.microsoft.com, REST "Subscriptions - Get".
pub async fn look_up_subscription(
    arm: &ArmClient,
    scope: &ResourceId,
) -> Result<Known<SubscriptionLookup>, Unavailable> {
    let refusal = match arm.get(&format!("{scope}?api-version=2022-12-01")).await {
        Ok(answer) => {
            let found = Subscription::parse(&answer.node()).map(SubscriptionLookup::Visible);
            return known(found, &answer.request);
        }
        Err(error) if matches!(error.status(), Some(401 | 403 | 404)) => error,
        Err(error) => return Err(error.into()),
    };
    let list = arm
        .list(SUBSCRIPTIONS)
        .await
        .map_err(|_| Unavailable::from(refusal.clone()))?;
    let ids = list.node().items().and_then(|items| {
        items
            .iter()
            .map(|it| it.at("subscriptionId").text())
            .collect::<Result<Vec<_>, _>>()
    });
    let ids = ids.map_err(|at| Unavailable::unexpected(&list.request, &at))?;
    if ids
        .iter()
        .any(|it| it.eq_ignore_ascii_case(scope.subscription()))
    {
        let id = scope.subscription();
        return Err(Unavailable::disagree(
            &Said::by_refusal(&refusal),
            &Said::new(&list.request, "value[].subscriptionId", id),
        ));
    }
    Ok(Known::new(
        SubscriptionLookup::NotVisible(refusal.into()),
        list.request,
    ))
}

impl Subscription {
    pub fn parse(node: &Node) -> Result<Self, Unexpected> {
        Ok(Self {
            id: node.at("subscriptionId").text()?.to_owned(),
            name: node.at("displayName").text_or_empty()?,
            state: node.at("state").text()?.to_owned(),
            tenant: node.at("tenantId").text_or_empty()?,
            managing_tenants: node
                .at("managedByTenants")
                .optional_items()?
                .iter()
                .map(|it| it.at("tenantId").text_or_empty())
                .collect::<Result<_, _>>()?,
        })
    }
}
