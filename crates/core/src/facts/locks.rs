//! Management locks that may stand over the rules that JIT writes.

use super::{Context, Known, Reason, Unavailable, subscription::known};
use crate::{
    arm::json::{Node, Unexpected},
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locks {
    pub locks: Vec<Lock>,
    /// Why the whole subscription's were not listed, when only those of the
    /// VM's resource group were.
    pub partial: Option<Unavailable>,
}

pub(super) async fn locks(context: &Context) -> Result<Known<Locks>, Unavailable> {
    let vm = &context.question.vm;
    let whole = list(context, &vm.subscription_scope()).await;
    match (whole, vm.resource_group_scope()) {
        (Ok(known), _) => Ok(Known::new(
            Locks {
                locks: known.value,
                partial: None,
            },
            known.request,
        )),
        (Err(why), Some(group)) if why.reason == Reason::Forbidden => {
            let Ok(known) = list(context, &group).await else {
                return Err(why);
            };
            Ok(Known::new(
                Locks {
                    locks: known.value,
                    partial: Some(why),
                },
                known.request,
            ))
        }
        (Err(why), _) => Err(why),
    }
}

/// Source: learn.microsoft.com, REST "Management Locks - List At Subscription
/// Level"; it brings those of everything below, too.
async fn list(context: &Context, scope: &ResourceId) -> Result<Known<Vec<Lock>>, Unavailable> {
    let path = format!("{scope}/providers/Microsoft.Authorization/locks?api-version=2020-05-01");
    let answer = context.arm.list(&path).await?;
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
