//! The data for pictures agrees with the checks: the hops of the way, the walk
//! through the rules, and the windows of the VM.

use azure::security_rules::Match;
use checklist::{
    Times,
    path_view::{End, Onward, PathView, picture},
};
use diagnosis::{
    access_windows::{Status, windows},
    checks,
    engine::{Verdict, diagnose},
    facts::{Facts, Snapshot},
    jit_rules::Jit,
    path::{self, Hop, HopKind, HopState, Used},
};
use integration_tests::{Case, opened};
use text::Language;

use crate::texts::catalog;

fn verdict(snapshot: &Snapshot, id: &str) -> Verdict {
    let diagnosis = diagnose(checks::EVALUATORS, snapshot, None);
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
        if !opened(name).estate.generate.is_empty() {
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
            "subnet-other-asg",
            HopKind::SubnetGroup,
            "DenyManagementOfWebServers",
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
            (&hop.state, hop.rule.as_deref()),
            (&HopState::Blocking, Some(rule)),
            "{estate}"
        );
    }
}

#[test]
fn the_walk_marks_the_rule_that_the_check_names() {
    let snapshot = Case::open("nic-impostor-deny").snapshot();
    let traces = path::rule_traces(&Facts::new(&snapshot)).unwrap();
    assert_eq!(traces.len(), 2);
    let nic = traces
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
        (&*default.name, default.is_default),
        ("DenyAllInBound", true)
    );
}

#[test]
fn without_azures_own_view_the_walk_shows_the_written_rules() {
    let snapshot = Case::open("connect-reader").snapshot();
    let traces = path::rule_traces(&Facts::new(&snapshot)).unwrap();
    assert!(
        traces
            .iter()
            .all(|it| it.used == Used::Written && it.rules.is_ok())
    );
}

