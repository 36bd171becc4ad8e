//! All subscriptions, counted: what the page of each one counts, or less; **whatever
//! fails, a count is right, *at least*, or unknown**; and what that costs.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use azure::resource_id::ResourceId;
use azure_sim::{Fault, Simulation, document};
use fleet::{
    Column, Count, Figure, Filter, Fleet, Names, NotAName, PlanState, Step, View, csv, glimpse,
    json, read, search,
};
use integration_tests::{Case, block_on, opened, start};
use inventory::{Inventory, TabKind};
use proptest::prelude::*;
use serde_json::{Value, json};
use text::Language;

use crate::{
    faults::{asked_in, every_fault, random_faults},
    texts::catalog,
};

const PATHS: &[&str] = &[
    "*",
    "/subscriptions?*",
    "*/pricings/*",
    "*/jitnetworkaccesspolicies*",
    "*/microsoft.resourcegraph/*",
    "*/permissions*",
    "*/networkinterfaces*",
    "*/virtualnetworks*",
    "*/networksecuritygroups*",
    "*/microsoft.compute/virtualmachines*",
];

const OWN_TENANT: &str = "5c1f4f0e-6a0b-4f6d-9a57-2b8f1d3c7e10";

/// Reads until nothing is left, or until so many updates have come.
fn read_on(case: &Case, fleet: Fleet, most: usize) -> Fleet {
    let arm = case.context.arm.clone();
    block_on(&case.clock, async move {
        let fleet = Rc::new(RefCell::new(fleet));
        let left = Rc::new(RefCell::new(most));
        loop {
            let step = fleet.borrow().next_step();
            let Some(step) = step.filter(|_| 0 < *left.borrow()) else {
                break;
            };
            let (kept, count) = (fleet.clone(), left.clone());
            // What comes after is as if it had been canceled.
            read(&arm, step, move |update| {
                let mut left = count.borrow_mut();
                if 0 < *left {
                    *left -= 1;
                    kept.borrow_mut().apply(update);
                }
            })
            .await;
        }
        fleet.take()
    })
}

/// Counts the whole tenant at this point of a reading.
fn glimpse_at(case: &Case, mut fleet: Fleet) -> Fleet {
    let arm = case.context.arm.clone();
    let update = block_on(&case.clock, async move { glimpse(&arm).await });
    if let Some(update) = update {
        fleet.apply(update);
    }
    fleet
}

fn read_whole(case: &Case) -> Fleet {
    read_on(case, Fleet::new(Some(OWN_TENANT.to_owned())), usize::MAX)
}

/// Then inspects every subscription, too.
fn read_inspected(case: &Case) -> Fleet {
    inspect_all(case, read_whole(case))
}

fn inspect_all(case: &Case, mut fleet: Fleet) -> Fleet {
    let ids = fleet.rows().iter().map(|it| it.subscription.id.clone());
    let ids: Vec<String> = ids.collect();
    fleet.inspect(&ids);
    read_on(case, fleet, usize::MAX)
}

