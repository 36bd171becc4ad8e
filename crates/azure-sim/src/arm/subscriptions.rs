//! Tenants, subscriptions, locations and the registration of providers.

use serde_json::{Value, json};
use time::Duration;

use super::authenticate;
use super::call::{Call, Outcome};
use super::gate::{authorize, check_writable, only};
use super::paging::page;
use crate::error::{self, ArmError};
use crate::estate::Subscription;
use crate::http::Response;
use crate::rbac::Sight;
use crate::simulation::{Happening, Simulation};

const REGISTRATION_SECONDS: i64 = 10;

/// Namespaces that every subscription has without registering.
const ALWAYS_REGISTERED: [&str; 6] = [
    "microsoft.authorization",
    "microsoft.resources",
    "microsoft.features",
    "microsoft.insights",
    "microsoft.resourcegraph",
    "microsoft.management",
];

pub(super) fn tenants(simulation: &Simulation, call: &Call) -> Outcome {
    only(call, &["GET"])?;
    let Some(person) = simulation.estate.people.get(&call.caller.person) else {
        return Ok(page(simulation, call, Vec::new()));
    };
    let known = std::iter::once(&person.tenant).chain(&person.guest_of);
    let tenants = known
        .filter_map(|id| Some((id, simulation.estate.tenants.get(id)?)))
        .map(|(id, tenant)| {
            json!({
                "id": format!("/tenants/{id}"),
                "tenantId": id,
                "countryCode": tenant.country_code,
                "displayName": tenant.display_name,
                "domains": [tenant.default_domain],
                "defaultDomain": tenant.default_domain,
                "tenantCategory": "Home",
                "tenantType": "AAD",
            })
        })
        .collect();
    Ok(page(simulation, call, tenants))
}

/// The id of a subscription of the token's tenant, or ARM's refusal.
pub(super) fn open(simulation: &Simulation, id: &str, call: &Call) -> Result<String, ArmError> {
    let (id, subscription) = simulation
        .subscription(id)
        .ok_or_else(|| error::subscription_not_found(id))?;
    if !subscription.is_open_to(&call.caller.tenant) {
        return Err(authenticate::wrong_tenant(
            simulation,
            &call.caller.tenant,
            &subscription.tenant_id,
        ));
    }
    Ok(id.to_owned())
}

/// The subscriptions of the token's tenant in which the caller has any role.
pub(super) fn visible<'a>(
    simulation: &'a Simulation,
    call: &'a Call,
) -> impl Iterator<Item = (&'a String, &'a Subscription)> {
    let sight = Sight::of(simulation, call.caller);
    let all = simulation.estate.subscriptions.iter();
    all.filter(move |(id, subscription)| {
        subscription.is_open_to(&call.caller.tenant) && sight.reaches(id)
    })
}

pub(super) fn list(simulation: &Simulation, call: &Call) -> Outcome {
    only(call, &["GET"])?;
    let items = visible(simulation, call)
        .map(|(id, s)| wire(id, s))
        .collect();
    Ok(page(simulation, call, items))
}

pub(super) fn get(simulation: &Simulation, call: &Call, id: &str) -> Outcome {
    only(call, &["GET"])?;
    see(simulation, call, id)?;
    let (id, subscription) = simulation
        .subscription(id)
        .ok_or_else(|| error::subscription_not_found(id))?;
    Ok(Response::json(200, &wire(id, subscription)))
}

/// Any role in a subscription shows the subscription itself.
fn see(simulation: &Simulation, call: &Call, id: &str) -> Result<(), ArmError> {
    let scope = format!("/subscriptions/{id}");
    if Sight::of(simulation, call.caller).reaches(id) {
        return Ok(());
    }
    authorize(
        simulation,
        call.caller,
        "Microsoft.Resources/subscriptions/read",
        &scope,
    )
}

fn wire(id: &str, subscription: &Subscription) -> Value {
    let managed_by = subscription.managed_by_tenants.iter();
    let managed_by: Vec<Value> = managed_by.map(|it| json!({"tenantId": it})).collect();
    json!({
        "id": format!("/subscriptions/{id}"),
        "authorizationSource": "RoleBased",
        "managedByTenants": managed_by,
        "subscriptionId": id,
        "tenantId": subscription.tenant_id,
        "displayName": subscription.display_name,
        "state": subscription.state,
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    })
}

