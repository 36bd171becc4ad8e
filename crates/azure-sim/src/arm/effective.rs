//! What applies to a network interface in the end: its effective security
//! groups, worked out behind a 202, and the network managers' admin rules.

use serde_json::{Value, json};

use super::call::{Call, Outcome};
use super::gate::{authorize, only};
use super::generic::{check_place, list_scope, missing};
use crate::error::ArmError;
use crate::http::Response;
use crate::resource_id::ResourcePath;
use crate::simulation::Simulation;
use crate::token::guid;

/// How often an operation says that it is not ready yet.
const POLLS: u32 = 1;

pub(super) fn security_groups(
    simulation: &mut Simulation,
    call: &Call,
    path: &ResourcePath,
) -> Outcome {
    only(call, &["POST"])?;
    let nic = list_scope(call, path).to_owned();
    let action = "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action";
    authorize(simulation, call.caller, action, &nic)?;
    check_place(simulation, call, path)?;
    let interface = simulation.store.get(&nic).ok_or_else(|| missing(path))?;
    let region = interface.body["location"]
        .as_str()
        .unwrap_or("westeurope")
        .to_owned();
    let result = json!({"value": if is_running(simulation, &nic) { groups_of(simulation, &nic) } else { Vec::new() }});
    let serial = simulation.next_serial();
    let operation = guid(&format!("operation {serial}"));
    simulation.operations.insert(operation.clone(), (result, 0));
    let subscription = crate::resource_id::subscription(&nic).unwrap_or_default();
    let location = format!(
        "https://{}/subscriptions/{subscription}/providers/Microsoft.Network/locations/{region}/operationResults/{operation}?api-version={}",
        call.target.host,
        call.query("api-version").unwrap_or_default()
    );
    Ok(pending(simulation, &location))
}

fn pending(simulation: &Simulation, location: &str) -> Response {
    let seconds = simulation.estate.settings.operation_seconds;
    Response::json(202, &Value::Null)
        .with("Location", location)
        .with("Retry-After", seconds.to_string())
}

pub(super) fn operation(simulation: &mut Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    only(call, &["GET"])?;
    let id = path.names.last().map_or("", String::as_str);
    let Some((result, polls)) = simulation.operations.get_mut(id) else {
        return Err(ArmError::new(
            404,
            "NotFound",
            format!("The operation '{id}' was not found."),
        ));
    };
    *polls += 1;
    if *polls <= POLLS {
        return Ok(pending(simulation, &call.request.url));
    }
    Ok(Response::json(200, result))
}

/// Azure works effective rules out for interfaces of running machines only.
fn is_running(simulation: &Simulation, nic: &str) -> bool {
    let vm = simulation
        .store
        .get(nic)
        .and_then(|n| n.body["properties"]["virtualMachine"]["id"].as_str());
    vm.and_then(|vm| simulation.store.get(vm))
        .and_then(|vm| vm.side.get("instanceView"))
        .and_then(|view| view["statuses"].as_array())
        .into_iter()
        .flatten()
        .any(|status| status["code"] == "PowerState/running")
}

fn groups_of(simulation: &Simulation, nic: &str) -> Vec<Value> {
    let Some(interface) = simulation.store.get(nic) else {
        return Vec::new();
    };
    let properties = &interface.body["properties"];
    let mut groups = Vec::new();
    for ip in properties["ipConfigurations"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let Some(subnet) = ip["properties"]["subnet"]["id"].as_str() else {
            continue;
        };
        let body = simulation.store.find(subnet).unwrap_or_default();
        if let Some(group) = body["properties"]["networkSecurityGroup"]["id"].as_str() {
            groups.push(effective(
                simulation,
                group,
                &json!({"subnet": {"id": subnet}}),
            ));
        }
    }
    if let Some(group) = properties["networkSecurityGroup"]["id"].as_str() {
        groups.push(effective(
            simulation,
            group,
            &json!({"networkInterface": {"id": interface.id}}),
        ));
    }
    groups.dedup();
    groups
}

