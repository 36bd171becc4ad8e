//! The simulator as an HTTPS server on loopback. Knows sockets, certificates
//! and the clock on the wall; all answers come from the pure parts.

mod control;
mod listen;
mod simulations;
mod state;
mod tls;

use std::sync::{PoisonError, atomic::Ordering};

use time::OffsetDateTime;

use crate::arm;
use crate::cloud::Cloud;
use crate::entra;
use crate::http::{Request, Response, Target};
use crate::token;

pub use listen::serve;
pub use state::Server;

impl Server {
    /// Answers by the host that the request was sent to.
    fn answer(&self, request: &Request, now: OffsetDateTime) -> Response {
        let host = Target::parse(&request.url).host;
        if Cloud::ALL.iter().any(|cloud| cloud.login_host() == host) {
            let mut entra = self.entra.lock().unwrap_or_else(PoisonError::into_inner);
            return entra::handle(&mut entra, request, now);
        }
        if Cloud::ALL.iter().any(|cloud| cloud.arm_host() == host) {
            return self.answer_as_arm(request, now);
        }
        control::answer(self, request, now)
    }

    fn answer_as_arm(&self, request: &Request, now: OffsetDateTime) -> Response {
        let grant = request
            .header_value("authorization")
            .and_then(|value| value.strip_prefix("Bearer "))
            .and_then(token::grant);
        // Without a token of ours, any simulation refuses as well as another.
        let (key, estate) = grant.map_or_else(
            || ("anonymous".to_owned(), self.estate.clone()),
            |grant| {
                (
                    format!("{}/{}", grant.estate, grant.simulation),
                    grant.estate,
                )
            },
        );
        let mut simulations = self
            .simulations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match simulations.open(&key, || self.library.open(&estate, now)) {
            Ok(simulation) => {
                simulation.now = now;
                let mut response = arm::handle(simulation, request);
                if request.method == "OPTIONS" {
                    response.delay_ms += self.preflight_ms.load(Ordering::Relaxed);
                }
                response
            }
            Err(error) => Response::text(500, "text/plain", error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;
    use serde_json::Value;

    fn server() -> Server {
        Server::new(Library::default(), "healthy").unwrap()
    }

    fn get(server: &Server, url: &str, token: &str) -> (u16, Value) {
        let response = server.answer(&Request::get(url).bearer(token), OffsetDateTime::now_utc());
        (response.status, response.body_json().unwrap_or_default())
    }

    #[test]
    fn every_token_opens_a_copy_of_its_own() {
        let server = server();
        let token = |query: &str| {
            let (status, body) = get(
                &server,
                &format!("https://localhost:1/_sim/token?{query}"),
                "",
            );
            assert_eq!((status, &body["tokenType"]), (200, &Value::from("Bearer")));
            body["accessToken"].as_str().unwrap().to_owned()
        };
        let (one, other) = (
            token("estate=plan-off&latency=7"),
            token("estate=plan-off&person=owner"),
        );
        let list = "https://management.azure.com/subscriptions?api-version=2022-12-01";
        assert_eq!(get(&server, list, &one).0, 200);
        let slow = server.answer(&Request::get(list).bearer(&one), OffsetDateTime::now_utc());
        assert_eq!(slow.delay_ms, 7);
        let reads = |token: &str| {
            get(
                &server,
                &format!("https://127.0.0.1/_sim/requests?token={token}"),
                "",
            )
            .1["reads"]
                .clone()
        };
        assert_eq!(
            (reads(&one), reads(&other)),
            (Value::from(2), Value::from(0))
        );
    }

    #[test]
    fn a_token_can_be_asked_to_be_odd() {
        let server = server();
        let refused = |query: &str| {
            let (_, body) = get(
                &server,
                &format!("https://localhost/_sim/token?{query}"),
                "",
            );
            let token = body["accessToken"].as_str().unwrap().to_owned();
            let list = "https://management.azure.com/subscriptions?api-version=2022-12-01";
            get(&server, list, &token).1["error"]["code"].clone()
        };
        assert_eq!(refused("ttl=-5"), "ExpiredAuthenticationToken");
        assert_eq!(
            refused("aud=https://graph.microsoft.com"),
            "InvalidAuthenticationTokenAudience"
        );
        assert_eq!(
            refused("estate=token-malformed"),
            "InvalidAuthenticationToken"
        );
    }

    #[test]
    fn control_is_local_and_says_what_is_wrong() {
        let server = server();
        assert_eq!(get(&server, "https://example.com/_sim/estates", "").0, 421);
        assert_eq!(
            get(&server, "https://localhost/_sim/token?estate=none", "").0,
            404
        );
        assert_eq!(
            get(&server, "https://localhost/_sim/token?ttl=soon", "").0,
            400
        );
        assert_eq!(
            get(&server, "https://localhost/_sim/token?person=nobody", "").0,
            400
        );
        let (status, body) = get(&server, "https://localhost/_sim/estates", "");
        assert_eq!((status, &body["names"][0]), (200, &Value::from("healthy")));
    }

    #[test]
    fn a_preflight_takes_as_long_as_was_wished_and_a_fleet_has_its_size() {
        let server = server();
        let wish = "https://localhost:1/_sim/token?estate=subscription-many&vms=100&preflight=30";
        let (status, body) = get(&server, wish, "");
        assert_eq!(status, 200);
        let list = "https://management.azure.com/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/providers/Microsoft.Compute/virtualMachines?api-version=2024-07-01";
        let preflight = Request::new("OPTIONS", list);
        let delay = server
            .answer(&preflight, OffsetDateTime::now_utc())
            .delay_ms;
        assert_eq!(delay, 30);
        let (status, list) = get(&server, list, body["accessToken"].as_str().unwrap());
        assert_eq!(status, 200);
        let count = list["value"].as_array().unwrap().len();
        assert!((95..=110).contains(&count), "{count}");
        for wrong in ["vms=-1", "vms=10&subscriptions=all"] {
            let wish = "https://localhost:1/_sim/token?estate=subscription-many";
            assert_eq!(
                get(&server, &format!("{wish}&{wrong}"), "").0,
                400,
                "{wrong}"
            );
        }
        let wish =
            "https://localhost:1/_sim/token?estate=subscription-many&vms=100&subscriptions=3";
        let (_, body) = get(&server, wish, "");
        let token = body["accessToken"].as_str().unwrap();
        let all = "https://management.azure.com/subscriptions?api-version=2022-12-01";
        let (_, all) = get(&server, all, token);
        let ids = all["value"].as_array().unwrap().iter();
        let ids: Vec<&str> = ids.filter_map(|it| it["subscriptionId"].as_str()).collect();
        let copies: Vec<&&str> = ids.iter().filter(|it| it.starts_with("00000000")).collect();
        assert_eq!(copies.len(), 2, "{ids:?}");
        let own = copies[1];
        let list = format!(
            "https://management.azure.com/subscriptions/{own}/providers/Microsoft.Compute/virtualMachines?api-version=2024-07-01"
        );
        let (_, list) = get(&server, &list, token);
        assert!((95..=110).contains(&list["value"].as_array().unwrap().len()));
    }

    #[test]
    fn hosts_lead_to_arm_or_to_entra() {
        let server = server();
        let arm = "https://management.azure.com/subscriptions?api-version=2022-12-01";
        assert_eq!(get(&server, arm, "").0, 401);
        let login = "https://login.microsoftonline.com/common/discovery/instance";
        assert_eq!(get(&server, login, "").0, 200);
    }
}
