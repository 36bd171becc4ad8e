//! A role that somebody has, and the definitions by which roles are known.

use std::collections::HashMap;

use azure::{answer::Unavailable, authorization, rbac::Role};

use super::context::Context;

/// A role that somebody has, directly or through a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub scope: String,
    pub role: Role,
    /// What limits it.
    pub condition: Option<String>,
    /// The object id of the group through which they have it.
    pub group: Option<String>,
}

/// Role definitions, by the ids that assignments give.
pub(crate) async fn role_definitions<'a>(
    context: &Context,
    ids: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, Role>, Unavailable> {
    let subscription = context.question.vm.subscription_scope();
    authorization::role_definitions(&context.arm, &subscription, ids).await
}
