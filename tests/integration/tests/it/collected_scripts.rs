//! The scripts that collect: they parse, and no name in them becomes a command.

use std::process::Command;

use azure::{cloud::Cloud, resource_id::ResourceId};
use collector::{file::Tool, script::script};
use diagnosis::question::{Goal, Question};
use proptest::prelude::*;
use tree_sitter::Node;

use crate::commands::powershell::{children, parsed};

const GROUP: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups";

/// A VM in a group of that name; none where no resource ID holds it.
fn question(name: &str, goal: Goal) -> Option<Question> {
    let id = format!("{GROUP}/{name}/providers/Microsoft.Compute/virtualMachines/{name}");
    Some(Question {
        tenant: None,
        vm: ResourceId::parse(&id).ok()?,
        port: Some(22),
        source: None,
        goal: Some(goal),
        minutes: None,
        about: None,
    })
}

/// What the commands of a script for PowerShell are called, and its texts in quotation
/// marks as PowerShell reads them.
fn read(script: &str) -> (Vec<String>, Vec<String>) {
    let tree = parsed(script).unwrap_or_else(|| panic!("{script}"));
    let (mut commands, mut texts) = (Vec::new(), Vec::new());
    look(tree.root_node(), &mut |node| {
        let text = || script[node.byte_range()].to_owned();
        match node.kind() {
            "command_name" => commands.push(text()),
            "verbatim_string_characters" => {
                let quoted = text();
                let inner = &quoted[1..quoted.len() - 1];
                texts.push(inner.replace("''", "'"));
            }
            _ => {}
        }
    });
    (commands, texts)
}

fn look(node: Node, on: &mut impl FnMut(Node)) {
    on(node);
    for child in children(node) {
        look(child, on);
    }
}

/// What bash makes of the script's line for the VM; none where there is no bash.
fn in_bash(script: &str) -> Option<String> {
    let line = script.lines().find(|it| it.starts_with("VM=")).unwrap();
    let said = Command::new("bash")
        .arg("-c")
        .arg(format!("{line}\nprintf %s \"$VM\""))
        .output()
        .ok()?;
    assert!(said.status.success(), "{line}");
    Some(String::from_utf8(said.stdout).unwrap())
}

/// Whether bash takes the script, without running any of it.
fn bash_parses(script: &str) -> bool {
    let checked = Command::new("bash").args(["-n", "-c", script]).status();
    checked.is_ok_and(|it| it.success())
}

fn names() -> impl Strategy<Value = String> {
    let odd = "[a-z'`$(){};&|!*~^@=,.\\[\\]-]{1,12}";
    prop_oneof![
        odd,
        Just("$(touch x)".replace(' ', "")),
        Just("it's`x`$Vm".to_owned())
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_name_is_never_a_command(name in names()) {
        let (Some(odd), Some(plain)) = (question(&name, Goal::Connect), question("vm", Goal::Connect)) else {
            return Ok(());
        };
        let written = script(Tool::PowerShell, &odd, Cloud::Public);
        let (commands, texts) = read(&written);
        let (usual, _) = read(&script(Tool::PowerShell, &plain, Cloud::Public));
        prop_assert_eq!(commands, usual);
        prop_assert!(texts.iter().any(|it| it == odd.vm.as_str()));

        let written = script(Tool::Bash, &odd, Cloud::Public);
        if let Some(vm) = in_bash(&written) {
            prop_assert_eq!(&vm, odd.vm.as_str());
            prop_assert!(bash_parses(&written));
        }
    }
}

#[test]
fn every_goal_has_a_script_that_parses() {
    for cloud in Cloud::ALL {
        for goal in Goal::ALL {
            let question = question("vm", goal).unwrap();
            let (commands, _) = read(&script(Tool::PowerShell, &question, cloud));
            assert!(commands.iter().any(|it| it == "Read-Get"));
            assert!(commands.iter().any(|it| it == "Invoke-AzRestMethod"));
        }
    }
}
