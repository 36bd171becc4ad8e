//! Reading resources that behave like all others: one by its id, or a list by
//! type and scope.

use serde_json::Value;

use super::call::{Call, Outcome};
use super::gate::{authorize, only};
use super::paging::{page, page_of};
use super::subscriptions;
use crate::error::{self, ArmError};
use crate::http::Response;
use crate::rbac;
use crate::resource_id::{self, ResourcePath, covers};
use crate::resource_store::Resource;
use crate::simulation::Simulation;

/// Types that exist although an estate may have none of them. A type that is
/// neither here nor in the store does not exist.
const KNOWN_TYPES: &[&str] = &[
    "microsoft.authorization/locks",
    "microsoft.authorization/policyassignments",
    "microsoft.authorization/policydefinitions",
    "microsoft.authorization/policyexemptions",
    "microsoft.authorization/policysetdefinitions",
    "microsoft.classiccompute/virtualmachines",
    "microsoft.compute/virtualmachinescalesets",
    "microsoft.compute/virtualmachinescalesets/virtualmachines",
    "microsoft.hybridcompute/machines",
    "microsoft.network/applicationsecuritygroups",
    "microsoft.network/azurefirewalls",
    "microsoft.network/bastionhosts",
    "microsoft.network/firewallpolicies",
    "microsoft.network/loadbalancers",
    "microsoft.network/networkinterfaces",
    "microsoft.network/networkmanagers",
    "microsoft.network/networksecuritygroups",
    "microsoft.network/networksecuritygroups/defaultsecurityrules",
    "microsoft.network/networksecuritygroups/securityrules",
    "microsoft.network/publicipaddresses",
    "microsoft.network/routetables",
    "microsoft.network/routetables/routes",
    "microsoft.network/virtualhubs",
    "microsoft.network/virtualhubs/hubvirtualnetworkconnections",
    "microsoft.network/virtualnetworks",
    "microsoft.network/virtualnetworks/subnets",
    "microsoft.network/virtualnetworks/virtualnetworkpeerings",
    "microsoft.security/assessments",
    "microsoft.security/locations",
    "microsoft.security/policies",
];

pub(super) fn answer(simulation: &Simulation, call: &Call, path: &ResourcePath) -> Outcome {
    only(call, &["GET"])?;
    let kind = path.resource_type();
    let lower = kind.to_ascii_lowercase();
    if path.types.is_empty() || !exists(simulation, &lower) {
        return Err(ArmError::new(
            404,
            "InvalidResourceType",
            format!(
                "The resource type '{}' could not be found in the namespace '{}' for api version '{}'.",
                path.types.join("/"),
                path.namespace,
                call.query("api-version").unwrap_or_default()
            ),
        ));
    }
    if path.is_item() {
        check_read(simulation, call, &kind, call.path())?;
        check_place(simulation, call, path)?;
        let body = simulation
            .store
            .find(call.path())
            .ok_or_else(|| missing(path))?;
        return Ok(Response::json(200, &body));
    }
    check_read(simulation, call, &kind, list_scope(call, path))?;
    check_place(simulation, call, path)?;
    if !path.names.is_empty() {
        let items = children(simulation, call, path, &lower)?;
        return Ok(page(simulation, call, items));
    }
    let items = items(simulation, call, path, &lower);
    Ok(page_of(simulation, call, items, |it| it.body.clone()))
}

fn exists(simulation: &Simulation, kind: &str) -> bool {
    KNOWN_TYPES.contains(&kind) || simulation.store.iter().any(|r| r.kind == kind)
}

pub(super) fn missing(path: &ResourcePath) -> ArmError {
    error::resource_not_found(
        &path.namespace,
        &path.local_name(),
        resource_id::group(&path.scope),
    )
}

fn check_read(
    simulation: &Simulation,
    call: &Call,
    kind: &str,
    scope: &str,
) -> Result<(), ArmError> {
    // Definitions that come with Azure are everybody's to read.
    if scope
        .to_ascii_lowercase()
        .starts_with("/providers/microsoft.authorization/policy")
    {
        return Ok(());
    }
    authorize(simulation, call.caller, &format!("{kind}/read"), scope)
}

/// The scope at which ARM asks for the right to list: the parent of the
/// collection, or what its provider hangs on.
pub(super) fn list_scope<'a>(call: &'a Call, path: &'a ResourcePath) -> &'a str {
    if path.names.is_empty() {
        &path.scope
    } else {
        call.path()
            .rsplit_once('/')
            .map_or("", |(parent, _)| parent)
    }
}

/// Refuses a namespace that is not registered and a group that is not there.
pub(super) fn check_place(
    simulation: &Simulation,
    call: &Call,
    path: &ResourcePath,
) -> Result<(), ArmError> {
    let Some(subscription) = resource_id::subscription(call.path()) else {
        return Ok(());
    };
    subscriptions::check_registered(simulation, subscription, &path.namespace)?;
    match resource_id::group(call.path()) {
        Some(group) if !simulation.store.has_group(subscription, group) => {
            Err(error::group_not_found(group))
        }
        _ => Ok(()),
    }
}

