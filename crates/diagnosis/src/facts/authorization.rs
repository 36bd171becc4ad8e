//! Role assignments, eligible roles and deny assignments that concern the
//! reader.

use std::collections::HashMap;

use azure::{
    answer::{Known, Reason, Unavailable},
    authorization::{
        self, DenyAssignment, RawAssignment, deny_assignments_within, eligible_roles, last_segment,
        role_assignments,
    },
    rbac::Role,
    resource_id::is_guid,
};

use super::{
    context::Context,
    listed::{Listed, listed},
};

/// A role that the reader has, directly or through a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub scope: String,
    pub role: Role,
    /// What limits it.
    pub condition: Option<String>,
}

/// A role that the reader may activate in Privileged Identity Management.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    pub scope: String,
    pub role: Role,
}

pub(super) async fn deny_assignments(
    context: &Context,
) -> Result<Known<Vec<DenyAssignment>>, Unavailable> {
    authorization::deny_assignments(&context.arm, &context.question.vm).await
}

/// The deny assignments that may hold for the rules that JIT writes.
pub(super) async fn rule_denials(
    context: &Context,
) -> Result<Known<Listed<DenyAssignment>>, Unavailable> {
    listed(context, async |scope| {
        deny_assignments_within(&context.arm, &scope).await
    })
    .await
}

/// The reader's own assignments, those that come through groups included: all
/// that a condition limits, and of the others, which only matter beside those,
/// the ones whose role is known without asking.
pub(super) async fn assignments(context: &Context) -> Result<Known<Vec<Assignment>>, Unavailable> {
    let oid = context
        .claims
        .as_ref()
        .and_then(|it| it.object_id.as_deref())
        .filter(|it| is_guid(it))
        .ok_or_else(|| Unavailable::new(Reason::NoIdentity))?;
    let filter = format!("assignedTo('{oid}')");
    let all = role_assignments(&context.arm, &context.question.vm, &filter).await?;
    let conditional = all.iter().filter(|it| it.condition.is_some());
    let roles = role_definitions(context, conditional.map(|it| it.role_id.as_str())).await?;
    let assignments = all
        .iter()
        .filter_map(|it| {
            let known = roles.get(&it.role_id).cloned();
            Some(Assignment {
                scope: it.scope.clone(),
                role: known.or_else(|| Role::built_in(last_segment(&it.role_id)))?,
                condition: it.condition.clone(),
            })
        })
        .collect();
    Ok(Known::new(assignments, all.request))
}

/// Everybody's assignments at the VM and above it.
pub(crate) async fn assignments_at_vm(
    context: &Context,
) -> Result<Vec<RawAssignment>, Unavailable> {
    role_assignments(&context.arm, &context.question.vm, "atScope()")
        .await
        .map(|it| it.value)
}

pub(super) async fn eligibilities(
    context: &Context,
) -> Result<Known<Vec<Eligibility>>, Unavailable> {
    let raw = eligible_roles(&context.arm, &context.question.vm).await?;
    let roles = role_definitions(context, raw.iter().map(|it| it.role_id.as_str())).await?;
    let eligibilities = raw
        .iter()
        .filter_map(|it| {
            Some(Eligibility {
                scope: it.scope.clone(),
                role: roles.get(&it.role_id)?.clone(),
            })
        })
        .collect();
    Ok(Known::new(eligibilities, raw.request))
}

/// Role definitions, by the ids that assignments give.
pub(crate) async fn role_definitions<'a>(
    context: &Context,
    ids: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, Role>, Unavailable> {
    let subscription = context.question.vm.subscription_scope();
    authorization::role_definitions(&context.arm, &subscription, ids).await
}
