//! Every estate of the catalogue loads and asks for things that exist.

use std::collections::BTreeSet;

use azure_sim::{Simulation, estates, names};

use crate::{Client, now};

#[test]
fn every_file_is_in_the_list_and_the_other_way_round() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/estates");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|file| file.strip_suffix(".json").unwrap().to_owned())
        .collect();
    let listed: BTreeSet<String> = names().map(str::to_owned).collect();
    assert_eq!(files, listed);
    assert_eq!(listed.len(), names().count(), "a name is listed twice");
}

#[test]
fn every_estate_opens_and_its_person_has_a_token() {
    for entry in estates().unwrap() {
        let simulation =
            Simulation::open(entry.name, now()).unwrap_or_else(|e| panic!("{}: {e}", entry.name));
        assert!(
            simulation.token(&entry.ask.person).is_ok(),
            "{}",
            entry.name
        );
        assert!(
            ["en", "ja"]
                .iter()
                .all(|it| entry.title.get(*it).is_some_and(|it| !it.is_empty())),
            "{}",
            entry.name
        );
    }
}

#[test]
fn every_assignment_names_a_principal_and_a_role() {
    for name in names() {
        let simulation = Simulation::open(name, now()).unwrap();
        let estate = &simulation.estate;
        let known =
            |key: &String| estate.people.contains_key(key) || estate.groups.contains_key(key);
        for (key, assignment) in estate.assignments.iter().chain(&estate.eligibilities) {
            assert!(known(&assignment.principal), "{name}: {key}");
            assert!(simulation.role(&assignment.role).is_some(), "{name}: {key}");
        }
        for person in estate.people.values() {
            assert!(
                estate.tenants.contains_key(&person.tenant),
                "{name}: {}",
                person.upn
            );
            assert!(
                person.groups.iter().all(|g| estate.groups.contains_key(g)),
                "{name}"
            );
        }
        for subscription in estate.subscriptions.values() {
            assert!(
                estate.tenants.contains_key(&subscription.tenant_id),
                "{name}"
            );
        }
    }
}

#[test]
fn the_machine_asked_for_exists_unless_its_absence_is_the_point() {
    for entry in estates().unwrap() {
        let simulation = Simulation::open(entry.name, now()).unwrap();
        let absent = entry.expect.root_cause == "vm.exists" || entry.name == "subscription-unknown";
        assert_eq!(
            simulation.store.get(&entry.ask.vm).is_none(),
            absent,
            "{}",
            entry.name
        );
    }
}

#[test]
fn object_ids_are_told_apart() {
    let simulation = Simulation::open("healthy", now()).unwrap();
    let ids: BTreeSet<&str> = simulation
        .estate
        .people
        .values()
        .map(|p| p.oid.as_str())
        .collect();
    assert_eq!(ids.len(), simulation.estate.people.len());
}

