//! The data for pictures agrees with the checks: the hops of the way, the walk
//! through the rules, and the windows of the VM.

use azure_sim::World;
use jit_doctor_core::{
    checks,
    engine::{Verdict, diagnose},
    facts::{Facts, Snapshot},
    path::{self, Hop, HopKind, HopState, Used},
    security_rules::{Jit, Match},
    windows::{Status, windows},
};

use crate::simulated::{Case, start};

fn verdict(snapshot: &Snapshot, id: &str) -> Verdict {
    let diagnosis = diagnose(checks::ALL, snapshot, None);
    diagnosis.outcome(id).unwrap().verdict.clone()
}

fn hop(hops: &[Hop], kind: HopKind) -> &Hop {
    hops.iter().find(|it| it.kind == kind).unwrap()
}

fn states(snapshot: &Snapshot) -> Vec<&'static str> {
    let hops = path::hops(&Facts::new(snapshot));
    hops.iter().map(|it| it.state.name()).collect()
}

#[test]
fn every_hop_says_what_its_check_says() {
    for name in azure_sim::names() {
        if !World::open(name, start())
            .unwrap()
            .estate
            .generate
            .is_empty()
        {
            continue;
        }
        let snapshot = Case::open(name).snapshot();
        let hops = path::hops(&Facts::new(&snapshot));
        assert_eq!(hops.len(), 7, "{name}");
        for (kind, check) in [
            (HopKind::PublicAddress, "network.address"),
            (HopKind::AdminRules, "network.admin_rules"),
            (HopKind::SubnetGroup, "network.subnet"),
            (HopKind::NicGroup, "network.nic"),
            (HopKind::Vm, "vm.running"),
        ] {
            let hop = hop(&hops, kind);
            match verdict(&snapshot, check) {
                // Where no address fits there is no way to draw.
                Verdict::Fail(_) => assert!(
                    matches!(hop.state, HopState::Blocking | HopState::Unknown(_)),
                    "{name} {check}: {hop:?}"
                ),
                Verdict::Pass { .. } => {
                    assert_ne!(hop.state, HopState::Blocking, "{name} {check}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn the_way_is_free_where_all_is_well() {
    assert_eq!(
        states(&Case::open("window-open").snapshot()),
        [
            "passed",
            "not-in-the-way",
            "passed",
            "not-in-the-way",
            "passed",
            "passed",
            "passed"
        ]
    );
}

#[test]
fn without_an_address_of_the_readers_kind_the_way_ends_there() {
    assert_eq!(
        states(&Case::open("reader-ipv6").snapshot()),
        [
            "passed", "unknown", "blocking", "unknown", "unknown", "unknown", "unknown"
        ]
    );
}

#[test]
fn the_hop_that_blocks_names_its_rule() {
    for (estate, kind, rule) in [
        (
            "admin-rules-deny",
            HopKind::AdminRules,
            "DenyRdpFromInternet",
        ),
        (
            "subnet-user-deny",
            HopKind::SubnetGroup,
            "DenyManagementPorts",
        ),
        (
            "nic-impostor-deny",
            HopKind::NicGroup,
            "Block All rdp access to VM",
        ),
    ] {
        let snapshot = Case::open(estate).snapshot();
        let hops = path::hops(&Facts::new(&snapshot));
        let hop = hop(&hops, kind);
        assert_eq!(
            (&hop.state, &*hop.rule),
            (&HopState::Blocking, rule),
            "{estate}"
        );
    }
}

#[test]
fn the_walk_marks_the_rule_that_the_check_names() {
    let snapshot = Case::open("nic-impostor-deny").snapshot();
    let walks = path::walks(&Facts::new(&snapshot)).unwrap();
    assert_eq!(walks.len(), 2);
    let nic = walks
        .iter()
        .find(|it| it.group.name() == "nsg-web-01")
        .unwrap();
    assert_eq!((nic.used, &*nic.address), (Used::Effective, "10.10.1.4"));
    let rules = nic.rules.as_ref().unwrap();
    let decisive: Vec<&str> = rules
        .iter()
        .filter(|it| it.decides)
        .map(|it| &*it.name)
        .collect();
    assert_eq!(decisive, ["Block All rdp access to VM"]);
    assert!(rules.is_sorted_by_key(|it| it.priority));
    let jit: Vec<Option<Jit>> = rules.iter().take(3).map(|it| it.jit).collect();
    assert_eq!(jit, [None, Some(Jit::Allow), Some(Jit::Deny)]);
    assert_eq!(rules[1].holds_source, Match::Yes);
    let default = rules.last().unwrap();
    assert_eq!(
        (&*default.name, default.is_flawed),
        ("DenyAllInBound", false)
    );
}

#[test]
fn without_azures_own_view_the_walk_shows_the_written_rules() {
    let snapshot = Case::open("connect-reader").snapshot();
    let walks = path::walks(&Facts::new(&snapshot)).unwrap();
    assert!(
        walks
            .iter()
            .all(|it| it.used == Used::Written && it.rules.is_ok())
    );
}

#[test]
fn windows_come_newest_first_with_what_became_of_them() {
    let case = Case::open("request-replaced");
    let snapshot = case.snapshot();
    let all = windows(&Facts::new(&snapshot), &case.context.question.vm).unwrap();
    let seen: Vec<(&Status, &str, &str)> = all
        .iter()
        .map(|it| (&it.status, &*it.requestor, &*it.sources[0]))
        .collect();
    assert_eq!(
        seen,
        [
            (&Status::Open, "alex@contoso.com", "198.51.100.9"),
            (&Status::Replaced, "megan@contoso.com", "203.0.113.7"),
            (&Status::Expired, "megan@contoso.com", "203.0.113.7"),
        ]
    );
}
