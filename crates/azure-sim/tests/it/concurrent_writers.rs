//! Somebody else writes while the client is at work.

use azure_sim::{Change, ConcurrentWriter, Cue};
use serde_json::{Value, json};

use crate::jit::{rules, vm, written};
use crate::{Client, GROUP, SUBSCRIPTION};

fn policy(name: &str) -> String {
    format!(
        "{GROUP}/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/{name}"
    )
}

fn after(method: &str, path: &str, times: u32) -> Cue {
    Cue {
        path: path.to_owned(),
        method: Some(method.to_owned()),
        times,
    }
}

fn machines(policy: &Value) -> Vec<&str> {
    policy["properties"]["virtualMachines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|vm| vm["id"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect()
}

fn denies(client: &mut Client, group: &str) -> usize {
    rules(client, group)
        .iter()
        .filter(|r| r["name"].as_str().unwrap().contains("JITRule_"))
        .count()
}

#[test]
fn a_colleague_writes_after_the_list_was_read() {
    let mut client = Client::of("turn-on-concurrent", "owner");
    let list = format!("{SUBSCRIPTION}/providers/Microsoft.Security/jitNetworkAccessPolicies");
    let (_, first) = client.get(&list);
    assert_eq!(machines(&first["value"][0]), ["vm-web-02"]);
    let (_, second) = client.get(&list);
    assert_eq!(machines(&second["value"][0]), ["vm-web-02", "vm-db-01"]);
    assert_eq!(
        second["value"][0]["properties"]["provisioningState"],
        "Updating"
    );
    assert_eq!(denies(&mut client, "nsg-db"), 0);
    client.pass(10);
    let (_, third) = client.get(&list);
    assert_eq!(
        third["value"][0]["properties"]["provisioningState"],
        "Succeeded"
    );
    assert_eq!(
        third["value"][0]["properties"]["requests"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(denies(&mut client, "nsg-db"), 1);
    assert_eq!(client.simulation.log().len(), 5, "a writer is no client");
}

#[test]
fn a_write_falls_between_two_writes_of_the_client() {
    let mut client = Client::of("turn-on-many", "owner");
    client.simulation.add_concurrent_writer(ConcurrentWriter {
        after: after("PUT", "*/jitNetworkAccessPolicies/*", 1),
        change: Change::Put {
            id: policy("mine"),
            body: written(&[("vm-web-03", 3389)]),
        },
    });
    let (status, answer) = client.act("PUT", &policy("mine"), &written(&[("vm-db-01", 22)]));
    assert_eq!((status, machines(&answer)), (200, vec!["vm-db-01"]));
    client.pass(10);
    let (_, now) = client.get(&policy("mine"));
    assert_eq!(machines(&now), ["vm-web-03"]);
    assert_eq!(denies(&mut client, "nsg-db"), 0, "the later write counts");
}

#[test]
fn a_policy_may_go_with_its_rules() {
    let mut client = Client::of("healthy", "contributor");
    client.simulation.add_concurrent_writer(ConcurrentWriter {
        after: after("GET", &policy("default"), 2),
        change: Change::Delete {
            id: policy("default"),
        },
    });
    // The path of a request has a query, which the pattern leaves out.
    assert_eq!(client.get(&policy("default")).0, 200);
    assert_eq!(client.get(&policy("default")).0, 200);
    assert_eq!(client.get(&policy("default")).0, 200);
    client.simulation.add_concurrent_writer(ConcurrentWriter {
        after: after("GET", &format!("{}?*", policy("default")), 2),
        change: Change::Delete {
            id: policy("default"),
        },
    });
    assert_eq!(client.get(&policy("default")).0, 200);
    assert_eq!(client.get(&policy("default")).0, 200);
    assert_eq!(client.get(&policy("default")).0, 404);
    assert_eq!(denies(&mut client, "nsg-web-01"), 0);
}

#[test]
fn other_resources_come_and_go_as_they_stand() {
    let mut client = Client::of("healthy", "contributor");
    let lock = format!("{GROUP}/providers/Microsoft.Authorization/locks/l");
    for change in [
        Change::Put {
            id: lock,
            body: json!({"properties": {"level": "ReadOnly"}}),
        },
        Change::Delete { id: vm("vm-db-01") },
    ] {
        client.simulation.add_concurrent_writer(ConcurrentWriter {
            after: after("GET", "/tenants*", 1),
            change,
        });
    }
    client.get("/tenants");
    assert_eq!(client.get(&vm("vm-db-01")).0, 404);
    let (status, _) = client.act("PUT", &policy("default"), &written(&[("vm-web-01", 22)]));
    assert_eq!(status, 409);
}

#[test]
fn a_request_inside_a_batch_counts() {
    let mut client = Client::of("turn-on-concurrent", "owner");
    let list = format!(
        "{SUBSCRIPTION}/providers/Microsoft.Security/jitNetworkAccessPolicies?api-version=2020-01-01"
    );
    let body = json!({"requests": [{"httpMethod": "GET", "url": list}]});
    client.act("POST", "/batch", &body);
    let (_, now) = client.get(&policy("default"));
    assert_eq!(machines(&now).len(), 2);
}
