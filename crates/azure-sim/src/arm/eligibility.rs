//! Roles that people may activate, and those that are active, as Privileged
//! Identity Management lists them.

use serde_json::{Value, json};
use time::Duration;

use super::authorization::{Whom, at, definition_of, one_or_page, principal, select, whom};
use super::call::{Call, Outcome};
use super::gate::{authorize, only};
use crate::clock::stamp;
use crate::estate::Assignment;
use crate::resource_id::{self, ResourcePath};
use crate::simulation::Simulation;
use crate::token::guid;

pub(super) fn eligibilities(simulation: &Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    only(call, &["GET"])?;
    if !matches!(whom(call.filter())?, Whom::Myself) {
        let action = "Microsoft.Authorization/roleEligibilityScheduleInstances/read";
        authorize(simulation, call.caller, action, &path.scope)?;
    }
    let items = select(
        simulation,
        &simulation.estate.eligibilities,
        call,
        &path.scope,
    )?
    .into_iter()
    .map(|(key, assignment)| {
        schedule(
            simulation,
            key,
            assignment,
            "roleEligibilityScheduleInstances",
        )
    })
    .collect();
    one_or_page(simulation, call, path, items)
}

pub(super) fn active_schedules(
    simulation: &Simulation,
    call: &Call,
    path: &ResourcePath,
) -> Outcome {
    only(call, &["GET"])?;
    if !matches!(whom(call.filter())?, Whom::Myself) {
        let action = "Microsoft.Authorization/roleAssignmentScheduleInstances/read";
        authorize(simulation, call.caller, action, &path.scope)?;
    }
    let items = select(
        simulation,
        &simulation.estate.assignments,
        call,
        &path.scope,
    )?
    .into_iter()
    .map(|(key, assignment)| {
        let mut item = schedule(
            simulation,
            key,
            assignment,
            "roleAssignmentScheduleInstances",
        );
        item["properties"]["assignmentType"] = json!("Assigned");
        item
    })
    .collect();
    one_or_page(simulation, call, path, items)
}

fn schedule(simulation: &Simulation, key: &str, assignment: &Assignment, kind: &str) -> Value {
    let name = guid(&format!("{kind} {key}"));
    let definition = definition_of(simulation, assignment);
    let (oid, principal_type, display) = principal(simulation, &assignment.principal);
    let scope_type = match resource_id::group(&assignment.scope) {
        _ if ResourcePath::parse(&assignment.scope).is_some() => "resource",
        Some(_) => "resourcegroup",
        None => "subscription",
    };
    json!({
        "properties": {
            "scope": assignment.scope,
            "roleDefinitionId": definition,
            "roleEligibilityScheduleId": at(
                &assignment.scope,
                "roleEligibilitySchedules",
                &guid(&format!("roleEligibilitySchedules {key}")),
            ),
            "principalId": oid,
            "principalType": principal_type,
            "status": "Provisioned",
            "startDateTime": stamp(simulation.now - Duration::days(30)),
            "endDateTime": stamp(simulation.now + Duration::days(335)),
            "memberType": if principal_type == "Group" { "Group" } else { "Direct" },
            "createdOn": stamp(simulation.now - Duration::days(30)),
            "condition": assignment.condition,
            "conditionVersion": assignment.condition.as_ref().map(|_| "2.0"),
            "expandedProperties": {
                "scope": {
                    "id": assignment.scope,
                    "displayName": resource_id::name(&assignment.scope),
                    "type": scope_type,
                },
                "roleDefinition": {
                    "id": definition,
                    "displayName": assignment.role,
                    "type": simulation.role(&assignment.role).map(|r| r.role_type.clone()),
                },
                "principal": {"id": oid, "displayName": display, "type": principal_type},
            },
        },
        "name": name,
        "id": at(&assignment.scope, kind, &name),
        "type": format!("Microsoft.Authorization/{kind}"),
    })
}
