//! The headers on every answer, and what a browser asks before it asks.

use crate::clock::http_date;
use crate::http::{Request, Response, Target};
use crate::simulation::Simulation;
use crate::token;

/// ARM lets scripts of every origin in; public source: the Fetch standard's
/// section on CORS-preflight requests says what such an answer must carry.
pub(super) fn preflight(request: &Request) -> Response {
    let wanted = request
        .header_value("access-control-request-headers")
        .unwrap_or("authorization,content-type")
        .to_owned();
    Response::empty(200)
        .with(
            "Access-Control-Allow-Methods",
            "GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD",
        )
        .with("Access-Control-Allow-Headers", wanted)
        .with("Access-Control-Max-Age", "3600")
}

const EXPOSED: &str = "Location,Azure-AsyncOperation,Retry-After,WWW-Authenticate,Date,x-ms-request-id,x-ms-correlation-request-id,x-ms-ratelimit-remaining-subscription-reads,x-ms-ratelimit-remaining-subscription-writes,x-ms-user-quota-remaining,x-ms-user-quota-resets-after";

/// The headers that ARM puts on every answer.
pub(super) fn dress(
    simulation: &mut Simulation,
    request: &Request,
    target: &Target,
    response: &mut Response,
) {
    let serial = simulation.next_serial();
    let id = token::guid(&format!("{} {serial} {}", simulation.name, target.path));
    response.set("Date", http_date(simulation.now));
    response.set("Cache-Control", "no-cache");
    response.set("x-ms-request-id", id.clone());
    response.set("x-ms-correlation-request-id", id);
    if request.header_value("origin").is_some() {
        response.set("Access-Control-Allow-Origin", "*");
        if !simulation.estate.settings.hide_headers {
            response.set("Access-Control-Expose-Headers", EXPOSED);
        }
    }
}
