//! Activating a role that somebody is eligible for, as Privileged Identity Management
//! does it. Sources: learn.microsoft.com, REST "Role Assignment Schedule Requests -
//! Create" and "- Get"; the refusal's words are those of public reports of it.

use serde_json::json;
use time::Duration;

use super::authorization::{at, definition_of};
use super::call::{Call, Outcome};
use super::gate::{check_writable, only};
use crate::clock::stamp;
use crate::error::{ArmError, bad_request};
use crate::estate::Assignment;
use crate::http::Response;
use crate::resource_id::ResourcePath;
use crate::simulation::{Activating, Happening, Simulation};

/// How long it takes until the role is active.
const SECONDS: i64 = 4;

pub(super) fn answer(simulation: &mut Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    only(call, &["GET", "PUT"])?;
    let id = path.names.first().cloned().unwrap_or_default();
    if call.method == "PUT" {
        return request(simulation, call, path, &id);
    }
    let own = simulation.activations.get(&id);
    let own = own.filter(|it| it.person == call.caller.person);
    own.map(|it| Response::json(200, &it.item)).ok_or_else(|| {
        ArmError::new(
            404,
            "RoleAssignmentScheduleRequestNotFound",
            format!("The role assignment schedule request '{id}' is not found."),
        )
    })
}

fn request(simulation: &mut Simulation, call: &Call, path: &ResourcePath, id: &str) -> Outcome {
    let asked = &call.body["properties"];
    let text = |key: &str| asked[key].as_str().unwrap_or_default().to_owned();
    if text("requestType") != "SelfActivate" || text("principalId") != call.caller.oid {
        return Err(bad_request(
            "Only one's own roles are activated here.".to_owned(),
        ));
    }
    let scope = &path.scope;
    let of = |it: &Assignment| {
        it.scope.eq_ignore_ascii_case(scope)
            && definition_of(simulation, it).eq_ignore_ascii_case(&text("roleDefinitionId"))
            && call.caller.principals.contains(&it.principal)
    };
    let eligible = &simulation.estate.eligibilities;
    let Some((key, eligible)) = eligible.iter().find(|(_, it)| of(it)) else {
        return Err(ArmError::new(
            404,
            "RoleAssignmentDoesNotExist",
            "The Role assignment does not exist.",
        ));
    };
    if simulation.estate.assignments.values().any(of) {
        return Err(ArmError::new(
            400,
            "RoleAssignmentExists",
            "The Role assignment already exists.",
        ));
    }
    let rules = eligible.activation.clone();
    let mut broken = Vec::new();
    if text("justification").trim().is_empty() {
        broken.push("JustificationRule");
    }
    let duration = asked["scheduleInfo"]["expiration"]["duration"].as_str();
    let hours = duration.and_then(|it| it.strip_prefix("PT")?.strip_suffix('H')?.parse().ok());
    if hours.is_none_or(|it: u32| it > rules.longest_hours) {
        broken.push("ExpirationRule");
    }
    if !broken.is_empty() {
        return Err(ArmError::new(
            400,
            "RoleAssignmentRequestPolicyValidationFailed",
            format!("The following policy rules failed: {}", json!(broken)),
        ));
    }
    check_writable(simulation, call, scope)?;
    let status = if rules.approval {
        "PendingApproval"
    } else {
        "PendingProvisioning"
    };
    let mut properties = asked.clone();
    properties["status"] = json!(status);
    properties["scope"] = json!(scope);
    properties["createdOn"] = json!(stamp(simulation.now));
    let kind = "roleAssignmentScheduleRequests";
    let item = json!({
        "properties": properties,
        "name": id,
        "id": at(scope, kind, id),
        "type": format!("Microsoft.Authorization/{kind}"),
    });
    let activating = Activating {
        eligibility: key.clone(),
        person: call.caller.person.clone(),
        item: item.clone(),
    };
    simulation.activations.insert(id.to_owned(), activating);
    if !rules.approval {
        let request = id.to_owned();
        simulation.later(Duration::seconds(SECONDS), Happening::Activated { request });
    }
    Ok(Response::json(201, &item))
}

/// The role counts from now on, or Azure gives the request up.
pub(super) fn activated(simulation: &mut Simulation, request: &str) {
    let Some(activating) = simulation.activations.get_mut(request) else {
        return;
    };
    let eligible = &simulation.estate.eligibilities;
    let Some(eligible) = eligible.get(&activating.eligibility).cloned() else {
        return;
    };
    let fails = eligible.activation.fails;
    activating.item["properties"]["status"] = json!(if fails { "Failed" } else { "Provisioned" });
    if fails {
        return;
    }
    let assignment = Assignment {
        principal: activating.person.clone(),
        ..eligible
    };
    let key = format!("activated-{request}");
    simulation.estate.assignments.insert(key, assignment);
}
