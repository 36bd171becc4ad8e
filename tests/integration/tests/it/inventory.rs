//! A whole subscription, read by lists: each VM on its tab, at a cost that does
//! not grow with the VMs, and **a fault moves no VM to another tab**.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
    time::Duration,
};

use azure::{answer::Reason, resource_id::ResourceId, value::Value};
use azure_sim::{Fault, Simulation, document};
use cpu_time::ThreadTime;
use diagnosis::{
    access_windows::Status,
    args, checks,
    engine::{Verdict, outcome_of},
    facts::Facts,
};
use integration_tests::{Case, block_on, opened, start};
use inventory::{
    Column, Exposure, Inventory, List, ListState, Overview, Selection, Standing, Tab, TabKind,
    Update, View, csv, read,
};
use proptest::prelude::*;
use text::Language;

use crate::{
    faults::{asked_in, every_fault, random_faults},
    texts::catalog,
};

/// Parts of the addresses that a reading asks for.
pub(crate) const PATHS: &[&str] = &[
    "*",
    "/subscriptions/*",
    "*/providers/microsoft.security?*",
    "*/pricings/*",
    "*/microsoft.compute/virtualmachines*",
    "*/microsoft.classiccompute*",
    "*/microsoft.hybridcompute*",
    "*/networkinterfaces*",
    "*/virtualnetworks*",
    "*/routetables*",
    "*/networksecuritygroups*",
    "*/azurefirewalls*",
    "*/jitnetworkaccesspolicies*",
    "*/microsoft.resourcegraph/*",
    "*/permissions*",
];

pub(crate) fn read_whole(case: &Case) -> Inventory {
    let arm = case.context.arm.clone();
    let scope = case.context.question.vm.subscription_scope();
    block_on(&case.clock, async move {
        let inventory = Rc::new(RefCell::new(Inventory::default()));
        read(&arm, &scope, |update| {
            inventory.borrow_mut().apply(0, update);
        })
        .await;
        let mut inventory = inventory.take();
        while inventory.judge(100) {}
        inventory
    })
}

fn open(estate: &str) -> Inventory {
    read_whole(&Case::open(estate))
}

/// The exposure of each machine by its name.
fn exposures(inventory: &Inventory) -> BTreeMap<String, Option<Exposure>> {
    let rows = inventory.rows().iter();
    let named = rows.map(|it| (it.machine.id.name().to_owned(), it.exposure.clone()));
    named.collect()
}

/// The tab of each machine by its name, an obstacle with its case.
fn tabs(inventory: &Inventory) -> BTreeMap<String, String> {
    let named = inventory.rows().iter().map(|row| {
        let tab = match &row.tab {
            Tab::Configured { ports, .. } => format!("configured {ports:?}"),
            Tab::NotConfigured => "not configured".to_owned(),
            Tab::Unsupported(it) => it.case.to_owned(),
            Tab::CannotTell(why) => format!("? {}", why.reason.key()),
        };
        (row.machine.id.name().to_owned(), tab)
    });
    named.collect()
}

#[test]
fn each_vm_is_on_its_tab_with_its_reason() {
    let inventory = open("subscription-mixed");
    let found = tabs(&inventory);
    for (name, tab) in [
        ("vm-web-01", "configured [22, 3389, 5985, 5986]"),
        ("vm-web-02", "configured [22]"),
        ("vm-app-01", "configured [22]"),
        ("vm-app-02", "configured [3389, 5986]"),
        ("vm-db-01", "not configured"),
        ("vm-open-01", "not configured"),
        ("vm-fw-01", "not configured"),
        ("vm-bare-01", "no_nsg_no_firewall"),
        ("vm-nonic-01", "no_nic"),
        ("vm-fwp-01", "firewall_policy"),
        ("vm-hub-01", "secured_hub"),
        ("vm-spoke-01", "other_network"),
        ("vm-off-01", "off_by_policy"),
        ("vm-exempt-01", "exempt"),
        ("vm-legacy-01", "classic"),
        ("srv-branch-01", "arc"),
        ("vm-nva-01", "? unknown_value"),
    ] {
        assert_eq!(found.get(name).map(String::as_str), Some(tab), "{name}");
    }
    assert_eq!(found.len(), 17);
    assert_eq!(inventory.counts().all(), 17);
    assert_eq!(inventory.counts().of(TabKind::Unsupported), 9);
    assert_eq!(inventory.stale_entries(), Some(1));
}

