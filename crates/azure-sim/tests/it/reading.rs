//! Reading: single resources, lists, pages, parts, filters and ARM's refusals.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{Client, GROUP, SUBSCRIPTION, code};

#[test]
fn a_resource_answers_to_any_case_and_keeps_its_own() {
    let mut client = Client::of("healthy", "reader");
    let (status, vm) = client.get(&format!(
        "{}/PROVIDERS/microsoft.compute/VIRTUALMACHINES/VM-WEB-01",
        GROUP.to_uppercase()
    ));
    assert_eq!(status, 200);
    assert!(
        vm["id"]
            .as_str()
            .unwrap()
            .contains("/resourceGroups/RG-SHOP-PROD/")
    );
    assert!(vm["properties"]["instanceView"].is_null());
}

#[test]
fn the_instance_view_comes_when_asked_for() {
    let mut client = Client::of("healthy", "reader");
    let vm = format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/vm-web-01");
    let (_, expanded) = client.get(&format!("{vm}?$expand=instanceView"));
    assert_eq!(
        expanded["properties"]["instanceView"]["statuses"][1]["code"],
        "PowerState/running"
    );
    let (status, view) = client.get(&format!("{vm}/instanceView"));
    assert_eq!(
        (status, &view["statuses"][1]["code"]),
        (200, &json!("PowerState/running"))
    );
    let (_, all) = client.get(&format!(
        "{SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines?statusOnly=true"
    ));
    assert!(all["value"][0]["properties"]["instanceView"].is_object());
}

#[test]
fn lists_follow_their_scope() {
    let mut client = Client::of("healthy", "owner");
    for (path, count) in [
        (
            format!("{SUBSCRIPTION}/providers/Microsoft.Network/networkInterfaces"),
            3,
        ),
        (
            format!("{GROUP}/providers/Microsoft.Network/networkSecurityGroups"),
            3,
        ),
        (
            format!(
                "{SUBSCRIPTION}/resourceGroups/rg-network/providers/Microsoft.Network/networkInterfaces"
            ),
            0,
        ),
        (
            format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-shop/subnets"),
            2,
        ),
        (
            format!(
                "{GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg-web/defaultSecurityRules"
            ),
            6,
        ),
        (format!("{SUBSCRIPTION}/resourceGroups"), 2),
        (
            format!(
                "{SUBSCRIPTION}/resources?$filter=resourceType eq 'Microsoft.Network/publicIPAddresses'"
            ),
            2,
        ),
        (
            format!(
                "{GROUP}/resources?$filter=resourceType eq 'Microsoft.Compute/virtualMachines'"
            ),
            3,
        ),
        (
            format!("{SUBSCRIPTION}/resourceGroups/rg-network/resources"),
            0,
        ),
        (
            format!("{SUBSCRIPTION}/providers/Microsoft.Security/assessments"),
            3,
        ),
        (format!("{SUBSCRIPTION}/locations"), 5),
        ("/tenants".to_owned(), 1),
        ("/subscriptions".to_owned(), 1),
    ] {
        let (status, body) = client.get(&path);
        assert_eq!(status, 200, "{path}: {body}");
        assert_eq!(
            body["value"].as_array().map(Vec::len),
            Some(count),
            "{path}"
        );
    }
}

#[test]
fn a_list_of_resources_leaves_out_what_hangs_on_them() {
    let mut client = Client::of("healthy", "owner");
    let (_, all) = client.get(&format!("{SUBSCRIPTION}/resources"));
    let all = all["value"].as_array().unwrap();
    assert!(all.iter().any(|it| it["name"] == "vm-web-01"));
    for it in all {
        assert_eq!(it["id"].as_str().unwrap().matches("/providers/").count(), 1);
        // The reference of the list names no zones.
        assert!(it["zones"].is_null(), "{it}");
    }
}

#[test]
fn a_group_says_without_a_body_whether_it_is_there() {
    let mut client = Client::of("healthy", "owner");
    let mut ask = |group: &str| {
        let url = format!(
            "https://management.azure.com{SUBSCRIPTION}/resourceGroups/{group}?api-version=2022-09-01"
        );
        client.send("HEAD", &url, None).status
    };
    assert_eq!((ask("rg-network"), ask("rg-nowhere")), (204, 404));
    let mut outsider = Client::of("healthy", "outsider");
    let url = format!("https://management.azure.com{GROUP}?api-version=2022-09-01");
    assert_eq!(outsider.send("HEAD", &url, None).status, 403);
    let (status, refusal) = client.get(&format!(
        "{SUBSCRIPTION}/resourceGroups/rg-nowhere/resources"
    ));
    assert_eq!(
        (status, code(&refusal)),
        (404, "ResourceGroupNotFound".to_owned())
    );
}

