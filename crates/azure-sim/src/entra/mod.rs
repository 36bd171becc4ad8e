//! Microsoft Entra, as far as a single-page application signs in with it: the
//! authorization code flow with PKCE, refresh tokens, discovery. Public source:
//! the learn.microsoft.com page "Microsoft identity platform and OAuth 2.0
//! authorization code flow".

mod authorize;
mod discovery;
mod page;
mod redeem;
mod state;

use serde_json::json;
use time::OffsetDateTime;

use crate::clock::http_date;
use crate::http::{Request, Response, Target};

pub use state::Entra;

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
