//! What somebody else writes between two requests of the client: carried out
//! as ARM would have carried out theirs, and not held against anybody's rights.

use serde_json::json;

use super::jit;
use crate::resource_id;
use crate::world::World;
use crate::writers::Change;

/// Lets those write who waited for this request to be answered.
pub(super) fn follow(world: &mut World, method: &str, path: &str) {
    let changes: Vec<Change> = world
        .writers
        .iter_mut()
        .filter_map(|writer| writer.meet(method, path).cloned())
        .collect();
    for change in changes {
        carry_out(world, change);
    }
}

fn carry_out(world: &mut World, change: Change) {
    match change {
        Change::Put { id, body } if is_policy(&id) => {
            jit::write(world, &id, &body);
        }
        Change::Put { id, mut body } => {
            body["id"] = json!(id);
            world.bag.insert(body);
        }
        Change::Delete { id } if is_policy(&id) => {
            jit::remove(world, &id);
        }
        Change::Delete { id } => {
            world.bag.remove(&id);
        }
    }
}

fn is_policy(id: &str) -> bool {
    resource_id::resource_type(id) == jit::KIND
}
