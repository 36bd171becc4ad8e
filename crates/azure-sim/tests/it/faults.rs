//! Faults and throttling, as a client meets them.

use azure_sim::{Delivery, Failure, Fault, Request, Simulation, fault_classes, handle};

use crate::{Client, GROUP, SUBSCRIPTION, now};

fn fault(path: &str, does: Failure) -> Fault {
    Fault {
        path: path.to_owned(),
        method: None,
        after: 0,
        times: None,
        does,
    }
}

#[test]
fn a_fault_hits_its_path_only() {
    let mut client = Client::of("garbled", "contributor");
    let plan = format!(
        "{SUBSCRIPTION}/providers/Microsoft.Security/pricings/VirtualMachines?api-version=2024-01-01"
    );
    let response = client.send("GET", &plan, None);
    assert_eq!(response.status, 200);
    assert!(response.body_json().is_none());
    assert_eq!(client.get("/tenants").0, 200);
}

#[test]
fn cut_answers_say_so() {
    let mut client = Client::of("healthy", "contributor");
    let whole = client.send("GET", "/tenants?api-version=2022-12-01", None);
    client
        .simulation
        .add_fault(fault("/tenants*", Failure::Dropped));
    let cut = client.send("GET", "/tenants?api-version=2022-12-01", None);
    assert_eq!(cut.delivery, Delivery::Cut);
    assert!(whole.body.starts_with(&cut.body) && cut.body.len() < whole.body.len());
}

#[test]
fn a_huge_answer_is_huge_and_still_true() {
    let mut client = Client::of("huge", "contributor");
    let list = format!(
        "{SUBSCRIPTION}/providers/Microsoft.Security/jitNetworkAccessPolicies?api-version=2020-01-01"
    );
    let response = client.send("GET", &list, None);
    assert!(response.body.len() > 30_000_000);
    assert_eq!(response.body_json().unwrap()["value"][0]["name"], "default");
}

#[test]
fn a_silent_server_never_answers() {
    let mut client = Client::of("silent", "contributor");
    let nic = format!(
        "{GROUP}/providers/Microsoft.Network/networkInterfaces/nic-web-01?api-version=2025-09-01"
    );
    assert_eq!(client.send("GET", &nic, None).delivery, Delivery::Never);
}

#[test]
fn a_token_expires_in_the_middle() {
    let mut client = Client::of("expiring", "contributor");
    let statuses: Vec<u16> = (0..8).map(|_| client.get("/tenants").0).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 401, 401]);
}

#[test]
fn a_storm_passes() {
    let mut client = Client::of("storm", "contributor");
    let statuses: Vec<u16> = (0..7).map(|_| client.get(GROUP).0).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429]);
    let refused = client.send("GET", &format!("{GROUP}?api-version=2021-04-01"), None);
    assert_eq!(refused.header_value("retry-after"), Some("1"));
    client.pass(1);
    assert_eq!(client.get(GROUP).0, 200);
}

#[test]
fn scripts_do_not_see_retry_after_unless_it_is_exposed() {
    let request = |token: &str| {
        Request::get("https://management.azure.com/tenants?api-version=2022-12-01")
            .bearer(token)
            .header("Origin", "https://example.test")
    };
    let mut simulation = Simulation::open("healthy", now()).unwrap();
    let token = simulation.token("contributor").unwrap();
    let mut readable = |hide: bool| {
        simulation.estate.settings.hide_headers = hide;
        let response = handle(&mut simulation, &request(&token));
        assert_eq!(
            response.header_value("access-control-allow-origin"),
            Some("*")
        );
        response.readable_headers().any(|(name, _)| name == "Date")
    };
    assert!(!readable(true));
    assert!(readable(false));
}

#[test]
fn a_preflight_lets_everything_in() {
    let mut simulation = Simulation::open("arm-down", now()).unwrap();
    let preflight = Request::new(
        "OPTIONS",
        "https://management.azure.com/subscriptions?api-version=2022-12-01",
    )
    .header("Origin", "https://example.test")
    .header("Access-Control-Request-Method", "GET")
    .header("Access-Control-Request-Headers", "authorization");
    let response = handle(&mut simulation, &preflight);
    assert_eq!(response.status, 200);
    assert_eq!(
        response.header_value("access-control-allow-headers"),
        Some("authorization")
    );
}

#[test]
fn every_class_of_fault_is_survived_by_the_simulator() {
    for class in fault_classes() {
        let mut client = Client::of("healthy", "contributor");
        client.simulation.add_fault(class);
        client.send("GET", &format!("{GROUP}?api-version=2021-04-01"), None);
        assert_eq!(client.simulation.log().len(), 1);
    }
}