#[test]
fn two_lists_that_disagree_are_both_told() {
    let mixed = open("subscription-mixed");
    let mut rows = mixed.rows().iter();
    let vm = rows.find(|it| it.tab == Tab::NotConfigured).unwrap();
    let mut simulation = opened("subscription-mixed");
    let body = &simulation.store.get(vm.machine.id.as_str()).unwrap().body;
    let nic = &body["properties"]["networkProfile"]["networkInterfaces"][0]["id"];
    let nic = ResourceId::parse(nic.as_str().unwrap()).unwrap();
    simulation.store.remove(nic.as_str()).unwrap();
    let inventory = read_whole(&Case::of(simulation));
    let mut rows = inventory.rows().iter();
    let row = rows.find(|it| it.machine.id == vm.machine.id).unwrap();
    let Tab::CannotTell(why) = &row.tab else {
        panic!("{:?}", row.tab);
    };
    assert_eq!(why.reason, Reason::Disagree);
    let said: Vec<String> = why.args.texts().map(|(_, text)| text).collect();
    let names_nic = |it: &&String| it.contains(nic.name());
    assert_eq!(said.iter().filter(names_nic).count(), 2, "{said:?}");
}

#[test]
fn a_recommendation_that_says_something_else_is_told() {
    let inventory = open("subscription-mixed");
    let disagreeing: HashMap<&str, &str> = inventory
        .rows()
        .iter()
        .filter_map(|it| Some((it.machine.id.name(), &*it.disagreeing()?.code)))
        .collect();
    assert_eq!(disagreeing.get("vm-open-01"), Some(&"Healthy"));
    assert_eq!(disagreeing.get("vm-app-02"), Some(&"Unhealthy"));
    for agreeing in ["vm-app-01", "vm-bare-01", "vm-off-01", "vm-fw-01"] {
        assert_eq!(disagreeing.get(agreeing), None, "{agreeing}");
    }
}

#[test]
fn the_head_says_what_the_checks_say() {
    let overview = |estate| Overview::of(&open(estate).subscriptions()[0]);
    let healthy = overview("subscription-mixed");
    assert_eq!(healthy.name, "Contoso Production");
    assert_eq!(
        [healthy.subscription, healthy.provider, healthy.plan],
        [Standing::Good, Standing::Good, Standing::Good]
    );
    let coverage = healthy.plan_read.and_then(|it| it.coverage);
    assert_eq!(coverage.as_deref(), Some("FullyCovered"));
    let case = |standing| match standing {
        Standing::Failed { case, .. } => case,
        _ => "",
    };
    assert_eq!(case(overview("plan-off").plan), "off");
    assert_eq!(case(overview("plan-p1").plan), "plan1");
    assert_eq!(
        case(overview("provider-not-registered").provider),
        "not_registered"
    );
    assert_eq!(
        case(overview("subscription-disabled").subscription),
        "disabled"
    );
}

#[test]
fn the_windows_of_all_vms_are_told_newest_first() {
    let inventory = open("subscription-mixed");
    let windows = inventory.windows(start(), "");
    let newest: Vec<(&str, &Status)> = windows
        .iter()
        .take(2)
        .map(|it| (it.vm.name(), &it.status))
        .collect();
    assert_eq!(
        newest,
        [
            ("vm-app-01", &Status::Open),
            ("vm-app-02", &Status::Initiating)
        ]
    );
    assert!(windows[1].is_stuck(start()) && !windows[0].is_stuck(start()));
    assert!(windows.iter().any(|it| it.vm.name() == "vm-web-01"));
    let found = inventory.windows(start(), "APP 02");
    assert!(!found.is_empty() && found.iter().all(|it| it.vm.name() == "vm-app-02"));
}

