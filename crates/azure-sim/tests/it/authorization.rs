//! RBAC: who is let in where, and what people are told of it.

use azure_sim::{Caller, allowed};
use serde_json::json;

use crate::{Client, GROUP, SUBSCRIPTION, code};

const JIT: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies";

/// Initiate, JIT read, JIT write, plan read, plan write, VM read, VM write,
/// NIC read, effective rules, public address read.
const ACTIONS: [&str; 10] = [
    "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action",
    "Microsoft.Security/locations/jitNetworkAccessPolicies/read",
    "Microsoft.Security/locations/jitNetworkAccessPolicies/write",
    "Microsoft.Security/pricings/read",
    "Microsoft.Security/pricings/write",
    "Microsoft.Compute/virtualMachines/read",
    "Microsoft.Compute/virtualMachines/write",
    "Microsoft.Network/networkInterfaces/read",
    "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action",
    "Microsoft.Network/publicIPAddresses/read",
];

fn caller(client: &Client, person: &str) -> Caller {
    let somebody = &client.simulation.estate.people[person];
    let mut principals = vec![person.to_owned()];
    principals.extend(somebody.groups.iter().cloned());
    Caller {
        person: person.to_owned(),
        oid: somebody.oid.clone(),
        name: somebody.upn.clone(),
        tenant: somebody.tenant.clone(),
        principals,
        address: None,
        second_factor: true,
    }
}

#[test]
fn the_roles_grant_what_azure_documents() {
    let client = Client::of("healthy", "owner");
    for (person, expected) in [
        ("owner", "yyyyyyyyyy"),
        ("contributor", "yyyyyyyyyy"),
        ("group-member", "yyyyyyyyyy"),
        ("security-admin", "yyyyy-----"),
        ("reader", "-y-y-y-y-y"),
        ("security-reader", "-y-y------"),
        ("vm-contributor", "-----yyyyy"),
        ("requester", "yy---y-y-y"),
        ("no-initiate", "-y---y-y-y"),
        ("no-policy-read", "y----y-y-y"),
        ("no-vm-read", "yy-----y-y"),
        ("no-network-read", "yy---y----"),
        ("outsider", "----------"),
    ] {
        let caller = caller(&client, person);
        let scope = format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/vm-web-01");
        let found: String = ACTIONS
            .iter()
            .map(|action| {
                if allowed(&client.simulation, &caller, action, &scope) {
                    'y'
                } else {
                    '-'
                }
            })
            .collect();
        assert_eq!(found, expected, "{person}");
    }
}

#[test]
fn a_refusal_names_action_and_scope() {
    let mut client = Client::of("healthy", "security-admin");
    let vm = format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/vm-web-01");
    let (status, body) = client.get(&vm);
    assert_eq!(
        (status, code(&body)),
        (403, "AuthorizationFailed".to_owned())
    );
    let message = body["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("'Microsoft.Compute/virtualMachines/read'"),
        "{message}"
    );
    assert!(message.contains(&format!("over scope '{vm}'")), "{message}");
}

