//! Azure Bastion as the way in, end to end: which hosts are found in which estate, what
//! comes next on the way through each, and that **no fault makes a host disappear for sure
//! or a way open**.

use azure::answer::Reason;
use azure_sim::Simulation;
use checklist::HostState;
use diagnosis::{
    bastion::{Found, Nearness, Step, Unread, Way, find, ground, judge},
    engine::Outcome,
    facts::{Facts, Snapshot},
};
use integration_tests::{Case, block_on, opened};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use text::Language;

use crate::{faults::random_faults, texts::catalog};

const ESTATES: [&str; 7] = [
    "bastion",
    "bastion-peered",
    "bastion-not-connected",
    "bastion-developer",
    "bastion-refused",
    "bastion-window-open",
    "bastion-source-outside",
];

/// What was found for a run, and what the run has read.
fn read(case: &Case) -> Option<(Found, Snapshot)> {
    let snapshot = case.snapshot();
    let ground = ground(&Facts::new(&snapshot)).ok()?;
    let context = case.context.clone();
    let found = block_on(&case.clock, async move { find(&context, ground).await });
    Some((found, snapshot))
}

/// What is said of the way through a host: a failure with its check and case.
fn said(way: &Way) -> String {
    match way {
        Way::NotConnected(peering) => format!("not connected: {}", peering.state),
        Way::OwnNetworkOnly => "own network only".to_owned(),
        Way::Shared { has_window } => match has_window {
            Ok(true) => "shared, open".to_owned(),
            Ok(false) => "shared".to_owned(),
            Err(_) => "unknown".to_owned(),
        },
        Way::UsualPortOnly(port) => format!("not on port {port}"),
        Way::Unknown(_) => "unknown".to_owned(),
        Way::Judged(judged) => match judged.step() {
            Step::Open => "open".to_owned(),
            Step::Unknown => "unknown".to_owned(),
            Step::First(failed) => format!("{} {}", failed.check.id, failed.finding.case),
        },
    }
}

/// Each host with its range and what is said of the way through it.
fn ways(found: &Found, snapshot: &Snapshot) -> Vec<(String, Option<String>, String)> {
    let hosts = found.hosts.iter();
    hosts
        .map(|it| {
            let range = it.range.as_ref().and_then(|it| it.as_ref().ok());
            (
                it.bastion.id.name().to_owned(),
                range.map(ToString::to_string),
                said(&judge(it, found, snapshot)),
            )
        })
        .collect()
}

fn of(estate: &str) -> Vec<(String, Option<String>, String)> {
    let (found, snapshot) = read(&Case::open(estate)).unwrap();
    ways(&found, &snapshot)
}

/// A host, its range, and what is said of the way through it.
type Told<'a> = (&'a str, Option<&'a str>, &'a str);

#[test]
fn each_estate_has_its_way() {
    let own = Some("10.10.250.0/26");
    let hub = Some("10.90.250.0/26");
    let expected: [(&str, &[Told]); 6] = [
        (
            "bastion",
            &[("bas-shop", own, "request.source other_address")],
        ),
        (
            "bastion-peered",
            &[("bas-hub", hub, "request.source other_address")],
        ),
        (
            "bastion-not-connected",
            &[("bas-hub", hub, "not connected: Disconnected")],
        ),
        (
            "bastion-developer",
            &[
                ("bas-shop", None, "shared"),
                ("bas-hub", None, "own network only"),
            ],
        ),
        ("bastion-window-open", &[("bas-shop", own, "open")]),
        (
            "bastion-source-outside",
            &[("bas-shop", own, "policy.source outside")],
        ),
    ];
    for (estate, expected) in expected {
        let found = of(estate);
        let found: Vec<Told> = found
            .iter()
            .map(|(name, range, said)| (&**name, range.as_deref(), &**said))
            .collect();
        assert_eq!(found, expected, "{estate}");
    }
}

#[test]
fn hosts_of_the_own_network_come_first_and_others_tell_their_peering() {
    let (found, _) = read(&Case::open("bastion-developer")).unwrap();
    assert!(matches!(found.hosts[0].nearness, Nearness::Own));
    let Nearness::Peered(peering) = &found.hosts[1].nearness else {
        panic!("{:?}", found.hosts[1]);
    };
    assert_eq!(peering.remote.name(), "vnet-hub");
}

#[test]
fn a_host_that_cannot_be_seen_is_not_a_host_that_is_not_there() {
    let (found, _) = read(&Case::open("bastion-refused")).unwrap();
    assert!(found.hosts.is_empty() && !found.is_none());
    let [Unread::Subscription(_, why)] = &found.unread[..] else {
        panic!("{:?}", found.unread);
    };
    assert_eq!(why.reason, Reason::Forbidden);
    let texts: Vec<String> = why.args.texts().map(|it| it.1).collect();
    assert!(
        texts.contains(&"Microsoft.Network/bastionHosts/read".to_owned()),
        "{texts:?}"
    );
    let (found, _) = read(&Case::open("no-public-address")).unwrap();
    assert!(found.is_none(), "{found:?}");
}