fn effective(simulation: &Simulation, group: &str, association: &Value) -> Value {
    let body = simulation
        .store
        .get(group)
        .map(|g| g.body.clone())
        .unwrap_or_default();
    let of = |kind: &str| -> Vec<Value> {
        body["properties"][kind]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|rule| is_applied(simulation, rule))
            .map(|rule| effective_rule(kind, rule))
            .collect()
    };
    let rules = [of("securityRules"), of("defaultSecurityRules")].concat();
    json!({
        "networkSecurityGroup": {"id": group},
        "association": association,
        "effectiveSecurityRules": rules,
        "tagMap": {},
    })
}

/// A rule that names several application security groups, one of them without
/// members, is not applied. Source: github.com/MicrosoftDocs/azure-docs, issue 77328.
fn is_applied(simulation: &Simulation, rule: &Value) -> bool {
    let fields = [
        "sourceApplicationSecurityGroups",
        "destinationApplicationSecurityGroups",
    ];
    fields.iter().all(|field| {
        let groups = rule["properties"][field].as_array();
        let groups = groups.map_or(&[][..], Vec::as_slice);
        groups.len() < 2 || groups.iter().all(|it| has_members(simulation, it))
    })
}

fn has_members(simulation: &Simulation, group: &Value) -> bool {
    let id = |it: &Value| it["id"].as_str().map(str::to_ascii_lowercase);
    simulation
        .store
        .iter()
        .filter_map(|it| it.body["properties"]["ipConfigurations"].as_array())
        .flatten()
        .filter_map(|it| it["properties"]["applicationSecurityGroups"].as_array())
        .flatten()
        .any(|it| id(it) == id(group))
}

/// The form of rules in effective lists: prefixed names, ports as ranges,
/// protocol `All`, singular and plural fields both filled, and none for application
/// security groups.
fn effective_rule(kind: &str, rule: &Value) -> Value {
    let own = &rule["properties"];
    let both = |singular: &str, plural: &str, range: bool| -> Vec<String> {
        let many = own[plural].as_array().into_iter().flatten();
        let one = own[singular].as_str();
        let all = many.filter_map(Value::as_str).chain(one);
        all.map(|text| {
            if range {
                port_range(text)
            } else {
                text.to_owned()
            }
        })
        .collect()
    };
    let source_ports = both("sourcePortRange", "sourcePortRanges", true);
    let ports = both("destinationPortRange", "destinationPortRanges", true);
    let sources = both("sourceAddressPrefix", "sourceAddressPrefixes", false);
    let destinations = both(
        "destinationAddressPrefix",
        "destinationAddressPrefixes",
        false,
    );
    let protocol = match own["protocol"].as_str() {
        Some("*") | None => "All",
        Some(protocol) => protocol,
    };
    json!({
        "name": format!("{kind}/{}", rule["name"].as_str().unwrap_or_default()),
        "protocol": protocol,
        "sourcePortRange": source_ports.first(),
        "destinationPortRange": ports.first(),
        "sourcePortRanges": source_ports,
        "destinationPortRanges": ports,
        "sourceAddressPrefix": sources.first(),
        "destinationAddressPrefix": destinations.first(),
        "sourceAddressPrefixes": sources,
        "destinationAddressPrefixes": destinations,
        "access": own["access"],
        "priority": own["priority"],
        "direction": own["direction"],
    })
}

fn port_range(text: &str) -> String {
    match text {
        "*" => "0-65535".to_owned(),
        range if range.contains('-') => range.to_owned(),
        port => format!("{port}-{port}"),
    }
}

pub(super) fn admin_rules(simulation: &Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    only(call, &["POST"])?;
    let network = list_scope(call, path);
    let action =
        "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/action";
    authorize(simulation, call.caller, action, network)?;
    check_place(simulation, call, path)?;
    let network = simulation.store.get(network).ok_or_else(|| missing(path))?;
    let rules = network
        .side
        .get("adminRules")
        .cloned()
        .unwrap_or_else(|| json!([]));
    Ok(Response::json(
        200,
        &json!({"value": rules, "skipToken": ""}),
    ))
}
