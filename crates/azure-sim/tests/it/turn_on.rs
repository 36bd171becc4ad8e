//! Turning JIT on for many machines by a new policy for each, and what can come
//! between.

use azure_sim::Response;
use serde_json::{Value, json};

use crate::jit::{rules, written};
use crate::{Client, GROUP, SUBSCRIPTION, code};

/// The machines without JIT of `turn-on-many`: name, group, region, port.
const MACHINES: [(&str, &str, &str, u16); 6] = [
    ("vm-web-01", "rg-shop-prod", "westeurope", 3389),
    ("vm-web-03", "rg-shop-prod", "westeurope", 3389),
    ("vm-db-01", "rg-shop-prod", "westeurope", 22),
    ("vm-jp-01", "rg-shop-japan", "japaneast", 3389),
    ("vm-jp-02", "rg-shop-japan", "japaneast", 3389),
    ("vm-jp-03", "rg-shop-japan", "japaneast", 22),
];

fn policy(group: &str, region: &str, name: &str) -> String {
    format!(
        "{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Security/locations/{region}/jitNetworkAccessPolicies/{name}"
    )
}

fn of_one(group: &str, vm: &str, port: u16) -> Value {
    let mut body = written(&[(vm, port)]);
    body["properties"]["virtualMachines"][0]["id"] = json!(format!(
        "{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{vm}"
    ));
    body
}

/// Writes one policy for each machine: the answers in that order.
fn turn_on(client: &mut Client) -> Vec<Response> {
    MACHINES
        .iter()
        .map(|(vm, group, region, port)| {
            let path = policy(group, region, &format!("jit-{vm}"));
            client.send(
                "PUT",
                &format!("{path}?api-version=2020-01-01"),
                Some(&of_one(group, vm, *port)),
            )
        })
        .collect()
}

fn statuses(estate: &str, person: &str) -> Vec<u16> {
    turn_on(&mut Client::of(estate, person))
        .iter()
        .map(|it| it.status)
        .collect()
}

#[test]
fn the_estate_has_six_machines_without_jit_and_one_with_it() {
    let mut client = Client::of("turn-on-many", "owner");
    let (_, body) = client.get(&format!(
        "{SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines"
    ));
    let linux = |vm: &&Value| vm["properties"]["storageProfile"]["osDisk"]["osType"] == "Linux";
    let machines = body["value"].as_array().unwrap();
    assert_eq!(machines.len(), 7);
    // One of them is the one that has JIT.
    assert_eq!(machines.iter().filter(linux).count(), 3);
    for (vm, group, region, _) in MACHINES {
        let (status, body) = client.get(&format!(
            "{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{vm}"
        ));
        assert_eq!((status, &body["location"]), (200, &json!(region)), "{vm}");
        let nic = body["properties"]["networkProfile"]["networkInterfaces"][0]["id"]
            .as_str()
            .unwrap();
        assert_eq!(client.get(nic).0, 200, "{vm}");
    }
    let (_, body) = client.get(&format!(
        "{SUBSCRIPTION}/providers/Microsoft.Security/jitNetworkAccessPolicies"
    ));
    assert_eq!(body["value"].as_array().unwrap().len(), 1);
}

