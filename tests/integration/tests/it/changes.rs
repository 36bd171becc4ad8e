//! The history of changes, end to end: what is marked in which estate, **no loss marks
//! anything else**, and nothing leaves the page that must not.

use azure::{
    answer::{Reason, Unavailable},
    timestamp::Duration,
    value::Value,
};
use azure_sim::Simulation;
use diagnosis::{
    checks,
    engine::diagnose,
    facts::{Facts, Snapshot},
    what_changed::{
        By, Changed, Deed, Gap, History, Link, Mark, RuleSeen, TargetKind, scene, what_changed,
    },
};
use integration_tests::{Case, block_on, opened, start};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use share::report::{Audience, Include, changes};
use text::Language;

use crate::{faults::random_faults, texts::catalog};

const ESTATES: [&str; 3] = [
    "changed-by-deployment",
    "changed-by-code",
    "changes-with-gaps",
];

fn read(case: &Case) -> Result<History, Unavailable> {
    read_after(case, &case.snapshot())
}

/// The history as the page reads it after a run.
pub(crate) fn read_after(case: &Case, snapshot: &Snapshot) -> Result<History, Unavailable> {
    let context = case.context.clone();
    let diagnosis = diagnose(checks::EVALUATORS, snapshot, context.question.goal);
    let scene = scene(&Facts::new(snapshot), &diagnosis)?;
    block_on(
        &case.clock,
        async move { what_changed(&context, scene).await },
    )
}

fn history(estate: &str) -> History {
    read(&Case::open(estate)).unwrap()
}

/// What is marked: the resource, what happened to it, and how sure that is.
fn marks(history: &History) -> Vec<(String, Deed, Mark)> {
    let marked = history.entries.iter().filter_map(|it| {
        let (mark, deed) = it.mark?;
        Some((it.target.id.name().to_owned(), it.deeds[deed].clone(), mark))
    });
    marked.collect()
}

