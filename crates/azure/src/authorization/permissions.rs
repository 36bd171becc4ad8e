//! What the reader may do, as Azure itself computes it for the caller, role
//! assignments through groups and from scopes above included. Deny assignments
//! are not folded in.

use crate::{
    answer::{Known, Reason, Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    rbac::{Permission, Permissions},
    reason_args as args,
    resource_id::ResourceId,
};

/// What somebody may do at one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopePermissions {
    pub scope: ResourceId,
    pub permissions: Permissions,
    /// What they may be able to do besides. Azure computes the reader's own
    /// permissions, and leaves no doubt.
    pub doubts: Vec<Doubt>,
    pub request: String,
}

/// What may be granted, and why that is not certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    pub permissions: Permissions,
    pub why: Unavailable,
}

impl ScopePermissions {
    /// Why it is not certain that an action is not granted.
    pub fn doubt_of(&self, action: &str) -> Option<&Unavailable> {
        if self.permissions.grants(action).is_granted() {
            return None;
        }
        let grants = |it: &&Doubt| it.permissions.grants(action).is_granted();
        self.doubts.iter().find(grants).map(|it| &it.why)
    }
}

/// Whether a list of the whole subscription can be trusted to lack nothing: a
/// reader whose role stands lower might be given a part of it.
pub async fn whole_list(
    arm: &ArmClient,
    subscription: &ResourceId,
    action: &str,
) -> Result<(), Unavailable> {
    let own = permissions_at(arm, subscription).await?;
    if own.permissions.grants(action).is_granted() {
        return Ok(());
    }
    Err(Unavailable::new(Reason::Forbidden)
        .arg(args::ACTION, action)
        .arg(args::SCOPE, &own.scope)
        .during(&own.request))
}

/// What the reader may do at a resource: of its resource group where that is
/// enough to read it, of the resource itself otherwise.
pub async fn permissions_at_resource(
    arm: &ArmClient,
    resource: &ResourceId,
) -> Result<ScopePermissions, Unavailable> {
    let action = format!("{}/read", resource.resource_type());
    if let Some(group) = resource.resource_group_scope() {
        let known = permissions_at(arm, &group).await?.value;
        if known.permissions.grants(&action).is_granted() {
            return Ok(ScopePermissions {
                scope: resource.clone(),
                ..known
            });
        }
    }
    permissions_at(arm, resource).await.map(|it| it.value)
}

/// Source: learn.microsoft.com, REST "Permissions - List For Resource".
pub async fn permissions_at(
    arm: &ArmClient,
    scope: &ResourceId,
) -> Result<Known<ScopePermissions>, Unavailable> {
    let path =
        format!("{scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01");
    let answer = arm.list(&path).await?;
    let parsed = parse(&answer.node()).map(|permissions| ScopePermissions {
        scope: scope.clone(),
        permissions,
        doubts: Vec::new(),
        request: answer.request.clone(),
    });
    known(parsed, &answer.request)
}

pub(super) fn parse(list: &Node) -> Result<Permissions, Unexpected> {
    list.items()?
        .iter()
        .map(|it| {
            Ok(Permission {
                actions: it.at("actions").texts()?,
                not_actions: it.at("notActions").texts()?,
            })
        })
        .collect::<Result<_, _>>()
        .map(Permissions)
}
