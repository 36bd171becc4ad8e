//! The simulator from outside: every request goes through `handle`, as a
//! client would send it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect should stop there"
)]

mod authorization;
mod concurrent_writers;
mod entra;
mod estates;
mod faults;
mod jit;
mod plans;
mod reading;
#[cfg(feature = "server")]
mod recordings;
mod step_up;
mod tokens;
mod turn_on;

use azure_sim::{Request, Response, Simulation, handle};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

pub(crate) const SUBSCRIPTION: &str = "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08";
pub(crate) const GROUP: &str =
    "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg-shop-prod";

pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::parse("2026-11-24T09:00:00Z", &Rfc3339).unwrap()
}

/// A simulation with somebody signed in to it.
pub(crate) struct Client {
    pub(crate) simulation: Simulation,
    pub(crate) token: String,
}

impl Client {
    pub(crate) fn of(estate: &str, person: &str) -> Self {
        let simulation = Simulation::open(estate, now()).unwrap();
        let token = simulation.token(person).unwrap();
        Self { simulation, token }
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> Response {
        let url = if path.starts_with('/') {
            format!("https://management.azure.com{path}")
        } else {
            path.to_owned()
        };
        let mut request = Request::new(method, url).bearer(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        handle(&mut self.simulation, &request)
    }

    /// Status and JSON of a GET; the api-version is added.
    pub(crate) fn get(&mut self, path: &str) -> (u16, Value) {
        let separator = if path.contains('?') { '&' } else { '?' };
        let response = self.send(
            "GET",
            &format!("{path}{separator}api-version=2024-01-01"),
            None,
        );
        (response.status, response.body_json().unwrap_or_default())
    }

    /// Status and JSON of a request that changes something.
    pub(crate) fn act(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let response = self.send(
            method,
            &format!("{path}?api-version=2024-01-01"),
            Some(body),
        );
        (response.status, response.body_json().unwrap_or_default())
    }

    /// Status and error code of a GET.
    pub(crate) fn refusal(&mut self, path: &str) -> (u16, String) {
        let (status, body) = self.get(path);
        (status, code(&body))
    }

    pub(crate) fn pass(&mut self, seconds: i64) {
        self.simulation.now += time::Duration::seconds(seconds);
    }
}

pub(crate) fn code(body: &Value) -> String {
    body["error"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}
