//! Signing in, as a single-page application does it.

use azure_sim::entra::{Entra, handle};
use azure_sim::{Library, Request, Response, Simulation};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use time::Duration;

use crate::now;

pub(crate) const VERIFIER: &str = "a-code-verifier-that-is-long-enough-for-the-specification";
pub(crate) const REDIRECT: &str = "http://localhost:8080/redirect.html";
pub(crate) const CLIENT: &str = "7a1c2e94-3b5d-4f60-8a17-c9d2e4f60b13";

pub(crate) fn entra() -> Entra {
    Entra::new(Library::default(), "healthy")
}

pub(crate) fn authorize(tenant: &str, more: &[(&str, &str)]) -> Request {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([
        ("client_id", CLIENT),
        (
            "scope",
            "https://management.azure.com/user_impersonation openid profile offline_access",
        ),
        ("redirect_uri", REDIRECT),
        ("response_mode", "fragment"),
        ("response_type", "code"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("client_info", "1"),
        ("nonce", "the-nonce"),
        ("state", "the state"),
    ]);
    query.extend_pairs(more);
    let query = query.finish();
    Request::get(format!(
        "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize?{query}"
    ))
}

/// The fields in the fragment of the address that the browser is sent to.
pub(crate) fn returned(response: &Response) -> Vec<(String, String)> {
    assert_eq!(response.status, 302);
    let location = response.header_value("location").unwrap();
    let fragment = location
        .strip_prefix(REDIRECT)
        .unwrap()
        .strip_prefix('#')
        .unwrap();
    form_urlencoded::parse(fragment.as_bytes())
        .into_owned()
        .collect()
}

pub(crate) fn field(fields: &[(String, String)], name: &str) -> String {
    fields
        .iter()
        .find(|(own, _)| own == name)
        .map(|(_, value)| value.clone())
        .unwrap_or_default()
}

pub(crate) fn redeem(entra: &mut Entra, tenant: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let mut request = Request::new(
        "POST",
        format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"),
    )
    .header("Origin", "http://localhost:8080");
    request.body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
        .into_bytes();
    let response = handle(entra, &request, now());
    assert_eq!(
        response.header_value("access-control-allow-origin"),
        Some("http://localhost:8080")
    );
    (response.status, response.body_json().unwrap())
}

pub(crate) fn with_code<'a>(
    code: &'a str,
    verifier: &'a str,
    redirect: &'a str,
) -> Vec<(&'a str, &'a str)> {
    vec![
        ("client_id", CLIENT),
        ("grant_type", "authorization_code"),
        ("code", code),
        ("code_verifier", verifier),
        ("redirect_uri", redirect),
        (
            "scope",
            "https://management.azure.com/user_impersonation openid profile offline_access",
        ),
    ]
}

fn sign_in(entra: &mut Entra, tenant: &str) -> String {
    let picked = authorize(tenant, &[("estate", "healthy"), ("person", "contributor")]);
    let fields = returned(&handle(entra, &picked, now()));
    assert_eq!(field(&fields, "state"), "the state");
    field(&fields, "code")
}

pub(crate) fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[test]
fn the_page_lists_the_people_of_the_estate() {
    let response = handle(
        &mut entra(),
        &authorize("organizations", &[("estate", "plan-off")]),
        now(),
    );
    let page = String::from_utf8(response.body).unwrap();
    assert!(page.contains("value=\"plan-off\" selected"));
    assert!(page.contains("value=\"contributor\">Megan Bowen"));
    assert!(page.contains("name=\"state\" value=\"the state\""));
    let hostile = authorize("organizations", &[("x", "\"><script>")]);
    let page = String::from_utf8(handle(&mut entra(), &hostile, now()).body).unwrap();
    assert!(!page.contains("<script>"));
}

#[test]
fn a_code_becomes_tokens_once() {
    let mut entra = entra();
    let code = sign_in(&mut entra, "organizations");
    let (status, body) = redeem(
        &mut entra,
        "organizations",
        &with_code(&code, VERIFIER, REDIRECT),
    );
    assert_eq!(status, 200, "{body}");
    let (id, access) = (claims(&body["id_token"]), claims(&body["access_token"]));
    assert_eq!(id["nonce"], "the-nonce");
    assert_eq!(id["aud"], CLIENT);
    assert_eq!(
        id["iss"],
        format!(
            "https://login.microsoftonline.com/{}/v2.0",
            id["tid"].as_str().unwrap()
        )
    );
    assert_eq!(access["aud"], "https://management.azure.com");
    assert_eq!(access["oid"], id["oid"]);
    let again = redeem(
        &mut entra,
        "organizations",
        &with_code(&code, VERIFIER, REDIRECT),
    );
    assert_eq!(
        (again.0, &again.1["error"]),
        (400, &Value::from("invalid_grant"))
    );
}

