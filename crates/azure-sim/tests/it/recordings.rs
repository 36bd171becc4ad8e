//! Estates out of recorded answers. The recordings here are made up, in the
//! forms in which real ones come.

use std::path::PathBuf;

use azure_sim::recordings::read;
use azure_sim::{Request, handle};
use serde_json::{Value, json};

use crate::now;

const VM: &str =
    "/subscriptions/s1/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/vm";

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn of(name: &str, files: &[(&str, String)]) -> Self {
        let root = std::env::temp_dir().join(format!("azure-sim-{name}-{}", std::process::id()));
        for (file, text) in files {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(root)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn vm(version: &str, size: &str) -> Value {
    let body = json!({"id": VM, "name": "vm", "properties": {"size": size}}).to_string();
    json!({
        "request": {"method": "GET", "uri": format!("https://management.azure.com{VM}?api-version={version}")},
        "response": {"status": 200, "headers": {"date": ["Tue, 10 Aug 2021 11:57:11 GMT"]}, "body": body},
    })
}

#[test]
fn every_form_is_read_and_the_newest_wins() {
    let view = json!({
        "request": {"method": "GET", "uri": format!("{VM}/instanceView?api-version=2030-01-01")},
        "response": {"status": {"code": 200}, "body": {"data": {"statuses": [{"code": "PowerState/running"}]}}},
    });
    let yaml = "interactions:\n- request:\n    method: GET\n    uri: https://management.azure.com/subscriptions/s2/providers/Microsoft.Security/pricings?api-version=2022-03-01\n  response:\n    body:\n      string: '{\"value\":[{\"id\":\"/subscriptions/s2/providers/Microsoft.Security/pricings/VirtualMachines\",\"name\":\"VirtualMachines\",\"properties\":{\"pricingTier\":\"Free\"}},{\"name\":\"no id\"}]}'\n    status:\n      code: 200\n";
    let example = json!({"parameters": {"api-version": "1"}, "responses": {"200": {"body": {
        "id": "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/nic"}}}});
    let folder = Folder::of(
        "forms",
        &[
            ("a/new.json", json!({"interactions": [vm("2024-07-01", "new"), vm("2019-01-01", "old"), view]}).to_string()),
            ("b/cassette.yaml", yaml.to_owned()),
            ("c/example.json", example.to_string()),
            ("d/bare.json", json!({"value": [{"id": "/subscriptions/s1", "displayName": "One", "state": "Warned"}]}).to_string()),
        ],
    );
    let (mut simulation, _) = read(&folder.0, now()).unwrap();
    let token = simulation.token("owner").unwrap();
    let mut get = |path: &str| {
        let url = format!("https://management.azure.com{path}api-version=2024-07-01");
        let response = handle(&mut simulation, &Request::get(url).bearer(&token));
        (response.status, response.body_json().unwrap())
    };
    let (status, vm) = get(&format!("{}?$expand=instanceView&", VM.to_lowercase()));
    assert_eq!((status, &vm["properties"]["size"]), (200, &json!("new")));
    assert_eq!(
        vm["properties"]["instanceView"]["statuses"][0]["code"],
        "PowerState/running"
    );
    let (_, plans) = get("/subscriptions/s2/providers/Microsoft.Security/pricings?");
    assert_eq!(plans["value"][0]["properties"]["pricingTier"], "Free");
    let (_, subscriptions) = get("/subscriptions?");
    assert_eq!(subscriptions["value"].as_array().unwrap().len(), 2);
    assert_eq!(subscriptions["value"][0]["state"], "Warned");
    let nics = get("/subscriptions/s1/providers/Microsoft.Network/networkInterfaces?").1;
    assert_eq!(nics["value"].as_array().unwrap().len(), 1);
}

#[test]
fn what_cannot_be_used_is_counted() {
    let folder = Folder::of(
        "skipped",
        &[
            ("broken.json", "{\"value\": [".to_owned()),
            ("broken.yaml", "a: [b".to_owned()),
            ("notes.txt", "hello".to_owned()),
            ("odd.json", "[1, 2]".to_owned()),
            (
                "interactions.json",
                json!({"interactions": [
                    {"request": {"method": "PUT", "uri": VM}, "response": {"status": 200, "body": "{}"}},
                    {"request": {"method": "GET", "uri": VM}, "response": {"status": 404, "body": "{}"}},
                    {"request": {"method": "GET", "uri": VM}, "response": {"status": 200, "body": "<html>"}},
                    {"request": null, "response": null},
                    {"request": {"method": "GET", "uri": VM}, "response": {"status": 200, "body": "[]"}},
                    {"request": {"method": "GET", "uri": VM}, "response": {"status": 200, "body": {"string": "{\"id\": \"odd\"}"}}},
                ]})
                .to_string(),
            ),
        ],
    );
    let (simulation, report) = read(&folder.0, now()).unwrap();
    assert!(simulation.store.is_empty());
    let told = report.to_string();
    for reason in [
        "broken JSON",
        "broken YAML",
        "neither JSON nor YAML",
        "no known form",
        "no 200",
        "a body that is no JSON",
        "no object",
        "no ARM id",
    ] {
        assert!(told.contains(reason), "{reason} is missing from:\n{told}");
    }
    assert!(
        told.contains("2  left out: a request that is no GET"),
        "{told}"
    );
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    assert!(read(std::path::Path::new("/no/such/folder"), now()).is_err());
}
