//! The life of a policy and of a request for access.

use serde_json::{Value, json};

use crate::{Client, GROUP, SUBSCRIPTION, code};

fn policy() -> String {
    format!(
        "{GROUP}/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default"
    )
}

pub(crate) fn vm(name: &str) -> String {
    format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/{name}")
}

fn ask(port: &Value) -> Value {
    json!({"virtualMachines": [{"id": vm("vm-web-01"), "ports": [port]}], "justification": "patching"})
}

pub(crate) fn rules(client: &mut Client, group: &str) -> Vec<Value> {
    let (_, body) = client.get(&format!(
        "{GROUP}/providers/Microsoft.Network/networkSecurityGroups/{group}"
    ));
    body["properties"]["securityRules"]
        .as_array()
        .unwrap()
        .clone()
}

fn allows(client: &mut Client, group: &str) -> Vec<Value> {
    rules(client, group)
        .into_iter()
        .filter(|rule| rule["name"].as_str().unwrap().contains("-JITRule-"))
        .collect()
}

fn last_port(client: &mut Client) -> Value {
    let (_, body) = client.get(&policy());
    let requests = body["properties"]["requests"].as_array().unwrap();
    requests.last().unwrap()["virtualMachines"][0]["ports"][0].clone()
}

#[test]
fn policies_are_listed_at_four_scopes() {
    let mut client = Client::of("healthy", "reader");
    for (path, count) in [
        (
            format!("{SUBSCRIPTION}/providers/Microsoft.Security/jitNetworkAccessPolicies"),
            1,
        ),
        (
            format!(
                "{SUBSCRIPTION}/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies"
            ),
            1,
        ),
        (
            format!(
                "{SUBSCRIPTION}/providers/Microsoft.Security/locations/japaneast/jitNetworkAccessPolicies"
            ),
            0,
        ),
        (
            format!("{GROUP}/providers/Microsoft.Security/jitNetworkAccessPolicies"),
            1,
        ),
        (
            format!(
                "{GROUP}/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies"
            ),
            1,
        ),
    ] {
        let (status, body) = client.get(&path);
        assert_eq!(status, 200, "{path}: {body}");
        assert_eq!(body["value"].as_array().unwrap().len(), count, "{path}");
    }
}

#[test]
fn a_window_opens_and_closes() {
    let mut client = Client::of("healthy", "contributor");
    let body = ask(
        &json!({"number": 3389, "duration": "PT1H", "allowedSourceAddressPrefix": "203.0.113.7"}),
    );
    let (status, answer) = client.act("POST", &format!("{}/initiate", policy()), &body);
    assert_eq!(status, 202);
    assert_eq!(answer["requestor"], "");
    assert_eq!(
        answer["virtualMachines"][0]["ports"][0]["status"],
        "Initiating"
    );
    assert_eq!(last_port(&mut client)["status"], "Initiating");
    assert!(allows(&mut client, "nsg-web").is_empty());

    client.pass(30);
    assert_eq!(last_port(&mut client)["status"], "Initiated");
    for group in ["nsg-web", "nsg-web-01"] {
        let allows = allows(&mut client, group);
        assert_eq!(allows.len(), 1, "{group}");
        let properties = &allows[0]["properties"];
        assert_eq!(properties["priority"], 100);
        assert_eq!(properties["destinationAddressPrefix"], "10.10.1.4");
        assert_eq!(properties["sourceAddressPrefix"], "203.0.113.7");
    }

    client.pass(3_600);
    let port = last_port(&mut client);
    assert_eq!(
        (&port["status"], &port["statusReason"]),
        (&json!("Revoked"), &json!("Expired"))
    );
    assert!(allows(&mut client, "nsg-web").is_empty());
}

#[test]
fn a_newer_request_takes_the_place_of_an_older() {
    let mut client = Client::of("healthy", "contributor");
    let body = ask(
        &json!({"number": 22, "duration": "PT1H", "allowedSourceAddressPrefix": "203.0.113.7"}),
    );
    for _ in 0..2 {
        client.act("POST", &format!("{}/initiate", policy()), &body);
        client.pass(60);
    }
    let (_, body) = client.get(&policy());
    let requests = body["properties"]["requests"].as_array().unwrap();
    let older = &requests[requests.len() - 2]["virtualMachines"][0]["ports"][0];
    assert_eq!(older["statusReason"], "NewerRequestInitiated");
    assert_eq!(allows(&mut client, "nsg-web").len(), 1);
}

#[test]
fn the_window_that_an_estate_opens_with_ends_too() {
    let mut client = Client::of("window-open", "contributor");
    assert_eq!(allows(&mut client, "nsg-web").len(), 1);
    client.pass(151 * 60);
    // Nobody's token lasts that long.
    client.token = client.simulation.token("contributor").unwrap();
    assert_eq!(last_port(&mut client)["status"], "Revoked");
    assert!(allows(&mut client, "nsg-web").is_empty());
}

