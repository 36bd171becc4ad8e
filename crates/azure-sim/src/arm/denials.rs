//! Deny assignments.

use serde_json::{Value, json};

use super::authorization::{at, keys_of, one_or_page, principal, recorded};
use super::call::{Call, Outcome};
use super::gate::{authorize, only};
use crate::estate::DenyAssignment;
use crate::resource_id::{ResourcePath, covers};
use crate::simulation::Simulation;
use crate::token::guid;

pub(super) fn deny_assignments(
    simulation: &Simulation,
    call: &Call,
    path: &ResourcePath,
) -> Outcome {
    only(call, &["GET"])?;
    authorize(
        simulation,
        call.caller,
        "Microsoft.Authorization/denyAssignments/read",
        &path.scope,
    )?;
    let filter = call.filter().to_ascii_lowercase();
    let below = filter.is_empty();
    let keys = filter.starts_with("principalid eq ").then(|| {
        filter
            .split('\'')
            .nth(1)
            .map(|oid| keys_of(simulation, oid))
            .unwrap_or_default()
    });
    let items = simulation
        .estate
        .deny_assignments
        .iter()
        .filter(|(_, d)| covers(&d.scope, &path.scope) || (below && covers(&path.scope, &d.scope)))
        .filter(|(_, d)| {
            keys.as_ref()
                .is_none_or(|keys| d.principals.iter().any(|p| keys.contains(p)))
        })
        .map(|(key, deny)| deny_assignment(simulation, key, deny))
        .chain(recorded(simulation, call, path))
        .collect();
    one_or_page(simulation, call, path, items)
}

fn deny_assignment(simulation: &Simulation, key: &str, deny: &DenyAssignment) -> Value {
    let name = guid(&format!("deny {key}"));
    let wire = |keys: &[String]| -> Vec<Value> {
        keys.iter()
            .map(|key| {
                let (oid, kind, _) = principal(simulation, key);
                json!({"id": oid, "type": kind})
            })
            .collect()
    };
    let everyone = vec![json!({
        "id": "00000000-0000-0000-0000-000000000000",
        "type": "SystemDefined",
    })];
    json!({
        "properties": {
            "denyAssignmentName": deny.name,
            "description": deny.description,
            "permissions": deny.permissions,
            "scope": deny.scope,
            "doNotApplyToChildScopes": deny.do_not_apply_to_child_scopes,
            "principals": if deny.principals.is_empty() { everyone } else { wire(&deny.principals) },
            "excludePrincipals": wire(&deny.exclude_principals),
            "isSystemProtected": deny.is_system_protected,
            "condition": deny.condition,
        },
        "id": at(&deny.scope, "denyAssignments", &name),
        "type": "Microsoft.Authorization/denyAssignments",
        "name": name,
    })
}
