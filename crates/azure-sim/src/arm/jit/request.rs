//! Requesting: what is asked for is held against the policy and noted there.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::super::call::{Call, Outcome};
use super::super::gate::{authorize, check_writable};
use super::super::generic::check_place;
use super::policy::TYPE;
use super::rules::sources;
use crate::clock::{self, stamp};
use crate::error::{ArmError, bad_request};
use crate::http::Response;
use crate::resource_id::ResourcePath;
use crate::simulation::{Happening, Simulation};

pub(super) fn initiate(simulation: &mut Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    let id = call
        .path()
        .rsplit_once('/')
        .map_or("", |(policy, _)| policy)
        .to_owned();
    authorize(
        simulation,
        call.caller,
        &format!("{TYPE}/initiate/action"),
        &id,
    )?;
    check_place(simulation, call, path)?;
    check_writable(simulation, call, &id)?;
    // The service looks at the body before it looks for the policy.
    let machines = asked(simulation, call)?;
    let policy = simulation.store.get(&id).ok_or_else(|| {
        ArmError::new(
            404,
            "PolicyNotFound",
            format!("The policy '{id}' was not found."),
        )
    })?;
    if !machines
        .iter()
        .all(|machine| is_subset(machine, &policy.body, simulation.now))
    {
        return Err(ArmError::new(
            400,
            "InvalidInitiateInput",
            format!(
                "The given access request is not a subset of policy '{}'. Please make sure that the access request is within the allowed policy properties.",
                policy.id
            ),
        ));
    }
    // The fraction tells requests of one moment apart.
    let serial = i64::try_from(simulation.next_serial() % 1_000_000).unwrap_or_default();
    let start = stamp(simulation.now + Duration::nanoseconds(serial * 100));
    let mut request = json!({
        "virtualMachines": machines,
        "startTimeUtc": start,
        "requestor": "",
    });
    if let Some(why) = call.body["justification"].as_str() {
        request["justification"] = json!(why);
    }
    if let Some(policy) = simulation.store.get_mut(&id) {
        match &mut policy.body["properties"]["requests"] {
            Value::Array(requests) => requests.push(request.clone()),
            none => *none = json!([request]),
        }
    }
    let patience = Duration::seconds(simulation.estate.settings.initiate_seconds);
    simulation.later(
        patience,
        Happening::Grant {
            policy: id,
            start,
            requestor: call.caller.name.clone(),
        },
    );
    Ok(Response::json(202, &request))
}

/// The machines and ports that a request asks for, as they will stand in the
/// policy.
fn asked(simulation: &Simulation, call: &Call) -> Result<Vec<Value>, ArmError> {
    let machines = call.body["virtualMachines"]
        .as_array()
        .filter(|machines| !machines.is_empty())
        .ok_or_else(|| bad_request("The property 'virtualMachines' is required."))?;
    machines
        .iter()
        .map(|machine| {
            let ports = machine["ports"].as_array().cloned().unwrap_or_default();
            let ports: Result<Vec<Value>, ArmError> = ports
                .iter()
                .map(|port| asked_port(simulation, call, port))
                .collect();
            Ok(json!({"id": machine["id"], "ports": ports?}))
        })
        .collect()
}

fn asked_port(simulation: &Simulation, call: &Call, port: &Value) -> Result<Value, ArmError> {
    let end = port["endTimeUtc"].as_str().and_then(clock::instant);
    let span = port["duration"].as_str().and_then(clock::duration);
    let end = match (end, span) {
        (Some(end), None) => end,
        (None, Some(span)) => simulation.now + span,
        // The service says this when both are there and when neither is.
        _ => {
            return Err(ArmError::new(
                400,
                "InvalidInitiateInput",
                "Only one of fields 'EndTimeUtc' and 'Duration' can be set.",
            ));
        }
    };
    let mut asked = json!({
        "number": port["number"],
        "endTimeUtc": stamp(end),
        "status": "Initiating",
        "statusReason": "UserRequested",
    });
    if port["allowedSourceAddressPrefixes"].is_array() {
        asked["allowedSourceAddressPrefixes"] = port["allowedSourceAddressPrefixes"].clone();
    } else {
        let caller = call.caller.address.as_deref().unwrap_or("203.0.113.7");
        let source = port["allowedSourceAddressPrefix"]
            .as_str()
            .unwrap_or(caller);
        asked["allowedSourceAddressPrefix"] = json!(source);
    }
    Ok(asked)
}

/// Whether the policy allows all that is asked for one machine.
fn is_subset(machine: &Value, policy: &Value, now: OffsetDateTime) -> bool {
    let id = machine["id"].as_str().unwrap_or_default();
    let allowed = policy["properties"]["virtualMachines"]
        .as_array()
        .and_then(|machines| {
            machines.iter().find(|vm| {
                vm["id"]
                    .as_str()
                    .is_some_and(|own| own.eq_ignore_ascii_case(id))
            })
        });
    let Some(allowed) = allowed.and_then(|vm| vm["ports"].as_array()) else {
        return false;
    };
    machine["ports"]
        .as_array()
        .into_iter()
        .flatten()
        .all(|port| {
            allowed.iter().any(|rule| {
                rule["number"] == port["number"]
                    && sources(port)
                        .iter()
                        .all(|asked| sources(rule).iter().any(|own| contains(own, asked)))
                    && lasts_no_longer(port, rule, now)
            })
        })
}

fn lasts_no_longer(port: &Value, rule: &Value, now: OffsetDateTime) -> bool {
    let end = port["endTimeUtc"].as_str().and_then(clock::instant);
    let longest = rule["maxRequestAccessDuration"]
        .as_str()
        .and_then(clock::duration);
    match (end, longest) {
        // A clock that is a minute off is forgiven.
        (Some(end), Some(longest)) => end > now && end - now <= longest + Duration::minutes(1),
        _ => false,
    }
}

fn contains(allowed: &str, asked: &str) -> bool {
    let net = |text: &str| {
        text.parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
            .ok()
    };
    allowed == "*"
        || allowed == asked
        || matches!((net(allowed), net(asked)), (Some(allowed), Some(asked)) if allowed.contains(&asked))
}