pub(super) fn locations(simulation: &Simulation, call: &Call, id: &str) -> Outcome {
    only(call, &["GET"])?;
    see(simulation, call, id)?;
    let items = [
        ("westeurope", "West Europe", "Europe"),
        ("northeurope", "North Europe", "Europe"),
        ("japaneast", "Japan East", "Asia Pacific"),
        ("japanwest", "Japan West", "Asia Pacific"),
        ("eastus", "East US", "US"),
    ]
    .iter()
    .map(|(name, display, group)| {
        json!({
            "id": format!("/subscriptions/{id}/locations/{name}"),
            "name": name,
            "type": "Region",
            "displayName": display,
            "regionalDisplayName": format!("({group}) {display}"),
            "metadata": {"regionType": "Physical", "regionCategory": "Recommended", "geographyGroup": group},
        })
    })
    .collect();
    Ok(page(simulation, call, items))
}

fn registration<'a>(subscription: &'a Subscription, namespace: &str) -> Option<(&'a str, &'a str)> {
    subscription
        .providers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(namespace))
        .map(|(name, state)| (name.as_str(), state.as_str()))
}

/// Refuses a namespace that the subscription has not registered.
pub(super) fn check_registered(
    simulation: &Simulation,
    subscription: &str,
    namespace: &str,
) -> Result<(), ArmError> {
    if ALWAYS_REGISTERED.contains(&namespace.to_ascii_lowercase().as_str()) {
        return Ok(());
    }
    let state = simulation
        .subscription(subscription)
        .and_then(|(_, s)| registration(s, namespace))
        .map_or("NotRegistered", |(_, state)| state);
    // A provider that is registering answers already where it is ready.
    if state == "Registered" || state == "Registering" {
        return Ok(());
    }
    Err(ArmError::new(
        409,
        "MissingSubscriptionRegistration",
        format!(
            "The subscription is not registered to use namespace '{namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions."
        ),
    ))
}

pub(super) fn providers(simulation: &Simulation, call: &Call, id: &str) -> Outcome {
    only(call, &["GET"])?;
    may_read_providers(simulation, call, id)?;
    let items = simulation
        .subscription(id)
        .map(|(id, s)| {
            s.providers
                .iter()
                .map(|(name, state)| provider_wire(id, name, state))
                .collect()
        })
        .unwrap_or_default();
    Ok(page(simulation, call, items))
}

pub(super) fn provider(simulation: &Simulation, call: &Call, id: &str, namespace: &str) -> Outcome {
    only(call, &["GET"])?;
    may_read_providers(simulation, call, id)?;
    Ok(Response::json(200, &state_of(simulation, id, namespace)))
}

fn may_read_providers(simulation: &Simulation, call: &Call, id: &str) -> Result<(), ArmError> {
    let scope = format!("/subscriptions/{id}");
    authorize(
        simulation,
        call.caller,
        "Microsoft.Resources/subscriptions/providers/read",
        &scope,
    )
}

fn state_of(simulation: &Simulation, id: &str, namespace: &str) -> Value {
    let (name, state) = simulation
        .subscription(id)
        .and_then(|(_, s)| registration(s, namespace))
        .unwrap_or((namespace, "NotRegistered"));
    provider_wire(id, name, state)
}

fn provider_wire(id: &str, namespace: &str, state: &str) -> Value {
    json!({
        "id": format!("/subscriptions/{id}/providers/{namespace}"),
        "namespace": namespace,
        "resourceTypes": [],
        "registrationState": state,
        "registrationPolicy": "RegistrationRequired",
    })
}

pub(super) fn register(
    simulation: &mut Simulation,
    call: &Call,
    id: &str,
    namespace: &str,
    action: &str,
) -> Outcome {
    only(call, &["POST"])?;
    let scope = format!("/subscriptions/{id}");
    let name = state_of(simulation, id, namespace)["namespace"]
        .as_str()
        .unwrap_or(namespace)
        .to_owned();
    authorize(
        simulation,
        call.caller,
        &format!("{name}/{action}/action"),
        &scope,
    )?;
    check_writable(simulation, call, &scope)?;
    if action == "register" {
        set_registration(simulation, id, &name, "Registering");
        simulation.later(
            Duration::seconds(REGISTRATION_SECONDS),
            Happening::Registered {
                subscription: id.to_owned(),
                namespace: name.clone(),
            },
        );
    } else {
        set_registration(simulation, id, &name, "NotRegistered");
    }
    Ok(Response::json(200, &state_of(simulation, id, &name)))
}

pub(super) fn set_registration(
    simulation: &mut Simulation,
    id: &str,
    namespace: &str,
    state: &str,
) {
    if let Some(subscription) = simulation.estate.subscriptions.get_mut(id) {
        subscription
            .providers
            .insert(namespace.to_owned(), state.to_owned());
    }
}
