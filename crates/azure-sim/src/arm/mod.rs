//! Azure Resource Manager: what every request goes through (fault, sign-in,
//! throttle, version, subscription), who answers it then, and the headers that
//! every answer carries.

mod activity;
mod authenticate;
mod authorization;
mod batch;
mod call;
mod challenge;
mod compute;
mod denials;
mod effective;
mod eligibility;
mod gate;
mod generic;
mod graph;
mod headers;
mod jit;
mod paging;
mod pricings;
mod roles;
mod subscriptions;
mod writers;

use serde_json::Value;

use crate::error::ArmError;
use crate::http::{Request, Response, Target};
use crate::resource_id::ResourcePath;
use crate::world::{Event, Happening, Logged, World};

pub(crate) use jit::watch_windows;

use call::{Call, Outcome, path_and_query};

/// Answers one request to ARM, as a browser or any other client would send it.
pub fn handle(world: &mut World, request: &Request) -> Response {
    settle(world);
    let target = Target::parse(&request.url);
    let mut response = if request.method == "OPTIONS" {
        headers::preflight(request)
    } else {
        answer_or_fail(world, request, &target)
    };
    headers::dress(world, request, &target, &mut response);
    response.delay_ms += world.estate.settings.latency_ms;
    world.log.push(Logged {
        method: request.method.clone(),
        path: path_and_query(&request.url).to_owned(),
        status: response.status,
    });
    response
}

/// Lets happen what has come due since the last request.
fn settle(world: &mut World) {
    for Event { what, .. } in world.due() {
        match what {
            Happening::Grant {
                policy,
                start,
                requestor,
            } => jit::grant(world, &policy, &start, &requestor),
            Happening::Close { policy, start } => jit::close(world, &policy, &start),
            Happening::Settle { policy, dropped } => jit::settle(world, &policy, &dropped),
            Happening::Registered {
                subscription,
                namespace,
            } => {
                subscriptions::set_registration(world, &subscription, &namespace, "Registered");
            }
        }
    }
}

fn answer_or_fail(world: &mut World, request: &Request, target: &Target) -> Response {
    let response = with_faults(world, request, target);
    writers::follow(world, &request.method, path_and_query(&request.url));
    response
}

fn with_faults(world: &mut World, request: &Request, target: &Target) -> Response {
    let path = path_and_query(&request.url);
    let met = world
        .faults
        .iter_mut()
        .find_map(|fault| fault.meet(&request.method, path).cloned());
    if let Some(instead) = met
        .as_ref()
        .and_then(|failure| failure.instead(path, world.now))
    {
        return instead;
    }
    let mut response = answer(world, request, target).unwrap_or_else(|refusal| refusal.response());
    if let Some(failure) = met {
        failure.spoil(&mut response);
    }
    response
}

fn answer(world: &mut World, request: &Request, target: &Target) -> Outcome {
    let segments: Vec<String> = target
        .path
        .split('/')
        .filter(|s| !s.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let caller = authenticate::caller(world, request)?;
    let left = gate::throttle(world, request, target, &caller)?;
    gate::check_version(target)?;
    let call = Call {
        method: &request.method,
        target,
        body: serde_json::from_slice(&request.body).unwrap_or(Value::Null),
        caller: &caller,
        request,
    };
    route(world, &call, &segments)
        .map(|answer| answer.with(&left.header, left.requests.to_string()))
}

fn route(world: &mut World, call: &Call, segments: &[&str]) -> Outcome {
    match segments {
        ["tenants"] => subscriptions::tenants(world, call),
        ["batch"] => batch::answer(world, call, answer_or_fail),
        ["providers", "microsoft.resourcegraph", "resources"] => graph::answer(world, call),
        ["subscriptions"] => subscriptions::list(world, call),
        ["subscriptions", subscription, rest @ ..] => {
            let subscription = subscriptions::open(world, subscription, call)?;
            in_subscription(world, call, &subscription, rest)
        }
        ["providers", _, ..] => in_provider(world, call),
        _ => Err(ArmError::new(
            404,
            "InvalidRequestUri",
            format!("The request uri is invalid: '{}'.", call.path()),
        )),
    }
}

fn in_subscription(world: &mut World, call: &Call, subscription: &str, rest: &[&str]) -> Outcome {
    match rest {
        [] => subscriptions::get(world, call, subscription),
        ["locations"] => subscriptions::locations(world, call, subscription),
        ["resourcegroups"] => generic::groups(world, call, subscription),
        ["resources"] => generic::everything(world, call, subscription),
        ["providers"] => subscriptions::providers(world, call, subscription),
        ["providers", namespace] => subscriptions::provider(world, call, subscription, namespace),
        ["providers", namespace, action @ ("register" | "unregister")] => {
            subscriptions::register(world, call, subscription, namespace, action)
        }
        ["resourcegroups", _] => generic::group(world, call),
        _ => in_provider(world, call),
    }
}

/// Hands a request to those who know its type; all other types are alike.
fn in_provider(world: &mut World, call: &Call) -> Outcome {
    let path = ResourcePath::parse(call.path()).ok_or_else(|| {
        ArmError::new(
            400,
            "InvalidRequestUri",
            format!("The request uri is invalid: '{}'.", call.path()),
        )
    })?;
    let kind = path.resource_type().to_ascii_lowercase();
    match kind.as_str() {
        "microsoft.authorization/permissions" => authorization::permissions(world, call, &path),
        "microsoft.authorization/roleassignments" => {
            authorization::role_assignments(world, call, &path)
        }
        "microsoft.authorization/roledefinitions" => roles::role_definitions(world, call, &path),
        "microsoft.authorization/denyassignments" => denials::deny_assignments(world, call, &path),
        "microsoft.authorization/roleeligibilityscheduleinstances" => {
            eligibility::eligibilities(world, call, &path)
        }
        "microsoft.authorization/roleassignmentscheduleinstances" => {
            eligibility::active_schedules(world, call, &path)
        }
        "microsoft.insights/eventtypes/values" => activity::answer(world, call, &path),
        "microsoft.security/pricings" => pricings::answer(world, call, &path),
        "microsoft.security/jitnetworkaccesspolicies"
        | "microsoft.security/locations/jitnetworkaccesspolicies"
        | "microsoft.security/locations/jitnetworkaccesspolicies/initiate" => {
            jit::answer(world, call, &path)
        }
        "microsoft.compute/virtualmachines" | "microsoft.compute/virtualmachines/instanceview" => {
            compute::answer(world, call, &path)
        }
        "microsoft.network/networkinterfaces/effectivenetworksecuritygroups" => {
            effective::security_groups(world, call, &path)
        }
        "microsoft.network/virtualnetworks/listnetworkmanagereffectivesecurityadminrules" => {
            effective::admin_rules(world, call, &path)
        }
        "microsoft.network/locations/operationresults" => effective::operation(world, call, &path),
        _ => generic::answer(world, call, &path),
    }
}