#[test]
fn ten_thousand_vms_cost_no_more_than_their_pages() {
    let case = Case::open("subscription-many");
    let inventory = read_whole(&case);
    let counts = inventory.counts();
    let of = |kind| counts.of(kind);
    assert_eq!(of(TabKind::Configured), 4005);
    assert_eq!(of(TabKind::NotConfigured), 3998);
    assert_eq!(of(TabKind::Unsupported), 2000);
    assert_eq!((of(TabKind::CannotTell), counts.pending), (0, 0));
    let simulation = case.simulation.borrow();
    // Eleven pages of VMs, as many of interfaces, and one of each other list.
    println!("{} reads for {} VMs", simulation.log().len(), counts.all());
    assert!(
        simulation.log().len() <= 36,
        "{} reads",
        simulation.log().len()
    );
    for request in simulation.log() {
        let path = request.path.split('?').next().unwrap_or_default();
        assert!(
            !path.to_ascii_lowercase().contains("/virtualmachines/"),
            "{path} is of a single VM"
        );
    }
}

/// The estate of many VMs with so many of them as stand for `share` in a hundred.
fn share_of_many(share: u64) -> Simulation {
    let name = "subscription-many";
    let mut document = document(name).unwrap();
    for rule in document["generate"].as_array_mut().unwrap() {
        let count = rule["count"].as_u64().unwrap();
        rule["count"] = (count * share).div_ceil(100).into();
    }
    Simulation::from_document(name, document, start()).unwrap()
}

/// What a reading hands on, in its order.
fn updates(simulation: Simulation) -> Vec<Update> {
    let case = Case::of(simulation);
    let arm = case.context.arm.clone();
    let scope = case.context.question.vm.subscription_scope();
    block_on(&case.clock, async move {
        let seen = RefCell::new(Vec::new());
        read(&arm, &scope, |update| seen.borrow_mut().push(update)).await;
        seen.into_inner()
    })
}

/// How long each piece of work takes that a page does in one go: to take in
/// what was read, to judge a slice of it, to count it, and to put it in order.
fn pieces(updates: &[Update]) -> Vec<Duration> {
    let mut inventory = Inventory::default();
    let mut pieces = Vec::new();
    let mut time = |work: &mut dyn FnMut() -> bool| {
        let begun = ThreadTime::now();
        let is_left = work();
        pieces.push(begun.elapsed());
        is_left
    };
    for update in updates {
        let mut update = Some(update.clone());
        time(&mut || {
            inventory.apply(0, update.take().unwrap());
            false
        });
        while time(&mut || inventory.judge(250)) {}
    }
    for column in Column::ALL {
        let view = View {
            tab: TabKind::Configured,
            search: "vm".to_owned(),
            column,
            descending: false,
        };
        time(&mut || inventory.view(&view).is_empty());
    }
    time(&mut || inventory.counts().all() > 0);
    time(&mut || inventory.found("rg vm").all() > 0);
    time(&mut || {
        inventory
            .chosen(&Selection::all("vm"), TabKind::NotConfigured)
            .is_empty()
    });
    pieces
}

