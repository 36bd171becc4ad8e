//! Tokens: what ARM takes and how it refuses the rest.

use azure_sim::{Request, Simulation, Wish, estates, grant, handle};
use serde_json::Value;

use crate::{Client, GROUP, code, now};

fn refused(simulation: &mut Simulation, token: &str, path: &str) -> (u16, String, bool) {
    let url = format!(
        "https://{}{path}?api-version=2024-01-01",
        simulation.estate.cloud.arm_host()
    );
    let response = handle(simulation, &Request::get(url).bearer(token));
    let body = response.body_json().unwrap_or(Value::Null);
    let challenged = response
        .header_value("www-authenticate")
        .is_some_and(|value| value.starts_with("Bearer "));
    (response.status, code(&body), challenged)
}

#[test]
fn bad_tokens_are_refused_by_name() {
    for (estate, path, expected) in [
        (
            "token-expired",
            "/subscriptions",
            "ExpiredAuthenticationToken",
        ),
        (
            "token-wrong-audience",
            "/subscriptions",
            "InvalidAuthenticationTokenAudience",
        ),
        (
            "token-malformed",
            "/subscriptions",
            "InvalidAuthenticationToken",
        ),
        (
            "token-wrong-tenant",
            GROUP,
            "InvalidAuthenticationTokenTenant",
        ),
    ] {
        let mut simulation = Simulation::open(estate, now()).unwrap();
        let token = simulation.token("contributor").unwrap();
        let found = refused(&mut simulation, &token, path);
        assert_eq!(found, (401, expected.to_owned(), true), "{estate}");
    }
}

#[test]
fn a_changed_token_is_refused() {
    let client = Client::of("healthy", "contributor");
    let (mut simulation, token) = (client.simulation, client.token);
    let (head, signature) = token.rsplit_once('.').unwrap();
    let forged = format!("{head}x.{signature}");
    assert_eq!(
        refused(&mut simulation, &forged, "/tenants").1,
        "InvalidAuthenticationToken"
    );
    let bare = handle(
        &mut simulation,
        &Request::get("https://management.azure.com/tenants?api-version=2020-01-01"),
    );
    assert_eq!(code(&bare.body_json().unwrap()), "AuthenticationFailed");
}

#[test]
fn a_token_runs_out_with_the_clock() {
    let mut client = Client::of("healthy", "contributor");
    assert_eq!(client.get("/tenants").0, 200);
    client.pass(5_000);
    assert_eq!(
        client.refusal("/tenants"),
        (401, "ExpiredAuthenticationToken".to_owned())
    );
}

#[test]
fn every_cloud_takes_its_own_audience_only() {
    for (estate, refused_code) in [("cloud-china", ""), ("cloud-usgov", ""), ("healthy", "")] {
        let mut simulation = Simulation::open(estate, now()).unwrap();
        let token = simulation.token("contributor").unwrap();
        assert_eq!(
            refused(&mut simulation, &token, "/tenants").1,
            refused_code,
            "{estate}"
        );
    }
    let simulation = Simulation::open("cloud-china", now()).unwrap();
    let token = simulation.token("contributor").unwrap();
    let mut public = Simulation::open("healthy", now()).unwrap();
    assert_eq!(
        refused(&mut public, &token, "/tenants").1,
        "InvalidAuthenticationTokenAudience"
    );
}

#[test]
fn a_tenant_shows_its_own_subscriptions() {
    let mut simulation = Simulation::open("healthy", now()).unwrap();
    let contributor = &simulation.estate.people["contributor"];
    let fabrikam = contributor.guest_of[0].clone();
    let wish = Wish {
        tenant: Some(fabrikam.clone()),
        ..Wish::default()
    };
    let token = simulation.token_for("contributor", "own", &wish).unwrap();
    let list = Request::get("https://management.azure.com/subscriptions?api-version=2022-12-01")
        .bearer(&token);
    let body = handle(&mut simulation, &list).body_json().unwrap();
    assert_eq!(body["value"].as_array().unwrap().len(), 1);
    assert_eq!(body["value"][0]["tenantId"], fabrikam.as_str());
}

#[test]
fn a_token_says_which_simulation_it_opens() {
    for entry in estates().unwrap() {
        let simulation = Simulation::open(entry.name, now()).unwrap();
        let token = simulation
            .token_for(&entry.ask.person, "w1", &Wish::default())
            .unwrap();
        match grant(&token) {
            Some(grant) => assert_eq!(
                (grant.estate.as_str(), grant.simulation.as_str()),
                (entry.name, "w1")
            ),
            None => assert_eq!(entry.name, "token-malformed"),
        }
    }
}
