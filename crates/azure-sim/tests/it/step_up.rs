//! A change that takes a second factor: ARM's challenge, and the sign-in that
//! answers it.

use azure_sim::entra::Entra;
use azure_sim::{Request, Response, Simulation, grant, handle};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::entra::{
    CLIENT, REDIRECT, VERIFIER, authorize, claims, entra, field, redeem, returned, with_code,
};
use crate::jit::{vm, written};
use crate::{Client, GROUP, SUBSCRIPTION, code, now};

const ASKED: &str = r#"{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}"#;
const WHO: [(&str, &str); 2] = [("estate", "write-mfa"), ("person", "contributor")];

fn policy() -> String {
    format!(
        "{GROUP}/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default"
    )
}

/// Every kind of change, with its path and body.
fn changes() -> Vec<(&'static str, String, Value)> {
    vec![
        (
            "POST",
            format!("{}/initiate", policy()),
            json!({"virtualMachines": [{"id": vm("vm-web-01"), "ports": [{"number": 22, "duration": "PT1H"}]}]}),
        ),
        ("PUT", policy(), written(&[("vm-db-01", 22)])),
        (
            "PUT",
            format!("{SUBSCRIPTION}/providers/Microsoft.Security/pricings/VirtualMachines"),
            json!({"properties": {"pricingTier": "Standard", "subPlan": "P2"}}),
        ),
        (
            "POST",
            format!("{SUBSCRIPTION}/providers/Microsoft.Security/register"),
            Value::Null,
        ),
        ("DELETE", policy(), Value::Null),
    ]
}

fn change(client: &mut Client, (method, path, body): &(&str, String, Value)) -> Response {
    client.send(
        method,
        &format!("{path}?api-version=2020-01-01"),
        Some(body),
    )
}

#[test]
fn every_change_is_challenged_and_no_read_is() {
    let mut client = Client::of("write-mfa", "contributor");
    for asked in changes() {
        let response = change(&mut client, &asked);
        let body = response.body_json().unwrap();
        assert_eq!(
            (response.status, code(&body)),
            (401, "RequestDisallowedByPolicy".to_owned()),
            "{asked:?}"
        );
        let challenge = response.header_value("www-authenticate").unwrap();
        assert!(challenge.starts_with("Bearer "), "{challenge}");
        assert!(challenge.contains("error=\"insufficient_claims\""));
        let encoded = challenge.split("claims=\"").nth(1).unwrap();
        let decoded = STANDARD.decode(encoded.trim_end_matches('"')).unwrap();
        assert_eq!(String::from_utf8(decoded).unwrap(), ASKED);
    }
    assert_eq!(client.get(&policy()).0, 200);
    assert_eq!(client.get("/subscriptions").0, 200);
}

#[test]
fn a_script_does_not_see_the_challenge_unless_it_is_exposed() {
    let mut client = Client::of("write-mfa", "contributor");
    for hide in [true, false] {
        client.simulation.estate.settings.hide_headers = hide;
        let request = Request::new(
            "DELETE",
            format!(
                "https://management.azure.com{}?api-version=2020-01-01",
                policy()
            ),
        )
        .bearer(&client.token)
        .header("Origin", "https://example.test");
        let response = handle(&mut client.simulation, &request);
        let readable = response
            .readable_headers()
            .any(|(name, _)| name == "WWW-Authenticate");
        assert_eq!((response.status, readable), (401, !hide));
    }
}

#[test]
fn who_may_not_change_is_told_that_first() {
    let mut client = Client::of("write-mfa", "reader");
    let (status, body) = client.act("PUT", &policy(), &written(&[("vm-db-01", 22)]));
    assert_eq!(
        (status, code(&body)),
        (403, "AuthorizationFailed".to_owned())
    );
}

#[test]
fn elsewhere_a_token_shows_its_second_factor_unasked() {
    let mut client = Client::of("healthy", "contributor");
    for asked in changes() {
        assert!(change(&mut client, &asked).status < 300, "{asked:?}");
    }
}

/// Signs in on the page: what the browser is sent back with, and its cookie.
fn sign_in(entra: &mut Entra, more: &[(&str, &str)], cookie: &str) -> (String, String) {
    let request = authorize("organizations", &[&WHO[..], more].concat()).header("Cookie", cookie);
    let response = azure_sim::entra::handle(entra, &request, now());
    let cookie = response.header_value("set-cookie").unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    (field(&returned(&response), "code"), cookie)
}

