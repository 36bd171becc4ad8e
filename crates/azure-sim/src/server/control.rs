//! What a developer or a test asks of the simulator itself: which estates
//! there are, a token, and the requests that were made with it. Answered on
//! localhost only.

use std::sync::{PoisonError, atomic::Ordering};

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::state::Server;
use crate::catalogue;
use crate::estate::EstateError;
use crate::http::{Request, Response, Target};
use crate::simulation::Simulation;
use crate::token::{self, Wish};

pub(super) fn answer(server: &Server, request: &Request, now: OffsetDateTime) -> Response {
    let target = Target::parse(&request.url);
    if !matches!(target.host.as_str(), "localhost" | "127.0.0.1" | "[::1]") {
        return refusal(421, "This host is not simulated.");
    }
    match (request.method.as_str(), target.path.as_str()) {
        ("GET", "/_sim/estates") => estates(server),
        ("GET", "/_sim/token") => token(server, &target, now),
        ("GET", "/_sim/requests") => requests(server, &target),
        _ => refusal(
            404,
            "There is /_sim/estates, /_sim/token and /_sim/requests.",
        ),
    }
}

fn refusal(status: u16, words: &str) -> Response {
    Response::text(status, "text/plain; charset=utf-8", words)
}

fn estates(server: &Server) -> Response {
    match catalogue::estates() {
        Ok(entries) => Response::json(
            200,
            &json!({"names": server.library.names().collect::<Vec<_>>(), "estates": entries}),
        ),
        Err(error) => refusal(500, &error.to_string()),
    }
}

/// A token in the form in which `az account get-access-token` prints it.
fn token(server: &Server, target: &Target, now: OffsetDateTime) -> Response {
    let estate = target.query("estate").unwrap_or(&server.estate);
    let wanted = |name: &str| target.query(name).map(str::parse::<u32>).transpose();
    let opened = match (wanted("vms"), wanted("subscriptions")) {
        (Ok(None), Ok(_)) => server.library.open(estate, now),
        (Ok(Some(vms)), Ok(copies)) => fleet(estate, vms, copies.unwrap_or(1), now),
        (Err(_), _) => return refusal(400, "'vms' is no number"),
        (_, Err(_)) => return refusal(400, "'subscriptions' is no number"),
    };
    let simulation = match opened {
        Ok(simulation) => simulation,
        Err(error) => return refusal(404, &error.to_string()),
    };
    match issue(server, target, simulation) {
        Ok(body) => Response::json(200, &body),
        Err(words) => refusal(400, &words),
    }
}

/// How many VMs an estate that has a fleet makes up, about.
const FLEET: u64 = 10_000;

/// The estate with about so many VMs made up, in each of so many subscriptions.
fn fleet(
    estate: &str,
    vms: u32,
    subscriptions: u32,
    now: OffsetDateTime,
) -> Result<Simulation, EstateError> {
    let mut document = catalogue::document(estate)?;
    for rule in document["generate"].as_array_mut().into_iter().flatten() {
        let count = rule["count"].as_u64().unwrap_or_default();
        rule["count"] = json!((count * u64::from(vms) + FLEET / 2) / FLEET);
    }
    let whole = document.clone();
    for n in 1..subscriptions {
        copy_subscription(&whole, &mut document, n);
    }
    Simulation::from_document(estate, document, now)
}

/// Adds a subscription that is like the one in which VMs are made up.
fn copy_subscription(whole: &Value, document: &mut Value, n: u32) {
    let first = whole["generate"][0]["resources"][0]["id"].as_str();
    let Some(own) = first.and_then(|id| id.split('/').nth(2)) else {
        return;
    };
    let copy = format!("00000000-0000-4000-8000-{n:012}");
    let copied = |value: &Value| -> Value {
        let text = value.to_string().replace(own, &copy);
        serde_json::from_str(&text).unwrap_or_default()
    };
    let mut subscription = whole["subscriptions"][own].clone();
    subscription["displayName"] = json!(format!("Subscription {n:03}"));
    document["subscriptions"][&copy] = subscription;
    if let (Some(rules), Value::Array(more)) = (
        document["generate"].as_array_mut(),
        copied(&whole["generate"]),
    ) {
        rules.extend(more);
    }
    // Of nobody else: each right that is asked about looks through all of them.
    let person = &whole["ask"]["person"];
    for of in ["resources", "assignments"] {
        let all = whole[of].as_object().into_iter().flatten();
        let all = all.filter(|(_, it)| of == "resources" || it["principal"] == *person);
        for (name, value) in all.filter(|(_, it)| it.to_string().contains(own)) {
            document[of][format!("{name}-{n}")] = copied(value);
        }
    }
}

