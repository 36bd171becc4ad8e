//! A message to whoever hands out roles, for an act that the reader may not carry out:
//! what for, the actions in words, where, and which built-in role has them.

use std::collections::BTreeSet;

use actions::{Act, Needed, switch::Switch};
use azure::{
    plain::plain,
    rbac::{CONFIGURE, DELETE_POLICY, INITIATE, MANAGE_PLAN, START_VM, WRITE_VM},
    resource_id::ResourceId,
};
use text::Catalog;

use crate::permission::{granting, named};

/// An action in words, under `acts.gate.actions.<key>`. An action that is not here
/// stands for itself.
const ACTIONS: [(&str, &str); 7] = [
    (INITIATE, "initiate"),
    (CONFIGURE, "configure"),
    (DELETE_POLICY, "delete_policy"),
    (WRITE_VM, "write_vm"),
    (MANAGE_PLAN, "manage_plan"),
    (START_VM, "start_vm"),
    ("Microsoft.Security/register/action", "register"),
];

/// What is missing, each action once.
pub fn actions(missing: &[Needed]) -> Vec<&'static str> {
    let mut actions = Vec::new();
    for it in missing {
        if !actions.contains(&it.action) {
            actions.push(it.action);
        }
    }
    actions
}

/// An action in words; `None` where there are none.
pub fn in_words(action: &str, catalog: &Catalog) -> Option<String> {
    let (_, key) = ACTIONS
        .iter()
        .find(|it| it.0.eq_ignore_ascii_case(action))?;
    Some(catalog.text(&format!("acts.gate.actions.{key}")))
}

/// Where it is missing: the names of the resource groups, or the subscription; both where
/// there are several.
pub fn places(missing: &[Needed], catalog: &Catalog) -> String {
    let scopes = || missing.iter().map(|it| &it.scope);
    let groups: BTreeSet<&str> = scopes().filter_map(ResourceId::resource_group).collect();
    let groups: Vec<_> = groups.into_iter().map(plain).collect();
    let subscriptions: BTreeSet<&str> = scopes().map(ResourceId::subscription).collect();
    let key = match (groups.len(), subscriptions.len()) {
        (0, _) => "acts.gate.in_subscription",
        (_, 2..) => "acts.gate.in_subscriptions",
        (1, _) => "acts.gate.in_group",
        _ => "acts.gate.in_groups",
    };
    let subscriptions: Vec<_> = subscriptions.into_iter().map(plain).collect();
    let args = [
        ("groups", catalog.listed(&groups)),
        ("subscription", catalog.listed(&subscriptions)),
    ];
    catalog.fill(key, args)
}

/// The message, in the reader's language.
pub fn message(act: &Act, missing: &[Needed], catalog: &Catalog) -> String {
    let actions = actions(missing);
    let lines: Vec<String> = actions
        .iter()
        .map(|it| match in_words(it, catalog) {
            Some(words) => format!("- {words} ({it})"),
            None => format!("- {it}"),
        })
        .collect();
    let names: Vec<String> = actions.iter().map(|it| (*it).to_owned()).collect();
    let role = granting(&names).into_iter().next();
    let role = role.map_or_else(String::new, |it| {
        catalog.fill("acts.gate.role", [("role", named(&it.name, catalog))])
    });
    let vms: Vec<_> = match act {
        Act::Request(target) => vec![plain(target.vm.name())],
        Act::TurnOn(machines) => machines.iter().map(|it| plain(it.id.name())).collect(),
        Act::Switch(Switch::Vm, vm) => vec![plain(vm.name())],
        Act::Edit(editing) => {
            let vms = editing.vms().into_iter();
            vms.map(|it| plain(it.name())).collect()
        }
        Act::Switch(..) | Act::Activate(_) => Vec::new(),
    };
    let args = [
        ("names", catalog.listed(&vms)),
        ("actions", lines.join("\n")),
        ("places", places(missing, catalog)),
        ("role", role),
    ];
    catalog.fill(&format!("acts.gate.messages.{}", act.name()), args)
}