fn rule_of(deed: &Deed) -> &str {
    match deed {
        Deed::RuleAdded(rule) | Deed::RuleRemoved(rule) | Deed::RuleChanged(rule, _) => {
            rule.name.as_deref().unwrap()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_deployment_that_removed_the_rule_is_marked_in_each_group() {
    let history = history("changed-by-deployment");
    let marks = marks(&history);
    let places: Vec<&str> = marks.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(places, ["nsg-web", "nsg-web-01"]);
    for (_, deed, mark) in &marks {
        assert!(matches!(deed, Deed::RuleRemoved(_)), "{deed:?}");
        assert!(rule_of(deed).starts_with("MicrosoftDefenderForCloud-JITRule-"));
        assert_eq!(*mark, Mark::Explains);
    }
    let first = &history.entries[0];
    assert_eq!(first.at, Some(start() - Duration::minutes(20)));
    assert!(matches!(first.by, By::Application(_)));
    assert_eq!(first.client.as_deref(), Some("ARM Template"));
    // What is older than two weeks isn't kept, and what Azure does by itself is left out.
    assert_eq!((history.entries.len(), history.left_out), (5, 1));
    assert!(!history.is_cut && history.scene.unread.is_empty());
}

#[test]
fn code_that_rewrites_a_group_is_named_as_likely() {
    let history = history("changed-by-code");
    let code = history.code.as_ref().unwrap();
    assert_eq!(code.times, 4);
    assert!(marks(&history).iter().all(|it| it.2 == Mark::Explains));
    assert_eq!(marks(&history).len(), 2);
    let told = |name| {
        let catalog = catalog(name);
        checklist::what_changed(&history, &catalog, checklist::Times::UTC, Clone::clone)
    };
    assert!(
        told(Language::English)
            .code
            .unwrap()
            .contains("is likely to rewrite")
    );
    assert!(
        told(Language::Japanese)
            .code
            .unwrap()
            .contains("可能性が高い")
    );
}

#[test]
fn a_refusal_names_the_action() {
    let why = read(&Case::open("changes-refused")).unwrap_err();
    assert_eq!(why.reason, Reason::Forbidden);
    let texts: Vec<String> = why.args.texts().map(|it| it.1).collect();
    assert!(
        texts.contains(&"Microsoft.ResourceGraph/resources/read".to_owned()),
        "{texts:?}"
    );
}

#[test]
fn what_may_not_be_read_is_named_and_the_rest_is_told() {
    let mut simulation = opened("person-vm-only");
    simulation.estate.changes = opened("changed-by-deployment").estate.changes.clone();
    let history = read(&Case::of(simulation)).unwrap();
    let targets = history.entries.iter().map(|it| it.target.kind);
    assert_eq!(targets.collect::<Vec<_>>(), [TargetKind::Vm]);
    let unread: Vec<_> = history
        .scene
        .unread
        .iter()
        .map(|it| (it.0, it.1.reason))
        .collect();
    assert!(
        unread.contains(&(TargetKind::Nic, Reason::Forbidden)),
        "{unread:?}"
    );
}

#[test]
fn gaps_and_clocks_are_told_and_make_nothing_sure() {
    let history = history("changes-with-gaps");
    let marks = marks(&history);
    assert_eq!(marks.len(), 1);
    assert_eq!(
        (rule_of(&marks[0].1), marks[0].2),
        ("DenyManagementPorts", Mark::MayExplain)
    );
    let gaps: Vec<Option<Gap>> = history.entries.iter().map(|it| it.gap).collect();
    let expected = [
        None,
        Some(Gap::NoDetails),
        Some(Gap::NoDetails),
        Some(Gap::SomeDetails),
        None,
        Some(Gap::NoTime),
    ];
    assert_eq!(gaps, expected);
    assert!(history.entries[0].is_ahead && history.entries[3].follows_gap);
}

#[test]
fn a_long_history_is_cut_and_says_so() {
    let mut simulation = opened("changed-by-deployment");
    let one = simulation.estate.changes["removed-nic"].clone();
    for number in 0..1_200 {
        simulation
            .estate
            .changes
            .insert(format!("more-{number}"), one.clone());
    }
    let case = Case::of(simulation);
    case.snapshot();
    let before = case.context.arm.log().len();
    let history = read(&case).unwrap();
    assert!(history.is_cut);
    let graph = |it: &azure::arm::LogEntry| it.path().contains("Microsoft.ResourceGraph");
    let entries = case.context.arm.log().entries();
    assert_eq!(entries[before..].iter().filter(|it| graph(it)).count(), 5);
}

#[test]
fn a_run_asks_for_no_history() {
    let case = Case::open("changed-by-deployment");
    case.snapshot();
    let entries = case.context.arm.log().entries();
    assert!(!entries.iter().any(|it| it.path().contains("ResourceGraph")));
}

/// Every field of every change, as a pointer into it.
fn pointers(value: &Json, at: &str, all: &mut Vec<String>) {
    if let Some(fields) = value.as_object() {
        for (name, inner) in fields {
            let name = name.replace('~', "~0").replace('/', "~1");
            let at = format!("{at}/{name}");
            pointers(inner, &at, all);
            all.push(at);
        }
    }
}

#[test]
fn a_field_of_another_type_or_left_out_marks_nothing_else() {
    for estate in ESTATES {
        let whole = marks(&history(estate));
        // What was read of Azure stays the same, so it's read once.
        let case = Case::open(estate);
        let snapshot = case.snapshot();
        let keys: Vec<String> = opened(estate).estate.changes.keys().cloned().collect();
        for key in keys {
            let mut all = Vec::new();
            pointers(&opened(estate).estate.changes[&key], "", &mut all);
            for pointer in all {
                for to in [
                    json!(null),
                    json!(7),
                    json!(true),
                    json!("x"),
                    json!([]),
                    json!({}),
                ] {
                    let mut simulation = opened(estate);
                    let change = simulation.estate.changes.get_mut(&key).unwrap();
                    *change.pointer_mut(&pointer).unwrap() = to.clone();
                    *case.simulation.borrow_mut() = simulation;
                    let context = case.context.clone();
                    let diagnosis = diagnose(checks::EVALUATORS, &snapshot, context.question.goal);
                    let scene = scene(&Facts::new(&snapshot), &diagnosis).unwrap();
                    let read = block_on(
                        &case.clock,
                        async move { what_changed(&context, scene).await },
                    );
                    for (place, deed, mark) in marks(&read.unwrap()) {
                        let is_known = |it: &&(String, Deed, Mark)| {
                            let is_no_surer = mark == Mark::MayExplain || it.2 == mark;
                            it.0 == place && rule_of(&it.1) == rule_of(&deed) && is_no_surer
                        };
                        assert!(
                            whole.iter().any(|it| is_known(&it)),
                            "{estate} {key}{pointer} as {to}: {place} {deed:?}"
                        );
                    }
                }
            }
        }
    }
}

pub(crate) const PATHS: &[&str] = &[
    "*",
    "*/microsoft.resourcegraph/*",
    "*/networkinterfaces/*",
    "*/subnets/*",
    "*/networksecuritygroups*",
    "*/azurefirewalls*",
    "*/jitnetworkaccesspolicies*",
];

fn with(estate: &str, faults: &[azure_sim::Fault]) -> Simulation {
    let mut simulation = opened(estate);
    for it in faults {
        simulation.add_fault(it.clone());
    }
    simulation
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever fails, a mark is one of the fault-free history, and as sure as there or less.
    #[test]
    fn random_faults_mark_nothing_else(
        estate in prop::sample::select(&ESTATES[..]),
        faults in random_faults(PATHS),
    ) {
        let whole = marks(&history(estate));
        if let Ok(history) = read(&Case::of(with(estate, &faults))) {
            for (place, deed, mark) in marks(&history) {
                let same = whole.iter().find(|it| (&it.0, &it.1) == (&place, &deed));
                prop_assert!(same.is_some(), "{faults:?}: {place} {deed:?}");
                let is_surer = mark == Mark::Explains && same.unwrap().2 != mark;
                prop_assert!(!is_surer, "{faults:?}: {place} {deed:?}");
            }
        }
    }
}

#[test]
fn nothing_leaves_that_was_not_chosen_and_nobodys_name_ever() {
    for estate in ESTATES {
        let history = history(estate);
        for language in Language::ALL {
            let catalog = catalog(language);
            let bare = changes(&history, Include::NONE, &catalog);
            let full = changes(&history, Audience::Team.include(), &catalog);
            for secret in [
                "nsg-web",
                "nic-web",
                "vm-web",
                "JITRule",
                "DenyManagement",
                "c1f4d8a6",
            ] {
                assert!(!bare.contains(secret), "{estate} {secret}\n{bare}");
            }
            for person in ["megan", "alex@", "nestor", "contoso.com"] {
                assert!(
                    !full.contains(person) && !bare.contains(person),
                    "{person}\n{full}"
                );
            }
            assert!(full.contains("nsg-web"), "{full}");
            for text in [&bare, &full] {
                assert!(
                    !text.contains(['{', '}']) && !text.contains("changes."),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn a_name_is_no_markup_and_no_alias() {
    let mut simulation = opened("changed-by-deployment");
    let removed = simulation.estate.changes.get_mut("removed-nic").unwrap();
    let odd = "x`\n# <b>[a](javascript:b)\u{202e}";
    removed["changes"] = json!({
        format!("properties.securityRules[\"{odd}\"].name"): {"previousValue": odd, "newValue": "null"},
        odd: {"previousValue": odd, "newValue": odd},
    });
    removed["changeAttributes"]["clientType"] = json!(odd);
    removed["changeAttributes"]["changedBy"] = json!(odd);
    let history = read(&Case::of(simulation)).unwrap();
    let catalog = catalog(Language::English);
    for include in [Include::NONE, Audience::Team.include()] {
        let text = changes(&history, include, &catalog);
        for part in ["javascript", "<b>", "\u{202e}", "\n# "] {
            assert!(!text.contains(part), "{part:?}\n{text}");
        }
    }
}

/// Every text that a deed, a kind or a gap can ask for.
#[test]
fn everything_is_worded() {
    let changed = |before: Option<&str>, after: Option<&str>, is_cut| Changed {
        path: "properties.x".to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        is_cut,
    };
    let ways = [
        changed(None, Some("b"), false),
        changed(Some("a"), None, false),
        changed(Some("a"), Some("b"), false),
        changed(None, None, true),
    ];
    let named = |name: &str| RuleSeen {
        name: Some(name.to_owned()),
        ..RuleSeen::default()
    };
    let rules = [
        named("MicrosoftDefenderForCloud-JITRule-1-6B4F27F3A1664D3F5639D63DE7957782"),
        named("MicrosoftDefenderForCloud-JITRule_1_6B4F27F3A1664D3F5639D63DE7957782"),
        named("mine"),
        RuleSeen::default(),
    ];
    let mut deeds = vec![Deed::Created, Deed::Deleted, Deed::RulesUnclear];
    for rule in &rules {
        deeds.extend([
            Deed::RuleAdded(rule.clone()),
            Deed::RuleRemoved(rule.clone()),
        ]);
    }
    for it in &ways {
        let links = [
            Link::Group,
            Link::PublicAddress,
            Link::Subnet,
            Link::RouteTable,
        ];
        deeds.extend(links.map(|link| Deed::Linked(link, it.clone())));
        let each = [Deed::Address, Deed::Power, Deed::Property];
        deeds.extend(each.map(|make| make(it.clone())));
        deeds.push(Deed::RuleChanged(rules[2].clone(), Box::new(it.clone())));
    }
    let kinds = [
        TargetKind::Vm,
        TargetKind::Nic,
        TargetKind::PublicAddress,
        TargetKind::Group,
        TargetKind::Network,
        TargetKind::RouteTable,
        TargetKind::Firewall,
        TargetKind::FirewallPolicy,
    ];
    let mut history = history("changed-by-deployment");
    let entry = history.entries[0].clone();
    history.entries.clear();
    for kind in kinds {
        let mut entry = entry.clone();
        entry.target.kind = kind;
        entry.deeds.clone_from(&deeds);
        history.entries.push(entry);
        history
            .scene
            .unread
            .push((kind, Unavailable::new(Reason::Forbidden)));
    }
    let bys = [
        By::Person("a".to_owned()),
        By::Application("a".to_owned()),
        By::Other("a".to_owned()),
        By::System,
        By::Unknown,
    ];
    for by in bys {
        let mut entry = entry.clone();
        entry.by = by;
        history.entries.push(entry);
    }
    for gap in [Gap::NoDetails, Gap::SomeDetails, Gap::NoTime] {
        let mut odd = entry.clone();
        (odd.gap, odd.mark, odd.at) = (Some(gap), Some((Mark::MayExplain, 0)), None);
        (odd.is_ahead, odd.follows_gap) = (true, true);
        history.entries.push(odd);
    }
    (history.is_cut, history.unreadable) = (true, 1);
    for language in Language::ALL {
        let catalog = catalog(language);
        let withhold = |value: &Value| match value {
            Value::Written(noun, _) => Value::Alias(*noun, 1),
            other => other.clone(),
        };
        for allow in [Value::clone, withhold] {
            let told = checklist::what_changed(&history, &catalog, checklist::Times::UTC, allow);
            let text = format!("{told:?}");
            assert!(!text.contains("changes."), "{text}");
            assert!(
                !text.contains("{before}") && !text.contains("{after}"),
                "{text}"
            );
        }
    }
}