/// A list may lack what is there: what is in the subnet tells.
#[test]
fn a_network_with_a_host_that_no_list_has_is_in_doubt() {
    let mut simulation = opened("bastion");
    let host = "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg-shop-prod\
        /providers/Microsoft.Network/bastionHosts/bas-shop";
    assert!(simulation.store.remove(host).is_some());
    let (found, _) = read(&Case::of(simulation)).unwrap();
    assert!(found.hosts.is_empty() && !found.is_none());
    let [Unread::Subscription(_, why)] = &found.unread[..] else {
        panic!("{:?}", found.unread);
    };
    assert_eq!(why.reason, Reason::Contradiction);
}

/// Each subscription costs two requests, and a network may be peered with hundreds.
#[test]
fn so_many_subscriptions_are_not_looked_at() {
    let mut simulation = opened("bastion-peered");
    let network = "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg-shop-prod\
        /providers/Microsoft.Network/virtualNetworks/vnet-shop";
    let mut body = simulation.store.find(network).unwrap();
    let peering = body["properties"]["virtualNetworkPeerings"][0].clone();
    let many: Vec<_> = (0..30)
        .map(|number| {
            let mut it = peering.clone();
            let remote = format!(
                "/subscriptions/00000000-0000-0000-0000-0000000000{number:02}/resourceGroups/rg\
                 /providers/Microsoft.Network/virtualNetworks/v"
            );
            it["properties"]["remoteVirtualNetwork"]["id"] = remote.into();
            it
        })
        .collect();
    body["properties"]["virtualNetworkPeerings"] = many.into();
    assert!(simulation.store.insert(body).is_some());
    let case = Case::of(simulation);
    let (found, _) = read(&case).unwrap();
    assert!(found.unread.contains(&Unread::Beyond(21)), "{found:?}");
}

/// Only Standard and above connect to another port than that of the VM's system.
#[test]
fn a_basic_host_connects_to_the_usual_port_only() {
    for (estate, sku, expected) in [
        ("bastion-peered", "Basic", "not on port 22"),
        ("bastion-peered", "Gold", "unknown"),
        ("bastion-peered", "Standard", "request.open other_port"),
        ("bastion-developer", "Developer", "own network only"),
    ] {
        let mut simulation = opened(estate);
        simulation.estate.ask.port = 22;
        let host = "/subscriptions/8a40d9e7-25b3-4c6f-b1de-0f7763c8a951/resourceGroups/rg-hub\
            /providers/Microsoft.Network/bastionHosts/bas-hub";
        let body = &mut simulation.store.get_mut(host).unwrap().body;
        body["sku"]["name"] = sku.into();
        let (found, snapshot) = read(&Case::of(simulation)).unwrap();
        let ways = ways(&found, &snapshot);
        let of_hub = ways.iter().find(|it| it.0 == "bas-hub").unwrap();
        assert_eq!(of_hub.2, expected, "{estate} {sku}");
    }
}

#[test]
fn a_run_asks_for_no_host() {
    let case = Case::open("bastion-peered");
    case.snapshot();
    let entries = case.context.arm.log().entries();
    assert!(!entries.iter().any(|it| it.path().contains("bastionHosts")));
}

const PATHS: &[&str] = &[
    "*",
    "*/bastionhosts*",
    "*/virtualnetworks/*",
    "*/subnets/*",
    "*/networkinterfaces/*",
    "*/networksecuritygroups*",
    "*/microsoft.compute/virtualmachines/*",
    "*/jitnetworkaccesspolicies*",
    "*/permissions*",
];

fn with(estate: &str, faults: &[azure_sim::Fault]) -> Simulation {
    let mut simulation = opened(estate);
    for it in faults {
        simulation.add_fault(it.clone());
    }
    simulation
}

/// What the checks say of each host without a fault: every failure, with its case.
fn failures(found: &Found, snapshot: &Snapshot) -> Vec<String> {
    let mut all = Vec::new();
    for host in &found.hosts {
        if let Way::Judged(judged) = judge(host, found, snapshot) {
            let failed = judged.diagnosis.in_goal().filter_map(Outcome::failed);
            let told = failed.map(|it| format!("{} {}", it.check.id, it.finding.case));
            all.extend(told.map(|it| format!("{}: {it}", host.bastion.id.name())));
        }
    }
    all
}

