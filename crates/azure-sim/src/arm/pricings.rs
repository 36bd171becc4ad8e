//! Defender plans: those of the subscription, and the plan for servers of a
//! single machine, inherited unless overridden. Public source: the REST
//! reference of Microsoft.Security/pricings.

use serde_json::{Map, Value, json};

use super::call::{Call, Outcome};
use super::gate::{authorize, check_writable, only};
use super::generic::{check_place, list_scope, missing};
use crate::clock::stamp;
use crate::error::{ArmError, bad_request};
use crate::http::Response;
use crate::resource_id::{self, ResourcePath};
use crate::simulation::Simulation;

const SERVERS: &str = "VirtualMachines";
const TYPE: &str = "Microsoft.Security/pricings";

pub(super) fn answer(simulation: &mut Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    only(call, &["GET", "PUT", "DELETE"])?;
    let action = match call.method {
        "GET" => "read",
        "PUT" => "write",
        _ => "delete",
    };
    let at = if path.is_item() {
        call.path()
    } else {
        list_scope(call, path)
    };
    authorize(simulation, call.caller, &format!("{TYPE}/{action}"), at)?;
    check_place(simulation, call, path)?;
    let machine = resource_id::group(&path.scope).is_some();
    if machine && simulation.store.get(&path.scope).is_none() {
        let vm = ResourcePath::parse(&path.scope);
        return Err(vm.map_or_else(|| missing(path), |vm| missing(&vm)));
    }
    match (call.method, path.names.first()) {
        ("GET", None) => Ok(Response::json(
            200,
            &json!({"value": list(simulation, call, &path.scope, machine)}),
        )),
        ("GET", Some(name)) => plan(simulation, &path.scope, name, machine)
            .map(|plan| Response::json(200, &plan))
            .ok_or_else(|| missing(path)),
        ("PUT", Some(name)) => put(simulation, call, path, name, machine),
        ("DELETE", Some(_)) if machine => delete(simulation, call),
        ("DELETE", Some(_)) => Err(bad_request("Only the plan of a resource can be deleted.")),
        _ => Err(crate::error::method_not_allowed(call.method)),
    }
}

fn id_of(scope: &str, plan: &str) -> String {
    format!("{scope}/providers/{TYPE}/{plan}")
}

fn list(simulation: &Simulation, call: &Call, scope: &str, machine: bool) -> Vec<Value> {
    let filter = call.filter().to_ascii_lowercase();
    let wanted: Option<Vec<String>> = filter
        .strip_prefix("name in (")
        .and_then(|rest| rest.strip_suffix(')'))
        .map(|names| {
            names
                .split(',')
                .map(|n| n.trim().trim_matches('\'').to_owned())
                .collect()
        });
    let names: Vec<String> = if machine {
        vec![SERVERS.to_owned()]
    } else {
        simulation
            .store
            .of_type(scope, "microsoft.security/pricings")
            .filter(|r| resource_id::group(&r.id).is_none())
            .map(|r| resource_id::name(&r.id).to_owned())
            .collect()
    };
    names
        .iter()
        .filter(|name| {
            wanted
                .as_ref()
                .is_none_or(|w| w.contains(&name.to_ascii_lowercase()))
        })
        .filter_map(|name| plan(simulation, scope, name, machine))
        .collect()
}

/// The plan that holds at a scope.
fn plan(simulation: &Simulation, scope: &str, name: &str, machine: bool) -> Option<Value> {
    let own = simulation
        .store
        .get(&id_of(scope, name))
        .map(|r| r.body.clone());
    if !machine {
        let mut own = own?;
        if own["properties"]["resourcesCoverageStatus"].is_null()
            && name.eq_ignore_ascii_case(SERVERS)
        {
            own["properties"]["resourcesCoverageStatus"] = json!(coverage(simulation, scope, &own));
        }
        return Some(own);
    }
    if !name.eq_ignore_ascii_case(SERVERS) {
        return None;
    }
    if let Some(mut own) = own {
        own["properties"]["inherited"] = json!("False");
        own["properties"]["inheritedFrom"] = json!("Null");
        return Some(own);
    }
    let subscription = format!("/subscriptions/{}", resource_id::subscription(scope)?);
    let mut inherited = simulation
        .store
        .get(&id_of(&subscription, SERVERS))?
        .body
        .clone();
    inherited["id"] = json!(id_of(scope, SERVERS));
    inherited["properties"]["inherited"] = json!("True");
    inherited["properties"]["inheritedFrom"] = json!(subscription);
    if let Value::Object(properties) = &mut inherited["properties"] {
        properties.remove("resourcesCoverageStatus");
        properties.remove("enforce");
    }
    Some(inherited)
}

