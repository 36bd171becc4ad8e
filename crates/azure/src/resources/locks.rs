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
    let locks = answer.node().items().and_then(|items| {
        items
            .iter()
            .filter_map(|it| parse(it).transpose())
            .collect()
    });
    known(locks, &answer.request)
}

/// A lock, `None` when what it locks has an id that this program does not take,
/// such as one with a space in its name: whatever lies below has such an id,
/// too, so the lock is over nothing that is looked at here.
fn parse(node: &Node) -> Result<Option<Lock>, Unexpected> {
    let id = node.at("id");
    let text = id.text()?;
    // A lock's id is that of what it locks, and its own name behind it.
    let at = text
        .to_ascii_lowercase()
        .rfind("/providers/microsoft.authorization/locks/")
        .ok_or_else(|| id.unexpected())?;
    let Some(scope) = id.taken_id(&text[..at])? else {
        return Ok(None);
    };
    Ok(Some(Lock {
        name: node.at("name").text_or_empty()?,
        level: node.at("properties.level").text()?.to_owned(),
        scope,
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const GROUP: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg";

    #[test]
    fn an_odd_name_of_another_resource_spoils_nothing() {
        for (name, is_taken) in [
            ("plain", true),
            ("with space", false),
            ("with#hash", false),
            ("a/b", false),
            ("", false),
        ] {
            let id = format!(
                "{GROUP}/providers/X.Y/z/{name}/providers/Microsoft.Authorization/locks/keep it"
            );
            let lock = json!({"id": id, "name": "keep it", "properties": {"level": "ReadOnly"}});
            let parsed = parse(&Node::new(&lock));
            assert_eq!(parsed.map(|it| it.is_some()), Ok(is_taken), "{name}");
        }
        let of_nothing = "/providers/Microsoft.Authorization/locks/keep it";
        for unclear in [
            json!({}),
            json!({"id": 1}),
            json!({"id": GROUP}),
            json!({"id": of_nothing, "properties": {"level": "ReadOnly"}}),
        ] {
            assert!(parse(&Node::new(&unclear)).is_err(), "{unclear}");
        }
    }
}
