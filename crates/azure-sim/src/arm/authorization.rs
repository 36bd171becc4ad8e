//! What the caller may do, and who has which role; with the filters of the REST
//! reference, which the other lists of `Microsoft.Authorization` share.

use serde_json::{Value, json};
use time::Duration;

use super::call::{Call, Outcome};
use super::gate::{authorize, only};
use super::paging::page;
use crate::clock::stamp;
use crate::error::{self, bad_request};
use crate::estate::{Assignment, RoleDefinition};
use crate::http::Response;
use crate::rbac;
use crate::resource_id::{self, ResourcePath, covers};
use crate::simulation::Simulation;
use crate::token::guid;

/// What the caller may do at a scope. ARM asks for no right here, and answers
/// for a group that does not exist as well.
pub(super) fn permissions(simulation: &Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    only(call, &["GET"])?;
    let value: Vec<Value> = rbac::permissions(simulation, call.caller, &path.scope)
        .into_iter()
        .map(|p| {
            json!({
                "actions": p.actions,
                "notActions": p.not_actions,
                "dataActions": p.data_actions,
                "notDataActions": p.not_data_actions,
            })
        })
        .collect();
    Ok(Response::json(
        200,
        &json!({"value": value, "nextLink": null}),
    ))
}

/// Who is meant by a filter.
pub(super) enum Whom {
    Everyone {
        below: bool,
    },
    /// Direct assignments of this object id.
    Principal(String),
    /// Assignments that reach this object id, groups included.
    AssignedTo(String),
    Myself,
}

pub(super) fn whom(filter: &str) -> Result<Whom, error::ArmError> {
    let lower = filter.to_ascii_lowercase();
    let quoted = || {
        filter
            .split('\'')
            .nth(1)
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    Ok(match lower.as_str() {
        "" => Whom::Everyone { below: true },
        "atscope()" => Whom::Everyone { below: false },
        "astarget()" => Whom::Myself,
        _ if lower.contains("assignedto(") => Whom::AssignedTo(quoted()),
        _ if lower.contains("principalid eq ") => Whom::Principal(quoted()),
        _ => {
            return Err(bad_request(format!(
                "The filter '{filter}' is not supported."
            )));
        }
    })
}

/// Object id, kind and display name of a person or group.
pub(super) fn principal<'a>(
    simulation: &'a Simulation,
    key: &str,
) -> (&'a str, &'static str, &'a str) {
    if let Some(person) = simulation.estate.people.get(key) {
        (&person.oid, "User", &person.name)
    } else if let Some(group) = simulation.estate.groups.get(key) {
        (&group.oid, "Group", &group.name)
    } else {
        ("00000000-0000-0000-0000-000000000000", "Unknown", "")
    }
}

/// Keys of a principal with the given object id, and of its groups.
pub(super) fn keys_of(simulation: &Simulation, oid: &str) -> Vec<String> {
    let people = simulation
        .estate
        .people
        .iter()
        .filter(|(_, person)| person.oid.eq_ignore_ascii_case(oid))
        .flat_map(|(key, person)| {
            std::iter::once(key.clone()).chain(person.groups.iter().cloned())
        });
    let groups = simulation
        .estate
        .groups
        .iter()
        .filter(|(_, group)| group.oid.eq_ignore_ascii_case(oid))
        .map(|(key, _)| key.clone());
    people.chain(groups).collect()
}

/// The entries of a map of assignments that a scope and a filter select.
pub(super) fn select<'a>(
    simulation: &'a Simulation,
    entries: &'a std::collections::BTreeMap<String, Assignment>,
    call: &Call,
    scope: &str,
) -> Result<Vec<(&'a String, &'a Assignment)>, error::ArmError> {
    let whom = whom(call.filter())?;
    let (below, keys) = match &whom {
        Whom::Everyone { below } => (*below, None),
        Whom::Principal(oid) => (
            true,
            Some(
                keys_of(simulation, oid)
                    .into_iter()
                    .take(1)
                    .collect::<Vec<_>>(),
            ),
        ),
        Whom::AssignedTo(oid) => (true, Some(keys_of(simulation, oid))),
        Whom::Myself => (true, Some(call.caller.principals.clone())),
    };
    Ok(entries
        .iter()
        .filter(|(_, a)| covers(&a.scope, scope) || (below && covers(scope, &a.scope)))
        .filter(|(_, a)| keys.as_ref().is_none_or(|keys| keys.contains(&a.principal)))
        .collect())
}