/// Effective rules have no field for application security groups.
#[test]
fn a_rule_for_an_application_security_group_means_its_interfaces() {
    let snapshot = Case::open("subnet-other-asg").snapshot();
    let traces = path::rule_traces(&Facts::new(&snapshot)).unwrap();
    let subnet = traces.iter().find(|it| it.group.name() == "nsg-web");
    let subnet = subnet.unwrap();
    assert_eq!(subnet.used, Used::Written);
    let rules = subnet.rules.as_ref().unwrap();
    let seen: Vec<_> = rules
        .iter()
        .take(2)
        .map(|it| (&*it.destinations[0], it.holds, it.decides))
        .collect();
    assert_eq!(
        seen,
        [("asg-db", Match::No, false), ("asg-web", Match::Yes, true)]
    );
    // The interface in the other group, and the same rules let the packet in.
    let mut simulation = opened("subnet-other-asg");
    let nic = "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg-shop-prod\
               /providers/Microsoft.Network/networkInterfaces/nic-web-01";
    let nic = simulation.store.get_mut(nic).unwrap();
    let groups = &mut nic.body["properties"]["ipConfigurations"][0]["properties"]["applicationSecurityGroups"];
    groups[0]["id"] = groups[0]["id"]
        .as_str()
        .unwrap()
        .replace("asg-web", "asg-db")
        .into();
    let snapshot = Case::of(simulation).snapshot();
    assert_eq!(verdict(&snapshot, "network.subnet").name(), "pass");
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

fn drawn(estate: &str, language: Language) -> PathView {
    let snapshot = Case::open(estate).snapshot();
    picture(&Facts::new(&snapshot), &catalog(language), Times::UTC)
}

#[test]
fn the_picture_says_where_the_packet_ends() {
    for (estate, end, words) in [
        ("window-open", End::Arrives, "10.10.1.4:3389"),
        ("admin-rules-deny", End::Stopped, "DenyRdpFromInternet"),
        ("subnet-user-deny", End::Stopped, "DenyManagementPorts"),
        ("request-none", End::Stopped, "JIT denies"),
        ("no-public-address", End::Stopped, "Public IP address"),
        ("vm-stopped", End::Stopped, "The VM"),
        ("rule-unknown-tag", End::Unknown, "not every hop"),
    ] {
        let picture = drawn(estate, Language::English);
        assert_eq!(picture.end, end, "{estate}: {}", picture.summary);
        assert!(
            picture.summary.contains(words),
            "{estate}: {}",
            picture.summary
        );
    }
}

#[test]
fn the_picture_says_which_port_leads_to_the_vms() {
    for (estate, kind, label, port) in [
        (
            "firewall-mapped-port",
            HopKind::Firewall,
            "198.51.100.40:53389",
            "53389",
        ),
        (
            "balancer-nat",
            HopKind::PublicAddress,
            "198.51.100.60:50001",
            "50001",
        ),
    ] {
        let stops = drawn(estate, Language::English).stops;
        let stop = stops.iter().find(|it| it.kind == kind).unwrap();
        let said = format!("Connect here: port {port} is mapped to port 3389");
        assert_eq!(
            (stop.label.as_deref(), stop.said.as_str()),
            (Some(label), said.as_str()),
            "{estate}"
        );
    }
}

#[test]
fn nothing_goes_on_behind_the_hop_that_stops_it() {
    let picture = drawn("subnet-user-deny", Language::English);
    let at = picture
        .stops
        .iter()
        .position(|it| it.state == "blocking")
        .unwrap();
    for (n, stop) in picture.stops.iter().enumerate() {
        assert_eq!(stop.onward == Onward::Cut, n >= at, "{:?}", stop.kind);
    }
    assert!(picture.doubts.is_empty());
}

#[test]
fn an_unknown_hop_says_why_once_for_all_hops_of_the_same_reason() {
    let picture = drawn("reader-ipv6", Language::English);
    assert_eq!(picture.end, End::Stopped);
    let [doubt] = picture.doubts.as_slice() else {
        panic!("{:?}", picture.doubts);
    };
    assert!(doubt.places.len() > 1 && doubt.why.contains("IPv6"));
}

#[test]
fn before_the_first_answer_the_picture_waits() {
    let facts = Snapshot::default();
    let picture = picture(&Facts::new(&facts), &catalog(Language::English), Times::UTC);
    assert_eq!((picture.end, picture.stops.len()), (End::Pending, 7));
}

#[test]
fn every_word_of_every_picture_is_there() {
    for language in Language::ALL {
        for name in azure_sim::names() {
            let simulation = opened(name);
            if !simulation.estate.generate.is_empty() {
                continue;
            }
            let picture = drawn(name, language);
            let texts = format!("{picture:?}");
            assert!(
                !texts.contains("path.") && !texts.contains("reasons."),
                "{name}: {texts}"
            );
            assert!(!picture.summary.contains(['{', '}']), "{name}: {texts}");
        }
    }
}

#[test]
fn only_rules_that_hold_or_may_hold_matter_and_none_behind_the_first() {
    for (estate, group, names) in [
        (
            "nic-impostor-deny",
            "nsg-web-01",
            vec!["Block All rdp access to VM"],
        ),
        (
            "rule-unknown-tag",
            "nsg-web-01",
            vec![
                "DenyFromAzure",
                "MicrosoftDefenderForCloud-JITRule-178657687-6B4F27F3A1664D3F5639D63DE7957782",
            ],
        ),
    ] {
        let snapshot = Case::open(estate).snapshot();
        let traces = path::rule_traces(&Facts::new(&snapshot)).unwrap();
        let trace = traces.iter().find(|it| it.group.name() == group).unwrap();
        let rules = trace.rules.as_ref().unwrap();
        let matter: Vec<&str> = rules
            .iter()
            .filter(|it| it.matters)
            .map(|it| &*it.name)
            .collect();
        assert_eq!(matter, names, "{estate}");
        assert!(rules.iter().all(|it| it.matters || !it.decides));
    }
}
