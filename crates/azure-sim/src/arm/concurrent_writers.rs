//! What somebody else writes between two requests of the client: carried out
//! as ARM would have carried out theirs, and not held against anybody's rights.

use serde_json::json;

use super::{compute, jit};
use crate::concurrent_writers::Change;
use crate::merge::merge;
use crate::resource_id;
use crate::simulation::Simulation;

/// Lets those write who waited for this request to be answered.
pub(super) fn follow(simulation: &mut Simulation, method: &str, path: &str) {
    let changes: Vec<Change> = simulation
        .concurrent_writers
        .iter_mut()
        .filter_map(|writer| writer.meet(method, path).cloned())
        .collect();
    for change in changes {
        carry_out(simulation, change);
    }
}

fn carry_out(simulation: &mut Simulation, change: Change) {
    match change {
        Change::Put { id, body } if is_policy(&id) => {
            jit::write(simulation, &id, &body);
        }
        Change::Put { id, mut body } => {
            body["id"] = json!(id);
            simulation.store.insert(body);
        }
        Change::Delete { id } if is_policy(&id) => {
            jit::remove(simulation, &id);
        }
        Change::Delete { id } => {
            simulation.store.remove(&id);
        }
        Change::Merge { id, body } => {
            if let Some(resource) = simulation.store.get_mut(&id) {
                merge(&mut resource.body, &body);
            }
        }
        Change::Power { id, state } => compute::set_power(simulation, &id, &state),
    }
}

fn is_policy(id: &str) -> bool {
    resource_id::resource_type(id) == jit::KIND
}