fn refresh(entra: &mut Entra, tokens: &Value, more: &[(&str, &str)]) -> (u16, Value) {
    let token = tokens["refresh_token"].as_str().unwrap();
    let fields = [
        ("client_id", CLIENT),
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("scope", "https://management.azure.com/user_impersonation"),
    ];
    redeem(entra, "organizations", &[&fields[..], more].concat())
}

fn with_claims(code: &str) -> Vec<(&str, &str)> {
    let mut fields = with_code(code, VERIFIER, REDIRECT);
    fields.push(("claims", ASKED));
    fields
}

fn shows_second_factor(tokens: &Value) -> bool {
    let claims = claims(&tokens["access_token"]);
    let shown = claims["acrs"] == json!(["p1"]);
    assert_eq!(shown, claims["amr"] == json!(["pwd", "mfa"]), "{claims}");
    shown
}

#[test]
fn silence_does_not_step_up_and_a_sign_in_does() {
    let mut entra = entra();
    let (code, cookie) = sign_in(&mut entra, &[], "");
    let (_, first) = redeem(
        &mut entra,
        "organizations",
        &with_code(&code, VERIFIER, REDIRECT),
    );
    assert!(!shows_second_factor(&first));
    let (status, again) = refresh(&mut entra, &first, &[]);
    assert_eq!((status, shows_second_factor(&again)), (200, false));

    let (status, refused) = refresh(&mut entra, &first, &[("claims", ASKED)]);
    assert_eq!(
        (status, &refused["error"], &refused["error_codes"][0]),
        (400, &json!("interaction_required"), &json!(50_076))
    );
    assert_eq!(
        (&refused["claims"], &refused["suberror"]),
        (&json!(ASKED), &json!("basic_action"))
    );

    let silent = authorize("organizations", &[("prompt", "none"), ("claims", ASKED)]);
    let answer = azure_sim::entra::handle(&mut entra, &silent.header("Cookie", &cookie), now());
    assert_eq!(field(&returned(&answer), "error"), "interaction_required");
    let seen = authorize("organizations", &[("claims", ASKED)]).header("Cookie", &cookie);
    let page = azure_sim::entra::handle(&mut entra, &seen, now());
    assert_eq!(page.status, 200, "the page asks, whoever is signed in");

    let (code, cookie) = sign_in(&mut entra, &[("claims", ASKED)], &cookie);
    let (status, stepped_up) = redeem(&mut entra, "organizations", &with_claims(&code));
    assert_eq!((status, shows_second_factor(&stepped_up)), (200, true));
    for more in [&[][..], &[("claims", ASKED)]] {
        let (status, later) = refresh(&mut entra, &stepped_up, more);
        assert_eq!((status, shows_second_factor(&later)), (200, true));
    }
    let silent = authorize("organizations", &[("prompt", "none"), ("claims", ASKED)]);
    let answer = azure_sim::entra::handle(&mut entra, &silent.header("Cookie", &cookie), now());
    assert!(!field(&returned(&answer), "code").is_empty());
}

#[test]
fn a_step_up_goes_on_in_the_same_copy_and_a_new_sign_in_does_not() {
    let mut entra = entra();
    let mut copy = |more: &[(&str, &str)], cookie: &str| {
        let (code, cookie) = sign_in(&mut entra, more, cookie);
        let (_, tokens) = redeem(
            &mut entra,
            "organizations",
            &with_code(&code, VERIFIER, REDIRECT),
        );
        let token = tokens["access_token"].as_str().unwrap();
        (grant(token).unwrap().simulation, cookie)
    };
    let (first, cookie) = copy(&[], "");
    let (stepped_up, cookie) = copy(&[("claims", ASKED), ("prompt", "login")], &cookie);
    assert_eq!(first, stepped_up);
    assert_ne!(first, copy(&[], &cookie).0);
}

#[test]
fn a_code_without_a_second_factor_gives_no_token_that_asks_for_one() {
    let mut entra = entra();
    let (code, _) = sign_in(&mut entra, &[], "");
    let (status, refused) = redeem(&mut entra, "organizations", &with_claims(&code));
    assert_eq!(
        (status, &refused["error"]),
        (400, &json!("interaction_required"))
    );
}

#[test]
fn arm_takes_the_change_after_the_step_up() {
    let mut entra = entra();
    let (code, _) = sign_in(&mut entra, &[("claims", ASKED)], "");
    let (_, tokens) = redeem(&mut entra, "organizations", &with_claims(&code));
    let mut client = Client {
        simulation: Simulation::open("write-mfa", now()).unwrap(),
        token: tokens["access_token"].as_str().unwrap().to_owned(),
    };
    for asked in changes() {
        assert!(change(&mut client, &asked).status < 300, "{asked:?}");
    }
}