fn items<'a>(
    simulation: &'a Simulation,
    call: &Call,
    path: &ResourcePath,
    kind: &str,
) -> Vec<&'a Resource> {
    let inherited =
        kind.starts_with("microsoft.authorization/") && kind != "microsoft.authorization/locks";
    let at_scope = call.filter().to_ascii_lowercase().starts_with("atscope()");
    simulation
        .store
        .iter()
        .filter(|r| r.kind == kind)
        .filter(|r| {
            let own = ResourcePath::parse(&r.id).map_or_else(String::new, |p| p.scope);
            let here = own.eq_ignore_ascii_case(&path.scope);
            let above = inherited && covers(&own, &path.scope);
            here || above || (!at_scope && covers(&path.scope, &r.id))
        })
        .collect()
}

/// A list below one resource: its children in the store, else the parts that it
/// carries itself.
fn children(
    simulation: &Simulation,
    call: &Call,
    path: &ResourcePath,
    kind: &str,
) -> Result<Vec<Value>, ArmError> {
    let parent = list_scope(call, path);
    let depth = parent.split('/').count() + 2;
    let own: Vec<Value> = simulation
        .store
        .of_type(parent, kind)
        .filter(|r| r.id.split('/').count() == depth)
        .map(|r| r.body.clone())
        .collect();
    if !own.is_empty() {
        return Ok(own);
    }
    let last = path.types.last().map_or("", String::as_str);
    if let Some(parts) = simulation.store.parts(parent, last) {
        return Ok(parts.clone());
    }
    if simulation.store.get(parent).is_some() {
        return Ok(own);
    }
    Err(ArmError::new(
        404,
        "ParentResourceNotFound",
        format!(
            "Failed to perform 'read' on resource(s) of type '{}', because the parent resource '{parent}' could not be found.",
            path.types.join("/")
        ),
    ))
}

const GROUP_READ: &str = "Microsoft.Resources/subscriptions/resourceGroups/read";

/// The groups that the caller may read; nobody is refused the list itself.
pub(super) fn groups(simulation: &Simulation, call: &Call, subscription: &str) -> Outcome {
    only(call, &["GET"])?;
    let scope = format!("/subscriptions/{subscription}");
    let items = simulation
        .store
        .of_type(&scope, "microsoft.resources/subscriptions/resourcegroups")
        .filter(|r| rbac::allowed(simulation, call.caller, GROUP_READ, &r.id))
        .map(|r| r.body.clone())
        .collect();
    Ok(page(simulation, call, items))
}

/// A group, or by `HEAD` only whether there is one.
pub(super) fn group(simulation: &Simulation, call: &Call) -> Outcome {
    only(call, &["GET", "HEAD"])?;
    authorize(simulation, call.caller, GROUP_READ, call.path())?;
    simulation
        .store
        .get(call.path())
        .map(|r| match call.method {
            "HEAD" => Response::empty(204),
            _ => Response::json(200, &r.body),
        })
        .ok_or_else(|| error::group_not_found(resource_id::name(call.path())))
}

/// What every list of mixed types shows of a resource, of a subscription or of
/// one group. What hangs on a resource, such as an assessment, is in none.
pub(super) fn everything(simulation: &Simulation, call: &Call, subscription: &str) -> Outcome {
    only(call, &["GET"])?;
    let scope = call
        .path()
        .trim_end_matches('/')
        .rsplit_once('/')
        .map_or("", |(scope, _)| scope);
    if let Some(group) = resource_id::group(scope)
        && !simulation.store.has_group(subscription, group)
    {
        return Err(error::group_not_found(group));
    }
    let wanted = call.filter().to_ascii_lowercase();
    let wanted = wanted
        .strip_prefix("resourcetype eq '")
        .and_then(|rest| rest.strip_suffix('\''));
    let items = simulation
        .store
        .below(scope)
        .filter(|r| resource_id::group(&r.id).is_some_and(|_| r.kind.matches('/').count() == 1))
        .filter(|r| {
            ResourcePath::parse(&r.id)
                .is_some_and(|path| ResourcePath::parse(&path.scope).is_none())
        })
        .filter(|r| !r.kind.starts_with("microsoft.authorization/"))
        .filter(|r| wanted.is_none_or(|kind| r.kind == kind))
        .filter(|r| rbac::allowed(simulation, call.caller, &format!("{}/read", r.kind), &r.id))
        .map(|r| {
            let mut short = r.body.clone();
            if let Value::Object(fields) = &mut short {
                fields.retain(|key, _| {
                    matches!(
                        key.as_str(),
                        "id" | "name" | "type" | "location" | "tags" | "kind" | "sku" | "managedBy"
                    )
                });
            }
            short
        })
        .collect();
    Ok(page(simulation, call, items))
}