#[test]
fn a_policy_for_each_machine_brings_its_deny_rules() {
    let mut client = Client::of("turn-on-many", "owner");
    for response in turn_on(&mut client) {
        let body = response.body_json().unwrap();
        assert_eq!(
            (response.status, &body["properties"]["provisioningState"]),
            (200, &json!("Updating"))
        );
    }
    client.pass(10);
    for (vm, group, region, _) in MACHINES {
        let (status, body) = client.get(&policy(group, region, &format!("jit-{vm}")));
        assert_eq!(
            (status, &body["properties"]["provisioningState"]),
            (200, &json!("Succeeded")),
            "{vm}"
        );
        assert_eq!(body["location"], region);
        assert_eq!(body["name"], format!("jit-{vm}"));
    }
    let denies = |rules: Vec<Value>| {
        rules
            .iter()
            .filter(|r| r["name"].as_str().unwrap().contains("JITRule_"))
            .map(|r| r["properties"]["destinationAddressPrefix"].to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    // The rule of the machine that had JIT before stays.
    assert_eq!(
        denies(rules(&mut client, "nsg-web")),
        "\"10.10.1.5\" \"10.10.1.4\" \"10.10.1.6\""
    );
    assert_eq!(denies(rules(&mut client, "nsg-web-01")), "\"10.10.1.4\"");
    assert_eq!(denies(rules(&mut client, "nsg-db")), "\"10.10.2.4\"");
    let (_, japan) = client.get(&format!(
        "{SUBSCRIPTION}/resourceGroups/rg-shop-japan/providers/Microsoft.Network/networkSecurityGroups/nsg-japan"
    ));
    let japan = japan["properties"]["securityRules"].as_array().unwrap();
    assert_eq!(
        denies(japan.clone()),
        "\"10.20.1.4\" \"10.20.1.5\" \"10.20.1.6\""
    );
    let (_, default) = client.get(&policy("rg-shop-prod", "westeurope", "default"));
    assert_eq!(
        default["properties"]["virtualMachines"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn access_is_requested_from_a_policy_that_the_client_named() {
    let mut client = Client::of("turn-on-many", "owner");
    turn_on(&mut client);
    client.pass(10);
    let jit = policy("rg-shop-prod", "westeurope", "jit-vm-web-01");
    let body = json!({"virtualMachines": [{
        "id": format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/vm-web-01"),
        "ports": [{"number": 3389, "endTimeUtc": "2026-11-24T11:00:00Z", "allowedSourceAddressPrefix": "203.0.113.7"}],
    }]});
    assert_eq!(client.act("POST", &format!("{jit}/initiate"), &body).0, 202);
    client.pass(30);
    let (_, policy) = client.get(&jit);
    let port = &policy["properties"]["requests"][0]["virtualMachines"][0]["ports"][0];
    assert_eq!(port["status"], "Initiated");
}

#[test]
fn every_estate_fails_where_it_says() {
    for (estate, person, expected) in [
        ("turn-on-many", "owner", [200; 6]),
        ("turn-on-concurrent", "owner", [200; 6]),
        (
            "turn-on-fails-third",
            "owner",
            [200, 200, 500, 500, 200, 200],
        ),
        ("turn-on-throttled", "owner", [429, 429, 429, 200, 200, 200]),
        ("turn-on-locked", "owner", [200, 200, 200, 409, 409, 409]),
        (
            "turn-on-disallowed",
            "owner",
            [200, 200, 200, 403, 403, 403],
        ),
        ("turn-on-reader", "reader", [403; 6]),
    ] {
        assert_eq!(statuses(estate, person), expected, "{estate}");
    }
}

#[test]
fn a_throttled_write_says_how_long_to_wait() {
    let mut client = Client::of("turn-on-throttled", "owner");
    let answers = turn_on(&mut client);
    assert_eq!(answers[0].header_value("retry-after"), Some("2"));
    let own = json!({"bucket": 1, "refillPerSecond": 0.25});
    client.simulation.estate.settings.throttle.writes = serde_json::from_value(own).unwrap();
    client.pass(3_600);
    let answers = turn_on(&mut client);
    let waits: Vec<Option<&str>> = answers
        .iter()
        .map(|it| it.header_value("retry-after"))
        .collect();
    assert_eq!(waits[..2], [None, Some("4")]);
}

#[test]
fn azure_policy_says_which_assignment_refuses() {
    let mut client = Client::of("turn-on-disallowed", "owner");
    let body = turn_on(&mut client)[4].body_json().unwrap();
    assert_eq!(code(&body), "RequestDisallowedByPolicy");
    assert_eq!(body["error"]["target"], "jit-vm-jp-02");
    let info = &body["error"]["additionalInfo"][0];
    assert_eq!(info["type"], "PolicyViolation");
    let message = body["error"]["message"].as_str().unwrap();
    let assignment = info["info"]["policyAssignmentId"].as_str().unwrap();
    assert!(message.contains("'jit-vm-jp-02'") && message.contains(assignment));
}

#[test]
fn what_stands_in_the_way_of_a_write_is_named() {
    let body = of_one("rg-shop-prod", "vm-web-01", 3389);
    let jit = policy("rg-shop-prod", "westeurope", "mine");
    for (estate, method, path, expected) in [
        ("lock-read-only", "PUT", &jit, (409, "ScopeLocked")),
        (
            "lock-read-only",
            "DELETE",
            &policy("rg-shop-prod", "westeurope", "default"),
            (409, "ScopeLocked"),
        ),
        (
            "subscription-disabled",
            "PUT",
            &jit,
            (409, "ReadOnlyDisabledSubscription"),
        ),
        (
            "provider-not-registered",
            "PUT",
            &jit,
            (409, "MissingSubscriptionRegistration"),
        ),
        (
            "healthy",
            "PUT",
            &policy("rg-none", "westeurope", "mine"),
            (404, "ResourceGroupNotFound"),
        ),
        ("healthy", "GET", &jit, (404, "ResourceNotFound")),
    ] {
        let mut client = Client::of(estate, "owner");
        let (status, answer) = client.act(method, path, &body);
        assert_eq!((status, &*code(&answer)), expected, "{estate} {path}");
    }
}

#[test]
fn a_request_may_never_settle() {
    let mut client = Client::of("request-never-settles", "contributor");
    let jit = policy("rg-shop-prod", "westeurope", "default");
    let body = json!({"virtualMachines": [{
        "id": format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/vm-web-01"),
        "ports": [{"number": 3389, "duration": "PT1H"}],
    }]});
    assert_eq!(client.act("POST", &format!("{jit}/initiate"), &body).0, 202);
    client.pass(4_000);
    let (_, policy) = client.get(&jit);
    let requests = policy["properties"]["requests"].as_array().unwrap();
    let port = &requests.last().unwrap()["virtualMachines"][0]["ports"][0];
    assert_eq!(port["status"], "Initiating");
}
