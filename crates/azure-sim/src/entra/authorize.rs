//! The authorization endpoint: who signs in, and the answer to the application.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::page;
use super::state::{Code, Entra, SECOND_FACTOR_NEEDED, falls_short, fields, tenant_of};
use crate::http::{Request, Response, Target};
use crate::second_factor;
use crate::simulation::Simulation;
use crate::token::{self, Grant};

const CODE_LIFETIME: Duration = Duration::minutes(10);
const COOKIE: &str = "sim_session";

/// Fields of the page itself, which the application never sees.
const OWN_FIELDS: [&str; 2] = ["estate", "person"];

pub(super) fn answer(
    entra: &mut Entra,
    request: &Request,
    target: &Target,
    tenant: &str,
    now: OffsetDateTime,
) -> Response {
    let fields = Fields(fields(request, target));
    sign_in(entra, request, target, &fields, tenant, now).unwrap_or_else(|refusal| refusal)
}

/// The fields of an authorization request; absent ones are empty.
struct Fields(HashMap<String, String>);

impl Fields {
    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Tells the application what is wrong.
    fn error(&self, error: &str, description: &str) -> Response {
        self.to_app(vec![
            ("error", error.to_owned()),
            ("error_description", description.to_owned()),
        ])
    }

    /// Sends the browser back to the application, in the way that it asked for.
    fn to_app(&self, mut answer: Vec<(&str, String)>) -> Response {
        answer.push(("state", self.get("state").to_owned()));
        let redirect = self.get("redirect_uri");
        let mode = self.get("response_mode");
        if mode == "form_post" {
            return html(200, page::form_post(redirect, &answer));
        }
        let encoded = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&answer)
            .finish();
        let mark = match mode {
            "fragment" => '#',
            _ if redirect.contains('?') => '&',
            _ => '?',
        };
        Response::empty(302).with("Location", format!("{redirect}{mark}{encoded}"))
    }
}

fn check(fields: &Fields) -> Result<(), Response> {
    if !is_web_address(fields.get("redirect_uri")) || fields.get("client_id").is_empty() {
        let words = "AADSTS50011: The request names no client or no address to return to.";
        return Err(html(400, page::refusal(words)));
    }
    let challenged =
        fields.get("code_challenge_method") == "S256" && !fields.get("code_challenge").is_empty();
    if fields.get("response_type") != "code" || !challenged {
        let words = "AADSTS9002325: Proof Key for Code Exchange is required.";
        return Err(fields.error("invalid_request", words));
    }
    Ok(())
}

fn sign_in(
    entra: &mut Entra,
    request: &Request,
    target: &Target,
    fields: &Fields,
    tenant: &str,
    now: OffsetDateTime,
) -> Result<Response, Response> {
    check(fields)?;
    let prompt = fields.get("prompt");
    let session = session(request);
    let chosen = match fields.get("person") {
        "" => session.filter(|_| !matches!(prompt, "login" | "select_account")),
        _ => Some(picked(entra, fields, session)),
    };
    let Some(grant) = chosen else {
        if prompt == "none" {
            let words = "AADSTS50058: A silent sign-in request was sent but no user is signed in.";
            return Err(fields.error("login_required", words));
        }
        return Ok(ask_who(entra, request, target, fields, now));
    };
    let unknown = || {
        html(
            400,
            page::refusal("There is no such person in this estate."),
        )
    };
    let simulation = entra
        .library
        .open(&grant.estate, now)
        .map_err(|_| unknown())?;
    let person = simulation
        .estate
        .people
        .get(&grant.person)
        .ok_or_else(unknown)?;
    if falls_short(&simulation.estate, &grant, fields.get("claims")) {
        if prompt == "none" {
            return Err(fields.error("interaction_required", SECOND_FACTOR_NEEDED));
        }
        return Ok(ask_who(entra, request, target, fields, now));
    }
    let tenant = tenant_of(&simulation.estate, person, tenant).ok_or_else(|| {
        let words = "AADSTS50020: The user account does not exist in this tenant and cannot access the application.";
        if prompt == "none" {
            fields.error("interaction_required", words)
        } else {
            html(400, page::refusal(words))
        }
    })?;
    let code = format!("0.{}", entra.next("code"));
    let cookie = token::sign(&json!(grant));
    let answer = vec![
        ("code", code.clone()),
        ("client_info", client_info(&person.oid, &person.tenant)),
        ("session_state", token::guid(&grant.simulation)),
    ];
    let given = Code {
        client: fields.get("client_id").to_owned(),
        redirect: fields.get("redirect_uri").to_owned(),
        challenge: fields.get("code_challenge").to_owned(),
        nonce: fields.get("nonce").to_owned(),
        scope: fields.get("scope").to_owned(),
        tenant,
        grant,
        expires: now + CODE_LIFETIME,
    };
    entra.codes.insert(code, given);
    Ok(fields.to_app(answer).with(
        "Set-Cookie",
        format!("{COOKIE}={cookie}; Path=/; Secure; HttpOnly; SameSite=None"),
    ))
}