#[test]
fn pages_hold_together() {
    let mut client = Client::of("healthy", "owner");
    client.simulation.estate.settings.page_size = 2;
    let (_, first) = client.get(&format!(
        "{SUBSCRIPTION}/providers/Microsoft.Network/networkInterfaces"
    ));
    assert_eq!(first["value"].as_array().unwrap().len(), 2);
    let link = first["nextLink"].as_str().unwrap();
    assert!(link.starts_with("https://management.azure.com:443/subscriptions/"));
    assert!(link.contains("api-version=2024-01-01"));
    let last = client.send("GET", link, None).body_json().unwrap();
    assert_eq!(last["value"].as_array().unwrap().len(), 1);
    assert!(last["nextLink"].is_null());
    assert_ne!(last["value"][0], first["value"][0]);
}

#[test]
fn a_part_has_an_address_of_its_own() {
    let mut client = Client::of("healthy", "reader");
    let (status, subnet) = client.get(&format!(
        "{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-shop/subnets/snet-web"
    ));
    assert_eq!(status, 200);
    assert_eq!(subnet["properties"]["addressPrefix"], "10.10.1.0/24");
}

#[test]
fn refusals_are_those_of_arm() {
    let mut client = Client::of("healthy", "owner");
    let unknown = "/subscriptions/00b4c7d1-58e2-4f96-a3d0-7c1e9b2f6a85";
    for (path, status, expected) in [
        (
            format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/none"),
            404,
            "ResourceNotFound",
        ),
        (
            format!(
                "{SUBSCRIPTION}/resourceGroups/none/providers/Microsoft.Compute/virtualMachines/x"
            ),
            404,
            "ResourceGroupNotFound",
        ),
        (
            format!("{SUBSCRIPTION}/resourceGroups/none"),
            404,
            "ResourceGroupNotFound",
        ),
        (
            format!("{unknown}/providers/Microsoft.Compute/virtualMachines"),
            404,
            "SubscriptionNotFound",
        ),
        (
            format!("{GROUP}/providers/Microsoft.Compute/spaceships/x"),
            404,
            "InvalidResourceType",
        ),
        (
            format!("{SUBSCRIPTION}/providers/Microsoft.ClassicCompute/virtualMachines"),
            409,
            "MissingSubscriptionRegistration",
        ),
        (
            format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/none/subnets"),
            404,
            "ParentResourceNotFound",
        ),
        ("/nothing/like/it".to_owned(), 404, "InvalidRequestUri"),
    ] {
        assert_eq!(
            client.refusal(&path),
            (status, expected.to_owned()),
            "{path}"
        );
    }
    let bare = client.send("GET", "/subscriptions", None);
    assert_eq!(
        (bare.status, code(&bare.body_json().unwrap())),
        (400, "MissingApiVersionParameter".to_owned())
    );
    let odd = client.send("GET", "/subscriptions?api-version=yesterday", None);
    assert_eq!(odd.status, 400);
    let (status, body) = client.act(
        "PUT",
        &format!("{GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg-web"),
        &json!({}),
    );
    assert_eq!(
        (status, code(&body)),
        (405, "HttpMethodNotSupported".to_owned())
    );
}

#[test]
fn a_provider_registers_after_a_while() {
    let mut client = Client::of("provider-not-registered", "contributor");
    let provider = format!("{SUBSCRIPTION}/providers/Microsoft.Security");
    let policies = format!("{provider}/jitNetworkAccessPolicies");
    assert_eq!(
        client.get(&provider).1["registrationState"],
        "NotRegistered"
    );
    assert_eq!(
        client.refusal(&policies).1,
        "MissingSubscriptionRegistration"
    );
    let (status, body) = client.act("POST", &format!("{provider}/register"), &json!({}));
    assert_eq!(
        (status, &body["registrationState"]),
        (200, &json!("Registering"))
    );
    client.pass(60);
    assert_eq!(client.get(&provider).1["registrationState"], "Registered");
    assert_eq!(client.get(&policies).0, 200);
}

#[test]
fn the_activity_log_is_filtered() {
    let mut client = Client::of("policy-denied", "contributor");
    let log = format!("{SUBSCRIPTION}/providers/Microsoft.Insights/eventtypes/management/values");
    let mut count = |filter: &str| {
        let (status, body) = client.get(&format!("{log}?$filter={filter}"));
        assert_eq!(status, 200, "{body}");
        body["value"].as_array().unwrap().len()
    };
    assert_eq!(count("eventTimestamp ge '2026-11-01T00:00:00Z'"), 3);
    assert_eq!(count("eventTimestamp ge '2026-11-24T00:00:00Z'"), 1);
    assert_eq!(
        count(
            "eventTimestamp ge '2026-11-01T00:00:00Z' and resourceGroupName eq 'RG-SHOP-PROD' and status eq 'Failed'"
        ),
        1
    );
}

