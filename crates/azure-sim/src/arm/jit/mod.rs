//! JIT policies: who answers which request, and the lists. Public sources: the
//! REST reference of Microsoft.Security/jitNetworkAccessPolicies and the
//! learn.microsoft.com page "Enable just-in-time access on VMs".

mod policy;
mod request;
mod rules;
mod window;

use super::call::{Call, Outcome};
use super::gate::{authorize, only};
use super::generic::{check_place, list_scope, missing};
use super::paging::page;
use crate::http::Response;
use crate::resource_id::ResourcePath;
use crate::simulation::Simulation;

use policy::TYPE;
pub(super) use policy::{KIND, remove, settle, write};
pub(crate) use window::watch_windows;
pub(super) use window::{close, grant};

pub(super) fn answer(simulation: &mut Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    if path.types.len() == 3 {
        only(call, &["POST"])?;
        return request::initiate(simulation, call, path);
    }
    if !path.is_item() {
        only(call, &["GET"])?;
        return list(simulation, call, path);
    }
    only(call, &["GET", "PUT", "DELETE"])?;
    match call.method {
        "GET" => {
            authorize(
                simulation,
                call.caller,
                &format!("{TYPE}/read"),
                call.path(),
            )?;
            check_place(simulation, call, path)?;
            let policy = simulation
                .store
                .get(call.path())
                .ok_or_else(|| missing(path))?;
            Ok(Response::json(200, &policy.body))
        }
        "PUT" => policy::put(simulation, call, path),
        _ => policy::delete(simulation, call, path),
    }
}

/// All policies below a scope, of one region where the path names one.
fn list(simulation: &Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    // A region is no scope of its own.
    let scope = if path.names.is_empty() {
        list_scope(call, path)
    } else {
        &path.scope
    };
    authorize(simulation, call.caller, &format!("{TYPE}/read"), scope)?;
    check_place(simulation, call, path)?;
    let region = path.names.first();
    let items = simulation
        .store
        .of_type(scope, KIND)
        .filter(|r| {
            region.is_none_or(|region| {
                region_of(&r.id).is_some_and(|own| own.eq_ignore_ascii_case(region))
            })
        })
        .map(|r| r.body.clone())
        .collect();
    Ok(page(simulation, call, items))
}

fn region_of(id: &str) -> Option<String> {
    ResourcePath::parse(id)?.names.into_iter().next()
}