fn issue(server: &Server, target: &Target, mut simulation: Simulation) -> Result<Value, String> {
    let number = |name: &str| -> Result<Option<i64>, String> {
        target
            .query(name)
            .map(|text| text.parse().map_err(|_| format!("'{name}' is no number")))
            .transpose()
    };
    let settings = &mut simulation.estate.settings;
    for (wish, setting) in [
        ("latency", &mut settings.latency_ms),
        ("operation", &mut settings.operation_seconds),
    ] {
        if let Some(number) = number(wish)? {
            *setting = u64::try_from(number).map_err(|e| e.to_string())?;
        }
    }
    if let Some(preflight) = number("preflight")? {
        let preflight = u64::try_from(preflight).map_err(|e| e.to_string())?;
        server.preflight_ms.store(preflight, Ordering::Relaxed);
    }
    let wish = Wish {
        lifetime_seconds: number("ttl")?,
        audience: target.query("aud").map(str::to_owned),
        tenant: target.query("tenant").map(str::to_owned),
        ..Wish::default()
    };
    let person = target
        .query("person")
        .unwrap_or(&simulation.estate.ask.person)
        .to_owned();
    let mut simulations = server
        .simulations
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let key = simulations.fresh_key();
    let token = simulation
        .token_for(&person, &key, &wish)
        .map_err(|error| error.to_string())?;
    let body = as_cli(&simulation, &person, &token);
    let key = format!("{}/{key}", simulation.name);
    simulations
        .open(&key, || Ok(simulation))
        .map_err(|error| error.to_string())?;
    Ok(body)
}

fn as_cli(simulation: &Simulation, person: &str, token: &str) -> Value {
    let claims = token::verify(token).unwrap_or_default();
    let tenant = claims["tid"].as_str().or_else(|| {
        simulation
            .estate
            .people
            .get(person)
            .map(|p| p.tenant.as_str())
    });
    let expires = claims["exp"].as_i64().unwrap_or_default();
    let until = OffsetDateTime::from_unix_timestamp(expires).unwrap_or(simulation.now);
    let subscription = simulation
        .estate
        .subscriptions
        .iter()
        .find(|(_, s)| Some(s.tenant_id.as_str()) == tenant)
        .map(|(id, _)| id);
    json!({
        "accessToken": token,
        "expiresOn": format!("{} {:02}:{:02}:{:02}.000000", until.date(), until.hour(), until.minute(), until.second()),
        "expires_on": expires,
        "subscription": subscription,
        "tenant": tenant,
        "tokenType": "Bearer",
    })
}

/// The requests that were made with a token, in order.
fn requests(server: &Server, target: &Target) -> Response {
    let Some(grant) = target.query("token").and_then(token::grant) else {
        return refusal(400, "This is no token of this simulator.");
    };
    let simulations = server
        .simulations
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let key = format!("{}/{}", grant.estate, grant.simulation);
    let log = simulations
        .get(&key)
        .map(Simulation::log)
        .unwrap_or_default();
    let count = |method: &str| log.iter().filter(|l| l.method == method).count();
    let list: Vec<Value> = log
        .iter()
        .map(|l| json!({"method": l.method, "path": l.path, "status": l.status}))
        .collect();
    Response::json(
        200,
        &json!({
            "count": log.len() - count("OPTIONS"),
            "reads": count("GET"),
            "preflights": count("OPTIONS"),
            "requests": list,
        }),
    )
}