pub(super) fn definition_id(role: &RoleDefinition, scope: &str) -> String {
    let base = resource_id::subscription(scope)
        .map_or_else(String::new, |s| format!("/subscriptions/{s}"));
    format!(
        "{base}/providers/Microsoft.Authorization/roleDefinitions/{}",
        role.name
    )
}

pub(super) fn definition_of(simulation: &Simulation, assignment: &Assignment) -> String {
    simulation
        .role(&assignment.role)
        .map(|role| definition_id(role, &assignment.scope))
        .unwrap_or_default()
}

pub(super) fn at(scope: &str, kind: &str, name: &str) -> String {
    format!(
        "{}/providers/Microsoft.Authorization/{kind}/{name}",
        scope.trim_end_matches('/')
    )
}

pub(super) fn role_assignments(
    simulation: &Simulation,
    call: &Call,
    path: &ResourcePath,
) -> Outcome {
    only(call, &["GET"])?;
    authorize(
        simulation,
        call.caller,
        "Microsoft.Authorization/roleAssignments/read",
        &path.scope,
    )?;
    let items: Vec<Value> = select(
        simulation,
        &simulation.estate.assignments,
        call,
        &path.scope,
    )?
    .into_iter()
    .map(|(key, assignment)| role_assignment(simulation, key, assignment))
    .chain(recorded(simulation, call, path))
    .collect();
    one_or_page(simulation, call, path, items)
}

/// What was recorded as it stands, beside what the estate tells in its own
/// form; nobody's rights come of it.
pub(super) fn recorded(simulation: &Simulation, call: &Call, path: &ResourcePath) -> Vec<Value> {
    let kind = path.resource_type().to_ascii_lowercase();
    let named = !matches!(
        call.filter().to_ascii_lowercase().as_str(),
        "" | "atscope()"
    );
    simulation
        .store
        .iter()
        .filter(|r| r.kind == kind && !named)
        .filter(|r| {
            ResourcePath::parse(&r.id).is_some_and(|own| {
                covers(&own.scope, &path.scope) || covers(&path.scope, &own.scope)
            })
        })
        .map(|r| r.body.clone())
        .collect()
}

fn role_assignment(simulation: &Simulation, key: &str, assignment: &Assignment) -> Value {
    let name = guid(&format!("assignment {key}"));
    let (oid, kind, _) = principal(simulation, &assignment.principal);
    let created = stamp(simulation.now - Duration::days(200));
    json!({
        "properties": {
            "roleDefinitionId": definition_of(simulation, assignment),
            "principalId": oid,
            "principalType": kind,
            "scope": assignment.scope,
            "condition": assignment.condition,
            "conditionVersion": assignment.condition.as_ref().map(|_| "2.0"),
            "createdOn": created,
            "updatedOn": created,
            "createdBy": null,
            "updatedBy": null,
            "delegatedManagedIdentityResourceId": null,
            "description": null,
        },
        "id": at(&assignment.scope, "roleAssignments", &name),
        "type": "Microsoft.Authorization/roleAssignments",
        "name": name,
    })
}

/// The one item that the path names, or the page of all.
pub(super) fn one_or_page(
    simulation: &Simulation,
    call: &Call,
    path: &ResourcePath,
    items: Vec<Value>,
) -> Outcome {
    let Some(name) = path.names.first() else {
        return Ok(page(simulation, call, items));
    };
    items
        .iter()
        .find(|item| {
            item["name"]
                .as_str()
                .is_some_and(|own| own.eq_ignore_ascii_case(name))
        })
        .map(|item| Response::json(200, item))
        .ok_or_else(|| super::generic::missing(path))
}
