//! Role definitions, and those built into Azure that matter for JIT.

use super::{Permission, Permissions};

/// The built-in roles that touch JIT, cut to the actions that JIT asks for.
/// Source: learn.microsoft.com, "Azure built-in roles".
const BUILT_IN: &str = include_str!("built_in_roles.json");

/// A role definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The definition's GUID.
    pub id: String,
    pub name: String,
    pub permissions: Permissions,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    id: String,
    name: String,
    actions: Vec<String>,
    not_actions: Vec<String>,
}

impl Role {
    /// The built-in role of this GUID, if it is among those that matter.
    pub fn built_in(id: &str) -> Option<Self> {
        Self::all_built_in()
            .into_iter()
            .find(|it| it.id.eq_ignore_ascii_case(id))
    }

    pub fn all_built_in() -> Vec<Self> {
        let stored: Vec<Stored> = serde_json::from_str(BUILT_IN).unwrap_or_default();
        stored
            .into_iter()
            .map(|it| Self {
                id: it.id,
                name: it.name,
                permissions: Permissions(vec![Permission {
                    actions: it.actions,
                    not_actions: it.not_actions,
                }]),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rbac::{Grant, INITIATE, NAMED_ACTIONS};

    /// For each role, which of [`NAMED_ACTIONS`] it grants: `y`es, `n`o, or
    /// `p`resumably, in their order.
    const EXPECTED: [(&str, &str); 13] = [
        ("Owner", "yyyyyyyy"),
        ("Contributor", "yyyyyyyy"),
        ("Reader", "nynnynyy"),
        ("Security Admin", "yyyynnnn"),
        ("Security Manager (Legacy)", "yyyynnnn"),
        ("Security Reader", "nynnnnnn"),
        ("Virtual Machine Contributor", "nnnnyyyy"),
        ("VM Restore Operator", "nnnnyyyy"),
        ("Network Contributor", "nnnnnnyy"),
        ("User Access Administrator", "nynnynyy"),
        ("Role Based Access Control Administrator", "nynnynyy"),
        ("Virtual Machine Administrator Login", "nnnnpnyy"),
        ("Virtual Machine User Login", "nnnnpnyy"),
    ];

    #[test]
    fn built_in_roles_grant_what_is_documented() {
        let roles = Role::all_built_in();
        for (name, expected) in EXPECTED {
            let role = roles.iter().find(|it| it.name == name).unwrap();
            let granted: String = NAMED_ACTIONS
                .iter()
                .map(|it| match role.permissions.grants(it) {
                    Grant::Yes => 'y',
                    Grant::Presumably => 'p',
                    Grant::No => 'n',
                })
                .collect();
            assert_eq!(granted, expected, "{name}");
        }
    }

    #[test]
    fn only_four_built_in_roles_may_request() {
        let names: Vec<String> = Role::all_built_in()
            .into_iter()
            .filter(|it| it.permissions.grants(INITIATE).is_granted())
            .map(|it| it.name)
            .collect();
        assert_eq!(
            names,
            [
                "Owner",
                "Contributor",
                "Security Admin",
                "Security Manager (Legacy)"
            ]
        );
    }
}
