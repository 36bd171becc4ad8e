//! Role assignments, eligible roles and deny assignments that concern the
//! reader.

use std::collections::HashMap;

use futures::future::try_join_all;

use super::{Context, Known, Reason, Unavailable, permissions, subscription::known};
use crate::{
    arm::json::{Node, Unexpected},
    rbac::{Permissions, Role},
};

/// A role that the reader has, directly or through a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub scope: String,
    pub role: Role,
    /// What limits it.
    pub condition: Option<String>,
}

/// A role assignment whose role is not yet looked up.
pub(crate) struct RawAssignment {
    pub(crate) role_id: String,
    pub(crate) principal: String,
    /// `User`, `Group`, `ServicePrincipal`; empty when ARM does not tell.
    pub(crate) principal_kind: String,
    pub(crate) scope: String,
    pub(crate) condition: Option<String>,
}

/// A role that the reader may activate in Privileged Identity Management.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    pub scope: String,
    pub role: Role,
}

/// Source: learn.microsoft.com, "Understand Azure deny assignments".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenyAssignment {
    pub name: String,
    pub scope: String,
    /// Whether it leaves alone what lies below its scope.
    pub only_at_scope: bool,
    pub permissions: Permissions,
    pub principals: Vec<Principal>,
    pub excluded: Vec<Principal>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub id: String,
    /// `User`, `Group`, `ServicePrincipal`, `SystemDefined`, or unknown.
    pub kind: String,
}

impl Principal {
    /// The principal that stands for everyone.
    pub fn is_everyone(&self) -> bool {
        self.id == "00000000-0000-0000-0000-000000000000"
    }

    /// Whether it is, or may be, something that the reader is a member of.
    pub fn may_be_group(&self) -> bool {
        !["User", "ServicePrincipal"]
            .iter()
            .any(|it| self.kind.eq_ignore_ascii_case(it))
    }
}

/// Source: learn.microsoft.com, REST "Deny Assignments - List For Scope".
pub(super) async fn deny_assignments(
    context: &Context,
) -> Result<Known<Vec<DenyAssignment>>, Unavailable> {
    let vm = &context.question.vm;
    let path = format!(
        "{vm}/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01&$filter=atScope()"
    );
    let answer = context.arm.list(&path).await?;
    let parsed = answer
        .node()
        .items()
        .and_then(|items| items.iter().map(parse_deny).collect());
    known(parsed, &answer.request)
}

/// The reader's own assignments, those that come through groups included: all
/// that a condition limits, and of the others, which only matter beside those,
/// the ones whose role is known without asking.
pub(super) async fn assignments(context: &Context) -> Result<Known<Vec<Assignment>>, Unavailable> {
    let oid = context
        .claims
        .as_ref()
        .and_then(|it| it.object_id.as_deref())
        .filter(|it| crate::resource_id::is_guid(it))
        .ok_or_else(|| Unavailable::new(Reason::NoIdentity))?;
    let all = list(context, &format!("assignedTo('{oid}')")).await?;
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
    list(context, "atScope()").await.map(|it| it.value)
}

/// Source: learn.microsoft.com, REST "Role Assignments - List For Scope".
async fn list(context: &Context, filter: &str) -> Result<Known<Vec<RawAssignment>>, Unavailable> {
    let vm = &context.question.vm;
    let path = format!(
        "{vm}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter={filter}"
    );
    let answer = context.arm.list(&path).await?;
    let all = answer
        .node()
        .items()
        .and_then(|items| items.iter().map(parse_assignment).collect());
    known(all, &answer.request)
}

fn parse_assignment(node: &Node) -> Result<RawAssignment, Unexpected> {
    let properties = node.at("properties");
    Ok(RawAssignment {
        role_id: properties.at("roleDefinitionId").text()?.to_owned(),
        principal: properties.at("principalId").text()?.to_owned(),
        principal_kind: properties.at("principalType").text_or_empty()?,
        scope: properties.at("scope").text_or_empty()?,
        condition: properties
            .at("condition")
            .optional_text()?
            .filter(|it| !it.trim().is_empty())
            .map(str::to_owned),
    })
}

/// Source: learn.microsoft.com, REST "Role Eligibility Schedule Instances -
/// List For Scope"; the filter `asTarget()` means the caller.
pub(super) async fn eligibilities(
    context: &Context,
) -> Result<Known<Vec<Eligibility>>, Unavailable> {
    let vm = &context.question.vm;
    let path = format!(
        "{vm}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01&$filter=asTarget()"
    );
    let answer = context.arm.list(&path).await?;
    let raw = answer.node().items().and_then(|items| {
        items
            .iter()
            .map(|it| {
                let properties = it.at("properties");
                Ok((
                    properties.at("roleDefinitionId").text()?.to_owned(),
                    properties.at("scope").text_or_empty()?,
                ))
            })
            .collect::<Result<Vec<_>, Unexpected>>()
    });
    let raw = known(raw, &answer.request)?;
    let roles = role_definitions(context, raw.iter().map(|it| it.0.as_str())).await?;
    let eligibilities = raw
        .iter()
        .filter_map(|(role, scope)| {
            Some(Eligibility {
                scope: scope.clone(),
                role: roles.get(role)?.clone(),
            })
        })
        .collect();
    Ok(Known::new(eligibilities, answer.request))
}

/// Role definitions by the id that an assignment gives: those built in are
/// known, the others are asked for once each.
pub(crate) async fn role_definitions<'a>(
    context: &Context,
    ids: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, Role>, Unavailable> {
    let mut wanted: Vec<String> = ids.map(str::to_owned).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let roles = try_join_all(wanted.iter().map(|id| role(context, id))).await?;
    Ok(wanted.into_iter().zip(roles).collect())
}

async fn role(context: &Context, id: &str) -> Result<Role, Unavailable> {
    let guid = last_segment(id);
    if let Some(role) = Role::built_in(guid) {
        return Ok(role);
    }
    let scope = context.question.vm.subscription_scope();
    let path = format!(
        "{scope}/providers/Microsoft.Authorization/roleDefinitions/{guid}?api-version=2022-04-01"
    );
    let answer = context.arm.get(&path).await?;
    let properties = answer.node().at("properties");
    let parsed = properties.at("roleName").text().and_then(|name| {
        Ok(Role {
            id: guid.to_owned(),
            name: name.to_owned(),
            permissions: permissions::parse(&properties.at("permissions"))?,
        })
    });
    known(parsed, &answer.request).map(|it| it.value)
}

/// A role definition's GUID, however long the id before it.
fn last_segment(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or_default()
}

fn parse_deny(node: &Node) -> Result<DenyAssignment, Unexpected> {
    let properties = node.at("properties");
    Ok(DenyAssignment {
        name: properties.at("denyAssignmentName").text_or_empty()?,
        scope: properties.at("scope").text_or_empty()?,
        only_at_scope: properties
            .at("doNotApplyToChildScopes")
            .optional_bool()?
            .unwrap_or_default(),
        permissions: permissions::parse(&properties.at("permissions"))?,
        principals: principals(&properties.at("principals"))?,
        excluded: principals(&properties.at("excludePrincipals"))?,
    })
}

fn principals(list: &Node) -> Result<Vec<Principal>, Unexpected> {
    list.optional_items()?
        .iter()
        .map(|it| {
            Ok(Principal {
                id: it.at("id").text()?.to_ascii_lowercase(),
                kind: it.at("type").text_or_empty()?,
            })
        })
        .collect()
}
