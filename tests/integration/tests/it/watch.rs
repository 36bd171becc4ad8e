//! A window that is watched: what others change meanwhile is told, and no fault is.

use azure_sim::Simulation;
use diagnosis::watch::{Event, Watch, needs};
use integration_tests::{Case, opened};
use proptest::prelude::*;
use serde_json::json;

use crate::faults::random_faults;

/// The name of each event; of a loss, the case.
fn names(events: &[Event]) -> Vec<&'static str> {
    let name = |it: &Event| match it {
        Event::Lost { finding, .. } => finding.case,
        other => other.name(),
    };
    events.iter().map(name).collect()
}

/// Another reading, which remembers nothing of the one before.
fn look(watch: &mut Watch, simulation: &Simulation) -> Vec<&'static str> {
    let snapshot = Case::of(simulation.clone()).gather(needs());
    names(&watch.look(&snapshot))
}

const GROUP: &str = "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg-shop-prod/providers/Microsoft.Network/networkSecurityGroups/nsg-web-01";
const POLICY: &str = "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg-shop-prod/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default";

fn rewrite_rules(simulation: &mut Simulation) {
    let group = simulation.store.get_mut(GROUP).unwrap();
    group.body["properties"]["securityRules"] = json!([]);
}

#[test]
fn what_others_change_is_told_once() {
    let mut simulation = opened("window-open");
    let mut watch = Watch::default();
    assert_eq!(look(&mut watch, &simulation), [""; 0]);
    assert_eq!(watch.is_open(), Some(true));
    assert!(watch.until().is_some());
    assert_eq!(look(&mut watch, &simulation), [""; 0]);
    rewrite_rules(&mut simulation);
    assert_eq!(look(&mut watch, &simulation), ["missing_in_one"]);
    assert_eq!(look(&mut watch, &simulation), [""; 0]);
    let policy = simulation.store.get_mut(POLICY).unwrap();
    let requests = policy.body["properties"]["requests"]
        .as_array_mut()
        .unwrap();
    let newest = requests.last_mut().unwrap();
    newest["virtualMachines"][0]["ports"][0]["status"] = json!("Revoked");
    assert_eq!(look(&mut watch, &simulation), ["revoked"]);
    assert_eq!(watch.is_open(), Some(false));
    assert_eq!(watch.until(), None);
}

/// The estate in which two others are at work, each after one of the first looks.
#[test]
fn the_watched_estate_tells_both() {
    let case = Case::open("window-watched");
    // A run comes first.
    case.snapshot();
    let simulation = case.simulation.borrow().clone();
    let mut watch = Watch::default();
    let (mut simulation, mut told) = (simulation, Vec::new());
    for _ in 0..4 {
        let case = Case::of(simulation);
        told.extend(names(&watch.look(&case.gather(needs()))));
        simulation = case.simulation.borrow().clone();
    }
    assert_eq!(told, ["deallocated", "missing_in_one"]);
}

const PATHS: &[&str] = &[
    "*",
    "*/virtualmachines/*",
    "*/networkinterfaces/*",
    "*/subnets/*",
    "*/networksecuritygroups*",
    "*/jitnetworkaccesspolicies*",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever fails, nothing has happened, and what did is told once it can be read.
    #[test]
    fn random_faults_are_no_events(faults in random_faults(PATHS)) {
        let mut simulation = opened("window-open");
        let mut watch = Watch::default();
        look(&mut watch, &simulation);
        let mut faulty = simulation.clone();
        for it in &faults {
            faulty.add_fault(it.clone());
        }
        prop_assert_eq!(look(&mut watch, &faulty), [""; 0], "{:?}", faults);
        rewrite_rules(&mut faulty);
        let during = look(&mut watch, &faulty);
        rewrite_rules(&mut simulation);
        let after = look(&mut watch, &simulation);
        let both = [during, after].concat();
        prop_assert_eq!(both, ["missing_in_one"], "{:?}", faults);
    }
}
