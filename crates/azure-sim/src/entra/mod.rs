//! Microsoft Entra, as far as a single-page application signs in with it: the
//! authorization code flow with PKCE, refresh tokens, discovery. Public source:
//! the learn.microsoft.com page "Microsoft identity platform and OAuth 2.0
//! authorization code flow".

mod authorize;
mod discovery;
mod page;
mod redeem;

use std::collections::HashMap;

use serde_json::json;
use time::OffsetDateTime;

use crate::clock::http_date;
use crate::estate::{Estate, Person};
use crate::http::{Request, Response, Target};
use crate::library::Library;
use crate::second_factor;
use crate::token::{self, Grant};

/// Everything that Entra keeps in mind. Sessions and refresh tokens carry
/// their own content, signed.
#[derive(Debug, Clone)]
pub struct Entra {
    library: Library,
    /// The estate that the sign-in page shows first.
    first: String,
    codes: HashMap<String, Code>,
    serial: u64,
}

/// An authorization code that was given out and not yet redeemed.
#[derive(Debug, Clone)]
struct Code {
    client: String,
    redirect: String,
    challenge: String,
    nonce: String,
    scope: String,
    tenant: String,
    grant: Grant,
    expires: OffsetDateTime,
}

impl Entra {
    pub fn new(library: Library, first: &str) -> Self {
        Self {
            library,
            first: first.to_owned(),
            codes: HashMap::new(),
            serial: 0,
        }
    }

    fn next(&mut self, what: &str) -> String {
        self.serial += 1;
        token::hex(&format!("{what} {} {:?}", self.serial, self.codes.len()))
    }
}

/// Answers one request to a login host.
pub fn handle(entra: &mut Entra, request: &Request, now: OffsetDateTime) -> Response {
    let target = Target::parse(&request.url);
    let path = target.path.to_ascii_lowercase();
    let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
    let mut response = match (request.method.as_str(), segments.as_slice()) {
        ("OPTIONS", _) => Response::empty(200)
            .with("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
            .with(
                "Access-Control-Allow-Headers",
                request
                    .header_value("access-control-request-headers")
                    .unwrap_or("content-type"),
            )
            .with("Access-Control-Max-Age", "86400"),
        ("GET", ["common", "discovery", "instance"]) => discovery::instance(&target),
        ("GET", [tenant, "v2.0", ".well-known", "openid-configuration"]) => {
            discovery::configuration(&target, tenant)
        }
        ("GET", [_, "discovery", "v2.0", "keys"]) => Response::json(200, &json!({"keys": []})),
        ("GET" | "POST", [tenant, "oauth2", "v2.0", "authorize"]) => {
            authorize::answer(entra, request, &target, tenant, now)
        }
        ("POST", [tenant, "oauth2", "v2.0", "token"]) => {
            redeem::answer(entra, request, tenant, now)
        }
        ("GET", [_, "oauth2", "v2.0", "logout"]) => authorize::sign_out(&target),
        // Browsers ask for it beside every page.
        ("GET", ["favicon.ico"]) => Response::empty(204),
        _ => Response::text(
            404,
            "text/html; charset=utf-8",
            page::refusal("There is no such page."),
        ),
    };
    response.set("Date", http_date(now));
    response.set("Cache-Control", "no-store, no-cache");
    if let Some(origin) = request.header_value("origin") {
        response.set("Access-Control-Allow-Origin", origin);
        response.set("Vary", "Origin");
    }
    response
}

/// Query and form fields of a request, the form's first.
fn fields(request: &Request, target: &Target) -> HashMap<String, String> {
    let mut fields: HashMap<String, String> = target.query.iter().cloned().collect();
    if request.method == "POST" {
        fields.extend(form_urlencoded::parse(&request.body).into_owned());
    }
    fields
}

/// What Entra says to a silent request that only a second factor would answer.
const SECOND_FACTOR_NEEDED: &str = "AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '797f4846-ba00-4fd7-ba43-dac1f8f63013'.";

/// Whether claims ask for a second factor that the sign-in did not take.
fn falls_short(estate: &Estate, grant: &Grant, claims: &str) -> bool {
    estate.settings.mfa_on_writes && !grant.second_factor && second_factor::is_asked_for(claims)
}

/// The tenant that a path segment names for a person: an id, a domain, or one
/// of the names that mean the person's own.
fn tenant_of(estate: &Estate, person: &Person, segment: &str) -> Option<String> {
    if matches!(segment, "organizations" | "common") {
        return Some(person.tenant.clone());
    }
    let (id, _) = estate.tenants.iter().find(|(id, tenant)| {
        id.eq_ignore_ascii_case(segment) || tenant.default_domain.eq_ignore_ascii_case(segment)
    })?;
    (person.tenant == *id || person.guest_of.contains(id)).then(|| id.clone())
}
