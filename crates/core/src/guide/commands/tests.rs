//! Whatever a name holds, a command stays the command that it is.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use tree_sitter::{Node, Parser};

use super::{Task, Values, Way, Why, all, shell, tasks};
use crate::{
    engine::fail,
    facts::Snapshot,
    question::{Goal, Question},
    resource_id::ResourceId,
};

const SUBSCRIPTION: &str = "11111111-2222-3333-4444-555555555555";

/// Slots that hold a single name, and names without anything special in them.
const NAMES: [(&str, &str); 9] = [
    ("group", "AGroup"),
    ("vm", "AMachine"),
    ("location", "ARegion"),
    ("nic", "AnInterface"),
    ("nsg", "ASecurityGroup"),
    ("policy", "APolicy"),
    ("lock", "ALock"),
    ("oid", "AnObject"),
    ("assignment_id", "AnAssignment"),
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

fn rendered(task: &Task, way: Way, values: &Values) -> String {
    task.render(way, values).map_or(String::new(), |it| it.text)
}

/// Replaces the plain names by others, written as `write` has it.
fn renamed(text: &str, names: &[String], write: impl Fn(&str) -> String) -> String {
    // In one pass, so that no name is looked for within another.
    let mut out = String::new();
    let mut rest = text;
    'next: while let Some(first) = rest.chars().next() {
        for ((_, plain), name) in NAMES.iter().zip(names) {
            if let Some(after) = rest.strip_prefix(plain) {
                out.push_str(&write(name));
                rest = after;
                continue 'next;
            }
        }
        out.push(first);
        rest = &rest[first.len_utf8()..];
    }
    out
}

fn renamed_json(value: &Value, names: &[String]) -> Value {
    match value {
        Value::String(text) => renamed(text, names, str::to_owned).into(),
        Value::Array(items) => items.iter().map(|it| renamed_json(it, names)).collect(),
        Value::Object(fields) => {
            let fields = fields.iter();
            let renamed = fields.map(|(key, it)| (key.clone(), renamed_json(it, names)));
            Value::Object(renamed.collect())
        }
        other => other.clone(),
    }
}

/// The words that a command should have, from those with plain names.
fn expected_words(plain: &[String], names: &[String]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut option = "";
    for word in plain {
        let raw = |it: &str| it.to_owned();
        let renamed = match option {
            "--url" => renamed(word, names, shell::url),
            "--query" => renamed(word, names, |it| {
                let quoted = Value::from(it).to_string();
                quoted[1..quoted.len() - 1].replace('`', r"\`")
            }),
            "--body" | "--role-definition" if word.starts_with('{') => {
                let body: Value = serde_json::from_str(word).unwrap();
                renamed_json(&body, names).to_string()
            }
            _ => renamed(word, names, raw),
        };
        if option.starts_with("--") && renamed.starts_with('-') && *word != renamed {
            let option = words.pop().unwrap_or_default();
            words.push(format!("{option}={renamed}"));
        } else {
            words.push(renamed);
        }
        option = word;
    }
    words
}

fn words(line: &str) -> Vec<String> {
    shlex::split(line).unwrap_or_else(|| panic!("bash would go on reading: {line}"))
}

/// The values of the single-quoted strings, in order. Fails when the grammar
/// cannot make sense of the script.
fn literals(script: &str) -> Vec<String> {
    let mut parser = Parser::new();
    let language = tree_sitter_powershell::LANGUAGE.into();
    parser.set_language(&language).unwrap();
    let tree = parser.parse(script, None).unwrap();
    assert!(
        !tree.root_node().has_error(),
        "PowerShell's grammar refuses:\n{script}\n{}",
        tree.root_node().to_sexp()
    );
    let mut found = Vec::new();
    collect(tree.root_node(), script, &mut found);
    found
}

fn collect(node: Node, script: &str, found: &mut Vec<String>) {
    if node.kind() == "verbatim_string_characters" {
        let text = &script[node.byte_range()];
        found.push(unquoted(text));
        return;
    }
    for at in 0..node.child_count() {
        if let Some(child) = node.child(at.try_into().unwrap()) {
            collect(child, script, found);
        }
    }
}

