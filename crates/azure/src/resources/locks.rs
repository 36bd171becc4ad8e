//! Management locks.

use crate::{
    answer::{Known, Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    resource_id::ResourceId,
};

/// Source: learn.microsoft.com, "Lock your Azure resources to protect your
/// infrastructure".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    pub name: String,
    /// `ReadOnly` or `CanNotDelete`.
    pub level: String,
    /// What is locked, and all below it.
    pub scope: ResourceId,
}

/// Source: learn.microsoft.com, REST "Management Locks - List At Subscription
/// Level"; it brings those of everything below, too.
pub async fn list_locks(
    arm: &ArmClient,
    scope: &ResourceId,
) -> Result<Known<Vec<Lock>>, Unavailable> {
    let path = format!("{scope}/providers/Microsoft.Authorization/locks?api-version=2020-05-01");
    let answer = arm.list(&path).await?;
    let locks = answer
        .node()
        .items()
        .and_then(|items| items.iter().map(parse).collect());
    known(locks, &answer.request)
}

fn parse(node: &Node) -> Result<Lock, Unexpected> {
    let id = node.at("id");
    let text = id.text()?;
    // A lock's id is that of what it locks, and its own name behind it.
    let at = text
        .to_ascii_lowercase()
        .rfind("/providers/microsoft.authorization/locks/")
        .ok_or_else(|| id.unexpected())?;
    Ok(Lock {
        name: node.at("name").text_or_empty()?,
        level: node.at("properties.level").text()?.to_owned(),
        scope: ResourceId::parse(&text[..at]).map_err(|_| id.unexpected())?,
    })
}
