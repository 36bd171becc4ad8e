//! Role assignments, eligible roles and deny assignments that concern the
//! reader, or the one whom the question is about.

use azure::{
    answer::{Known, Reason, Unavailable},
    authorization::{
        self, DenyAssignment, OF_CALLER, RawAssignment, deny_assignments_within, eligible_roles,
        last_segment, role_assignments,
    },
    rbac::Role,
    resource_id::is_guid,
};

use super::{
    context::Context,
    listed::{Listed, listed},
    roles::{Assignment, role_definitions},
    subject,
};

/// A role that somebody may activate in Privileged Identity Management.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    pub scope: String,
    pub role: Role,
    /// The id of the schedule that made them eligible, where Azure gives it.
    pub schedule: Option<String>,
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
/// the ones whose role is known without asking. Of somebody else all of them count.
pub(super) async fn assignments(context: &Context) -> Result<Known<Vec<Assignment>>, Unavailable> {
    if let Some(subject) = &context.question.about {
        let roles = subject::roles(context, subject).await?;
        return Ok(Known::new(roles.assignments, roles.request));
    }
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
                group: (!it.principal.eq_ignore_ascii_case(oid)).then(|| it.principal.clone()),
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
    let raw = match &context.question.about {
        Some(subject) => subject::eligible(context, subject).await?,
        None => eligible_roles(&context.arm, &context.question.vm, OF_CALLER).await?,
    };
    let roles = role_definitions(context, raw.iter().map(|it| it.role_id.as_str())).await?;
    let eligibilities = raw
        .iter()
        .filter_map(|it| {
            Some(Eligibility {
                scope: it.scope.clone(),
                role: roles.get(&it.role_id)?.clone(),
                schedule: it.schedule.clone(),
            })
        })
        .collect();
    Ok(Known::new(eligibilities, raw.request))
}
