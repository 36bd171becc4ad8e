//! What to ask for where a permission is missing: the actions and their scope,
//! the built-in roles that have them and what else these give, a custom role
//! with nothing else, and a message to whoever hands out roles.

use azure::{
    answer::Reason,
    rbac::{NAMED_ACTIONS, Role},
    value::Args,
};
use diagnosis::{
    args,
    engine::{Diagnosis, Finding, Verdict, fail},
    facts::Snapshot,
    question::{Goal, Question},
};
use text::Catalog;

pub use crate::custom_role::is_helped;
use crate::{
    commands::{self, Values},
    custom_role::{items, listed},
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

/// Everything that the reader is not allowed, so that one request for a role asks for
/// all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What the goal needs; where that is known, nothing else.
    pub needed: Finding,
    /// What only this check would read beside it.
    pub also: Option<Finding>,
}

/// `None` where nothing is missing.
///
/// What somebody else lacks, whom the question is about, is not asked for with it.
pub fn all_missing(diagnosis: &Diagnosis, question: &Question) -> Option<Missing> {
    let verdicts = || diagnosis.in_goal().map(|it| &it.verdict);
    let is_own = question.about.is_none();
    let failed = verdicts().filter_map(|it| match it {
        Verdict::Fail(finding) if is_own && is_helped(finding) => Some(&finding.args),
        _ => None,
    });
    let unread = verdicts().filter_map(|it| match it {
        Verdict::CannotTell(why) if why.reason == Reason::Forbidden => Some(&why.args),
        _ => None,
    });
    let needed = together(failed, question);
    let asked_for = needed.as_ref().map(|it| listed(it, args::ACTION));
    let asked_for = asked_for.unwrap_or_default();
    let asks_more = |held: &&Args| {
        let mut actions = items(held, args::ACTION).into_iter();
        actions.any(|it| !asked_for.contains(&it))
    };
    let also = together(unread.filter(asks_more), question);
    match needed {
        Some(needed) => Some(Missing { needed, also }),
        None => also.map(|needed| Missing { needed, also: None }),
    }
}

/// The actions and scopes of several obstacles as one finding.
fn together<'a>(all: impl Iterator<Item = &'a Args>, question: &Question) -> Option<Finding> {
    let (mut actions, mut scopes) = (Vec::new(), Vec::new());
    for held in all {
        let is_action = |it: &String| it.contains('/');
        actions.extend(items(held, args::ACTION).into_iter().filter(is_action));
        let at = items(held, args::SCOPE);
        if at.is_empty() {
            // Where the group is not enough, the subscription is meant.
            scopes.push(question.vm.subscription_scope().to_string());
        }
        scopes.extend(at.iter().map(|it| assignable(it).to_owned()));
    }
    let (actions, scopes) = (distinct(actions), distinct(scopes));
    // A role that is assigned above holds below as well.
    let is_below = |scope: &String| scopes.iter().any(|it| is_within(scope, it));
    let above: Vec<&String> = scopes.iter().filter(|it| !is_below(it)).collect();
    let actions: Vec<&String> = actions.iter().collect();
    (!actions.is_empty()).then(|| {
        fail("missing_action")
            .arg(args::ACTION, actions)
            .arg(args::SCOPE, above)
    })
}

/// A message that asks for everything that is missing: first for what the goal needs,
/// then for what this check would read beside it.
pub fn role_request(
    missing: &Missing,
    question: &Question,
    snapshot: &Snapshot,
    catalog: &Catalog,
) -> Option<String> {
    let own = Question {
        about: None,
        ..question.clone()
    };
    let question = &own;
    let values = Values::new(question, snapshot, Some(&missing.needed));
    let message = help(question, &missing.needed, &values, catalog)?.message;
    let Some(also) = &missing.also else {
        return Some(message);
    };
    let args = [
        ("actions", lines(&listed(also, args::ACTION))),
        ("scopes", lines(&listed(also, args::SCOPE))),
    ];
    let also = catalog.fill("guide.permission.also", args);
    Some(format!("{message}\n\n{also}"))
}

fn lines(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|it| format!("- {it}")).collect();
    items.join("\n")
}

/// Whether one scope lies below another.
fn is_within(scope: &str, other: &str) -> bool {
    let start = scope.get(..other.len());
    let is_start = start.is_some_and(|it| it.eq_ignore_ascii_case(other));
    is_start && scope[other.len()..].starts_with('/')
}