type Counts = BTreeMap<(String, &'static str), Option<Count>>;

fn counts(fleet: &Fleet) -> Counts {
    let of_row = |row: &fleet::Row| {
        let name = row.subscription.name.clone();
        Figure::ALL.map(|it| ((name.clone(), it.key()), it.of(row)))
    };
    fleet.rows().iter().flat_map(of_row).collect()
}

fn shown(fleet: &Fleet, name: &str) -> [String; 9] {
    let mut rows = fleet.rows().iter();
    let row = rows.find(|it| it.subscription.name == name).unwrap();
    let catalog = catalog(Language::English);
    Figure::ALL.map(|it| fleet::shown_count(it.of(row), &catalog))
}

#[test]
fn each_subscription_is_counted() {
    let fleet = read_inspected(&Case::open("fleet"));
    let unknown = "Unknown";
    for (name, numbers) in [
        (
            "Contoso Production",
            ["3", "2", "1", "0", "0", "0", "2", "0", "0"],
        ),
        (
            "Contoso Development",
            ["1", "0", "1", "1", "0", "0", "0", "0", "0"],
        ),
        (
            "Fabrikam Shared",
            ["3", "2", "1", "0", "1", "1", "1", "1", "1"],
        ),
        (
            "Contoso Sandbox",
            [
                "At least 1",
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
            ],
        ),
        (
            "Contoso Reserve",
            ["0", "0", "0", "0", "0", "0", "0", "0", "0"],
        ),
    ] {
        assert_eq!(shown(&fleet, name), numbers, "{name}");
    }
    let plans: BTreeMap<&str, PlanState> = fleet
        .rows()
        .iter()
        .filter_map(|it| Some((&*it.subscription.name, PlanState::of(it)?)))
        .collect();
    assert_eq!(plans["Contoso Production"], PlanState::On);
    assert_eq!(plans["Contoso Development"], PlanState::Off);
    assert_eq!(plans["Fabrikam Shared"], PlanState::Plan1);
    assert_eq!(plans["Contoso Sandbox"], PlanState::Unknown);
    let delegated: Vec<&str> = fleet
        .rows()
        .iter()
        .filter(|it| it.is_delegated)
        .map(|it| &*it.subscription.name)
        .collect();
    assert_eq!(delegated, ["Fabrikam Shared"]);
    assert_eq!(fleet.subscriptions(), Count::Exact(5));
    assert_eq!(fleet.total(Figure::Vms), Count::AtLeast(8));
    assert_eq!(fleet.total(Figure::Stale), Count::AtLeast(1));
    assert_eq!(fleet.without_plan(), Count::AtLeast(2));
}

/// A number of the fleet is the one of the subscription's own page.
#[test]
fn the_page_of_a_subscription_counts_the_same() {
    for estate in [
        "fleet",
        "subscription-mixed",
        "policy-stale-members",
        "window-open",
    ] {
        let whole = read_inspected(&Case::open(estate));
        let mut compared = 0;
        for row in whole.rows() {
            let case = Case::open(estate);
            let arm = case.context.arm.clone();
            let scope = format!("/subscriptions/{}", row.subscription.id);
            let scope = ResourceId::parse(&scope).unwrap();
            let own = block_on(&case.clock, async move {
                let own = Rc::new(RefCell::new(Inventory::default()));
                inventory::read(&arm, &scope, |it| own.borrow_mut().apply(0, it)).await;
                let mut own = own.take();
                while own.judge(100) {}
                own
            });
            let configured = own.counts().of(TabKind::Configured) as u64;
            let unsupported = own.counts().of(TabKind::Unsupported) - own.counts().others;
            let unsupported = unsupported as u64;
            let open = own.windows(start(), "").into_iter();
            let open = open.filter(|it| it.status == diagnosis::access_windows::Status::Open);
            for (figure, page) in [
                (Figure::Configured, Some(configured)),
                (Figure::Unsupported, Some(unsupported)),
                (Figure::Exposed, Some(own.counts().open as u64)),
                (Figure::Open, Some(open.count() as u64)),
                (Figure::Stale, own.stale_entries().map(|it| it as u64)),
            ] {
                match (figure.of(row), page) {
                    (Some(Count::Exact(n)), Some(page)) => {
                        assert_eq!(
                            n, page,
                            "{figure:?} of {} in {estate}",
                            row.subscription.name
                        );
                        compared += 1;
                    }
                    (Some(Count::AtLeast(n)), Some(page)) => assert!(n <= page),
                    _ => {}
                }
            }
        }
        assert!(compared >= 3, "{estate}");
    }
}

#[test]
fn a_reading_that_was_stopped_goes_on_where_it_was() {
    let whole = counts(&read_inspected(&Case::open("fleet")));
    for most in [0, 1, 2, 3, 5, 8, 13] {
        let case = Case::open("fleet");
        let stopped = read_on(&case, Fleet::new(Some(OWN_TENANT.to_owned())), most);
        for (key, count) in counts(&stopped) {
            assert!(
                count.is_none() || count == whole[&key],
                "{key:?} after {most}"
            );
        }
        let known = stopped.rows().iter().filter(|it| it.is_read()).count();
        let again = Case::open("fleet");
        let ended = read_on(&again, stopped, usize::MAX);
        let plans = || {
            let simulation = again.simulation.borrow();
            let paths = simulation.log().iter();
            paths.filter(|it| it.path.contains("/pricings/")).count()
        };
        assert!(plans() <= 5 - known, "after {most}");
        assert_eq!(counts(&inspect_all(&again, ended)), whole, "after {most}");
    }
}

#[test]
fn what_is_inspected_stays_asked_for_when_all_is_read_anew() {
    let tenant = || Some(OWN_TENANT.to_owned());
    let whole = counts(&read_inspected(&Case::open("fleet")));
    for most in [1, 3, 9, usize::MAX] {
        let mut fleet = read_whole(&Case::open("fleet"));
        let ids = fleet.rows().iter().map(|it| it.subscription.id.clone());
        let ids: Vec<String> = ids.collect();
        // Some have been inspected already when the others are asked for.
        let (some, others) = ids.split_at(2);
        fleet.inspect(some);
        fleet = read_on(&Case::open("fleet"), fleet, usize::MAX);
        fleet.inspect(others);
        // The second one is read anew before its list is there.
        let stopped = read_on(&Case::open("fleet"), fleet.anew(tenant()), most);
        let ended = read_on(&Case::open("fleet"), stopped.anew(tenant()), usize::MAX);
        assert_eq!(counts(&ended), whole, "after {most}");
    }
}

thread_local! {
    static FAULT_FREE: RefCell<HashMap<&'static str, Rc<Counts>>> = RefCell::default();
}

/// The counts without faults, each one the truth.
fn truth(name: &'static str) -> Rc<Counts> {
    FAULT_FREE.with_borrow_mut(|known| {
        let counts = known.entry(name);
        let read = || Rc::new(counts_of(opened(name)));
        counts.or_insert_with(read).clone()
    })
}

fn counts_of(simulation: Simulation) -> Counts {
    counts(&read_inspected(&Case::of(simulation)))
}

fn check_faults(name: &'static str, faults: &[Fault]) -> Result<(), TestCaseError> {
    let mut simulation = opened(name);
    for fault in faults {
        simulation.add_fault(fault.clone());
    }
    let truth = truth(name);
    let fleet = read_inspected(&Case::of(simulation));
    prop_assert!(fleet.next_step().is_none());
    prop_assert!(counts(&fleet).values().all(Option::is_some));
    check_counts(&fleet, &truth, faults)
}

/// Whatever is known is the truth or less.
fn check_counts(fleet: &Fleet, truth: &Counts, faults: &[Fault]) -> Result<(), TestCaseError> {
    for (key, count) in counts(fleet) {
        let least = truth[&key].unwrap().least();
        let is_right = match count {
            Some(Count::Exact(n)) => truth[&key] == Some(Count::Exact(n)),
            Some(Count::AtLeast(n)) => n <= least,
            Some(Count::Unknown) | None => true,
        };
        prop_assert!(
            is_right,
            "{key:?}: {:?} became {count:?} under {faults:?}",
            truth[&key]
        );
    }
    for figure in Figure::ALL {
        let own = truth.iter().filter(|it| it.0.1 == figure.key());
        let all = own.fold(Count::Exact(0), |all, it| all.plus(it.1.unwrap()));
        let is_right = match fleet.total(figure) {
            Count::Exact(n) => all == Count::Exact(n),
            Count::AtLeast(n) => n <= all.least(),
            Count::Unknown => true,
        };
        prop_assert!(is_right, "{figure:?} in all under {faults:?}");
    }
    Ok(())
}

const ESTATES: [&str; 4] = [
    "fleet",
    "subscription-mixed",
    "policy-stale-members",
    "window-open",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn random_faults_make_no_count_wrong(
        name in prop::sample::select(&ESTATES[..]),
        faults in random_faults(PATHS),
    ) {
        check_faults(name, &faults)?;
    }
}

/// The tenant is counted at this point of a reading that then goes on.
fn check_glimpse(name: &'static str, faults: &[Fault], most: usize) -> Result<(), TestCaseError> {
    let mut simulation = opened(name);
    for fault in faults {
        simulation.add_fault(fault.clone());
    }
    let case = Case::of(simulation);
    let truth = truth(name);
    let fleet = read_on(&case, Fleet::new(Some(OWN_TENANT.to_owned())), most);
    let fleet = glimpse_at(&case, fleet);
    check_counts(&fleet, &truth, faults)?;
    let fleet = inspect_all(&case, read_on(&case, fleet, usize::MAX));
    prop_assert!(counts(&fleet).values().all(Option::is_some));
    check_counts(&fleet, &truth, faults)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_glimpse_makes_no_count_wrong(
        name in prop::sample::select(&ESTATES[..]),
        faults in random_faults(PATHS),
        most in 0..30_usize,
    ) {
        check_glimpse(name, &faults, most)?;
    }
}

#[test]
fn the_vms_of_each_subscription_are_known_with_the_list() {
    let case = Case::open("fleet");
    let nothing = || Fleet::new(Some(OWN_TENANT.to_owned()));
    let counts_first = read_on(&case, glimpse_at(&case, nothing()), 1);
    let list_first = glimpse_at(&case, read_on(&case, nothing(), 1));
    for fleet in [counts_first, list_first] {
        assert_eq!(shown(&fleet, "Contoso Production")[0], "At least 3");
        assert_eq!(fleet.total(Figure::Vms), Count::AtLeast(8));
        // Where it says nothing there may be no VM, or none that it may tell of.
        assert_eq!(shown(&fleet, "Contoso Reserve")[0], "Not counted yet");
    }
    // It stays where the count by itself fails.
    let mut simulation = opened("fleet");
    let does = json!({"answer": {"status": 403}});
    let fault = json!({"path": "*/microsoft.resourcegraph/*", "after": 1, "does": does});
    simulation.add_fault(serde_json::from_value(fault).unwrap());
    let refused = Case::of(simulation);
    let fleet = read_on(&refused, glimpse_at(&refused, nothing()), usize::MAX);
    assert_eq!(shown(&fleet, "Contoso Production")[0], "At least 3");
    // It costs one read, and changes nothing that was counted by itself.
    let whole = read_whole(&case);
    let (known, reads) = (counts(&whole), case.simulation.borrow().log().len());
    assert_eq!(counts(&glimpse_at(&case, whole)), known);
    assert_eq!(case.simulation.borrow().log().len(), reads + 1);
}

#[test]
fn each_class_on_each_path_makes_no_count_wrong() {
    let asked = asked_in(PATHS, ESTATES, |case| drop(read_inspected(case)));
    for fault in every_fault(PATHS) {
        check_faults(asked[&*fault.path], &[fault]).unwrap();
    }
}

#[test]
fn a_vm_is_found_by_a_part_of_its_name() {
    let found = |text: &'static str| {
        let case = Case::open("fleet");
        let whole = read_whole(&case);
        let ids: Vec<String> = whole
            .rows()
            .iter()
            .map(|it| it.subscription.id.clone())
            .collect();
        let arm = case.context.arm.clone();
        block_on(&case.clock, async move { search(&arm, &ids, text).await })
    };
    let names = |text| -> Vec<String> {
        let vms = found(text).unwrap().vms;
        vms.iter().map(|it| it.name().to_owned()).collect()
    };
    assert_eq!(
        names(" SHARED-0 "),
        ["vm-shared-01", "vm-shared-02", "vm-shared-03"]
    );
    assert_eq!(names("hidden"), [""; 0]);
    assert_eq!(found("vm-").unwrap().count, Count::Exact(8));
    for text in ["", "a' or 1", "a | b", "vm\\", "a b"] {
        assert_eq!(found(text), Err(NotAName), "{text:?}");
    }
    let mut simulation = opened("fleet");
    let fault = json!({"path": "*/microsoft.resourcegraph/*", "does": "garbled"});
    simulation.add_fault(serde_json::from_value(fault).unwrap());
    let case = Case::of(simulation);
    let arm = case.context.arm.clone();
    let ids = vec!["3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08".to_owned()];
    let failed = block_on(&case.clock, async move { search(&arm, &ids, "vm").await });
    let failed = failed.unwrap();
    assert_eq!(failed.count, Count::Unknown);
    assert!(failed.missing.is_some());
}