/// Whom the reader picked. A step up from a sign-in without a second factor
/// goes on with the copy of the estate that it began with.
fn picked(entra: &mut Entra, fields: &Fields, session: Option<Grant>) -> Grant {
    let (estate, person) = (fields.get("estate"), fields.get("person"));
    let second_factor = second_factor::is_asked_for(fields.get("claims"));
    let simulation = session
        .filter(|it| second_factor && it.estate == estate && it.person == person)
        .map_or_else(
            || entra.next("simulation")[..16].to_owned(),
            |it| it.simulation,
        );
    Grant {
        estate: estate.to_owned(),
        person: person.to_owned(),
        simulation,
        second_factor,
    }
}

fn is_web_address(uri: &str) -> bool {
    uri.starts_with("https://")
        || uri.starts_with("http://localhost")
        || uri.starts_with("http://127.0.0.1")
}

fn html(status: u16, page: String) -> Response {
    Response::text(status, "text/html; charset=utf-8", page)
}

/// User and home tenant in the form in which MSAL keys its accounts.
pub(super) fn client_info(oid: &str, tenant: &str) -> String {
    URL_SAFE_NO_PAD.encode(json!({"uid": oid, "utid": tenant}).to_string())
}

/// Who the browser is signed in as, from its cookie.
fn session(request: &Request) -> Option<Grant> {
    let cookies = request.header_value("cookie")?;
    let value = cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)?
        .1;
    serde_json::from_value(token::verify(value)?).ok()
}

fn ask_who(
    entra: &Entra,
    request: &Request,
    target: &Target,
    fields: &Fields,
    now: OffsetDateTime,
) -> Response {
    let names: Vec<&str> = entra.library.names().collect();
    // A hint may name an estate, so that a link can lead straight to it.
    let last = session(request)
        .map(|grant| grant.estate)
        .unwrap_or_default();
    let chosen = [
        fields.get("estate"),
        fields.get("login_hint"),
        last.as_str(),
    ]
    .into_iter()
    .find(|name| names.contains(name))
    .unwrap_or(&entra.first);
    let Ok(Simulation { estate, .. }) = entra.library.open(chosen, now) else {
        return html(500, page::refusal("The estate cannot be opened."));
    };
    let mut kept: Vec<(String, String)> = fields
        .0
        .iter()
        .filter(|(name, _)| !OWN_FIELDS.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    kept.sort();
    html(
        200,
        page::sign_in(&target.path, &kept, names.iter().copied(), chosen, &estate),
    )
}

pub(super) fn sign_out(target: &Target) -> Response {
    let gone = format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=None; Max-Age=0");
    let answer = match target.query("post_logout_redirect_uri") {
        Some(uri) if is_web_address(uri) => {
            let state = target.query("state").unwrap_or_default();
            let mark = if uri.contains('?') { '&' } else { '?' };
            let uri = if state.is_empty() {
                uri.to_owned()
            } else {
                format!("{uri}{mark}state={state}")
            };
            Response::empty(302).with("Location", uri)
        }
        _ => html(200, page::signed_out()),
    };
    answer.with("Set-Cookie", gone)
}
