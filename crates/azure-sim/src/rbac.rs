//! Azure RBAC for the control plane, as the learn.microsoft.com pages
//! "Understand Azure role definitions" and "Understand Azure deny assignments"
//! state it. Written apart from the product's own evaluation, so that the one
//! can be tested against the other.

use std::collections::HashSet;

use crate::estate::{Assignment, DenyAssignment, Permission};
use crate::resource_id::{covers, subscription};
use crate::simulation::Simulation;

/// Who asks: a person with all the groups they are in.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The person's key in the estate.
    pub person: String,
    pub oid: String,
    pub name: String,
    /// The tenant of the token.
    pub tenant: String,
    /// Keys of the person and of their groups.
    pub principals: Vec<String>,
    /// Where the token says that the sign-in came from.
    pub address: Option<String>,
    /// Whether the token shows the second factor that ARM asks for.
    pub second_factor: bool,
}

/// Whether an action pattern names an action: `*` stands for any run of
/// characters, `/` included. A `/*/` may also stand for nothing, because roles
/// that grant `type/*/read` only are known to read the type itself.
pub fn matches(pattern: &str, action: &str) -> bool {
    glob(pattern.as_bytes(), action.as_bytes())
        || (pattern.contains("/*/")
            && glob(pattern.replace("/*/", "/").as_bytes(), action.as_bytes()))
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => {
            (0..=text.len()).any(|skip| glob(rest, text.get(skip..).unwrap_or(&[])))
        }
        Some((first, rest)) => text
            .split_first()
            .is_some_and(|(head, tail)| head.eq_ignore_ascii_case(first) && glob(rest, tail)),
    }
}

fn grants(permission: &Permission, action: &str) -> bool {
    permission.actions.iter().any(|p| matches(p, action))
        && !permission.not_actions.iter().any(|p| matches(p, action))
}

/// The assignments of a caller that reach a scope, conditions not yet asked.
pub(crate) fn applicable<'a>(
    simulation: &'a Simulation,
    caller: &'a Caller,
    scope: &'a str,
) -> impl Iterator<Item = (&'a String, &'a Assignment)> {
    simulation
        .estate
        .assignments
        .iter()
        .filter(move |(_, a)| caller.principals.contains(&a.principal) && covers(&a.scope, scope))
}

/// The permission entries that `/permissions` answers with: one per entry of
/// each applicable role; deny assignments are not taken off.
pub fn permissions<'a>(
    simulation: &'a Simulation,
    caller: &'a Caller,
    scope: &'a str,
) -> Vec<&'a Permission> {
    applicable(simulation, caller, scope)
        .filter_map(|(_, assignment)| simulation.role(&assignment.role))
        .flat_map(|role| &role.permissions)
        .collect()
}

pub(crate) fn denied(simulation: &Simulation, caller: &Caller, action: &str, scope: &str) -> bool {
    simulation.estate.deny_assignments.values().any(|deny| {
        reaches(deny, scope)
            && (deny.principals.is_empty() || named(&deny.principals, caller))
            && !named(&deny.exclude_principals, caller)
            && deny.permissions.iter().any(|p| grants(p, action))
    })
}

fn named(keys: &[String], caller: &Caller) -> bool {
    keys.iter().any(|key| caller.principals.contains(key))
}

fn reaches(deny: &DenyAssignment, scope: &str) -> bool {
    if deny.do_not_apply_to_child_scopes {
        deny.scope.eq_ignore_ascii_case(scope)
    } else {
        covers(&deny.scope, scope)
    }
}

/// Whether the caller may do `action` at `scope`. Deny assignments win; then
/// one granting entry of any applicable role is enough.
pub fn allowed(simulation: &Simulation, caller: &Caller, action: &str, scope: &str) -> bool {
    !denied(simulation, caller, action, scope)
        && applicable(simulation, caller, scope)
            .filter(|(_, a)| a.condition_holds)
            .filter_map(|(_, a)| simulation.role(&a.role))
            .any(|role| role.permissions.iter().any(|p| grants(p, action)))
}

/// The subscriptions that a caller sees: those in which they have any role, at whatever
/// scope, or above which they have one.
pub(crate) enum Sight {
    All,
    /// By their ids in lower case.
    Of(HashSet<String>),
}

impl Sight {
    pub(crate) fn of(simulation: &Simulation, caller: &Caller) -> Self {
        let own = simulation.estate.assignments.values();
        let own = own.filter(|it| caller.principals.contains(&it.principal));
        let of_each = own.map(|it| Some(subscription(&it.scope)?.to_ascii_lowercase()));
        of_each.collect::<Option<_>>().map_or(Self::All, Self::Of)
    }

    pub(crate) fn reaches(&self, subscription: &str) -> bool {
        match self {
            Self::All => true,
            Self::Of(ids) => ids.contains(&subscription.to_ascii_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, action, expected) in [
            ("*", "Microsoft.Compute/virtualMachines/read", true),
            ("*/read", "Microsoft.Compute/virtualMachines/read", true),
            (
                "*/read",
                "Microsoft.Compute/virtualMachines/start/action",
                false,
            ),
            (
                "Microsoft.Network/*",
                "microsoft.network/networkInterfaces/READ",
                true,
            ),
            (
                "Microsoft.Network/*/read",
                "Microsoft.Network/virtualNetworks/subnets/read",
                true,
            ),
            (
                "Microsoft.Compute/virtualMachines/*/read",
                "Microsoft.Compute/virtualMachines/read",
                true,
            ),
            (
                "Microsoft.Compute/virtualMachines/read",
                "Microsoft.Compute/virtualMachines/instanceView/read",
                false,
            ),
            (
                "Microsoft.Authorization/*/Write",
                "Microsoft.Authorization/roleAssignments/write",
                true,
            ),
            ("", "Microsoft.Compute/virtualMachines/read", false),
        ] {
            assert_eq!(matches(pattern, action), expected, "{pattern} on {action}");
        }
    }

    #[test]
    fn not_actions_take_from_their_own_entry_only() {
        let contributor = Permission {
            actions: vec!["*".to_owned()],
            not_actions: vec!["Microsoft.Authorization/*/Write".to_owned()],
            ..Permission::default()
        };
        assert!(grants(
            &contributor,
            "Microsoft.Compute/virtualMachines/write"
        ));
        assert!(!grants(&contributor, "Microsoft.Authorization/locks/write"));
    }
}