/// The scope at which a role can be assigned: a list is read at what it stands in.
fn assignable(scope: &str) -> &str {
    let Some((at, kind)) = scope.rsplit_once("/providers/") else {
        return scope;
    };
    // A provider, then the type and the name of each level.
    let is_list = kind.split('/').count().is_multiple_of(2);
    if is_list { at } else { scope }
}

/// Each once, in the order in which they come.
fn distinct(all: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for it in all {
        if !seen.iter().any(|other| other.eq_ignore_ascii_case(&it)) {
            seen.push(it);
        }
    }
    seen
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
    // It is the reader's own access that is delegated.
    let is_delegated = values.is_delegated() && question.about.is_none();
    let custom_role = (!is_delegated).then(|| format!("{:#}", commands::json(values, "role_json")));
    let roles = granting(&actions).into_iter();
    let roles = roles.filter(|role| !(is_delegated && role.name == OWNER));
    let roles: Vec<RoleHelp> = roles.map(|it| in_words(it, catalog)).collect();
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

/// The built-in roles that have all of these actions, the narrowest first; none for
/// no action.
pub fn roles_with(actions: &[String], catalog: &Catalog) -> Vec<RoleHelp> {
    if actions.is_empty() {
        return Vec::new();
    }
    let roles = granting(actions).into_iter();
    roles.map(|it| in_words(it, catalog)).collect()
}

fn in_words(role: Role, catalog: &Catalog) -> RoleHelp {
    let text = |part: &str| catalog.text(&format!("guide.roles.{}.{part}", key(&role.name)));
    RoleHelp {
        name: text("name"),
        gives: text("gives"),
        id: role.id,
    }
}

/// The built-in role that grants what the finding says is missing and the least beside.
pub fn narrowest_role(finding: &Finding) -> Option<String> {
    let role = granting(&listed(finding, args::ACTION)).into_iter().next();
    role.map(|it| it.name)
}

/// A built-in role as the portal names it in the reader's language; any other as Azure
/// does.
pub fn named(role: &str, catalog: &Catalog) -> String {
    let key = format!("roles.{}", key(role));
    let known = catalog.get(&key).map(|_| catalog.text(&key));
    known.unwrap_or_else(|| role.to_owned())
}

/// The key of a built-in role in the text catalogue.
pub fn key(role: &str) -> String {
    let plain = |it: &char| it.is_ascii_alphanumeric() || *it == ' ';
    let name: String = role.chars().filter(plain).collect();
    name.to_ascii_lowercase().replace(' ', "_")
}

/// The built-in roles that grant every action, the narrowest first.
pub(crate) fn granting(actions: &[String]) -> Vec<Role> {
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
    let roles: Vec<String> = roles
        .iter()
        .map(|it| format!("{}: {}", it.name, it.gives))
        .collect();
    let roles = if roles.is_empty() {
        catalog.text("guide.permission.no_role")
    } else {
        lines(&roles)
    };
    let key = match (&question.about, custom_role) {
        (Some(_), _) => "guide.permission.message_for",
        (None, Some(_)) => "guide.permission.message",
        (None, None) => "guide.permission.message_delegated",
    };
    let subject = question.about.as_ref().map(|it| it.id.as_str());
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
            ("subject", subject.unwrap_or_default()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use azure::rbac::{INITIATE, READ_POLICY, READ_VM};
    use diagnosis::engine::fail;

    use super::{assignable, granting, is_helped, key};

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
    fn a_list_is_read_at_what_it_stands_in() {
        let group = "/subscriptions/1/resourceGroups/rg";
        let vm = format!("{group}/providers/Microsoft.Compute/virtualMachines/vm");
        for (scope, expected) in [
            (group.to_owned(), group),
            (vm.clone(), vm.as_str()),
            (
                format!("{group}/providers/Microsoft.Network/azureFirewalls"),
                group,
            ),
        ] {
            assert_eq!(assignable(&scope), expected);
        }
    }

    #[test]
    fn only_a_missing_permission_is_helped_with() {
        assert!(is_helped(&fail("vm_scope_only")));
        assert!(!is_helped(&fail("deny_assignment")));
        assert_eq!(key("Security Manager (Legacy)"), "security_manager_legacy");
    }
}
