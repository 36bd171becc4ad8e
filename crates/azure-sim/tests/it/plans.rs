//! Defender plans at both scopes.

use serde_json::json;

use crate::{Client, GROUP, SUBSCRIPTION};

fn of_subscription() -> String {
    format!("{SUBSCRIPTION}/providers/Microsoft.Security/pricings/VirtualMachines")
}

fn of_vm() -> String {
    format!(
        "{GROUP}/providers/Microsoft.Compute/virtualMachines/vm-web-01/providers/Microsoft.Security/pricings/VirtualMachines"
    )
}

#[test]
fn a_machine_inherits_the_plan() {
    let mut client = Client::of("healthy", "reader");
    let (_, plan) = client.get(&of_vm());
    assert_eq!(plan["properties"]["inherited"], "True");
    assert_eq!(plan["properties"]["subPlan"], "P2");
    assert_eq!(plan["properties"]["inheritedFrom"], SUBSCRIPTION);
    let (_, own) = client.get(&of_subscription());
    assert_eq!(own["properties"]["resourcesCoverageStatus"], "FullyCovered");
}

#[test]
fn an_override_shows_at_both_scopes() {
    let mut client = Client::of("plan-vm-excluded", "contributor");
    let (_, plan) = client.get(&of_vm());
    assert_eq!(plan["properties"]["inherited"], "False");
    assert_eq!(plan["properties"]["pricingTier"], "Free");
    let (_, own) = client.get(&of_subscription());
    assert_eq!(
        own["properties"]["resourcesCoverageStatus"],
        "PartiallyCovered"
    );
    assert_eq!(
        client
            .send(
                "DELETE",
                &format!("{}?api-version=2024-01-01", of_vm()),
                None
            )
            .status,
        200
    );
    assert_eq!(client.get(&of_vm()).1["properties"]["inherited"], "True");
}

#[test]
fn the_plan_is_turned_on() {
    let mut client = Client::of("plan-off", "contributor");
    assert_eq!(
        client.get(&of_subscription()).1["properties"]["pricingTier"],
        "Free"
    );
    let body = json!({"properties": {"pricingTier": "Standard"}});
    let (status, plan) = client.act("PUT", &of_subscription(), &body);
    assert_eq!(
        (status, &plan["properties"]["subPlan"]),
        (200, &json!("P2"))
    );
    assert_eq!(
        client.get(&of_vm()).1["properties"]["pricingTier"],
        "Standard"
    );
    let mut reader = Client::of("plan-off", "reader");
    assert_eq!(reader.act("PUT", &of_subscription(), &body).0, 403);
}

#[test]
fn plan_two_cannot_be_had_for_one_machine() {
    let mut client = Client::of("healthy", "owner");
    let two = json!({"properties": {"pricingTier": "Standard", "subPlan": "P2"}});
    assert_eq!(client.act("PUT", &of_vm(), &two).0, 400);
    let one = json!({"properties": {"pricingTier": "Standard", "subPlan": "P1"}});
    assert_eq!(client.act("PUT", &of_vm(), &one).0, 200);
}

#[test]
fn plans_are_listed_and_filtered() {
    let mut client = Client::of("healthy", "reader");
    let list = format!("{SUBSCRIPTION}/providers/Microsoft.Security/pricings");
    assert_eq!(client.get(&list).1["value"].as_array().unwrap().len(), 4);
    let (_, one) = client.get(&format!("{list}?$filter=name in (VirtualMachines)"));
    assert_eq!(one["value"].as_array().unwrap().len(), 1);
}