#[test]
fn a_role_on_the_machine_reaches_neither_policy_nor_lists() {
    let mut client = Client::of("healthy", "vm-only");
    let vm = format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/vm-web-01");
    assert_eq!(client.get(&vm).0, 200);
    assert_eq!(
        client.get("/subscriptions").1["value"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for path in [
        format!("{GROUP}/providers/Microsoft.Network/networkInterfaces/nic-web-01"),
        format!("{SUBSCRIPTION}/providers/Microsoft.Security/jitNetworkAccessPolicies"),
        format!("{GROUP}/providers/{JIT}/x").replace("locations/", "locations/westeurope/"),
        format!("{SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines"),
    ] {
        assert_eq!(client.get(&path).0, 403, "{path}");
    }
}

#[test]
fn whoever_sees_nothing_gets_empty_lists_and_a_403() {
    let mut client = Client::of("healthy", "outsider");
    assert_eq!(client.get("/subscriptions").1["value"], json!([]));
    assert_eq!(
        client.refusal(SUBSCRIPTION),
        (403, "AuthorizationFailed".to_owned())
    );
    let permissions = format!("{GROUP}/providers/Microsoft.Authorization/permissions");
    assert_eq!(client.get(&permissions).1["value"], json!([]));
}

#[test]
fn permissions_come_one_entry_an_assignment() {
    let mut client = Client::of("healthy", "vm-and-reader");
    let mut entries = |scope: &str| {
        let path = format!("{scope}/providers/Microsoft.Authorization/permissions");
        let (status, body) = client.get(&path);
        assert_eq!(status, 200);
        body["value"].as_array().unwrap().len()
    };
    assert_eq!(
        entries(&format!(
            "{GROUP}/providers/Microsoft.Compute/virtualMachines/vm-web-01"
        )),
        2
    );
    assert_eq!(entries(GROUP), 1);
    assert_eq!(
        entries(&format!("{SUBSCRIPTION}/resourceGroups/not-there")),
        1
    );
    let mut member = Client::of("healthy", "group-member");
    let path = format!("{GROUP}/providers/Microsoft.Authorization/permissions");
    assert_eq!(member.get(&path).1["value"][0]["actions"], json!(["*"]));
}

#[test]
fn a_deny_assignment_wins_and_is_not_in_the_permissions() {
    let mut client = Client::of("person-denied", "denied");
    let policy = format!(
        "{GROUP}/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default"
    );
    let (status, body) = client.act("POST", &format!("{policy}/initiate"), &json!({}));
    assert_eq!(status, 403);
    assert!(
        body["error"]["message"]
            .as_str()
            .unwrap()
            .contains("deny assignment")
    );
    let (_, permissions) = client.get(&format!(
        "{GROUP}/providers/Microsoft.Authorization/permissions"
    ));
    assert_eq!(permissions["value"][0]["actions"], json!(["*"]));
    let (_, denies) = client.get(&format!(
        "{GROUP}/providers/Microsoft.Authorization/denyAssignments?$filter=atScope()"
    ));
    assert_eq!(
        denies["value"][0]["properties"]["principals"][0]["type"],
        "SystemDefined"
    );
}

#[test]
fn role_assignments_are_filtered() {
    let mut client = Client::of("healthy", "owner");
    let member = client.simulation.estate.people["group-member"].oid.clone();
    let list = format!("{GROUP}/providers/Microsoft.Authorization/roleAssignments");
    let mut roles = |filter: &str| {
        let (status, body) = client.get(&format!("{list}?$filter={filter}"));
        assert_eq!(status, 200, "{body}");
        body["value"].as_array().unwrap().clone()
    };
    assert_eq!(roles(&format!("principalId eq '{member}'")).len(), 0);
    let through_group = roles(&format!("assignedTo('{member}')"));
    assert_eq!(through_group.len(), 1);
    assert_eq!(through_group[0]["properties"]["principalType"], "Group");
    let here = roles("atScope()");
    assert!(
        here.len() < roles("").len(),
        "below the group there are more"
    );
    let conditional = here
        .iter()
        .filter(|a| !a["properties"]["condition"].is_null())
        .count();
    assert_eq!(conditional, 1);
}

#[test]
fn role_definitions_are_listed_and_found() {
    let mut client = Client::of("healthy", "reader");
    let list = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions");
    let (_, custom) = client.get(&format!("{list}?$filter=type eq 'CustomRole'"));
    assert_eq!(custom["value"].as_array().unwrap().len(), 5);
    let (status, owner) = client.get(&format!("{list}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"));
    assert_eq!(
        (status, &owner["properties"]["roleName"]),
        (200, &json!("Owner"))
    );
}

#[test]
fn eligible_roles_are_told_to_their_owner() {
    let mut client = Client::of("person-eligible", "eligible");
    let (status, body) = client.get(&format!(
        "{GROUP}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?$filter=asTarget()"
    ));
    assert_eq!(status, 200);
    let role = &body["value"][0]["properties"]["expandedProperties"]["roleDefinition"];
    assert_eq!(role["displayName"], "Contributor");
}

#[test]
fn locks_are_listed_and_kept() {
    let mut client = Client::of("lock-read-only", "contributor");
    let (_, locks) = client.get(&format!(
        "{SUBSCRIPTION}/providers/Microsoft.Authorization/locks"
    ));
    assert_eq!(locks["value"][0]["properties"]["level"], "ReadOnly");
    let policy = format!(
        "{GROUP}/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default"
    );
    let (status, body) = client.act("POST", &format!("{policy}/initiate"), &json!({}));
    assert_eq!((status, code(&body)), (409, "ScopeLocked".to_owned()));
}

#[test]
fn a_disabled_subscription_reads_but_does_not_write() {
    let mut client = Client::of("subscription-disabled", "contributor");
    assert_eq!(client.get(SUBSCRIPTION).1["state"], "Disabled");
    let plan = format!("{SUBSCRIPTION}/providers/Microsoft.Security/pricings/VirtualMachines");
    assert_eq!(client.get(&plan).0, 200);
    let body = json!({"properties": {"pricingTier": "Free"}});
    assert_eq!(client.act("PUT", &plan, &body).0, 409);
}