#[test]
fn arm_takes_the_token() {
    let mut entra = entra();
    let code = sign_in(&mut entra, "organizations");
    let (_, body) = redeem(
        &mut entra,
        "organizations",
        &with_code(&code, VERIFIER, REDIRECT),
    );
    let mut simulation = Simulation::open("healthy", now()).unwrap();
    let list = Request::get("https://management.azure.com/subscriptions?api-version=2022-12-01")
        .bearer(body["access_token"].as_str().unwrap());
    assert_eq!(azure_sim::handle(&mut simulation, &list).status, 200);
}

#[test]
fn a_wrong_verifier_or_address_gets_nothing() {
    for (verifier, redirect) in [
        ("another verifier", REDIRECT),
        (VERIFIER, "https://elsewhere.test/"),
    ] {
        let mut entra = entra();
        let code = sign_in(&mut entra, "organizations");
        let (status, body) = redeem(
            &mut entra,
            "organizations",
            &with_code(&code, verifier, redirect),
        );
        assert_eq!(status, 400, "{body}");
    }
}

#[test]
fn without_a_challenge_there_is_no_code() {
    let request = authorize("organizations", &[]);
    let bare = Request::get(request.url.replace("S256", "plain"));
    let fields = returned(&handle(&mut entra(), &bare, now()));
    assert_eq!(field(&fields, "error"), "invalid_request");
}

#[test]
fn silence_needs_a_session() {
    let mut entra = entra();
    let silent = authorize("organizations", &[("prompt", "none")]);
    let fields = returned(&handle(&mut entra, &silent, now()));
    assert_eq!(field(&fields, "error"), "login_required");

    let picked = authorize(
        "organizations",
        &[("estate", "healthy"), ("person", "reader")],
    );
    let signed_in = handle(&mut entra, &picked, now());
    let cookie = signed_in
        .header_value("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    let fields = returned(&handle(
        &mut entra,
        &silent.clone().header("Cookie", cookie),
        now(),
    ));
    assert!(!field(&fields, "code").is_empty());
    let choosing = authorize("organizations", &[("prompt", "select_account")]);
    assert_eq!(
        handle(&mut entra, &choosing.header("Cookie", cookie), now()).status,
        200
    );
}

#[test]
fn a_refresh_token_serves_every_tenant_that_knows_the_person() {
    let mut entra = entra();
    let code = sign_in(&mut entra, "organizations");
    let (_, body) = redeem(
        &mut entra,
        "organizations",
        &with_code(&code, VERIFIER, REDIRECT),
    );
    let refresh = body["refresh_token"].as_str().unwrap();
    let fields = [
        ("client_id", CLIENT),
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh),
        ("scope", "https://management.azure.com/user_impersonation"),
    ];
    let simulation = Simulation::open("healthy", now()).unwrap();
    let fabrikam = simulation.estate.people["contributor"].guest_of[0].clone();
    let (status, guest) = redeem(&mut entra, &fabrikam, &fields);
    assert_eq!(
        (status, &claims(&guest["access_token"])["tid"]),
        (200, &Value::from(fabrikam))
    );
    let unknown = "00000000-1111-2222-3333-444444444444";
    assert_eq!(
        redeem(&mut entra, unknown, &fields).1["error_codes"][0],
        50_020
    );
    let forged = [fields[0], fields[1], ("refresh_token", "x.y.z"), fields[3]];
    assert_eq!(redeem(&mut entra, unknown, &forged).0, 400);
}

#[test]
fn a_code_grows_old() {
    let mut entra = entra();
    let code = sign_in(&mut entra, "organizations");
    let mut request = Request::new(
        "POST",
        "https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
    );
    request.body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(with_code(&code, VERIFIER, REDIRECT))
        .finish()
        .into_bytes();
    let late = handle(&mut entra, &request, now() + Duration::minutes(11));
    assert_eq!(late.status, 400);
}

#[test]
fn discovery_names_the_endpoints() {
    let mut entra = entra();
    let mut get = |path: &str| {
        let url = format!("https://login.microsoftonline.com{path}");
        handle(&mut entra, &Request::get(url), now())
            .body_json()
            .unwrap()
    };
    let tenant = get("/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration");
    assert!(
        tenant["token_endpoint"]
            .as_str()
            .unwrap()
            .ends_with("/oauth2/v2.0/token")
    );
    let common = get("/common/v2.0/.well-known/openid-configuration");
    assert!(common["issuer"].as_str().unwrap().contains("{tenantid}"));
    assert_eq!(
        get("/common/discovery/instance")["metadata"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert!(get("/common/discovery/v2.0/keys")["keys"].is_array());
}

#[test]
fn signing_out_ends_the_session() {
    let out = Request::get(
        "https://login.microsoftonline.com/common/oauth2/v2.0/logout?post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A8080%2F",
    );
    let response = handle(&mut entra(), &out, now());
    assert_eq!(
        response.header_value("location"),
        Some("http://localhost:8080/")
    );
    assert!(
        response
            .header_value("set-cookie")
            .unwrap()
            .contains("Max-Age=0")
    );
}
