//! VMs by a part of their name, in all subscriptions at once.

use std::collections::HashSet;

use azure::{answer::Unavailable, arm::ArmClient, compute::VM_TYPE, resource_id::ResourceId};

use super::{
    Count,
    graph::{Query, rows},
    state::SUBSCRIPTIONS_A_QUERY,
};

/// So many VMs are told; the others are counted.
pub const MOST_FOUND: usize = 50;

/// The text cannot be part of a VM's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAName;

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The first of them.
    pub vms: Vec<ResourceId>,
    /// How many there are that the reader may read.
    pub count: Count,
    /// Why some subscriptions could not be searched.
    pub missing: Option<Unavailable>,
}

/// Looks in these subscriptions. Source: learn.microsoft.com, "Naming rules and
/// restrictions for Azure resources", for what no name of a VM holds.
pub async fn search(
    arm: &ArmClient,
    subscriptions: &[String],
    text: &str,
) -> Result<Found, NotAName> {
    let text = text.trim();
    let is_part = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '.');
    if text.is_empty() || !text.chars().all(is_part) {
        return Err(NotAName);
    }
    let mut found = Found {
        vms: Vec::new(),
        count: Count::Exact(0),
        missing: None,
    };
    let mut seen = HashSet::new();
    for batch in subscriptions.chunks(SUBSCRIPTIONS_A_QUERY) {
        let query = Query {
            subscriptions: Some(batch.iter().map(String::as_str).collect()),
            text: format!(
                "resources | where type =~ '{VM_TYPE}' | where name contains '{text}' \
                 | project id | order by id asc"
            ),
            most: Some(MOST_FOUND),
        };
        let counted = rows(arm, query, |row| {
            let id = row.at("id").id()?;
            if found.vms.len() < MOST_FOUND && seen.insert(id.clone()) {
                found.vms.push(id);
            }
            Ok(())
        });
        match counted.await {
            Ok(n) => found.count = found.count.plus(Count::Exact(n)),
            Err(why) => {
                found.count = found.count.plus(Count::Unknown);
                found.missing = Some(why);
            }
        }
    }
    Ok(found)
}
