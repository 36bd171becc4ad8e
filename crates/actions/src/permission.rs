//! Whether the reader may carry out an act, asked before anything is shown as
//! possible.

use azure::{
    answer::Unavailable, arm::ArmClient, authorization::permissions_at, resource_id::ResourceId,
};

/// An action, and the scope at which it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    pub action: &'static str,
    pub scope: ResourceId,
}

impl Needed {
    pub(super) fn new(action: &'static str, scope: ResourceId) -> Self {
        Self { action, scope }
    }
}

/// Those of the actions that the reader's roles do not grant. Deny assignments
/// are not looked at; Azure has the last word when it is asked. A role that
/// stands on the resource group is found with one request for all that is in
/// it.
pub async fn missing(arm: &ArmClient, needed: &[Needed]) -> Result<Vec<Needed>, Unavailable> {
    let mut missing = Vec::new();
    for it in needed {
        if !is_granted(arm, it).await? {
            missing.push(it.clone());
        }
    }
    Ok(missing)
}

async fn is_granted(arm: &ArmClient, needed: &Needed) -> Result<bool, Unavailable> {
    let group = needed.scope.resource_group_scope();
    let above = group.filter(|it| *it != needed.scope);
    for scope in above.iter().chain([&needed.scope]) {
        let known = permissions_at(arm, scope).await?;
        if known.permissions.grants(needed.action).is_granted() {
            return Ok(true);
        }
    }
    Ok(false)
}
