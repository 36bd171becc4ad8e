//! Azure Resource Manager: what every request goes through (fault, sign-in,
//! throttle, version, subscription), who answers it then, and the headers that
//! every answer carries.

mod activation;
mod activity;
mod authenticate;
mod authorization;
mod batch;
mod call;
mod challenge;
mod compute;
mod concurrent_writers;
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

use serde_json::Value;

use crate::error::ArmError;
use crate::http::{Request, Response, Target};
use crate::resource_id::ResourcePath;
use crate::simulation::{Event, Happening, Logged, Simulation};

pub(crate) use jit::watch_windows;

use call::{Call, Outcome, path_and_query};

/// Answers one request to ARM, as a browser or any other client would send it.
pub fn handle(simulation: &mut Simulation, request: &Request) -> Response {
    settle(simulation);
    let target = Target::parse(&request.url);
    let mut response = if request.method == "OPTIONS" {
        headers::preflight(request)
    } else {
        answer_or_fail(simulation, request, &target)
    };
    headers::dress(simulation, request, &target, &mut response);
    response.delay_ms += simulation.estate.settings.latency_ms;
    simulation.log.push(Logged {
        method: request.method.clone(),
        path: path_and_query(&request.url).to_owned(),
        status: response.status,
    });
    response
}

/// Lets happen what has come due since the last request.
fn settle(simulation: &mut Simulation) {
    for Event { what, .. } in simulation.due() {
        match what {
            Happening::Grant {
                policy,
                start,
                requestor,
            } => jit::grant(simulation, &policy, &start, &requestor),
            Happening::Close { policy, start } => jit::close(simulation, &policy, &start),
            Happening::Settle { policy, dropped } => jit::settle(simulation, &policy, &dropped),
            Happening::Registered {
                subscription,
                namespace,
            } => {
                subscriptions::set_registration(
                    simulation,
                    &subscription,
                    &namespace,
                    "Registered",
                );
            }
            Happening::Started { vm } => compute::started(simulation, &vm),
            Happening::Activated { request } => activation::activated(simulation, &request),
        }
    }
}

fn answer_or_fail(simulation: &mut Simulation, request: &Request, target: &Target) -> Response {
    let response = with_faults(simulation, request, target);
    concurrent_writers::follow(simulation, &request.method, path_and_query(&request.url));
    response
}

fn with_faults(simulation: &mut Simulation, request: &Request, target: &Target) -> Response {
    let path = path_and_query(&request.url);
    let met = simulation
        .faults
        .iter_mut()
        .find_map(|fault| fault.meet(&request.method, path).cloned());
    if let Some(instead) = met
        .as_ref()
        .and_then(|failure| failure.instead(path, simulation.now))
    {
        return instead;
    }
    let mut response =
        answer(simulation, request, target).unwrap_or_else(|refusal| refusal.response());
    if let Some(failure) = met {
        failure.spoil(&request.url, &mut response);
    }
    response
}

fn answer(simulation: &mut Simulation, request: &Request, target: &Target) -> Outcome {
    let segments: Vec<String> = target
        .path
        .split('/')
        .filter(|s| !s.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let caller = authenticate::caller(simulation, request)?;
    let left = gate::throttle(simulation, request, target, &caller)?;
    gate::check_version(target)?;
    let call = Call {
        method: &request.method,
        target,
        body: serde_json::from_slice(&request.body).unwrap_or(Value::Null),
        caller: &caller,
        request,
    };
    route(simulation, &call, &segments)
        .map(|answer| answer.with(&left.header, left.requests.to_string()))
}

fn route(simulation: &mut Simulation, call: &Call, segments: &[&str]) -> Outcome {
    match segments {
        ["tenants"] => subscriptions::tenants(simulation, call),
        ["batch"] => batch::answer(simulation, call, answer_or_fail),
        ["providers", "microsoft.resourcegraph", "resources"] => graph::answer(simulation, call),
        ["subscriptions"] => subscriptions::list(simulation, call),
        ["subscriptions", subscription, rest @ ..] => {
            let subscription = subscriptions::open(simulation, subscription, call)?;
            in_subscription(simulation, call, &subscription, rest)
        }
        ["providers", _, ..] => in_provider(simulation, call),
        _ => Err(ArmError::new(
            404,
            "InvalidRequestUri",
            format!("The request uri is invalid: '{}'.", call.path()),
        )),
    }
}

fn in_subscription(
    simulation: &mut Simulation,
    call: &Call,
    subscription: &str,
    rest: &[&str],
) -> Outcome {
    match rest {
        [] => subscriptions::get(simulation, call, subscription),
        ["locations"] => subscriptions::locations(simulation, call, subscription),
        ["resourcegroups"] => generic::groups(simulation, call, subscription),
        ["resources"] | ["resourcegroups", _, "resources"] => {
            generic::everything(simulation, call, subscription)
        }
        ["providers"] => subscriptions::providers(simulation, call, subscription),
        ["providers", namespace] => {
            subscriptions::provider(simulation, call, subscription, namespace)
        }
        ["providers", namespace, action @ ("register" | "unregister")] => {
            subscriptions::register(simulation, call, subscription, namespace, action)
        }
        ["resourcegroups", _] => generic::group(simulation, call),
        _ => in_provider(simulation, call),
    }
}

/// Hands a request to those who know its type; all other types are alike.
fn in_provider(simulation: &mut Simulation, call: &Call) -> Outcome {
    let path = ResourcePath::parse(call.path()).ok_or_else(|| {
        ArmError::new(
            400,
            "InvalidRequestUri",
            format!("The request uri is invalid: '{}'.", call.path()),
        )
    })?;
    let kind = path.resource_type().to_ascii_lowercase();
    match kind.as_str() {
        "microsoft.authorization/permissions" => {
            authorization::permissions(simulation, call, &path)
        }
        "microsoft.authorization/roleassignments" => {
            authorization::role_assignments(simulation, call, &path)
        }
        "microsoft.authorization/roledefinitions" => {
            roles::role_definitions(simulation, call, &path)
        }
        "microsoft.authorization/denyassignments" => {
            denials::deny_assignments(simulation, call, &path)
        }
        "microsoft.authorization/roleeligibilityscheduleinstances" => {
            eligibility::eligibilities(simulation, call, &path)
        }
        "microsoft.authorization/roleassignmentscheduleinstances" => {
            eligibility::active_schedules(simulation, call, &path)
        }
        "microsoft.authorization/roleassignmentschedulerequests" => {
            activation::answer(simulation, call, &path)
        }
        "microsoft.insights/eventtypes/values" => activity::answer(simulation, call, &path),
        "microsoft.security/pricings" => pricings::answer(simulation, call, &path),
        "microsoft.security/jitnetworkaccesspolicies"
        | "microsoft.security/locations/jitnetworkaccesspolicies"
        | "microsoft.security/locations/jitnetworkaccesspolicies/initiate" => {
            jit::answer(simulation, call, &path)
        }
        "microsoft.compute/virtualmachines/start" => compute::start(simulation, call, &path),
        "microsoft.compute/virtualmachines" | "microsoft.compute/virtualmachines/instanceview" => {
            compute::answer(simulation, call, &path)
        }
        "microsoft.network/networkinterfaces/effectivenetworksecuritygroups" => {
            effective::security_groups(simulation, call, &path)
        }
        "microsoft.network/virtualnetworks/listnetworkmanagereffectivesecurityadminrules" => {
            effective::admin_rules(simulation, call, &path)
        }
        "microsoft.network/locations/operationresults" => {
            effective::operation(simulation, call, &path)
        }
        _ => generic::answer(simulation, call, &path),
    }
}
