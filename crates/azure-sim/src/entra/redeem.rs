//! The token endpoint: a code or a refresh token becomes tokens.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::authorize::client_info;
use super::state::{Code, Entra, SECOND_FACTOR_NEEDED, falls_short, fields, tenant_of};
use crate::http::{Request, Response, Target};
use crate::second_factor::CHALLENGE;
use crate::token::{self, Grant, Wish};

const LIFETIME_SECONDS: i64 = 4_500;
const REFRESH_SECONDS: i64 = 86_400;

/// Microsoft Graph, whose token one gets who names no resource.
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

pub(super) fn answer(
    entra: &mut Entra,
    request: &Request,
    tenant: &str,
    now: OffsetDateTime,
) -> Response {
    let fields = fields(request, &Target::parse(&request.url));
    let get = |name: &str| fields.get(name).map_or("", String::as_str);
    let redeemed = match get("grant_type") {
        "authorization_code" => by_code(entra, &fields, now),
        "refresh_token" => by_refresh_token(entra, &fields, tenant, now),
        _ => Err(refusal(
            "unsupported_grant_type",
            70_003,
            "The grant type is not supported.",
        )),
    };
    redeemed
        .and_then(|ticket| tokens(entra, &ticket, now))
        .unwrap_or_else(|refusal| refusal)
}

/// What was proved, and so what tokens are for.
struct Ticket {
    client: String,
    nonce: String,
    scope: String,
    tenant: String,
    /// What was asked of the token, as JSON.
    claims: String,
    grant: Grant,
}

fn refusal(error: &str, number: u32, words: &str) -> Response {
    Response::json(
        400,
        &json!({
            "error": error,
            "error_description": format!("AADSTS{number}: {words}"),
            "error_codes": [number],
        }),
    )
}

/// The refusal after which MSAL asks for a sign-in that the reader sees: the
/// fields of AADSTS50076 that issue 5491 of
/// AzureAD/microsoft-authentication-library-for-js quotes.
fn second_factor_needed() -> Response {
    Response::json(
        400,
        &json!({
            "error": "interaction_required",
            "error_description": SECOND_FACTOR_NEEDED,
            "error_codes": [50_076],
            "error_uri": "https://login.microsoftonline.com/error?code=50076",
            "suberror": "basic_action",
            "claims": CHALLENGE,
        }),
    )
}

fn by_code(
    entra: &mut Entra,
    fields: &HashMap<String, String>,
    now: OffsetDateTime,
) -> Result<Ticket, Response> {
    let get = |name: &str| fields.get(name).map_or("", String::as_str);
    let Code {
        client,
        redirect,
        challenge,
        nonce,
        scope,
        tenant,
        grant,
        expires,
    } = entra.codes.remove(get("code")).ok_or_else(|| {
        refusal(
            "invalid_grant",
            54_005,
            "The authorization code was already redeemed or never given out.",
        )
    })?;
    if expires <= now {
        return Err(refusal(
            "invalid_grant",
            70_008,
            "The authorization code has expired.",
        ));
    }
    if client != get("client_id") {
        return Err(refusal(
            "invalid_grant",
            70_000,
            "The code was given to another client.",
        ));
    }
    if redirect != get("redirect_uri") {
        return Err(refusal(
            "invalid_client",
            50_011,
            "The redirect address is not that of the code.",
        ));
    }
    if URL_SAFE_NO_PAD.encode(Sha256::digest(get("code_verifier"))) != challenge {
        return Err(refusal(
            "invalid_grant",
            501_481,
            "The code verifier does not match the code challenge.",
        ));
    }
    let asked = get("scope");
    Ok(Ticket {
        client,
        nonce,
        scope: if asked.is_empty() {
            scope
        } else {
            asked.to_owned()
        },
        tenant,
        claims: get("claims").to_owned(),
        grant,
    })
}