/// A page that reads ten thousand VMs is never kept for longer at a time than
/// one that reads a thousand is in all, and the whole of it grows with the VMs
/// and no faster. Of each piece the quickest of some repeats counts: what else
/// the machine is doing makes a piece slow now and then, and its own cost always.
#[test]
fn ten_thousand_vms_are_taken_in_by_small_pieces() {
    let readings = [10, 100].map(|share| updates(share_of_many(share)));
    let mut quickest = readings.each_ref().map(|it| pieces(it));
    let mut is_small = false;
    for _ in 0..60 {
        for (best, reading) in quickest.iter_mut().zip(&readings) {
            let again = pieces(reading);
            assert_eq!(again.len(), best.len());
            for (best, again) in best.iter_mut().zip(again) {
                *best = again.min(*best);
            }
        }
        let [thousand, ten_thousand] = quickest.each_ref();
        let [whole, all]: [Duration; 2] = [thousand, ten_thousand].map(|it| it.iter().sum());
        let longest = ten_thousand.iter().max().unwrap();
        let growth = all.div_duration_f64(whole);
        println!("{whole:.1?} for a thousand VMs, {growth:.1} times that for ten thousand");
        println!("{longest:.1?} for the longest piece of those");
        is_small = *longest < whole && growth < 25.0;
        if is_small {
            break;
        }
    }
    assert!(is_small, "see the figures above");
}

#[test]
fn a_reading_that_was_stopped_keeps_what_it_has() {
    let case = Case::open("subscription-many");
    let arm = case.context.arm.clone();
    let scope = case.context.question.vm.subscription_scope();
    let inventory = block_on(&case.clock, async move {
        let inventory = Rc::new(RefCell::new(Inventory::default()));
        let kept = inventory.clone();
        let mut pages = 0;
        let seen = RefCell::new(&mut pages);
        // What comes after the first pages is as if it had never been asked.
        read(&arm, &scope, |update| {
            **seen.borrow_mut() += 1;
            if **seen.borrow() < 12 {
                kept.borrow_mut().apply(0, update);
            }
        })
        .await;
        inventory.borrow_mut().stop();
        let mut inventory = inventory.take();
        while inventory.judge(1000) {}
        inventory
    });
    let counts = inventory.counts();
    assert!(counts.all() > 0 && counts.pending == 0);
    assert!(counts.of(TabKind::CannotTell) > 0);
    assert!(!inventory.subscriptions()[0].is_reading());
    assert!(
        inventory.subscriptions()[0]
            .incomplete()
            .any(|(_, why)| why.reason == Reason::OnlyPartRead)
    );
}

#[test]
fn a_role_that_lacks_an_action_leaves_open_what_hangs_on_it() {
    let mut simulation = opened("subscription-mixed");
    simulation.estate.ask.person = "no-network-read".to_owned();
    let inventory = read_whole(&Case::of(simulation));
    let found = tabs(&inventory);
    assert_eq!(found["vm-web-02"], "configured [22]");
    assert_eq!(found["vm-nonic-01"], "no_nic");
    for name in ["vm-bare-01", "vm-open-01"] {
        assert_eq!(found[name], "? forbidden", "{name}");
    }
    assert!(matches!(
        inventory.subscriptions()[0].state(List::Nics),
        ListState::Partial(_)
    ));

    let mut simulation = opened("subscription-mixed");
    simulation.estate.ask.person = "no-policy-read".to_owned();
    let found = tabs(&read_whole(&Case::of(simulation)));
    assert_eq!(found["vm-web-01"], "? forbidden");
    assert_eq!(found["vm-open-01"], "? forbidden");
}

#[test]
fn rows_are_found_and_put_in_order() {
    let inventory = open("subscription-mixed");
    let names = |search: &str, column, descending| -> Vec<String> {
        let view = View {
            tab: TabKind::Configured,
            search: search.to_owned(),
            column,
            descending,
        };
        let places = inventory.view(&view).into_iter();
        places
            .map(|at| inventory.rows()[at].machine.id.name().to_owned())
            .collect()
    };
    let all = ["vm-app-01", "vm-app-02", "vm-web-01", "vm-web-02"];
    assert_eq!(names("", Column::Name, false), all);
    assert_eq!(names("RG-APP 02", Column::Name, false), ["vm-app-02"]);
    assert_eq!(names("", Column::Location, true)[0], "vm-web-01");
    assert_eq!(names("", Column::Detail, false)[0], "vm-app-01");
    assert_eq!(names("nothing", Column::Name, false), [""; 0]);
}