/// Whether machines of the subscription go their own way.
fn coverage(simulation: &Simulation, subscription: &str, own: &Value) -> &'static str {
    let tier = |plan: &Value| plan["properties"]["pricingTier"] == "Standard";
    let differs = simulation
        .store
        .of_type(subscription, "microsoft.security/pricings")
        .any(|r| resource_id::group(&r.id).is_some() && tier(&r.body) != tier(own));
    match (differs, tier(own)) {
        (true, _) => "PartiallyCovered",
        (false, true) => "FullyCovered",
        (false, false) => "NotCovered",
    }
}

fn put(
    simulation: &mut Simulation,
    call: &Call,
    path: &ResourcePath,
    name: &str,
    machine: bool,
) -> Outcome {
    check_writable(simulation, call, call.path())?;
    let properties = wanted(&call.body, machine, name)?;
    let id = id_of(&path.scope, name);
    let mut body = simulation.store.get(&id).map_or_else(
        || json!({"id": id, "name": name, "type": TYPE, "properties": {}}),
        |r| r.body.clone(),
    );
    body["properties"]["pricingTier"] = properties["pricingTier"].clone();
    if let Value::Object(fields) = &mut body["properties"] {
        fields.remove("resourcesCoverageStatus");
        fields.remove("subPlan");
        if properties["pricingTier"] == "Standard" {
            // The full plan is what one gets who names none.
            let default = if machine { "P1" } else { "P2" };
            if name.eq_ignore_ascii_case(SERVERS) {
                let sub_plan = properties
                    .get("subPlan")
                    .cloned()
                    .unwrap_or_else(|| json!(default));
                fields.insert("subPlan".to_owned(), sub_plan);
            }
            fields.insert("enablementTime".to_owned(), json!(stamp(simulation.now)));
        } else {
            fields.remove("enablementTime");
        }
    }
    simulation.store.insert(body);
    plan(simulation, &path.scope, name, machine)
        .map(|plan| Response::json(200, &plan))
        .ok_or_else(|| missing(path))
}

fn wanted(body: &Value, machine: bool, name: &str) -> Result<Map<String, Value>, ArmError> {
    let properties = body["properties"].as_object().cloned().unwrap_or_default();
    let tier = properties
        .get("pricingTier")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let sub_plan = properties.get("subPlan").and_then(Value::as_str);
    if !matches!(tier, "Free" | "Standard") {
        return Err(bad_request(
            "The pricing tier must be 'Free' or 'Standard'.",
        ));
    }
    if machine && !name.eq_ignore_ascii_case(SERVERS) {
        return Err(bad_request(
            "Only the plan 'VirtualMachines' can be set on a resource.",
        ));
    }
    if machine && tier == "Standard" && sub_plan.is_some_and(|p| p != "P1") {
        return Err(bad_request(
            "Only the sub-plan 'P1' can be set on a resource.",
        ));
    }
    if sub_plan.is_some_and(|p| !matches!(p, "P1" | "P2")) && name.eq_ignore_ascii_case(SERVERS) {
        return Err(bad_request("The sub-plan must be 'P1' or 'P2'."));
    }
    Ok(properties)
}

fn delete(simulation: &mut Simulation, call: &Call) -> Outcome {
    check_writable(simulation, call, call.path())?;
    let removed = simulation.store.remove(call.path());
    Ok(Response::empty(if removed.is_some() { 200 } else { 204 }))
}
