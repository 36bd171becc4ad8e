//! What is read, changed and written back keeps what the change is not about.
//! The queries are run by an implementation of the CLI's query language.

use serde_json::{Value, json};

use super::{Shell, all_tasks, rendered, values, words};
use crate::commands::Values;

/// A policy with another VM beside the reader's.
fn policy() -> Value {
    json!({
        "id": "/x",
        "kind": "Basic",
        "properties": {
            "provisioningState": "Succeeded",
            "requests": [],
            "virtualMachines": [
                {
                    "id": "/other",
                    "publicIpAddress": "198.51.100.7",
                    "ports": [{ "number": 3389, "protocol": "*", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT1H" }]
                },
                {
                    "id": "/own`'\"$",
                    "ports": [
                        { "number": 22, "protocol": "*", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT1H" },
                        { "number": 3389, "protocol": "UDP", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT1H" }
                    ]
                }
            ]
        }
    })
}

/// What the task's query makes of the policy.
fn edited(task: &str, values: &Values, read: &Value) -> Value {
    let task = all_tasks().into_iter().find(|it| it.name == task).unwrap();
    let line = rendered(task, Shell::AzureCli, values);
    let words = words(line.lines().next().unwrap());
    let at = words.iter().position(|it| it == "--query").unwrap();
    let query = jmespath::compile(&words[at + 1]).unwrap();
    let read = jmespath::Variable::from_json(&read.to_string()).unwrap();
    serde_json::from_str(&query.search(&read).unwrap().to_string()).unwrap()
}

#[test]
fn an_edit_of_a_policy_keeps_what_it_is_not_about() {
    let mut values = values([]);
    values.set("entry", "/own`'\"$");
    values.set("port", 3389);
    let vms = |it: &Value| it["properties"]["virtualMachines"].clone();
    let read = policy();

    let saved = edited("save_again", &values, &read);
    assert_eq!(
        saved,
        json!({ "kind": "Basic", "properties": { "virtualMachines": vms(&read) } })
    );

    let dropped = edited("drop_entries", &values, &read);
    assert_eq!(vms(&dropped), json!([vms(&read)[0]]));

    let rule = json!({ "number": 3389, "protocol": "*", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT3H" });
    let set = edited("set_port", &values, &read);
    let own = &vms(&read)[1];
    assert_eq!(
        vms(&set),
        json!([vms(&read)[0], { "id": own["id"], "ports": [own["ports"][0], rule] }])
    );
}

#[test]
fn an_edit_of_an_assignment_keeps_its_other_parameters() {
    let read = json!({
        "id": "/a",
        "location": "westeurope",
        "properties": { "displayName": "d", "parameters": { "other": { "value": 1 } } }
    });
    let set = edited("set_jit_audit", &values([]), &read);
    let mut expected = read.clone();
    expected["properties"]["parameters"]["jitNetworkAccessMonitoringEffect"] =
        json!({ "value": "AuditIfNotExists" });
    assert_eq!(set, expected);
    let bare = json!({ "id": "/a", "properties": {} });
    let set = edited("set_jit_audit", &values([]), &bare);
    assert_eq!(
        set["properties"]["parameters"],
        json!({ "jitNetworkAccessMonitoringEffect": { "value": "AuditIfNotExists" } })
    );
}