/// Every field, as a pointer into the body, but for what names the resource.
fn pointers(value: &Json, at: &str, all: &mut Vec<String>) {
    let inner: Vec<(String, &Json)> = match value {
        Json::Object(fields) => fields.iter().map(|(name, it)| (name.clone(), it)).collect(),
        Json::Array(items) => (0..).map(|it: usize| it.to_string()).zip(items).collect(),
        _ => Vec::new(),
    };
    for (name, it) in inner {
        let at = format!("{at}/{name}");
        pointers(it, &at, all);
        all.push(at);
    }
}

#[test]
fn a_field_of_another_type_hides_no_host_and_opens_no_way() {
    for (estate, host) in [
        ("bastion", "bas-shop"),
        ("bastion-peered", "bas-hub"),
        ("bastion-not-connected", "bas-hub"),
        ("bastion-developer", "bas-shop"),
    ] {
        let whole = opened(estate);
        let truth = of(estate);
        // What a run reads stays the same, so it's read once.
        let case = Case::open(estate);
        let snapshot = case.snapshot();
        let ids: Vec<String> = whole
            .store
            .iter()
            .map(|it| it.id.clone())
            .filter(|it| it.ends_with(host) || it.ends_with("/vnet-shop"))
            .collect();
        assert_eq!(ids.len(), 2, "{ids:?}");
        for id in &ids {
            let mut all = Vec::new();
            pointers(&whole.store.get(id).unwrap().body, "", &mut all);
            for pointer in all.iter().filter(|it| *it != "/id" && *it != "/type") {
                for to in [json!(null), json!(7), json!(true), json!("x"), json!({})] {
                    let mut simulation = whole.clone();
                    let body = &mut simulation.store.get_mut(id).unwrap().body;
                    *body.pointer_mut(pointer).unwrap() = to.clone();
                    *case.simulation.borrow_mut() = simulation;
                    let context = case.context.clone();
                    let ground = ground(&Facts::new(&snapshot)).unwrap();
                    let found = block_on(&case.clock, async move { find(&context, ground).await });
                    let changed = format!("{estate} {id}{pointer} as {to}");
                    assert!(!found.is_none(), "{changed}");
                    for it in ways(&found, &snapshot) {
                        let is_known = truth.iter().any(|own| {
                            let is_said = it.2 == own.2 || it.2 == "unknown";
                            it.0 == own.0 && is_said && (it.1.is_none() || it.1 == own.1)
                        });
                        assert!(is_known, "{changed}: {it:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_way_is_told_in_both_languages() {
    for estate in ESTATES {
        let (found, snapshot) = read(&Case::open(estate)).unwrap();
        for language in Language::ALL {
            let catalog = catalog(language);
            let told = checklist::bastion(&found, &snapshot, &catalog, checklist::Times::UTC);
            assert_eq!(told.none.is_some(), told.hosts.is_empty(), "{estate}");
            let mut texts: Vec<&String> = told.none.iter().collect();
            texts.extend(told.unread.iter().map(|it| &it.0));
            for host in &told.hosts {
                texts.extend([&host.place, &host.sku, &host.source]);
                texts.extend(&host.says);
                let key = format!("bastion.states.{}", host.state.name());
                assert!(catalog.get(&key).is_some(), "{key}");
                assert!(!host.says.is_empty(), "{estate}");
                let is_request = host.state == HostState::Request;
                assert_eq!(host.request.is_some(), is_request, "{estate}");
                if let Some(it) = &host.request {
                    assert_eq!(it.source.as_ref(), Some(&host.source));
                    assert_eq!((it.port, it.given_source()), (Some(3389), None));
                }
            }
            for it in texts {
                assert!(
                    !it.contains('{') && !it.contains("bastion."),
                    "{estate}: {it}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever fails: that there is no host is never said where there may be one, no other
    /// host and no other range appears, no way opens, and what comes first is something
    /// that fails without the fault too.
    #[test]
    fn random_faults_hide_no_host_and_open_no_way(
        estate in prop::sample::select(&ESTATES[..]),
        faults in random_faults(PATHS),
    ) {
        let (whole, snapshot) = read(&Case::open(estate)).unwrap();
        let (truth, fails) = (ways(&whole, &snapshot), failures(&whole, &snapshot));
        if let Some((found, snapshot)) = read(&Case::of(with(estate, &faults))) {
            prop_assert!(!found.is_none(), "{faults:?}");
            for (name, range, said) in ways(&found, &snapshot) {
                let own = truth.iter().find(|it| it.0 == name);
                prop_assert!(own.is_some(), "{faults:?}: {name}");
                let own = own.unwrap();
                prop_assert!(range.is_none() || range == own.1, "{faults:?}: {name} {range:?}");
                let fails_too = fails.contains(&format!("{name}: {said}"));
                let is_true = said == "unknown" || said == own.2 || fails_too;
                prop_assert!(is_true, "{faults:?}: {name} {said}, not {}", own.2);
            }
        }
    }
}
