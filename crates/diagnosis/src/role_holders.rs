//! Who has access to the VM: the users, groups and applications that have a role at
//! its scope or above, and which of the actions that JIT asks for they have by that.

use std::cmp::Reverse;

use azure::{
    answer::Unavailable,
    rbac::{CONFIGURE, Grant, INITIATE, READ_NIC, READ_POLICY, READ_VM},
};

use crate::facts::{Context, assignments_at_vm, role_definitions};

/// The actions that the table has a column for, in its order.
pub const DECIDING: [&str; 5] = [READ_VM, READ_NIC, READ_POLICY, INITIATE, CONFIGURE];

/// One user, group or application, and the roles assigned to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accessor {
    /// The object id: names are kept by Microsoft Graph, which is not asked.
    pub principal: String,
    /// `User`, `Group`, `ServicePrincipal`; empty when ARM does not tell.
    pub kind: String,
    pub is_reader: bool,
    pub roles: Vec<Assigned>,
    /// Whether the roles together grant each action of [`DECIDING`].
    pub grants: [Grant; DECIDING.len()],
}

/// A role, and where it is assigned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assigned {
    pub role: String,
    pub scope: String,
    /// Whether a condition may take away some of what the role grants.
    pub has_condition: bool,
}

/// Who has a role that holds for the VM; who may request access comes first.
pub async fn who_may(context: &Context) -> Result<Vec<Accessor>, Unavailable> {
    let assignments = assignments_at_vm(context).await?;
    let roles = role_definitions(context, assignments.iter().map(|it| it.role_id.as_str())).await?;
    let own = context
        .claims
        .as_ref()
        .and_then(|it| it.object_id.as_deref());
    let mut accessors: Vec<Accessor> = Vec::new();
    for it in assignments {
        let Some(role) = roles.get(&it.role_id) else {
            continue;
        };
        let is_it = |known: &Accessor| known.principal.eq_ignore_ascii_case(&it.principal);
        let at = accessors.iter().position(is_it).unwrap_or_else(|| {
            accessors.push(Accessor {
                is_reader: own.is_some_and(|own| own.eq_ignore_ascii_case(&it.principal)),
                principal: it.principal.clone(),
                kind: it.principal_kind,
                roles: Vec::new(),
                grants: [Grant::No; DECIDING.len()],
            });
            accessors.len() - 1
        });
        let has_condition = it.condition.is_some();
        for (grant, action) in accessors[at].grants.iter_mut().zip(DECIDING) {
            *grant = (*grant).max(granted(role.permissions.grants(action), has_condition));
        }
        accessors[at].roles.push(Assigned {
            role: role.name.clone(),
            scope: it.scope,
            has_condition,
        });
    }
    for it in &mut accessors {
        it.roles.sort();
    }
    let initiate = DECIDING
        .iter()
        .position(|it| *it == INITIATE)
        .unwrap_or_default();
    accessors.sort_by(|one, other| {
        let key = |it: &Accessor| (Reverse(it.grants[initiate]), !it.is_reader);
        (key(one), &one.roles).cmp(&(key(other), &other.roles))
    });
    Ok(accessors)
}

/// What a condition may take away is not certain.
fn granted(grant: Grant, has_condition: bool) -> Grant {
    if has_condition {
        grant.min(Grant::Presumably)
    } else {
        grant
    }
}