#[test]
fn requests_that_the_policy_does_not_allow_are_refused() {
    let mut client = Client::of("source-outside", "contributor");
    let initiate = format!("{}/initiate", policy());
    for (port, expected) in [
        (json!({"number": 3389}), "InvalidInitiateInput"),
        (
            json!({"number": 3389, "duration": "PT1H", "endTimeUtc": "2026-11-24T10:00:00Z"}),
            "InvalidInitiateInput",
        ),
        // From outside, for too long, and for a port that is not there.
        (
            json!({"number": 3389, "duration": "PT1H", "allowedSourceAddressPrefix": "203.0.113.7"}),
            "InvalidInitiateInput",
        ),
        (
            json!({"number": 3389, "duration": "PT9H", "allowedSourceAddressPrefix": "198.51.100.9"}),
            "InvalidInitiateInput",
        ),
        (
            json!({"number": 8080, "duration": "PT1H"}),
            "InvalidInitiateInput",
        ),
    ] {
        let (status, body) = client.act("POST", &initiate, &ask(&port));
        assert_eq!((status, code(&body)), (400, expected.to_owned()), "{port}");
    }
    let inside =
        json!({"number": 3389, "duration": "PT1H", "allowedSourceAddressPrefix": "198.51.100.9"});
    assert_eq!(client.act("POST", &initiate, &ask(&inside)).0, 202);
    let elsewhere = initiate.replace("default", "nothing");
    let (status, body) = client.act("POST", &elsewhere, &ask(&inside));
    assert_eq!((status, code(&body)), (404, "PolicyNotFound".to_owned()));
}

#[test]
fn without_a_source_the_callers_address_counts() {
    let mut client = Client::of("healthy", "contributor");
    let body = ask(&json!({"number": 3389, "duration": "PT1H"}));
    let (_, answer) = client.act("POST", &format!("{}/initiate", policy()), &body);
    let port = &answer["virtualMachines"][0]["ports"][0];
    assert_eq!(port["allowedSourceAddressPrefix"], "203.0.113.7");
}

pub(crate) fn written(machines: &[(&str, u16)]) -> Value {
    let machines: Vec<Value> = machines
        .iter()
        .map(|(name, port)| {
            json!({"id": vm(name), "ports": [{
                "number": port, "protocol": "TCP", "allowedSourceAddressPrefix": "*",
                "maxRequestAccessDuration": "PT3H",
            }]})
        })
        .collect();
    json!({"kind": "Basic", "properties": {"virtualMachines": machines}})
}

#[test]
fn a_put_replaces_the_machines_and_their_rules() {
    let mut client = Client::of("healthy", "contributor");
    let (status, body) = client.act("PUT", &policy(), &written(&[("vm-db-01", 22)]));
    assert_eq!(
        (status, &body["properties"]["provisioningState"]),
        (200, &json!("Updating"))
    );
    client.pass(10);
    let (_, body) = client.get(&policy());
    assert_eq!(body["properties"]["provisioningState"], "Succeeded");
    assert_eq!(
        body["properties"]["virtualMachines"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(body["properties"]["requests"].as_array().unwrap().len(), 4);
    let of_jit = |rules: Vec<Value>| {
        rules
            .iter()
            .filter(|r| r["name"].as_str().unwrap().contains("JITRule_"))
            .count()
    };
    let (web, db) = (rules(&mut client, "nsg-web"), rules(&mut client, "nsg-db"));
    assert_eq!((of_jit(web), of_jit(db.clone())), (0, 1));
    let deny = db.last().unwrap();
    assert_eq!(deny["properties"]["priority"], 4096);
    assert_eq!(deny["properties"]["access"], "Deny");
    assert_eq!(deny["properties"]["protocol"], "Tcp");
}

#[test]
fn bad_policies_are_refused() {
    let mut client = Client::of("healthy", "contributor");
    let mut body = written(&[("vm-db-01", 22)]);
    body["kind"] = json!(null);
    assert_eq!(client.act("PUT", &policy(), &body).0, 400);
    let mut body = written(&[("vm-db-01", 22)]);
    body["properties"]["virtualMachines"][0]["ports"][0]["protocol"] = json!("");
    assert_eq!(client.act("PUT", &policy(), &body).0, 500);
    let mut body = written(&[("vm-db-01", 22)]);
    body["properties"]["virtualMachines"][0]["ports"][0]["maxRequestAccessDuration"] =
        json!("PT25H");
    assert_eq!(client.act("PUT", &policy(), &body).0, 400);
    let mut body = written(&[("vm-db-01", 22)]);
    body["properties"]["virtualMachines"][0]["id"] =
        json!(format!("/subscriptions/{}", vm("vm-db-01")));
    let (status, answer) = client.act("PUT", &policy(), &body);
    assert_eq!(
        (status, code(&answer)),
        (403, "LinkedAuthorizationFailed".to_owned())
    );
    let mut admin = Client::of("healthy", "security-admin");
    let (status, answer) = admin.act("PUT", &policy(), &written(&[("vm-db-01", 22)]));
    assert_eq!(
        (status, code(&answer)),
        (403, "LinkedAuthorizationFailed".to_owned())
    );
}

#[test]
fn a_policy_goes_with_its_rules() {
    let mut client = Client::of("healthy", "contributor");
    let path = format!("{}?api-version=2020-01-01", policy());
    assert_eq!(client.send("DELETE", &path, None).status, 200);
    assert_eq!(client.send("DELETE", &path, None).status, 204);
    assert_eq!(client.get(&policy()).0, 404);
    assert_eq!(rules(&mut client, "nsg-web-01").len(), 1);
}

#[test]
fn a_lock_on_the_group_leaves_a_request_hanging() {
    let mut client = Client::of("healthy", "contributor");
    client.simulation.store.insert(json!({
        "id": format!("{GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg-web/providers/Microsoft.Authorization/locks/l"),
        "properties": {"level": "ReadOnly"},
    }));
    let body = ask(&json!({"number": 3389, "duration": "PT1H"}));
    assert_eq!(
        client
            .act("POST", &format!("{}/initiate", policy()), &body)
            .0,
        202
    );
    client.pass(600);
    assert_eq!(last_port(&mut client)["status"], "Initiating");
}
