//! What every request must pass: the throttle, a version, the caller's rights,
//! and for changes a second factor, the state of the subscription and the locks.

use super::call::Call;
use super::challenge;
use crate::error::{self, ArmError};
use crate::http::{Request, Target};
use crate::rbac::{self, Caller};
use crate::resource_id::{self, ResourcePath};
use crate::simulation::Simulation;
use crate::throttle::Operation;

/// How many requests a caller has left, and the header that says so.
pub(super) struct Left {
    pub(super) header: String,
    pub(super) requests: u32,
}

pub(super) fn throttle(
    simulation: &mut Simulation,
    request: &Request,
    target: &Target,
    caller: &Caller,
) -> Result<Left, ArmError> {
    let operation = Operation::of(&request.method);
    let scope = resource_id::subscription(&target.path)
        .unwrap_or("tenant")
        .to_ascii_lowercase();
    let limits = simulation.estate.settings.throttle;
    let now = simulation.now;
    simulation
        .buckets
        .take(&limits, (&caller.oid, &scope, operation), now)
        .map(|requests| {
            let level = if scope == "tenant" { "tenant" } else { "subscription" };
            Left {
                header: format!("x-ms-ratelimit-remaining-{level}-{}s", operation.noun()),
                requests,
            }
        })
        .map_err(|seconds| {
            ArmError::new(
                429,
                "SubscriptionRequestsThrottled",
                format!(
                    "Number of '{}' requests for subscription '{scope}' actor '{}' exceeded. Please try again after '{seconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.",
                    operation.noun(),
                    caller.oid
                ),
            )
            .with("Retry-After", seconds.to_string())
        })
}

pub(super) fn check_version(target: &Target) -> Result<(), ArmError> {
    let Some(version) = target.query("api-version") else {
        return Err(ArmError::new(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        ));
    };
    let date = version.trim_end_matches("-preview");
    let well_formed = date.len() == 10
        && date.bytes().enumerate().all(|(i, b)| {
            if i == 4 || i == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    if well_formed {
        return Ok(());
    }
    Err(ArmError::new(
        400,
        "InvalidApiVersionParameter",
        format!("The api-version '{version}' is invalid."),
    ))
}

/// Refuses the caller who may not do `action` at `scope`, in ARM's words.
pub(super) fn authorize(
    simulation: &Simulation,
    caller: &Caller,
    action: &str,
    scope: &str,
) -> Result<(), ArmError> {
    if rbac::allowed(simulation, caller, action, scope) {
        return Ok(());
    }
    let (name, oid) = (&caller.name, &caller.oid);
    if rbac::denied(simulation, caller, action, scope) {
        return Err(ArmError::new(
            403,
            "DenyAssignmentAuthorizationFailed",
            format!(
                "The client '{name}' with object id '{oid}' has permission to perform action '{action}' on scope '{scope}'; however, the access is denied because of a deny assignment on this scope."
            ),
        ));
    }
    Err(ArmError::new(
        403,
        "AuthorizationFailed",
        format!(
            "The client '{name}' with object id '{oid}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials."
        ),
    ))
}

/// Refuses a change where the token shows too little, or the subscription or a
/// lock forbids it.
pub(super) fn check_writable(
    simulation: &Simulation,
    call: &Call,
    id: &str,
) -> Result<(), ArmError> {
    challenge::check_second_factor(simulation, call, id)?;
    let method = call.method;
    let subscription = resource_id::subscription(id).unwrap_or_default();
    if let Some((id, known)) = simulation.subscription(subscription)
        && known.state != "Enabled"
        && known.state != "PastDue"
    {
        return Err(ArmError::new(
            409,
            "ReadOnlyDisabledSubscription",
            format!(
                "The subscription '{id}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled."
            ),
        ));
    }
    let levels: &[&str] = if method == "DELETE" {
        &["ReadOnly", "CanNotDelete"]
    } else {
        &["ReadOnly"]
    };
    match lock(simulation, id, levels) {
        None => Ok(()),
        Some(scope) => Err(ArmError::new(
            409,
            "ScopeLocked",
            format!(
                "The scope '{id}' cannot perform {} operation because following scope(s) are locked: '{scope}'. Please remove the lock and try again.",
                if method == "DELETE" {
                    "delete"
                } else {
                    "write"
                }
            ),
        )),
    }
}

/// The scope of a lock of one of these levels that reaches `id`.
pub(super) fn lock(simulation: &Simulation, id: &str, levels: &[&str]) -> Option<String> {
    simulation
        .store
        .iter()
        .filter(|r| r.kind == "microsoft.authorization/locks")
        .filter(|r| levels.contains(&r.body["properties"]["level"].as_str().unwrap_or_default()))
        .filter_map(|r| ResourcePath::parse(&r.id))
        .map(|path| path.scope)
        .find(|scope| resource_id::covers(scope, id))
}

/// Refuses every method but the given ones.
pub(super) fn only(call: &Call, methods: &[&str]) -> Result<(), ArmError> {
    if methods.contains(&call.method) {
        Ok(())
    } else {
        Err(error::method_not_allowed(call.method))
    }
}