#[test]
fn the_worst_come_first_and_filters_keep_what_they_say() {
    let fleet = read_whole(&Case::open("fleet"));
    let names = |view: &View| -> Vec<&str> {
        let places = view.places(&fleet).into_iter();
        places
            .map(|at| &*fleet.rows()[at].subscription.name)
            .collect()
    };
    assert_eq!(
        names(&View::default()),
        [
            "Fabrikam Shared",
            "Contoso Development",
            "Contoso Production",
            "Contoso Sandbox",
            "Contoso Reserve",
        ]
    );
    let shown = |filter| View {
        filter,
        ..View::default()
    };
    assert_eq!(names(&shown(Filter::Delegated)), ["Fabrikam Shared"]);
    assert_eq!(names(&shown(Filter::Unknown)), ["Contoso Sandbox"]);
    assert_eq!(
        names(&shown(Filter::NoPlan)),
        ["Fabrikam Shared", "Contoso Development"]
    );
    let by_vms = View {
        column: Column::Of(Figure::Vms),
        ..View::default()
    };
    assert_eq!(
        names(&by_vms)[..2],
        ["Contoso Production", "Fabrikam Shared"]
    );
    let turned = View {
        is_turned: true,
        ..by_vms
    };
    assert_eq!(names(&turned)[0], "Contoso Reserve");
    let found = View {
        find: "DEV".to_owned(),
        ..View::default()
    };
    assert_eq!(names(&found), ["Contoso Development"]);
}