#[test]
fn many_requests_go_in_one_batch() {
    let mut client = Client::of("healthy", "reader");
    let (status, body) = client.act(
        "POST",
        "/batch",
        &json!({"requests": [
            {"httpMethod": "GET", "name": "a", "url": format!("{GROUP}?api-version=2021-04-01")},
            {"httpMethod": "GET", "name": "b", "url": "/subscriptions/none?api-version=2021-04-01"},
        ]}),
    );
    assert_eq!(status, 200);
    assert_eq!(body["responses"][0]["httpStatusCode"], 200);
    assert_eq!(body["responses"][0]["content"]["name"], "rg-shop-prod");
    assert_eq!(body["responses"][1]["httpStatusCode"], 404);
}

#[test]
fn resource_graph_answers_simple_queries() {
    let mut client = Client::of("healthy", "reader");
    let mut ask = |query: &str| {
        client.act(
            "POST",
            "/providers/Microsoft.ResourceGraph/resources",
            &json!({"query": query}),
        )
    };
    let (status, body) = ask(
        "resources | where type =~ 'Microsoft.Compute/virtualMachines' and resourceGroup =~ 'RG-shop-prod' \
         | where name =~ 'vm-web-01' | project id, name, power=properties.extended.instanceView.powerState.code",
    );
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["data"].as_array().unwrap().len(), 1);
    assert_eq!(body["data"][0]["power"], "PowerState/running");
    assert_eq!(body["resultTruncated"], "false");
    let (_, counted) =
        ask("securityresources | where type == 'microsoft.security/assessments' | count");
    assert_eq!(counted["data"][0]["Count"], 3);
    let vms = "resources | where type =~ 'microsoft.compute/virtualmachines'";
    let (_, by_place) = ask(&format!("{vms} | summarize n = count() by location, type"));
    let place =
        json!({"location": "westeurope", "type": "microsoft.compute/virtualmachines", "n": 3});
    assert_eq!(by_place["data"], json!([place]));
    assert_eq!(by_place["totalRecords"], 1);
    for unknown in ["n = sum(x) by location", "count()", "by location"] {
        assert_eq!(
            ask(&format!("{vms} | summarize {unknown}")).0,
            400,
            "{unknown}"
        );
    }
    let own = "where type =~ 'microsoft.resources/subscriptions' | project subscriptionId";
    let (_, own) = ask(&format!("resourcecontainers | {own}"));
    assert_eq!(own["totalRecords"], 1);
    assert_eq!(ask("resources | join kind=inner (resources) on id").0, 400);
}

#[test]
fn resource_graph_gives_the_same_however_little_is_asked_for() {
    let mut client = Client::of("healthy", "reader");
    let mut ask = |query: &str| {
        let path = "/providers/Microsoft.ResourceGraph/resources";
        let (status, body) = client.act("POST", path, &json!({"query": query}));
        assert_eq!(status, 200, "{body}");
        body["data"].as_array().unwrap().clone()
    };
    let tables = ["resources", "securityresources"];
    let all: Vec<Value> = tables.into_iter().flat_map(&mut ask).collect();
    let kinds: BTreeSet<&str> = all.iter().map(|it| it["type"].as_str().unwrap()).collect();
    assert!(kinds.len() > 4, "{kinds:?}");
    for kind in kinds {
        for columns in [
            &["id"][..],
            &["name", "properties"],
            &["location", "tags", "type"],
            // No row is unlike the next one.
            &["subscriptionId", "type"],
        ] {
            let expected = all.iter().filter(|it| it["type"] == kind).map(|row| {
                let own = columns
                    .iter()
                    .map(|it| ((*it).to_owned(), row[*it].clone()));
                Value::Object(own.collect())
            });
            let expected: Vec<Value> = expected.collect();
            let columns = columns.join(", ");
            let table = tables[usize::from(kind.starts_with("microsoft.security/"))];
            let query = format!("{table} | where type =~ '{kind}'");
            assert_eq!(ask(&format!("{query} | project {columns}")), expected);
            let two = ask(&format!("{query} | limit 2 | project {columns}"));
            assert_eq!(two, expected[..expected.len().min(2)], "{query}");
            let by = format!("{query} | limit 1 | summarize n = count() by {columns}");
            assert_eq!(ask(&by).len(), expected.len().min(1), "{by}");
            let counted = ask(&format!("{query} | project {columns} | count"));
            assert_eq!(counted[0]["Count"], expected.len(), "{query}");
            let by = ask(&format!("{query} | summarize n = count() by {columns}"));
            let sum: u64 = by.iter().map(|it| it["n"].as_u64().unwrap()).sum();
            assert_eq!(sum, expected.len() as u64, "{query} by {columns}");
        }
    }
}

