//! Role assignments, eligible roles, deny assignments and role definitions.

use std::collections::HashMap;

use futures::future::try_join_all;

use super::permissions::parse as parse_permissions;
use crate::{
    answer::{Known, Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    rbac::{Permissions, Role},
    resource_id::ResourceId,
};

/// A role assignment whose role is not yet looked up.
pub struct RawAssignment {
    pub role_id: String,
    pub principal: String,
    /// `User`, `Group`, `ServicePrincipal`; empty when ARM does not tell.
    pub principal_kind: String,
    pub scope: String,
    pub condition: Option<String>,
}

/// Source: learn.microsoft.com, "Understand Azure deny assignments".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenyAssignment {
    pub name: String,
    pub scope: String,
    /// Whether it leaves alone what lies below its scope.
    pub only_at_scope: bool,
    pub permissions: Permissions,
    /// What limits it; this program evaluates no condition.
    pub condition: Option<String>,
    /// Whether only Azure, or what made it, may change it; `None` when ARM does
    /// not tell.
    pub is_system_protected: Option<bool>,
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

/// Source: learn.microsoft.com, REST "Role Assignments - List For Scope".
pub async fn role_assignments(
    arm: &ArmClient,
    scope: &ResourceId,
    filter: &str,
) -> Result<Known<Vec<RawAssignment>>, Unavailable> {
    let path = format!(
        "{scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter={filter}"
    );
    let answer = arm.list(&path).await?;
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
        scope: properties.at("scope").filled_text()?.to_owned(),
        condition: condition(&properties)?,
    })
}

fn condition(properties: &Node) -> Result<Option<String>, Unexpected> {
    let condition = properties.at("condition").optional_text()?;
    Ok(condition
        .filter(|it| !it.trim().is_empty())
        .map(str::to_owned))
}

/// The deny assignments at a scope and above it.
/// Source: learn.microsoft.com, REST "Deny Assignments - List For Scope".
pub async fn deny_assignments(
    arm: &ArmClient,
    scope: &ResourceId,
) -> Result<Known<Vec<DenyAssignment>>, Unavailable> {
    list_denials(arm, scope, "&$filter=atScope()").await
}

/// Those at a scope, above and below it.
/// Source: learn.microsoft.com, "List Azure deny assignments" (REST).
pub async fn deny_assignments_within(
    arm: &ArmClient,
    scope: &ResourceId,
) -> Result<Known<Vec<DenyAssignment>>, Unavailable> {
    list_denials(arm, scope, "").await
}

async fn list_denials(
    arm: &ArmClient,
    scope: &ResourceId,
    filter: &str,
) -> Result<Known<Vec<DenyAssignment>>, Unavailable> {
    let path = format!(
        "{scope}/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01{filter}"
    );
    let answer = arm.list(&path).await?;
    let parsed = answer
        .node()
        .items()
        .and_then(|items| items.iter().map(parse_deny).collect());
    known(parsed, &answer.request)
}

/// A role that somebody may activate.
pub struct RawEligibility {
    pub role_id: String,
    pub scope: String,
    /// The id of the schedule that made them eligible, where Azure gives it.
    pub schedule: Option<String>,
}

pub const OF_CALLER: &str = "asTarget()";

/// Source: learn.microsoft.com, REST "Role Eligibility Schedule Instances -
/// List For Scope"; the filter [`OF_CALLER`] means the caller.
pub async fn eligible_roles(
    arm: &ArmClient,
    scope: &ResourceId,
    filter: &str,
) -> Result<Known<Vec<RawEligibility>>, Unavailable> {
    let path = format!(
        "{scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01&$filter={filter}"
    );
    let answer = arm.list(&path).await?;
    let parsed = answer.node().items().and_then(|items| {
        items
            .iter()
            .map(|it| {
                let properties = it.at("properties");
                Ok(RawEligibility {
                    role_id: properties.at("roleDefinitionId").text()?.to_owned(),
                    scope: properties.at("scope").filled_text()?.to_owned(),
                    // No verdict hangs on it, so an odd one spoils nothing.
                    schedule: properties
                        .at("roleEligibilityScheduleId")
                        .optional_text()
                        .unwrap_or_default()
                        .map(str::to_owned),
                })
            })
            .collect()
    });
    known(parsed, &answer.request)
}

/// Role definitions by the id that an assignment gives: those built in are
/// known, the others are asked for once each.
pub async fn role_definitions<'a>(
    arm: &ArmClient,
    subscription: &ResourceId,
    ids: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, Role>, Unavailable> {
    let mut wanted: Vec<String> = ids.map(str::to_owned).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let roles = try_join_all(wanted.iter().map(|id| role(arm, subscription, id))).await?;
    Ok(wanted.into_iter().zip(roles).collect())
}

async fn role(arm: &ArmClient, subscription: &ResourceId, id: &str) -> Result<Role, Unavailable> {
    let guid = last_segment(id);
    if let Some(role) = Role::built_in(guid) {
        return Ok(role);
    }
    let path = format!(
        "{subscription}/providers/Microsoft.Authorization/roleDefinitions/{guid}?api-version=2022-04-01"
    );
    let answer = arm.get(&path).await?;
    let properties = answer.node().at("properties");
    let parsed = properties.at("roleName").text().and_then(|name| {
        Ok(Role {
            id: guid.to_owned(),
            name: name.to_owned(),
            permissions: parse_permissions(&properties.at("permissions"))?,
        })
    });
    known(parsed, &answer.request).map(|it| it.value)
}

/// A role definition's GUID, however long the id before it.
pub fn last_segment(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or_default()
}

fn parse_deny(node: &Node) -> Result<DenyAssignment, Unexpected> {
    let properties = node.at("properties");
    Ok(DenyAssignment {
        name: properties.at("denyAssignmentName").text_or_empty()?,
        scope: properties.at("scope").filled_text()?.to_owned(),
        only_at_scope: properties
            .at("doNotApplyToChildScopes")
            .optional_bool()?
            .unwrap_or_default(),
        permissions: parse_permissions(&properties.at("permissions"))?,
        condition: condition(&properties)?,
        is_system_protected: properties.at("isSystemProtected").optional_bool()?,
        principals: principals(&properties.at("principals"))?,
        excluded: principals(&properties.at("excludePrincipals"))?,
    })
}

fn principals(list: &Node) -> Result<Vec<Principal>, Unexpected> {
    list.optional_items()?
        .iter()
        .map(|it| {
            Ok(Principal {
                id: it.at("id").filled_text()?.to_ascii_lowercase(),
                kind: it.at("type").text_or_empty()?,
            })
        })
        .collect()
}
