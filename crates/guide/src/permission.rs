//! What to ask for where a permission is missing: the actions and their scope,
//! the built-in roles that have them and what else these give, a custom role
//! with nothing else, and a message to whoever hands out roles.

use azure::rbac::{NAMED_ACTIONS, Role};
use diagnosis::{
    args,
    engine::Finding,
    question::{Goal, Question},
};
use text::Catalog;

pub use crate::custom_role::is_helped;
use crate::{
    commands::{self, Values},
    custom_role::listed,
};

/// What helps somebody who lacks a permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionHelp {
    /// The actions that are missing.
    pub actions: Vec<String>,
    /// The scopes at which they are.
    pub scopes: Vec<String>,
    /// The built-in roles that grant all of these actions, those that give the
    /// least beside them first.
    pub roles: Vec<RoleHelp>,
    /// What the reader's goal needs and nothing else, as
    /// `az role definition create` and `New-AzRoleDefinition` take it; `None` where
    /// Azure Lighthouse takes no custom role.
    pub custom_role: Option<String>,
    /// To be sent to whoever may assign roles, in the reader's language.
    pub message: String,
}

const OWNER: &str = "Owner";

/// A built-in role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleHelp {
    /// The definition's GUID.
    pub id: String,
    /// As the portal has it in the reader's language.
    pub name: String,
    /// What it gives beside what is missing.
    pub gives: String,
}

/// Helps with a failure for want of a permission; `None` for any other.
pub fn help(
    question: &Question,
    finding: &Finding,
    values: &Values,
    catalog: &Catalog,
) -> Option<PermissionHelp> {
    if !is_helped(finding) {
        return None;
    }
    let actions = listed(finding, args::ACTION);
    let mut scopes = listed(finding, args::SCOPE);
    if scopes.is_empty() {
        // Where the group is not enough, the subscription is meant.
        scopes.push(question.vm.subscription_scope().to_string());
    }
    let is_delegated = values.is_delegated();
    let custom_role = (!is_delegated).then(|| format!("{:#}", commands::json(values, "role_json")));
    let roles: Vec<RoleHelp> = granting(&actions)
        .into_iter()
        .filter(|role| !(is_delegated && role.name == OWNER))
        .map(|role| RoleHelp {
            name: catalog.text(&format!("guide.roles.{}.name", key(&role.name))),
            gives: catalog.text(&format!("guide.roles.{}.gives", key(&role.name))),
            id: role.id,
        })
        .collect();
    let message = message(
        question,
        &actions,
        &scopes,
        &roles,
        custom_role.as_deref(),
        catalog,
    );
    Some(PermissionHelp {
        actions,
        scopes,
        roles,
        custom_role,
        message,
    })
}

/// The built-in role that grants what the finding says is missing and the least beside.
pub fn narrowest_role(finding: &Finding) -> Option<String> {
    let role = granting(&listed(finding, args::ACTION)).into_iter().next();
    role.map(|it| it.name)
}

/// The key of a built-in role in the text catalogue.
pub fn key(role: &str) -> String {
    let plain = |it: &char| it.is_ascii_alphanumeric() || *it == ' ';
    let name: String = role.chars().filter(plain).collect();
    name.to_ascii_lowercase().replace(' ', "_")
}

/// The built-in roles that grant every action, the narrowest first.
fn granting(actions: &[String]) -> Vec<Role> {
    let mut roles: Vec<Role> = Role::all_built_in()
        .into_iter()
        .filter(|role| {
            actions
                .iter()
                .all(|it| role.permissions.grants(it).is_granted())
        })
        .collect();
    let also = |role: &Role| {
        let granted = NAMED_ACTIONS
            .iter()
            .filter(|it| role.permissions.grants(it).is_granted());
        // Owner differs from Contributor in what is not JIT's: handing out roles.
        (granted.count(), role.name == OWNER)
    };
    roles.sort_by_key(also);
    roles
}

fn message(
    question: &Question,
    actions: &[String],
    scopes: &[String],
    roles: &[RoleHelp],
    custom_role: Option<&str>,
    catalog: &Catalog,
) -> String {
    let goal = question.goal.unwrap_or(Goal::Request).name();
    let goal = catalog.text(&format!("guide.permission.goals.{goal}"));
    let lines = |items: &[String]| -> String {
        let items: Vec<String> = items.iter().map(|it| format!("- {it}")).collect();
        items.join("\n")
    };
    let roles: Vec<String> = roles
        .iter()
        .map(|it| format!("{}: {}", it.name, it.gives))
        .collect();
    let roles = if roles.is_empty() {
        catalog.text("guide.permission.no_role")
    } else {
        lines(&roles)
    };
    let key = match custom_role {
        Some(_) => "guide.permission.message",
        None => "guide.permission.message_delegated",
    };
    catalog.fill(
        key,
        [
            ("goal", goal.as_str()),
            ("vm", question.vm.name()),
            ("vm_id", question.vm.as_str()),
            ("actions", &lines(actions)),
            ("scopes", &lines(scopes)),
            ("roles", &roles),
            ("role_json", custom_role.unwrap_or_default()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use azure::rbac::{INITIATE, READ_POLICY, READ_VM};
    use diagnosis::engine::fail;

    use super::{granting, is_helped, key};

    #[test]
    fn narrow_roles_come_first() {
        let names = |actions: &[&str]| -> Vec<String> {
            let actions: Vec<String> = actions.iter().map(|it| (*it).to_owned()).collect();
            granting(&actions).into_iter().map(|it| it.name).collect()
        };
        assert_eq!(names(&[INITIATE, READ_VM]), ["Contributor", "Owner"]);
        assert_eq!(
            names(&[READ_POLICY])[..2],
            ["Security Reader", "Reader"].map(str::to_owned)
        );
        assert!(names(&["X/y/action"]).ends_with(&["Owner".to_owned()]));
    }

    #[test]
    fn only_a_missing_permission_is_helped_with() {
        assert!(is_helped(&fail("vm_scope_only")));
        assert!(!is_helped(&fail("deny_assignment")));
        assert_eq!(key("Security Manager (Legacy)"), "security_manager_legacy");
    }
}