#[test]
fn resource_graph_keeps_changes_of_what_one_may_read_for_two_weeks() {
    let group = format!("{GROUP}/providers/microsoft.network/networkSecurityGroups/NSG-web");
    let nic = format!("{GROUP}/providers/microsoft.network/networkInterfaces/nic-web-01");
    let query = format!(
        "resourcechanges | extend at = todatetime(properties.changeAttributes.timestamp), \
         target = tostring(properties.targetResourceId) \
         | where target in~ ('{group}', '{nic}') | project id, at, properties | order by at desc, id asc"
    );
    let ask = |person: &str| {
        let mut client = Client::of("changed-by-deployment", person);
        let path = "/providers/Microsoft.ResourceGraph/resources";
        let (status, body) = client.act("POST", path, &json!({"query": query}));
        assert_eq!(status, 200, "{body}");
        let rows = body["data"].as_array().unwrap().clone();
        let name = |row: &Value| {
            row["id"]
                .as_str()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap()
                .to_owned()
        };
        rows.iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(
        ask("contributor"),
        ["settled", "removed-subnet", "written-subnet"]
    );
    assert_eq!(ask("vm-only"), [] as [&str; 0]);
}

#[test]
fn effective_rules_are_worked_out_behind_a_202() {
    let mut client = Client::of("healthy", "contributor");
    let nic = format!("{GROUP}/providers/Microsoft.Network/networkInterfaces/nic-web-01");
    let path = format!("{nic}/effectiveNetworkSecurityGroups?api-version=2025-09-01");
    let first = client.send("POST", &path, None);
    assert_eq!(
        (first.status, first.body.as_slice()),
        (202, b"null".as_slice())
    );
    let location = first.header_value("location").unwrap().to_owned();
    assert_eq!(client.send("GET", &location, None).status, 202);
    let done = client.send("GET", &location, None);
    let body = done.body_json().unwrap();
    assert_eq!(
        (done.status, body["value"].as_array().unwrap().len()),
        (200, 2)
    );
    let rule = &body["value"][0]["effectiveSecurityRules"][0];
    assert_eq!(rule["destinationPortRange"], "443-443");
    assert!(rule["name"].as_str().unwrap().starts_with("securityRules/"));
    let mut reader = Client::of("healthy", "reader");
    assert_eq!(reader.send("POST", &path, None).status, 403);
}

#[test]
fn every_request_is_logged() {
    let mut client = Client::of("healthy", "reader");
    client.get("/tenants");
    client.get("/nothing");
    let seen: Vec<(&str, u16)> = client
        .simulation
        .log()
        .iter()
        .map(|l| (l.path.as_str(), l.status))
        .collect();
    assert_eq!(
        seen,
        [
            ("/tenants?api-version=2024-01-01", 200),
            ("/nothing?api-version=2024-01-01", 404)
        ]
    );
}

#[test]
fn admin_rules_are_asked_for_apart() {
    let mut client = Client::of("healthy", "contributor");
    let network = format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-shop");
    let mut body = client.get(&network).1;
    body["@adminRules"] = json!([{"kind": "Custom", "properties": {"access": "Deny"}}]);
    client.simulation.store.insert(body);
    assert!(client.get(&network).1["@adminRules"].is_null());
    let path = format!("{network}/listNetworkManagerEffectiveSecurityAdminRules");
    let (status, rules) = client.act("POST", &path, &json!({}));
    assert_eq!(
        (status, &rules["value"][0]["properties"]["access"]),
        (200, &json!("Deny"))
    );
    let mut reader = Client::of("healthy", "reader");
    assert_eq!(reader.act("POST", &path, &json!({})).0, 403);
}

#[test]
fn what_is_left_of_the_bucket_is_told() {
    let mut client = Client::of("healthy", "reader");
    for left in ["249", "248"] {
        let response = client.send("GET", &format!("{GROUP}?api-version=2021-04-01"), None);
        assert_eq!(
            response.header_value("x-ms-ratelimit-remaining-subscription-reads"),
            Some(left)
        );
    }
}
