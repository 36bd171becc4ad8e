//! Configuring: a policy is written, takes effect after a moment, and goes.

use serde_json::{Value, json};
use time::Duration;

use super::super::call::{Call, Outcome};
use super::super::gate::{authorize, check_writable};
use super::super::generic::check_place;
use super::rules::{self, Port};
use crate::clock;
use crate::error::{ArmError, bad_request};
use crate::http::Response;
use crate::resource_id::{self, ResourcePath};
use crate::simulation::{Happening, Simulation};

pub(super) const TYPE: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies";
pub(crate) const KIND: &str = "microsoft.security/locations/jitnetworkaccesspolicies";

const SETTLE_SECONDS: i64 = 4;

pub(super) fn put(simulation: &mut Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    authorize(
        simulation,
        call.caller,
        &format!("{TYPE}/write"),
        call.path(),
    )?;
    let machines = machines(&call.body)?;
    for (vm, _) in &machines {
        check_linked(simulation, call, vm)?;
    }
    check_place(simulation, call, path)?;
    check_writable(simulation, call, call.path())?;
    Ok(Response::json(
        200,
        &write(simulation, call.path(), &call.body),
    ))
}

/// Puts a policy in the place of the one of that id, and says how it stands
/// there until it takes effect. `body` is what a PUT carries.
pub(crate) fn write(simulation: &mut Simulation, id: &str, body: &Value) -> Value {
    let machines = vm_ids(body);
    let old = simulation
        .store
        .get(id)
        .map(|r| r.body.clone())
        .unwrap_or_default();
    let dropped = vm_ids(&old)
        .into_iter()
        .filter(|old| !machines.iter().any(|vm| vm.eq_ignore_ascii_case(old)))
        .collect();
    let region = ResourcePath::parse(id).and_then(|path| path.names.into_iter().next());
    let policy = json!({
        "id": id,
        "name": resource_id::name(id),
        "type": TYPE,
        "kind": body["kind"],
        "location": region,
        "properties": {
            "virtualMachines": body["properties"]["virtualMachines"],
            "requests": old["properties"]["requests"].as_array().cloned().unwrap_or_default(),
            "provisioningState": "Updating",
            "appendMode": body["properties"]["appendMode"].as_bool().unwrap_or_default(),
        },
    });
    simulation.store.insert(policy.clone());
    simulation.later(
        Duration::seconds(SETTLE_SECONDS),
        Happening::Settle {
            policy: id.to_owned(),
            dropped,
        },
    );
    policy
}

/// The machines of a policy that is being written, with their ports.
fn machines(body: &Value) -> Result<Vec<(String, Vec<Port>)>, ArmError> {
    if body["kind"].as_str().is_none_or(str::is_empty) {
        return Err(bad_request("The property 'kind' is required."));
    }
    let machines = body["properties"]["virtualMachines"]
        .as_array()
        .ok_or_else(|| bad_request("The property 'virtualMachines' is required."))?;
    machines
        .iter()
        .map(|machine| {
            let id = machine["id"].as_str().unwrap_or_default().to_owned();
            let ports = machine["ports"]
                .as_array()
                .ok_or_else(|| bad_request("The property 'ports' is required."))?;
            let ports: Result<Vec<Port>, ArmError> = ports.iter().map(policy_port).collect();
            Ok((id, ports?))
        })
        .collect()
}

fn policy_port(port: &Value) -> Result<Port, ArmError> {
    let number = port["number"]
        .as_u64()
        .and_then(|n| u16::try_from(n).ok())
        .ok_or_else(|| bad_request("A port's number must lie between 0 and 65535."))?;
    let protocol = port["protocol"].as_str().unwrap_or_default();
    if !["TCP", "UDP", "*"]
        .iter()
        .any(|p| p.eq_ignore_ascii_case(protocol))
    {
        // The service does not validate this and breaks on it.
        return Err(ArmError::new(
            500,
            "InternalServerError",
            "Internal server error has occurred.",
        ));
    }
    let longest = port["maxRequestAccessDuration"]
        .as_str()
        .and_then(clock::duration);
    if longest.is_none_or(|d| d < Duration::minutes(5) || d > Duration::days(1)) {
        return Err(bad_request(
            "The maximum duration must lie between 5 minutes and 1 day.",
        ));
    }
    Ok(Port {
        number,
        protocol: protocol.to_owned(),
    })
}

/// Writing a policy asks for a right on every machine in it.
fn check_linked(simulation: &Simulation, call: &Call, vm: &str) -> Result<(), ArmError> {
    let subscription = resource_id::subscription(vm).unwrap_or_default();
    if simulation.subscription(subscription).is_none() {
        return Err(ArmError::new(
            403,
            "LinkedAuthorizationFailed",
            format!(
                "The client has permission to perform action, however the linked subscription '{subscription}' was not found."
            ),
        ));
    }
    let action = "Microsoft.Compute/virtualMachines/write";
    authorize(simulation, call.caller, action, vm).map_err(|_| {
        let (name, oid) = (&call.caller.name, &call.caller.oid);
        ArmError::new(
            403,
            "LinkedAuthorizationFailed",
            format!(
                "The client '{name}' with object id '{oid}' has permission to perform action '{TYPE}/write' on scope '{}'; however, it does not have permission to perform action '{action}' on the linked scope(s) '{vm}' or the linked scope(s) are invalid.",
                call.path()
            ),
        )
    })
}

/// A written policy takes effect: the machines it lists get their deny rules,
/// those it lost lose theirs.
pub(crate) fn settle(simulation: &mut Simulation, policy: &str, dropped: &[String]) {
    let Some(resource) = simulation.store.get_mut(policy) else {
        return;
    };
    resource.body["properties"]["provisioningState"] = json!("Succeeded");
    let body = resource.body.clone();
    let name = resource_id::name(policy);
    for vm in dropped {
        rules::remove_all(simulation, name, vm);
    }
    for (vm, ports) in machines(&body).unwrap_or_default() {
        rules::write_denies(simulation, name, &vm, &ports);
    }
}

pub(super) fn delete(simulation: &mut Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    authorize(
        simulation,
        call.caller,
        &format!("{TYPE}/delete"),
        call.path(),
    )?;
    check_place(simulation, call, path)?;
    check_writable(simulation, call, call.path())?;
    let was_there = remove(simulation, call.path());
    Ok(Response::empty(if was_there { 200 } else { 204 }))
}

/// Takes a policy away with its rules, and says whether there was one.
pub(crate) fn remove(simulation: &mut Simulation, id: &str) -> bool {
    let Some(policy) = simulation.store.remove(id) else {
        return false;
    };
    for vm in vm_ids(&policy.body) {
        rules::remove_all(simulation, resource_id::name(&policy.id), &vm);
    }
    true
}

fn vm_ids(policy: &Value) -> Vec<String> {
    policy["properties"]["virtualMachines"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|vm| Some(vm["id"].as_str()?.to_owned()))
        .collect()
}