#[test]
fn a_search_counts_on_every_tab() {
    let inventory = open("subscription-mixed");
    let found = inventory.found("vm-web");
    assert_eq!(found.of(TabKind::Configured), 2);
    assert_eq!(found.all(), 2);
    for search in ["", "vm", "rg-app 01", "tokyo", "nothing"] {
        let found = inventory.found(search);
        for tab in TabKind::ALL {
            let view = View {
                tab,
                search: search.to_owned(),
                column: Column::Exposure,
                descending: true,
            };
            assert_eq!(
                inventory.view(&view).len(),
                found.of(tab),
                "{search} {tab:?}"
            );
        }
    }
    assert_eq!(inventory.found(""), inventory.counts());
}

#[test]
fn only_what_can_be_turned_on_is_chosen() {
    let inventory = open("subscription-mixed");
    let names = |selection: &Selection| -> Vec<&str> {
        let chosen = inventory
            .chosen(selection, TabKind::NotConfigured)
            .into_iter();
        chosen.map(|it| it.machine.id.name()).collect()
    };
    let mut selection = Selection::all("");
    let all = ["vm-db-01", "vm-fw-01", "vm-open-01"];
    assert_eq!(names(&selection), all);
    let row = |name: &str| {
        let mut rows = inventory.rows().iter();
        rows.find(|it| it.machine.id.name() == name).unwrap()
    };
    selection.set(&row("vm-fw-01").key, false);
    assert_eq!(names(&selection), ["vm-db-01", "vm-open-01"]);
    assert!(!selection.has(&row("vm-fw-01").key));
    // One that has JIT already is passed over.
    selection.set(&row("vm-web-01").key, true);
    assert_eq!(names(&selection), ["vm-db-01", "vm-open-01"]);
    assert_eq!(names(&Selection::all("open")), ["vm-open-01"]);
    assert_eq!(names(&Selection::default()), [""; 0]);
}

/// The lists say of a port what the check of a run says, or that they cannot tell.
#[test]
fn the_exposure_is_what_a_run_says() {
    let mut seen = [0; 3];
    for name in azure_sim::names() {
        let simulation = opened(name);
        if !simulation.estate.faults.is_empty() || !simulation.estate.generate.is_empty() {
            continue;
        }
        let case = Case::of(simulation);
        let facts = case.snapshot();
        let vm = case.context.question.vm.clone();
        let port = case.context.question.port;
        let inventory = read_whole(&Case::open(name));
        let mut rows = inventory.rows().iter();
        let Some(row) = rows.find(|it| it.machine.id == vm) else {
            continue;
        };
        let (Some(port), Some(exposure)) = (port, &row.exposure) else {
            continue;
        };
        let mut all = checks::EVALUATORS.iter();
        let exposed = all.find(|it| it.check.id == "network.exposure").unwrap();
        let verdict = outcome_of(exposed, &Facts::new(&facts));
        match (exposure, &verdict) {
            // The run tells one port, and the asked one before others.
            (Exposure::Open(ports), Verdict::Fail(finding)) => {
                let told = ports
                    .contains(&port)
                    .then_some(port)
                    .or(ports.first().copied());
                let told = told.map(Value::from);
                assert_eq!(finding.args.get(args::PORT), told.as_ref(), "{name}");
                seen[0] += 1;
            }
            (Exposure::Closed, Verdict::Pass { .. }) => seen[1] += 1,
            (Exposure::Unknown(_), _) => seen[2] += 1,
            // A run may know less.
            (_, Verdict::CannotTell(_) | Verdict::NotApplicable) => {}
            _ => panic!("{name}: {exposure:?}, and a run says {verdict:?}"),
        }
    }
    println!("open, closed, unknown: {seen:?}");
    assert!(seen[0] > 0 && seen[1] > 10, "{seen:?}");
}

