//! Who has access to the VM: the role assignments at its scope and above, and
//! which of the actions that JIT asks for each role has.

use azure::{
    answer::Unavailable,
    rbac::{CONFIGURE, Grant, INITIATE, READ_NIC, READ_POLICY, READ_VM},
};

use crate::facts::{Context, assignments_at_vm, role_definitions};

/// The actions that the table has a column for, in its order.
pub const DECIDING: [&str; 5] = [READ_VM, READ_NIC, READ_POLICY, INITIATE, CONFIGURE];

/// One role assignment, in the table's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accessor {
    /// The object id: names are kept by Microsoft Graph, which is not asked.
    pub principal: String,
    /// `User`, `Group`, `ServicePrincipal`; empty when ARM does not tell.
    pub kind: String,
    pub is_reader: bool,
    pub role: String,
    pub scope: String,
    pub has_condition: bool,
    /// Whether the role grants each action of [`DECIDING`].
    pub grants: [Grant; DECIDING.len()],
}

/// The assignments that hold for the VM, those that may request access first.
pub async fn who_may(context: &Context) -> Result<Vec<Accessor>, Unavailable> {
    let assignments = assignments_at_vm(context).await?;
    let roles = role_definitions(context, assignments.iter().map(|it| it.role_id.as_str())).await?;
    let own = context
        .claims
        .as_ref()
        .and_then(|it| it.object_id.as_deref());
    let mut accessors: Vec<Accessor> = assignments
        .into_iter()
        .filter_map(|it| {
            let role = roles.get(&it.role_id)?;
            Some(Accessor {
                is_reader: own.is_some_and(|own| own.eq_ignore_ascii_case(&it.principal)),
                principal: it.principal,
                kind: it.principal_kind,
                role: role.name.clone(),
                scope: it.scope,
                has_condition: it.condition.is_some(),
                grants: DECIDING.map(|action| role.permissions.grants(action)),
            })
        })
        .collect();
    let initiate = DECIDING
        .iter()
        .position(|it| *it == INITIATE)
        .unwrap_or_default();
    accessors.sort_by_key(|it| {
        (
            std::cmp::Reverse(it.grants[initiate]),
            !it.is_reader,
            it.role.clone(),
        )
    });
    Ok(accessors)
}