#[test]
fn a_file_names_nothing_unless_asked() {
    let fleet = read_whole(&Case::open("fleet"));
    let places = View::default().places(&fleet);
    for language in Language::ALL {
        let catalog = catalog(language);
        for names in [Names::Shown, Names::Withheld] {
            let table = csv(&fleet, &places, names, &catalog);
            let data = json(&fleet, &places, names);
            assert_eq!(table.lines().count(), 6);
            assert!(!table.contains("fleet."), "{table}");
            let value: Value = serde_json::from_str(&data).unwrap();
            assert_eq!(value["subscriptions"][0]["stale"], json!({"exact": 1}));
            assert_eq!(value["subscriptions"][3]["vms"], json!({"at_least": 1}));
            assert_eq!(value["subscriptions"][3]["stale"], Value::Null);
            for text in [table, data] {
                let is_named = text.contains("Fabrikam") || text.contains("3f6b1c52");
                assert_eq!(is_named, names == Names::Shown);
                assert_eq!(text.contains("subscription-1"), names == Names::Withheld);
            }
        }
    }
}

/// Subscriptions that are alike, each with so many VMs of which policies name half.
fn many(subscriptions: u32, vms: u32) -> Simulation {
    let mut estate = document("fleet").unwrap();
    let own = estate["subscriptions"]["8a40d9e7-25b3-4c6f-b1de-0f7763c8a951"].clone();
    let mut resources = Vec::new();
    for n in 0..subscriptions {
        let id = format!("00000000-0000-4000-8000-{n:012}");
        estate["subscriptions"][&id] = own.clone();
        let scope = format!("/subscriptions/{id}");
        estate["assignments"][format!("many-{n}")] =
            json!({"principal": "contributor", "role": "Reader", "scope": scope});
        let group = format!("{scope}/resourceGroups/rg/providers");
        let vm = |n: u32| format!("{group}/Microsoft.Compute/virtualMachines/vm-{n:05}");
        for n in 0..vms {
            let kind = "Microsoft.Compute/virtualMachines";
            resources.push(json!({"id": vm(n), "name": format!("vm-{n:05}"), "type": kind,
                "location": "westeurope", "properties": {"networkProfile": {"networkInterfaces": []}}}));
        }
        let port = json!({"number": 22, "protocol": "TCP", "maxRequestAccessDuration": "PT3H",
            "allowedSourceAddressPrefix": "10.0.0.0/8"});
        let named = (0..vms / 2).map(|n| json!({"id": vm(n), "ports": [port]}));
        let policies =
            format!("{group}/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies");
        resources.push(json!({"id": format!("{policies}/default"), "name": "default",
            "type": "Microsoft.Security/locations/jitNetworkAccessPolicies", "location": "westeurope",
            "properties": {"provisioningState": "Succeeded", "requests": [],
                "virtualMachines": named.collect::<Vec<_>>()}}));
        let plan = format!("{scope}/providers/Microsoft.Security/pricings/VirtualMachines");
        resources.push(json!({"id": plan, "name": "VirtualMachines",
            "type": "Microsoft.Security/pricings", "properties": {"pricingTier": "Standard"}}));
    }
    for (n, resource) in resources.into_iter().enumerate() {
        estate["resources"][format!("many-{n}")] = resource;
    }
    Simulation::from_document("fleet", estate, start()).unwrap()
}