/// The cases of every check, each with an estate to show it.
const CASES: &[(&str, &[&str])] = &[
    (
        "session.token",
        &[
            "expired",
            "wrong_audience",
            "wrong_tenant",
            "malformed",
            "session_ended",
        ],
    ),
    ("session.cloud", &["china_retired"]),
    ("session.mfa", &["no_mfa"]),
    (
        "subscription.visible",
        &[
            "other_tenant",
            "not_visible",
            "other_directory",
            "unnamed_directory",
        ],
    ),
    ("subscription.active", &["disabled", "past_due", "warned"]),
    ("subscription.provider", &["not_registered", "registering"]),
    ("plan.servers", &["off"]),
    ("plan.tier", &["plan1"]),
    ("plan.machine", &["excluded", "machine_only"]),
    ("vm.exists", &["not_found", "other_group"]),
    ("vm.deployment", &["classic"]),
    ("vm.kind", &["arc", "scale_set_uniform"]),
    ("vm.guard", &["no_nsg_no_firewall", "no_nic"]),
    (
        "vm.firewall",
        &["firewall_policy", "secured_hub", "other_network"],
    ),
    ("vm.security_policy", &["off_by_policy", "exempt"]),
    ("policy.exists", &["not_configured", "dropped"]),
    ("policy.place", &["other_region", "other_group"]),
    ("policy.single", &["several"]),
    ("policy.members", &["stale_members"]),
    ("policy.settled", &["updating", "failed"]),
    ("policy.name", &["too_long"]),
    ("policy.port", &["port_missing", "protocol"]),
    ("policy.source", &["outside", "not_exact"]),
    ("policy.duration", &["too_long"]),
    ("access.read_vm", &["missing_action"]),
    ("access.read_network", &["missing_action"]),
    ("access.read_policy", &["missing_action"]),
    ("access.initiate", &["missing_action", "vm_scope_only"]),
    ("access.configure", &["missing_action", "group_scope_only"]),
    ("access.manage_plan", &["missing_action"]),
    ("access.denied", &["deny_assignment", "own_deny_assignment"]),
    ("access.condition", &["condition"]),
    ("access.eligible", &["activate_role", "sign_in_again"]),
    ("change.lock", &["read_only", "can_not_delete"]),
    ("change.policy", &["denied", "stopped_request"]),
    ("change.denied", &["rules_denied"]),
    ("change.room", &["group_full", "stopped_request"]),
    (
        "request.open",
        &["none", "expired", "replaced", "revoked", "other_port"],
    ),
    ("request.settled", &["stuck", "failed"]),
    ("request.source", &["other_address", "ipv6"]),
    (
        "vm.running",
        &["stopped", "deallocated", "starting", "stopping"],
    ),
    ("network.rule", &["missing", "missing_in_one"]),
    ("network.target", &["address_changed", "other_nic"]),
    ("network.admin_rules", &["denied"]),
    ("network.subnet", &["denied_by", "no_allow"]),
    ("network.nic", &["denied_by", "no_allow"]),
    (
        "network.address",
        &[
            "no_public_address",
            "ipv6_only",
            "closed_without_group",
            "not_forwarded",
        ],
    ),
    (
        "network.firewall_entry",
        &["use_mapped_port", "use_balancer_port"],
    ),
    (
        "network.return_path",
        &["forced_through_appliance", "private_through_appliance"],
    ),
    ("network.exposure", &["always_open", "window_for_everyone"]),
    ("guest.agent", &["agent_not_ready"]),
];

#[test]
fn every_failing_case_has_its_estate_and_no_estate_expects_another() {
    let mut shown = BTreeSet::new();
    for entry in estates().unwrap() {
        if !entry.expect.root_cause.is_empty() {
            shown.insert((entry.expect.root_cause.clone(), entry.expect.case.clone()));
        }
        shown.extend(entry.expect.fails.into_iter().map(|f| (f.check, f.case)));
    }
    let wanted: BTreeSet<(String, String)> = CASES
        .iter()
        .flat_map(|(check, cases)| {
            cases
                .iter()
                .map(|case| ((*check).to_owned(), (*case).to_owned()))
        })
        .collect();
    assert_eq!(shown, wanted);
}

#[test]
fn five_thousand_machines_come_in_pages() {
    let mut client = Client::of("many-vms", "contributor");
    let mut next = Some(format!(
        "{}/providers/Microsoft.Compute/virtualMachines?api-version=2026-04-01",
        crate::SUBSCRIPTION
    ));
    let (mut pages, mut names) = (0, BTreeSet::new());
    while let Some(url) = next {
        let body = client.send("GET", &url, None).body_json().unwrap();
        pages += 1;
        for vm in body["value"].as_array().unwrap() {
            names.insert(vm["id"].as_str().unwrap().to_owned());
        }
        next = body["nextLink"].as_str().map(str::to_owned);
    }
    assert_eq!(names.len(), 5_003);
    assert_eq!(pages, 11);
}
