//! Whatever a name holds, a command stays the command that it is: bash and
//! PowerShell read the same words and literals, with the name in its place.

use proptest::prelude::*;
use serde_json::{Value, json};
use tree_sitter::{Node, Parser};

use super::{NAMES, Shell, all_tasks, rendered, values, words};
use crate::commands::shell;

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
        if let Some(child) = node.child(at) {
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

/// Names that try to be more than names, in every script. None has a slash:
/// that is what parts the names in an id.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{1,40}",
        "[-'\"`$&|;<>(){}\\[\\]!*?~#%=@\\\\ ,a-z\u{2018}-\u{201b}]{1,20}",
        "(שרת|خادم|サーバー|🚀|👩‍💻|é|'|\\$\\(id\\)|; rm -rf /|--debug){1,6}",
        "[a-z]{200,400}",
    ]
    .prop_map(|it| it.replace('/', "|"))
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
        for task in all_tasks() {
            let lines = rendered(task, Shell::AzureCli, &odd);
            let expected = expected_words(&words(&rendered(task, Shell::AzureCli, &plain)), &names);
            prop_assert_eq!(words(&lines), expected, "{}", task.name);

            let expected: Vec<String> = literals(&rendered(task, Shell::PowerShell, &plain))
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
            let script = rendered(task, Shell::PowerShell, &odd);
            prop_assert_eq!(literals(&script), expected, "{}", task.name);

            let request = rendered(task, Shell::Rest, &odd);
            for line in request.lines().filter(|it| it.contains("https://")) {
                prop_assert!(
                    line.split(' ').count() == 2 && line.is_ascii(),
                    "{}: {line}", task.name
                );
            }
        }
    }
}