/// What PowerShell reads of a single-quoted string: two quotes of any of its
/// kinds in a row are the second of them.
fn unquoted(literal: &str) -> String {
    let inner: Vec<char> = literal.chars().collect();
    let inner = &inner[1..inner.len() - 1];
    let is_quote = |it: char| "'\u{2018}\u{2019}\u{201a}\u{201b}".contains(it);
    let mut value = String::new();
    let mut at = 0;
    while at < inner.len() {
        if is_quote(inner[at]) {
            at += 1;
            assert!(
                at < inner.len() && is_quote(inner[at]),
                "the string ends early: {literal}"
            );
        }
        value.push(inner[at]);
        at += 1;
    }
    value
}

/// Names that try to be more than names, in every script.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{1,40}",
        "[-'\"`$&|;<>(){}\\[\\]!*?~#%=@\\\\ ,a-z\u{2018}-\u{201b}]{1,20}",
        "(שרת|خادم|サーバー|🚀|👩‍💻|é|'|\\$\\(id\\)|; rm -rf /|--debug){1,6}",
        "[a-z]{200,400}",
    ]
    .prop_filter("tested below", |it| shell::is_usable(it))
}

proptest! {
    #[test]
    fn any_word_survives_bash(all in prop::collection::vec(any::<String>(), 1..5)) {
        let all: Vec<String> = all.iter().map(|it| it.replace('\0', "")).collect();
        let line: Vec<String> = all.iter().map(|it| shell::bash(it)).collect();
        prop_assert_eq!(words(&line.join(" ")), all);
    }

    #[test]
    fn any_name_survives_powershell(text in name()) {
        let script = format!("Get-AzVM -Name {}", shell::powershell(&json!(text)));
        prop_assert_eq!(literals(&script), [text]);
    }

    #[test]
    fn any_json_survives_a_query(text in any::<String>()) {
        let query = jmespath::compile(&shell::jmespath(&json!({ "a": [text, 1] }))).unwrap();
        let found = query.search(&jmespath::Variable::Null).unwrap();
        let found: Value = serde_json::from_str(&found.to_string()).unwrap();
        prop_assert_eq!(found, json!({ "a": [text, 1] }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_name_changes_a_command(names in prop::collection::vec(name(), NAMES.len())) {
        let plain = values(NAMES);
        let odd = values(NAMES.iter().map(|it| it.0).zip(names.iter().map(String::as_str)));
        for task in all() {
            let lines = rendered(task, Way::AzureCli, &odd);
            let expected = expected_words(&words(&rendered(task, Way::AzureCli, &plain)), &names);
            prop_assert_eq!(words(&lines), expected, "{}", task.name);

            let expected: Vec<String> = literals(&rendered(task, Way::PowerShell, &plain))
                .iter()
                .map(|it| {
                    let is_path = it.contains("api-version=");
                    if is_path {
                        renamed(it, &names, shell::url)
                    } else if let Ok(body @ Value::Object(_)) = serde_json::from_str(it) {
                        renamed_json(&body, &names).to_string()
                    } else {
                        renamed(it, &names, str::to_owned)
                    }
                })
                .collect();
            let script = rendered(task, Way::PowerShell, &odd);
            prop_assert_eq!(literals(&script), expected, "{}", task.name);

            let request = rendered(task, Way::Rest, &odd);
            for line in request.lines().filter(|it| it.contains("https://")) {
                prop_assert!(
                    line.split(' ').count() == 2 && line.is_ascii(),
                    "{}: {line}", task.name
                );
            }
        }
    }
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
        for task in all() {
            for way in Way::ALL {
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
    for task in all() {
        for way in Way::ALL {
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
    let shown = tasks("change.lock", "read_only")[1]
        .render(Way::AzureCli, &values)
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
    let shown = rendered(tasks("vm.exists", "not_found")[0], Way::AzureCli, &values);
    assert!(shown.contains(" --name=--debug "), "{shown}");
}

#[test]
fn every_slot_of_every_template_is_known() {
    let known: Vec<&str> = super::values::names().collect();
    let values = values([]);
    for task in all() {
        for way in Way::ALL {
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
    for task in all() {
        if of_sign_in.contains(&task.name) {
            continue;
        }
        for way in Way::ALL {
            let shown = rendered(task, way, &values);
            assert!(
                shown.contains(SUBSCRIPTION)
                    || shown.contains("AnAssignment")
                    || shown.contains("FILL_IN_EXEMPTION_ID"),
                "{}: {shown}",
                task.name
            );
        }
    }
}

/// A policy with another VM beside the reader's.
fn policy() -> Value {
    json!({
        "id": "/x",
        "kind": "Basic",
        "properties": {
            "provisioningState": "Succeeded",
            "requests": [],
            "virtualMachines": [
                {
                    "id": "/other",
                    "publicIpAddress": "198.51.100.7",
                    "ports": [{ "number": 3389, "protocol": "*", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT1H" }]
                },
                {
                    "id": "/own`'\"$",
                    "ports": [
                        { "number": 22, "protocol": "*", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT1H" },
                        { "number": 3389, "protocol": "UDP", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT1H" }
                    ]
                }
            ]
        }
    })
}

/// What the task's query makes of the policy.
fn edited(task: &str, values: &Values, read: &Value) -> Value {
    let task = all().into_iter().find(|it| it.name == task).unwrap();
    let line = rendered(task, Way::AzureCli, values);
    let words = words(line.lines().next().unwrap());
    let at = words.iter().position(|it| it == "--query").unwrap();
    let query = jmespath::compile(&words[at + 1]).unwrap();
    let read = jmespath::Variable::from_json(&read.to_string()).unwrap();
    serde_json::from_str(&query.search(&read).unwrap().to_string()).unwrap()
}

#[test]
fn an_edit_of_a_policy_keeps_what_it_is_not_about() {
    let mut values = values([]);
    values.set("entry", "/own`'\"$");
    values.set("port", 3389);
    let vms = |it: &Value| it["properties"]["virtualMachines"].clone();
    let read = policy();

    let saved = edited("save_again", &values, &read);
    assert_eq!(
        saved,
        json!({ "kind": "Basic", "properties": { "virtualMachines": vms(&read) } })
    );

    let dropped = edited("drop_entries", &values, &read);
    assert_eq!(vms(&dropped), json!([vms(&read)[0]]));

    let rule = json!({ "number": 3389, "protocol": "TCP", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT3H" });
    let set = edited("set_port", &values, &read);
    let own = &vms(&read)[1];
    assert_eq!(
        vms(&set),
        json!([vms(&read)[0], { "id": own["id"], "ports": [own["ports"][0], rule] }])
    );
}

#[test]
fn an_edit_of_an_assignment_keeps_its_other_parameters() {
    let read = json!({
        "id": "/a",
        "location": "westeurope",
        "properties": { "displayName": "d", "parameters": { "other": { "value": 1 } } }
    });
    let set = edited("set_jit_audit", &values([]), &read);
    let mut expected = read.clone();
    expected["properties"]["parameters"]["jitNetworkAccessMonitoringEffect"] =
        json!({ "value": "AuditIfNotExists" });
    assert_eq!(set, expected);
    let bare = json!({ "id": "/a", "properties": {} });
    let set = edited("set_jit_audit", &values([]), &bare);
    assert_eq!(
        set["properties"]["parameters"],
        json!({ "jitNetworkAccessMonitoringEffect": { "value": "AuditIfNotExists" } })
    );
}

#[test]
fn a_request_asks_for_no_longer_than_the_policy_allows() {
    let finding = fail("too_long").arg("asked", 600).arg("longest", 120);
    let mut snapshot = Snapshot::default();
    let now = crate::timestamp::parse("2026-11-24T10:00:00Z").unwrap();
    snapshot.apply(crate::facts::Update::Now(Ok(std::rc::Rc::new(
        crate::facts::Known::new(
            crate::facts::Now {
                utc: now,
                from_arm: true,
            },
            "",
        ),
    ))));
    let values = Values::new(&question(Some(Goal::Request)), &snapshot, Some(&finding));
    let shown = rendered(tasks("policy.duration", "too_long")[0], Way::Rest, &values);
    assert!(
        shown.contains("\"endTimeUtc\": \"2026-11-24T12:00:00Z\""),
        "{shown}"
    );
}

#[test]
fn the_same_task_has_the_same_name_once() {
    let mut names: BTreeMap<&str, &Task> = BTreeMap::new();
    for task in all() {
        assert!(names.insert(task.name, task).is_none(), "{}", task.name);
    }
}
