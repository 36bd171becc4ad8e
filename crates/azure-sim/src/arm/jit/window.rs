//! The life of a window: it opens, gives way to a newer one, and closes.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::policy::KIND;
use super::rules::{self, sources};
use crate::clock;
use crate::resource_id;
use crate::simulation::{Happening, Simulation};

/// Runs `change` on every port of the request of a policy that began at
/// `start`: machine id and port.
fn each_port(
    simulation: &mut Simulation,
    policy: &str,
    start: &str,
    mut change: impl FnMut(&str, &mut Value),
) {
    let Some(resource) = simulation.store.get_mut(policy) else {
        return;
    };
    let requests = resource.body["properties"]["requests"].as_array_mut();
    for request in requests
        .into_iter()
        .flatten()
        .filter(|r| r["startTimeUtc"] == start)
    {
        for machine in request["virtualMachines"]
            .as_array_mut()
            .into_iter()
            .flatten()
        {
            let id = machine["id"].as_str().unwrap_or_default().to_owned();
            for port in machine["ports"].as_array_mut().into_iter().flatten() {
                change(&id, port);
            }
        }
    }
}

/// A request is carried out: the rules are written, older windows for the same
/// machine, port and source give way. Where the rules cannot be written the
/// request stays as it is.
pub(crate) fn grant(simulation: &mut Simulation, policy: &str, start: &str, requestor: &str) {
    let mut ports = Vec::new();
    each_port(simulation, policy, start, |vm, port| {
        ports.push((vm.to_owned(), port.clone()));
    });
    if ports.iter().any(|(vm, _)| rules::locked(simulation, vm)) {
        return;
    }
    for (vm, port) in &ports {
        supersede(simulation, policy, start, vm, port);
        rules::write_allow(simulation, resource_id::name(policy), vm, port, start);
    }
    each_port(simulation, policy, start, |_, port| {
        port["status"] = json!("Initiated");
    });
    if let Some(resource) = simulation.store.get_mut(policy) {
        let requests = resource.body["properties"]["requests"].as_array_mut();
        for request in requests
            .into_iter()
            .flatten()
            .filter(|r| r["startTimeUtc"] == start)
        {
            request["requestor"] = json!(requestor);
        }
    }
    let ends: Vec<OffsetDateTime> = ports
        .iter()
        .filter_map(|(_, port)| clock::instant(port["endTimeUtc"].as_str()?))
        .collect();
    for end in ends {
        let (policy, start) = (policy.to_owned(), start.to_owned());
        simulation.at(end, Happening::Close { policy, start });
    }
}

fn supersede(simulation: &mut Simulation, policy: &str, start: &str, vm: &str, asked: &Value) {
    let starts: Vec<String> = simulation
        .store
        .get(policy)
        .and_then(|r| r.body["properties"]["requests"].as_array())
        .into_iter()
        .flatten()
        .filter_map(|r| Some(r["startTimeUtc"].as_str()?.to_owned()))
        .filter(|other| other != start)
        .collect();
    for older in starts {
        let mut replaced = Vec::new();
        each_port(simulation, policy, &older, |own, port| {
            let same = own.eq_ignore_ascii_case(vm)
                && port["number"] == asked["number"]
                && sources(port) == sources(asked);
            if same && port["status"] == "Initiated" {
                port["status"] = json!("Revoked");
                port["statusReason"] = json!("NewerRequestInitiated");
                replaced.push((own.to_owned(), port.clone()));
            }
        });
        for (vm, port) in replaced {
            rules::remove_allow(simulation, resource_id::name(policy), &vm, &port);
        }
    }
}

/// Windows whose time is up are closed and their rules taken away.
pub(crate) fn close(simulation: &mut Simulation, policy: &str, start: &str) {
    let now = simulation.now;
    let mut closed = Vec::new();
    each_port(simulation, policy, start, |vm, port| {
        let end = port["endTimeUtc"].as_str().and_then(clock::instant);
        if port["status"] == "Initiated" && end.is_some_and(|end| end <= now) {
            port["status"] = json!("Revoked");
            port["statusReason"] = json!("Expired");
            closed.push((vm.to_owned(), port.clone()));
        }
    });
    for (vm, port) in closed {
        rules::remove_allow(simulation, resource_id::name(policy), &vm, &port);
    }
}

/// Notes the ends of the windows that an estate opens with.
pub(crate) fn watch_windows(simulation: &mut Simulation) {
    let now = simulation.now;
    let mut ends = Vec::new();
    for policy in simulation.store.iter().filter(|r| r.kind == KIND) {
        for request in policy.body["properties"]["requests"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let Some(start) = request["startTimeUtc"].as_str() else {
                continue;
            };
            let machines = request["virtualMachines"].as_array().into_iter().flatten();
            for port in machines.flat_map(|vm| vm["ports"].as_array().into_iter().flatten()) {
                let end = port["endTimeUtc"].as_str().and_then(clock::instant);
                if let Some(end) = end.filter(|&end| port["status"] == "Initiated" && end > now) {
                    ends.push((end, policy.id.clone(), start.to_owned()));
                }
            }
        }
    }
    for (end, policy, start) in ends {
        simulation.at(end, Happening::Close { policy, start });
    }
}