#[test]
fn many_subscriptions_cost_their_pages() {
    let case = Case::of(many(120, 50));
    let nothing = Fleet::new(Some(OWN_TENANT.to_owned()));
    let fleet = read_on(&case, glimpse_at(&case, nothing), usize::MAX);
    assert_eq!(fleet.subscriptions(), Count::Exact(125));
    assert_eq!(fleet.total(Figure::Vms), Count::AtLeast(120 * 50 + 8));
    assert_eq!(
        fleet.total(Figure::Configured),
        Count::AtLeast(120 * 25 + 4)
    );
    let reads = case.simulation.borrow().log().len();
    let limit = 6 * 125 + 6_008_usize.div_ceil(1_000);
    println!("{reads} reads, of {limit}");
    assert!(reads <= limit, "{reads} reads");

    // An inspection costs what the page of that subscription does.
    let inspected = inspect_all(&case, fleet);
    assert_eq!(inspected.total(Figure::Exposed), Count::AtLeast(1));
    let more = case.simulation.borrow().log().len() - reads;
    assert!(more <= 16 * 125, "{more} reads");
}

/// Throttled at every turn, it waits and comes to the same numbers.
#[test]
fn a_throttled_reading_ends_with_all_counts() {
    let mut simulation = opened("fleet");
    simulation.estate.settings.hide_headers = false;
    let does = json!({"answer": {"status": 429, "headers": {"Retry-After": "2"}}});
    let fault = json!({"path": "*", "times": 3, "does": does});
    simulation.add_fault(serde_json::from_value(fault).unwrap());
    let case = Case::of(simulation);
    assert_eq!(counts(&read_inspected(&case)), *truth("fleet"));
    assert!(case.clock.0.elapsed().as_secs() >= 2);
}

#[test]
fn nothing_is_asked_when_all_is_read() {
    let fleet = read_whole(&Case::open("fleet"));
    assert_eq!(fleet.next_step(), None);
    assert_eq!(Fleet::default().next_step(), Some(Step::List));
}
