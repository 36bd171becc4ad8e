//! Several subscriptions read together: each stands by itself, and is what its own
//! reading says.

use std::{cell::RefCell, rc::Rc};

use azure::resource_id::ResourceId;
use azure_sim::Simulation;
use integration_tests::{Case, block_on, opened};
use inventory::{
    Breakdown, Count, Inventory, Key, Selection, TabKind,
    hygiene::{FindingKind, Hygiene, Limits, Verdict},
    read_each,
};
use proptest::prelude::*;

use crate::faults::random_faults;

const PRODUCTION: &str = "3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08";
const DEVELOPMENT: &str = "8a40d9e7-25b3-4c6f-b1de-0f7763c8a951";
const SHARED: &str = "d15e07b6-9c42-4a8b-86f1-3b2a7c9e4d60";
const SANDBOX: &str = "e2c47a10-6b3d-4f58-9e21-7a0d5c8b3f14";

fn scope(id: &str) -> ResourceId {
    ResourceId::parse(&format!("/subscriptions/{id}")).unwrap()
}

fn read(simulation: Simulation, ids: &[&str]) -> Inventory {
    let case = Case::of(simulation);
    let arm = case.context.arm.clone();
    let scopes: Vec<ResourceId> = ids.iter().map(|it| scope(it)).collect();
    block_on(&case.clock, async move {
        let all = Rc::new(RefCell::new(Inventory::of(scopes.len())));
        read_each(&arm, &scopes, |at, it| all.borrow_mut().apply(at, it)).await;
        let mut all = all.take();
        while all.judge(2) {}
        all
    })
}

fn tabs(inventory: &Inventory, subscription: usize) -> Vec<(String, String)> {
    let rows = inventory.rows().iter();
    let own = rows.filter(|it| it.subscription == subscription);
    let mut tabs: Vec<_> = own
        .map(|it| {
            (
                it.machine.id.to_string(),
                format!("{:?} {:?}", it.tab, it.exposure),
            )
        })
        .collect();
    tabs.sort();
    tabs
}

#[test]
fn each_is_what_it_is_by_itself() {
    let ids = [PRODUCTION, DEVELOPMENT, SHARED, SANDBOX];
    let together = read(opened("fleet"), &ids);
    let counted = Breakdown::of_each(&together);
    let findings = Hygiene::of(&together, Limits::default());
    let mut apart = Vec::new();
    for (at, id) in ids.into_iter().enumerate() {
        let alone = read(opened("fleet"), &[id]);
        assert_eq!(tabs(&together, at), tabs(&alone, 0), "{id}");
        assert_eq!(counted[at], Breakdown::of_each(&alone)[0], "{id}");
        assert_eq!(
            together.subscriptions()[at].name(),
            alone.subscriptions()[0].name()
        );
        apart.extend(Hygiene::of(&alone, Limits::default()).findings().to_vec());
    }
    apart.sort_by(|one, other| (one.kind, &one.about).cmp(&(other.kind, &other.about)));
    assert_eq!(findings.findings(), apart);
    assert!(apart.iter().any(|it| it.kind == FindingKind::StaleMember));
    // One that could not be read is the one in doubt, and moves no VM of another.
    let in_doubt: Vec<usize> = findings.in_doubt(FindingKind::StaleMember).collect();
    assert_eq!(in_doubt, [3]);
    assert!(matches!(
        findings.verdict(FindingKind::StaleMember),
        Verdict::AtLeast(1, _)
    ));
    assert_eq!(counted[0].configured, Count::Exact(2));
    assert_eq!(counted[3].configured, Count::Unknown);
}

#[test]
fn a_vm_is_chosen_in_its_own_subscription() {
    let all = read(opened("fleet"), &[PRODUCTION, SHARED]);
    let of = |at: usize| -> Vec<Key> {
        let rows = all.rows().iter().filter(|it| it.subscription == at);
        rows.map(|it| it.key.clone()).collect()
    };
    let (own, others) = (of(0), of(1));
    let mut selection = Selection::default();
    for it in &own {
        selection.set(it, true);
    }
    assert!(own.iter().all(|it| selection.has(it)));
    assert!(!others.iter().any(|it| selection.has(it)));
    let chosen = all.chosen(&selection, TabKind::Configured);
    assert!(!chosen.is_empty() && chosen.iter().all(|it| it.subscription == 0));
    // What was chosen in one subscription is not one of several.
    let alone = read(opened("fleet"), &[PRODUCTION]);
    assert!(!alone.rows().iter().any(|it| selection.has(&it.key)));
}

#[test]
fn what_was_stopped_says_no_more_than_was_read() {
    let mut none = Inventory::of(2);
    none.stop();
    while none.judge(100) {}
    for counted in Breakdown::of_each(&none) {
        assert_eq!(counted.configured, Count::Unknown);
        assert_eq!(counted.open, Count::Unknown);
    }
    assert_eq!(none.stale_entries(), None);
}

/// A count that is right whatever was left out.
fn is_right(count: Count, truth: Count) -> bool {
    match count {
        Count::Exact(_) => count == truth,
        Count::AtLeast(n) => n <= truth.least(),
        Count::Unknown => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn random_faults_make_no_breakdown_wrong(faults in random_faults(crate::inventory::PATHS)) {
        let ids = [PRODUCTION, DEVELOPMENT, SHARED];
        let truth = Breakdown::of_each(&read(opened("fleet"), &ids));
        let mut simulation = opened("fleet");
        for fault in &faults {
            simulation.add_fault(fault.clone());
        }
        let counted = Breakdown::of_each(&read(simulation, &ids));
        for (counted, truth) in counted.into_iter().zip(truth) {
            for (one, true_one) in [
                (counted.configured, truth.configured),
                (counted.not_configured, truth.not_configured),
                (counted.unsupported, truth.unsupported),
                (counted.others, truth.others),
                (counted.open, truth.open),
            ] {
                prop_assert!(is_right(one, true_one), "{one:?}, not {true_one:?}, under {faults:?}");
            }
        }
    }
}