fn by_refresh_token(
    entra: &Entra,
    fields: &HashMap<String, String>,
    tenant: &str,
    now: OffsetDateTime,
) -> Result<Ticket, Response> {
    let get = |name: &str| fields.get(name).map_or("", String::as_str);
    let invalid = || {
        refusal(
            "invalid_grant",
            9_002_313,
            "The refresh token is malformed or not valid.",
        )
    };
    let claims = token::verify(get("refresh_token")).ok_or_else(invalid)?;
    if claims["exp"]
        .as_i64()
        .is_none_or(|exp| exp <= now.unix_timestamp())
    {
        return Err(refusal(
            "invalid_grant",
            700_084,
            "The refresh token has expired.",
        ));
    }
    if claims["client"] != get("client_id") {
        return Err(invalid());
    }
    let grant: Grant = serde_json::from_value(claims["grant"].clone()).map_err(|_| invalid())?;
    let simulation = entra
        .library
        .open(&grant.estate, now)
        .map_err(|_| invalid())?;
    let person = simulation
        .estate
        .people
        .get(&grant.person)
        .ok_or_else(invalid)?;
    let tenant = tenant_of(&simulation.estate, person, tenant).ok_or_else(|| {
        refusal(
            "invalid_grant",
            50_020,
            "The user account does not exist in this tenant.",
        )
    })?;
    Ok(Ticket {
        client: get("client_id").to_owned(),
        nonce: String::new(),
        scope: get("scope").to_owned(),
        tenant,
        claims: get("claims").to_owned(),
        grant,
    })
}

fn tokens(entra: &Entra, ticket: &Ticket, now: OffsetDateTime) -> Result<Response, Response> {
    let unknown = |_| refusal("invalid_grant", 50_034, "The user account does not exist.");
    let simulation = entra
        .library
        .open(&ticket.grant.estate, now)
        .map_err(unknown)?;
    if falls_short(&simulation.estate, &ticket.grant, &ticket.claims) {
        return Err(second_factor_needed());
    }
    let wish = Wish {
        tenant: Some(ticket.tenant.clone()),
        audience: Some(audience(&ticket.scope)),
        client: Some(ticket.client.clone()),
        second_factor: ticket.grant.second_factor,
        ..Wish::default()
    };
    let grant = &ticket.grant;
    let access = simulation
        .token_for(&grant.person, &grant.simulation, &wish)
        .map_err(unknown)?;
    let person = simulation
        .estate
        .people
        .get(&grant.person)
        .ok_or_else(|| refusal("invalid_grant", 50_034, "The user account does not exist."))?;
    let host = simulation.estate.cloud.login_host();
    let issued = now.unix_timestamp();
    let mut id_token = json!({
        "aud": ticket.client,
        "iss": format!("https://{host}/{}/v2.0", ticket.tenant),
        "iat": issued,
        "nbf": issued,
        "exp": issued + LIFETIME_SECONDS,
        "name": person.name,
        "oid": person.oid,
        "preferred_username": person.upn,
        "sub": token::hex(&person.oid)[..43],
        "tid": ticket.tenant,
        "ver": "2.0",
    });
    if !ticket.nonce.is_empty() {
        id_token["nonce"] = json!(ticket.nonce);
    }
    let lifetime = token::verify(&access)
        .and_then(|claims| claims["exp"].as_i64())
        .map_or(LIFETIME_SECONDS, |exp| (exp - issued).max(0));
    let refresh = json!({
        "client": ticket.client,
        "exp": issued + REFRESH_SECONDS,
        "grant": grant,
    });
    let body: Value = json!({
        "token_type": "Bearer",
        "scope": granted(&ticket.scope),
        "expires_in": lifetime,
        "ext_expires_in": lifetime,
        "access_token": access,
        "refresh_token": token::sign(&refresh),
        "refresh_token_expires_in": REFRESH_SECONDS,
        "id_token": token::sign(&id_token),
        "client_info": client_info(&person.oid, &person.tenant),
    });
    Ok(Response::json(200, &body))
}

/// The resource that a list of scopes is for.
fn audience(scope: &str) -> String {
    scope
        .split(' ')
        .find(|scope| scope.contains("://"))
        .and_then(|scope| scope.rsplit_once('/'))
        .map_or_else(|| GRAPH.to_owned(), |(resource, _)| resource.to_owned())
}

/// Entra grants what was asked, and names the resource's scopes in full.
fn granted(scope: &str) -> String {
    let resource = audience(scope);
    if resource == GRAPH {
        return "openid profile User.Read".to_owned();
    }
    format!("{resource}/user_impersonation {resource}/.default")
}
