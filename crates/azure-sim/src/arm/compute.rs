//! Virtual machines: what is known of them at run time comes only on demand.

use serde_json::{Value, json};
use time::Duration;

use super::call::{Call, Outcome};
use super::gate::{authorize, check_writable, only};
use super::generic::{check_place, list_scope, missing};
use super::paging::page_of;
use crate::http::Response;
use crate::resource_id::{self, ResourcePath, covers};
use crate::resource_store::Resource;
use crate::simulation::{Happening, Simulation};

/// How long a VM takes to start.
const START_SECONDS: i64 = 20;

const READ: &str = "Microsoft.Compute/virtualMachines/read";

pub(super) fn answer(simulation: &Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    only(call, &["GET"])?;
    if path.types.len() == 2 {
        return instance_view(simulation, call, path);
    }
    if path.is_item() {
        authorize(simulation, call.caller, READ, call.path())?;
        check_place(simulation, call, path)?;
        let vm = simulation
            .store
            .get(call.path())
            .ok_or_else(|| missing(path))?;
        let expand = call
            .query("$expand")
            .is_some_and(|e| e.to_ascii_lowercase().contains("instanceview"));
        return Ok(Response::json(200, &shown(vm, expand)));
    }
    let scope = list_scope(call, path);
    authorize(simulation, call.caller, READ, scope)?;
    check_place(simulation, call, path)?;
    let run_time = call
        .query("statusOnly")
        .is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let set = scale_set(call.filter());
    let vms = simulation
        .store
        .of_type(scope, "microsoft.compute/virtualmachines")
        .filter(|vm| {
            set.as_deref().is_none_or(|set| {
                vm.body["properties"]["virtualMachineScaleSet"]["id"]
                    .as_str()
                    .is_some_and(|own| own.eq_ignore_ascii_case(set))
            })
        })
        .filter(|vm| covers(scope, &vm.id))
        .collect();
    Ok(page_of(simulation, call, vms, |vm| shown(vm, run_time)))
}

fn scale_set(filter: &str) -> Option<String> {
    let (field, value) = filter.split_once(" eq ")?;
    (field.trim() == "'virtualMachineScaleSet/id'")
        .then(|| value.trim().trim_matches('\'').to_owned())
}

fn shown(vm: &Resource, run_time: bool) -> Value {
    let mut body = vm.body.clone();
    if run_time && let Some(view) = vm.side.get("instanceView") {
        body["properties"]["instanceView"] = view.clone();
    }
    body
}

fn instance_view(simulation: &Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    let vm = list_scope(call, path);
    authorize(
        simulation,
        call.caller,
        "Microsoft.Compute/virtualMachines/instanceView/read",
        vm,
    )?;
    check_place(simulation, call, path)?;
    let view = simulation
        .store
        .get(vm)
        .map(|vm| vm.side.get("instanceView").cloned().unwrap_or_default());
    view.map(|view| Response::json(200, &view)).ok_or_else(|| {
        crate::error::resource_not_found(
            &path.namespace,
            &format!("virtualMachines/{}", resource_id::name(vm)),
            resource_id::group(vm),
        )
    })
}

/// Source: learn.microsoft.com, REST "Virtual Machines - Start": 202 while it goes on.
pub(super) fn start(simulation: &mut Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    only(call, &["POST"])?;
    let vm = list_scope(call, path).to_owned();
    let action = "Microsoft.Compute/virtualMachines/start/action";
    authorize(simulation, call.caller, action, &vm)?;
    check_place(simulation, call, path)?;
    check_writable(simulation, call, &vm)?;
    let known = simulation.store.get(&vm);
    known.ok_or_else(|| missing(path))?;
    set_power(simulation, &vm, "starting");
    simulation.later(Duration::seconds(START_SECONDS), Happening::Started { vm });
    Ok(Response::json(202, &Value::Null))
}

/// A VM that was started runs now, unless the estate says why it cannot: then it is what
/// it was. Source: learn.microsoft.com, "States and billing status of Azure Virtual
/// Machines", for the form of the failure.
pub(super) fn started(simulation: &mut Simulation, vm: &str) {
    let failure = simulation.store.get(vm);
    let failure = failure.and_then(|it| it.side.get("startFailure").cloned());
    let Some(failure) = failure else {
        return set_power(simulation, vm, "running");
    };
    set_power(simulation, vm, "deallocated");
    let code = failure["code"].as_str().unwrap_or_default();
    let status = json!({
        "code": format!("ProvisioningState/failed/{code}"),
        "level": "Error",
        "displayStatus": "Provisioning failed",
        "message": failure["message"],
    });
    set_status(simulation, vm, &status);
}

pub(super) fn set_power(simulation: &mut Simulation, vm: &str, power: &str) {
    let status = json!({
        "code": format!("PowerState/{power}"),
        "level": "Info",
        "displayStatus": format!("VM {power}"),
    });
    set_status(simulation, vm, &status);
}

/// Puts a status of the VM in place of the one of its kind.
fn set_status(simulation: &mut Simulation, vm: &str, status: &Value) {
    let kind = |it: &Value| {
        it["code"]
            .as_str()
            .and_then(|it| it.split('/').next().map(str::to_owned))
    };
    let view = simulation.store.get_mut(vm);
    let view = view.and_then(|it| it.side.get_mut("instanceView"));
    let statuses = view.and_then(|it| it["statuses"].as_array_mut());
    for same in statuses.into_iter().flatten() {
        if kind(same) == kind(status) {
            *same = status.clone();
        }
    }
}
