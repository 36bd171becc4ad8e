//! What every task holds to, and what its tests share.

mod edits;
mod quoting;

use std::collections::BTreeMap;

use azure::resource_id::ResourceId;
use diagnosis::{
    args,
    engine::fail,
    facts::Snapshot,
    question::{Goal, Question},
};

use super::{Shell, Task, Values, Why};
use crate::remedies::{all_tasks, ways};

const SUBSCRIPTION: &str = "11111111-2222-3333-4444-555555555555";

/// Slots that hold a single name, and names without anything special in them.
const NAMES: [(&str, &str); 11] = [
    ("group", "AGroup"),
    ("vm", "AMachine"),
    ("location", "ARegion"),
    ("nic", "AnInterface"),
    ("nsg", "ASecurityGroup"),
    ("vnet", "ANetwork"),
    ("rule", "ARule"),
    ("policy", "APolicy"),
    ("lock", "ALock"),
    ("oid", "AnObject"),
    ("assignment", "AnAssignment"),
];

fn question(goal: Option<Goal>) -> Question {
    let vm = format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm"
    );
    Question {
        tenant: None,
        vm: ResourceId::parse(&vm).unwrap(),
        port: Some(3389),
        source: None,
        goal,
        minutes: None,
        about: None,
    }
}

/// Values in which each name stands alone, so that every id is made of them.
fn values<'a>(names: impl IntoIterator<Item = (&'static str, &'a str)>) -> Values {
    let mut values = Values::new(&question(None), &Snapshot::default(), None);
    values.forget("vm_id");
    for (slot, name) in names {
        values.set(slot, name);
    }
    values
}

/// The task at a place of a case's remedy.
fn task_of(check: &str, case: &str, at: usize) -> &'static Task {
    ways(check, case).unwrap().commands[at]
}

fn rendered(task: &Task, way: Shell, values: &Values) -> String {
    task.render(way, values).map_or(String::new(), |it| it.text)
}

fn words(line: &str) -> Vec<String> {
    shlex::split(line).unwrap_or_else(|| panic!("bash would go on reading: {line}"))
}

#[test]
fn what_could_disguise_a_command_is_no_part_of_it() {
    for odd in [
        "vm\nrm -rf /",
        "vm\r",
        "vm\u{1b}[2K",
        "vm\u{7f}",
        "vm\u{85}",
        "vm\u{202e}sj.exe",
        "vm\u{2066}x",
        "vm\u{200f}",
        "vm\u{2028}x",
        "@/etc/passwd",
        "x=@/etc/passwd",
        "",
    ] {
        let values = values([("vm", odd), ("group", odd)]);
        for task in all_tasks() {
            for way in Shell::ALL {
                let Some(it) = task.render(way, &values) else {
                    continue;
                };
                assert!(
                    odd.is_empty() || !it.text.contains(odd),
                    "{} with {odd:?}: {}",
                    task.name,
                    it.text
                );
                let line = it.text.contains("FILL_IN_VM");
                let told = it.placeholders.iter().any(|it| it.word == "FILL_IN_VM");
                assert_eq!(line, told, "{}", task.name);
                for placeholder in it.placeholders.iter().filter(|it| it.slot == "vm") {
                    assert_eq!(placeholder.why, Why::Refused);
                }
            }
        }
    }
}

#[test]
fn without_names_none_is_left() {
    let shown = values(NAMES);
    for task in all_tasks() {
        for way in Shell::ALL {
            let Some(it) = task.render(way, &shown.without_names()) else {
                continue;
            };
            for (slot, name) in NAMES.iter().filter(|it| it.0 != "location") {
                assert!(!it.text.contains(name), "{} {slot}: {}", task.name, it.text);
            }
            assert!(
                !it.text.contains(SUBSCRIPTION),
                "{}: {}",
                task.name,
                it.text
            );
            for placeholder in &it.placeholders {
                assert!(it.text.contains(&placeholder.word));
            }
        }
    }
}

#[test]
fn what_is_missing_says_so() {
    let values = values([]);
    let shown = task_of("change.lock", "read_only", 1)
        .render(Shell::AzureCli, &values)
        .unwrap();
    assert!(
        shown.text.ends_with("/locks/FILL_IN_LOCK"),
        "{}",
        shown.text
    );
    assert_eq!(shown.placeholders[0].why, Why::Unknown);
}

#[test]
fn a_value_that_looks_like_an_option_is_none() {
    let values = values([("vm", "--debug")]);
    let shown = rendered(
        task_of("vm.exists", "not_found", 0),
        Shell::AzureCli,
        &values,
    );
    assert!(shown.contains(" --name=--debug "), "{shown}");
}

#[test]
fn every_slot_of_every_template_is_known() {
    let known: Vec<&str> = super::values::names().collect();
    let values = values([]);
    for task in all_tasks() {
        for way in Shell::ALL {
            let Some(shown) = task.render(way, &values) else {
                continue;
            };
            assert!(
                !shown.text.contains("FILL_IN_ "),
                "{}: {}",
                task.name,
                shown.text
            );
            for it in &shown.placeholders {
                assert!(known.contains(&it.slot), "{}: {}", task.name, it.word);
            }
        }
    }
}

#[test]
fn commands_name_the_subscription_that_they_mean() {
    // What is said of the whole sign-in names none.
    let of_sign_in = ["sign_in", "get_token", "list_tenants", "list_subscriptions"];
    let values = values(NAMES);
    for task in all_tasks() {
        if of_sign_in.contains(&task.name) {
            continue;
        }
        for way in Shell::ALL {
            let shown = rendered(task, way, &values);
            assert!(
                shown.contains(SUBSCRIPTION)
                    || shown.contains("AnAssignment")
                    || shown.contains("FILL_IN_EXEMPTION"),
                "{}: {shown}",
                task.name
            );
        }
    }
}

#[test]
fn a_request_asks_for_no_longer_than_the_policy_allows() {
    let finding = fail("too_long")
        .arg(args::ASKED, 600_u32)
        .arg(args::LONGEST, 120_u32);
    let mut snapshot = Snapshot::default();
    let now = azure::timestamp::parse("2026-11-24T10:00:00Z").unwrap();
    snapshot.apply(diagnosis::facts::Update::Now(Ok(std::rc::Rc::new(
        azure::answer::Known::new(
            diagnosis::facts::Now {
                utc: now,
                from_arm: true,
                is_off: false,
            },
            "",
        ),
    ))));
    let values = Values::new(&question(Some(Goal::Request)), &snapshot, Some(&finding));
    let shown = rendered(
        task_of("policy.duration", "too_long", 0),
        Shell::Rest,
        &values,
    );
    assert!(
        shown.contains("\"endTimeUtc\": \"2026-11-24T12:00:00Z\""),
        "{shown}"
    );
}

#[test]
fn the_same_task_has_the_same_name_once() {
    let mut names: BTreeMap<&str, &Task> = BTreeMap::new();
    for task in all_tasks() {
        assert!(names.insert(task.name, task).is_none(), "{}", task.name);
    }
}
