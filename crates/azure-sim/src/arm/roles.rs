//! Role definitions, built-in and custom.

use serde_json::{Value, json};

use super::authorization::{definition_id, one_or_page, recorded};
use super::call::{Call, Outcome};
use super::gate::{authorize, only};
use crate::estate::RoleDefinition;
use crate::resource_id::{ResourcePath, covers};
use crate::simulation::Simulation;

pub(super) fn role_definitions(
    simulation: &Simulation,
    call: &Call,
    path: &ResourcePath,
) -> Outcome {
    only(call, &["GET"])?;
    // Definitions of the tenant's root are everybody's to read.
    if !path.scope.is_empty() {
        authorize(
            simulation,
            call.caller,
            "Microsoft.Authorization/roleDefinitions/read",
            &path.scope,
        )?;
    }
    let filter = call.filter();
    let wanted = |field: &str| {
        let found = filter.to_ascii_lowercase().contains(field);
        found.then(|| filter.split('\'').nth(1).unwrap_or_default().to_owned())
    };
    let (name, kind) = (wanted("rolename eq "), wanted("type eq "));
    let items = simulation
        .estate
        .roles
        .values()
        .chain(crate::catalogue::built_in_roles())
        .filter(|role| {
            role.assignable_scopes.is_empty()
                || path.scope.is_empty()
                || role
                    .assignable_scopes
                    .iter()
                    .any(|s| covers(s, &path.scope) || covers(&path.scope, s))
        })
        .filter(|role| {
            name.as_ref()
                .is_none_or(|n| role.role_name.eq_ignore_ascii_case(n))
        })
        .filter(|role| {
            kind.as_ref()
                .is_none_or(|k| role.role_type.eq_ignore_ascii_case(k))
        })
        .map(|role| role_definition(role, &path.scope))
        .chain(recorded(simulation, call, path))
        .collect();
    one_or_page(simulation, call, path, items)
}

fn role_definition(role: &RoleDefinition, scope: &str) -> Value {
    json!({
        "properties": {
            "roleName": role.role_name,
            "type": role.role_type,
            "description": role.description,
            "assignableScopes": role.assignable_scopes,
            "permissions": role.permissions,
            "createdOn": "2015-02-02T21:55:09.8806423Z",
            "updatedOn": "2025-02-11T16:07:01.4132341Z",
            "createdBy": null,
            "updatedBy": null,
        },
        "id": definition_id(role, scope),
        "type": "Microsoft.Authorization/roleDefinitions",
        "name": role.name,
    })
}