#[test]
fn the_file_says_what_the_table_says() {
    let inventory = open("subscription-mixed");
    for language in Language::ALL {
        let catalog = catalog(language);
        let view = View {
            tab: TabKind::Unsupported,
            search: String::new(),
            column: Column::Name,
            descending: false,
        };
        let text = csv(&inventory, &inventory.view(&view), &catalog);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert!(lines[0].contains(&catalog.text("inventory.columns.group")));
        assert_eq!(lines.len(), 1 + 9 + 1);
        assert!(
            lines
                .iter()
                .any(|it| it.starts_with(r#""vm-bare-01","rg-app","northeurope","Linux","#))
        );
        assert!(!text.contains("inventory."), "{text}");
    }
}

#[test]
fn every_row_has_its_words() {
    for language in Language::ALL {
        let catalog = catalog(language);
        let inventory = open("subscription-mixed");
        for row in inventory.rows() {
            let words = inventory::reason(row, inventory.lists_of(row), &catalog);
            assert!(!words.contains("inventory."), "{words}");
            assert!(!words.contains('{'), "{words}");
        }
        for list in List::ALL {
            for area in ["lists", "unread"] {
                let key = format!("inventory.{area}.{}", list.key());
                assert!(catalog.get(&key).is_some(), "{key}");
            }
        }
    }
}

thread_local! {
    static FAULT_FREE: RefCell<HashMap<&'static str, Rc<Inventory>>> = RefCell::default();
}

fn fault_free(name: &'static str) -> Rc<Inventory> {
    FAULT_FREE.with_borrow_mut(|known| {
        let inventory = known.entry(name).or_insert_with(|| Rc::new(open(name)));
        inventory.clone()
    })
}

fn check_faults(name: &'static str, faults: &[Fault]) -> Result<(), TestCaseError> {
    let mut simulation = opened(name);
    for fault in faults {
        simulation.add_fault(fault.clone());
    }
    let (without, with) = (fault_free(name), read_whole(&Case::of(simulation)));
    let before = exposures(&without);
    for (vm, exposure) in exposures(&with) {
        let is_told = !matches!(exposure, None | Some(Exposure::Unknown(_)));
        prop_assert!(
            !is_told || exposure == before[&vm],
            "{vm}: {:?} became {exposure:?} in {name} under {faults:?}",
            before[&vm]
        );
    }
    let without = tabs(&without);
    for (vm, tab) in tabs(&with) {
        let before = &without[&vm];
        prop_assert!(
            tab == *before || tab.starts_with('?'),
            "{vm}: {before} became {tab} in {name} under {faults:?}"
        );
        prop_assert!(tab != "? pending", "{vm} is never judged under {faults:?}");
    }
    Ok(())
}

const ESTATES: [&str; 8] = [
    "subscription-mixed",
    "healthy",
    "firewall-policy",
    "firewall-secured-hub",
    "vm-no-nsg",
    "jit-off-by-policy",
    "not-configured",
    "person-vm-contributor",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn random_faults_move_no_vm_to_another_tab(
        name in prop::sample::select(&ESTATES[..]),
        faults in random_faults(PATHS),
    ) {
        check_faults(name, &faults)?;
    }
}

#[test]
fn each_class_on_each_list_moves_no_vm() {
    let asked = asked_in(PATHS, ESTATES, |case| drop(read_whole(case)));
    for fault in every_fault(PATHS) {
        check_faults(asked[&*fault.path], &[fault]).unwrap();
    }
}

/// A subscription that nobody may see has no VMs to tell of.
#[test]
fn a_subscription_of_others_is_told_as_such() {
    let case = Case::open("not-visible");
    let inventory = read_whole(&case);
    assert!(inventory.rows().is_empty());
    assert_eq!(
        inventory.subscriptions()[0].incomplete().count(),
        List::ALL.len()
    );
    let scope: ResourceId = case.context.question.vm.subscription_scope();
    assert!(!scope.as_str().is_empty());
}
