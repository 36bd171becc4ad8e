//! Policies as code: what is written for a deployment is what Azure takes, and says what
//! was there.

use std::{fs, path::Path};

use azure::{
    arm::{Method, Write, json::Node},
    resource_id::ResourceId,
    security::{PolicySettings, are_same_entries, list_policies, read_stored},
};
use infrastructure::{Format, export};
use integration_tests::{Case, block_on};
use serde_json::{Value, json};

/// Every policy of the estate's subscription, whole.
fn policies(case: &Case) -> Vec<(ResourceId, PolicySettings)> {
    let (arm, scope) = (
        case.context.arm.clone(),
        case.context.question.vm.subscription_scope(),
    );
    block_on(&case.clock, async move {
        let listed = list_policies(&arm, scope.as_str()).await.unwrap();
        let mut all = Vec::new();
        for it in listed.iter() {
            let stored = read_stored(&arm.renewed(), &it.id).await.unwrap().unwrap();
            all.push((it.id.clone(), stored.settings()));
        }
        all
    })
}

#[test]
fn what_is_exported_is_what_azure_takes() {
    for estate in ["healthy", "subscription-untidy", "subscription-mixed"] {
        let case = Case::open(estate);
        let before = policies(&case);
        assert!(!before.is_empty(), "{estate}");
        let groups = export(before.iter().map(|(id, it)| (id, it)), Format::ArmTemplate);
        let mut written = 0;
        for group in &groups {
            let template: Value = serde_json::from_str(&group.text).unwrap();
            for resource in template["resources"].as_array().unwrap() {
                let (kind, name) = (text(&resource["type"]), text(&resource["name"]));
                // A type and a name go together part by part.
                let (provider, types) = kind.split_once('/').unwrap();
                let parts = types.split('/').zip(name.split('/'));
                let path: Vec<String> =
                    parts.map(|(one, other)| format!("{one}/{other}")).collect();
                let write = Write {
                    method: Method::Put,
                    path: format!(
                        "{}/providers/{provider}/{}?api-version={}",
                        group.resource_group,
                        path.join("/"),
                        text(&resource["apiVersion"])
                    ),
                    body: Some(
                        json!({"kind": resource["kind"], "properties": resource["properties"]}),
                    ),
                };
                let arm = case.context.arm.clone();
                block_on(&case.clock, async move {
                    arm.write_once(&write).await.map(|_| ())
                })
                .unwrap();
                written += 1;
            }
        }
        assert_eq!(written, before.len(), "{estate}");
        // Azure adds what a policy has by default.
        let after = policies(&case);
        for ((id, was), (_, is)) in before.iter().zip(&after) {
            assert!(are_same_entries(was.entries(), is.entries()), "{id}");
            assert_eq!(is.body()["kind"], was.body()["kind"], "{id}");
        }
        assert_eq!(after.len(), before.len(), "{estate}");
    }
}

/// The template that `sdk/sdk.py` has read by the models that Microsoft generates from
/// ARM's specification. `UPDATE_EXPORTED=1` writes it anew.
#[test]
fn the_witness_reads_what_is_exported() {
    let case = Case::open("subscription-untidy");
    let policies = policies(&case);
    let policies = policies.iter().map(|(id, it)| (id, it));
    let groups = export(policies, Format::ArmTemplate).into_iter();
    let exported: String = groups.map(|it| it.text).collect::<Vec<_>>().join(",\n");
    let exported = format!("[{}]\n", exported.trim_end());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sdk/exported.json");
    if std::env::var_os("UPDATE_EXPORTED").is_some() {
        fs::write(&path, &exported).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, exported);
}

fn text(value: &Value) -> &str {
    Node::new(value).text().unwrap()
}
