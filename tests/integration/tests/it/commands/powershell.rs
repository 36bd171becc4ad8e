//! Every ready-made PowerShell script, held to what Microsoft's reference says
//! of the cmdlets (`powershell/cmdlets.json`). A value's type is not looked at,
//! but for the values that the reference lists.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use guide::{commands::Shell, remedies::all_tasks};
use serde_json::Value;
use tree_sitter::{Node, Parser, Tree};

use super::{SHOWN, odd_values};

/// A cmdlet as a script calls it.
#[derive(Debug, Default)]
struct Call {
    cmdlet: String,
    /// Parameters in order, each with its argument.
    named: Vec<(String, Option<String>)>,
    /// Arguments that follow no parameter that could take them.
    positional: usize,
    is_piped_to: bool,
}

/// What Microsoft's reference says of the cmdlets that are used.
struct Reference(Value);

impl Reference {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("powershell/cmdlets.json");
        Self(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    }

    /// The cmdlet's own name of a parameter, which may be given by an alias.
    /// PowerShell takes any case and shortened names; ours are spelled out.
    fn parameter(&self, cmdlet: &Value, given: &str) -> Option<String> {
        let common = &self.0["common"];
        let is_known = names(&common["switches"])
            .chain(names(&common["others"]))
            .chain(sets(cmdlet).flat_map(|(_, set)| taken(set)))
            .any(|it| it == given);
        let by_alias = || {
            let aliases = cmdlet["aliases"].as_object()?;
            let found = aliases.iter().find(|it| names(it.1).any(|it| it == given));
            Some(found?.0.clone())
        };
        is_known.then(|| given.to_owned()).or_else(by_alias)
    }

    fn is_switch(&self, cmdlet: &Value, name: &str) -> bool {
        names(&cmdlet["switches"])
            .chain(names(&self.0["common"]["switches"]))
            .any(|it| it == name)
    }

    fn is_common(&self, name: &str) -> bool {
        let common = &self.0["common"];
        let mut all = names(&common["switches"]).chain(names(&common["others"]));
        all.any(|it| it == name)
    }

    /// Why PowerShell would refuse the script.
    fn refuses(&self, script: &str) -> Option<String> {
        match self.calls(script) {
            Ok(calls) => calls.iter().find_map(|it| self.refuses_call(it)),
            Err(why) => Some(why),
        }
    }

    fn refuses_call(&self, call: &Call) -> Option<String> {
        let name = &call.cmdlet;
        let Some(cmdlet) = self.0["cmdlets"].get(name) else {
            return Some(format!("no cmdlet {name}"));
        };
        let mut given = BTreeSet::new();
        for (word, argument) in &call.named {
            let Some(parameter) = self.parameter(cmdlet, word) else {
                return Some(format!("{name} takes no -{word}"));
            };
            if argument.is_some() == self.is_switch(cmdlet, &parameter) {
                return Some(format!("-{word} of {name} does not take {argument:?}"));
            }
            let mut values = names(&cmdlet["values"][&parameter]).peekable();
            if let Some(argument) = argument
                && values.peek().is_some()
                && !values.any(|it| it == argument)
            {
                return Some(format!("-{word} of {name} takes no {argument}"));
            }
            if !given.insert(parameter) {
                return Some(format!("-{word} of {name} stands twice"));
            }
        }
        given.retain(|it| !self.is_common(it));
        let lacks: Vec<String> = sets(cmdlet)
            .filter_map(|set| lacking(cmdlet, set, &given, call))
            .collect();
        let is_in_none = lacks.len() == sets(cmdlet).count();
        is_in_none.then(|| format!("{name}: {}", lacks.join("; ")))
    }

    /// The calls of a script, those within others too.
    fn calls(&self, script: &str) -> Result<Vec<Call>, String> {
        let tree = parsed(script).ok_or("no script for PowerShell")?;
        let mut calls = Vec::new();
        self.collect(tree.root_node(), script, &mut calls)?;
        Ok(calls)
    }

    fn collect(&self, node: Node, script: &str, calls: &mut Vec<Call>) -> Result<(), String> {
        if node.kind() == "command" {
            calls.extend(self.call(node, script)?);
        }
        for child in children(node) {
            self.collect(child, script, calls)?;
        }
        Ok(())
    }

    /// The call that a command is; none if it runs a block of the script.
    fn call(&self, command: Node, script: &str) -> Result<Option<Call>, String> {
        let text = |node: Node| script[node.byte_range()].to_owned();
        let name = command.child_by_field_name("command_name").unwrap();
        if name.kind() != "command_name" {
            let is_block = name
                .child(0)
                .is_some_and(|it| it.kind() == "script_block_expression");
            let has_arguments = command.child_by_field_name("command_elements").is_some();
            return if is_block && !has_arguments {
                Ok(None)
            } else {
                Err(format!("{} names no cmdlet", text(name)))
            };
        }
        let mut call = Call {
            cmdlet: text(name),
            is_piped_to: command.prev_sibling().is_some_and(|it| it.kind() == "|"),
            ..Call::default()
        };
        let elements = command.child_by_field_name("command_elements");
        let elements: Vec<Node> = elements.map(children).unwrap_or_default();
        // A comma continues an argument across spaces, and the parentheses of a
        // method's call belong to what they follow.
        for argument in elements.split(|it| it.kind() == "command_argument_sep") {
            let Some((first, last)) = argument.first().zip(argument.last()) else {
                continue;
            };
            let whole = &script[first.start_byte()..last.end_byte()];
            if first.kind() == "command_parameter" {
                let name = whole.trim_start_matches('-').to_owned();
                call.named.push((name, None));
                continue;
            }
            let cmdlet = &self.0["cmdlets"][&call.cmdlet];
            match call.named.last_mut() {
                Some((name, value @ None))
                    if self
                        .parameter(cmdlet, name)
                        .is_none_or(|it| !self.is_switch(cmdlet, &it)) =>
                {
                    *value = Some(whole.trim_matches('\'').to_owned());
                }
                _ => call.positional += 1,
            }
        }
        Ok(Some(call))
    }
}

/// The script as PowerShell reads it, unless it is none.
pub(crate) fn parsed(script: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    let language = tree_sitter_powershell::LANGUAGE.into();
    parser.set_language(&language).unwrap();
    let tree = parser.parse(script, None)?;
    (!tree.root_node().has_error()).then_some(tree)
}

pub(crate) fn children(node: Node) -> Vec<Node> {
    (0..node.child_count())
        .filter_map(|at| node.child(at))
        .collect()
}

fn names(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

fn sets(cmdlet: &Value) -> impl Iterator<Item = (&String, &Value)> {
    cmdlet["sets"].as_object().into_iter().flatten()
}

fn taken(set: &Value) -> impl Iterator<Item = &str> {
    names(&set["required"]).chain(names(&set["optional"]))
}

/// What keeps a call from being one of a parameter set.
fn lacking(
    cmdlet: &Value,
    (name, set): (&String, &Value),
    named: &BTreeSet<String>,
    call: &Call,
) -> Option<String> {
    let mut given: BTreeSet<&str> = named.iter().map(String::as_str).collect();
    let free: Vec<&str> = names(&set["positions"])
        .filter(|it| !given.contains(it))
        .collect();
    if call.positional > free.len() {
        return Some(format!("{name} takes fewer arguments without a name"));
    }
    given.extend(&free[..call.positional]);
    let takes: BTreeSet<&str> = taken(set).collect();
    if let Some(odd) = given.difference(&takes).next() {
        return Some(format!("{name} lacks -{odd}"));
    }
    let is_piped = |it: &str| call.is_piped_to && names(&cmdlet["piped"]).any(|piped| piped == it);
    let missing = names(&set["required"]).find(|it| !given.contains(it) && !is_piped(it));
    missing.map(|it| format!("{name} needs -{it}"))
}

/// Every script, each once, with the name of its task.
fn scripts() -> BTreeMap<String, &'static str> {
    let of_estates = SHOWN.iter().filter(|it| it.way == Shell::PowerShell);
    let odd = odd_values();
    let of_odd = all_tasks().into_iter().filter_map(|task| {
        let rendered = task.render(Shell::PowerShell, &odd)?;
        Some((rendered.text, task.name))
    });
    of_estates
        .map(|it| (it.rendered.text.clone(), it.task.name))
        .chain(of_odd)
        .collect()
}

#[test]
fn microsofts_reference_knows_every_line() {
    let reference = Reference::read();
    let wrong: Vec<String> = scripts()
        .iter()
        .filter_map(|(script, task)| {
            Some(format!("{task}: {}\n{script}", reference.refuses(script)?))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// So that the list holds nothing that no line is held to.
#[test]
fn every_cmdlet_of_the_list_is_used() {
    let reference = Reference::read();
    let used: BTreeSet<String> = scripts()
        .keys()
        .flat_map(|it| reference.calls(it).unwrap())
        .map(|it| it.cmdlet)
        .collect();
    let listed = reference.0["cmdlets"].as_object().unwrap();
    let listed: BTreeSet<String> = listed.keys().cloned().collect();
    assert_eq!(used, listed);
}

/// Every Az cmdlet says of which version its entry is, or that this is unknown.
#[test]
fn every_entry_names_its_source() {
    let reference = Reference::read();
    let versions = reference.0["versions"].as_object().unwrap();
    let told: Vec<&str> = versions.values().flat_map(names).collect();
    for (name, cmdlet) in reference.0["cmdlets"].as_object().unwrap() {
        assert!(cmdlet["source"].is_string(), "{name}");
        let is_az = cmdlet["module"].as_str().unwrap().starts_with("Az.");
        let times = told.iter().filter(|it| *it == name).count();
        assert_eq!(times, usize::from(is_az), "{name}");
    }
}

#[test]
fn a_line_that_powershell_would_refuse_is_told() {
    let reference = Reference::read();
    for good in [
        "Get-AzVM -ResourceGroupName 'g' -Name 'v' -Status",
        "Get-AzVM 'g' 'v' -ErrorAction Stop",
        "Get-AzVM -VMName:'v'",
        "$nsg | Set-AzNetworkSecurityGroup",
        "$json | ConvertFrom-Json | Select-Object Name, IpAddress",
        "Get-AzActivityLog -ResourceId '/x' -StartTime (Get-Date).AddDays(-30)",
        "& { Get-AzTenant }",
    ] {
        assert_eq!(reference.refuses(good), None, "{good}");
    }
    for (wrong, why) in [
        ("Get-AzJitPolicy", "no cmdlet Get-AzJitPolicy"),
        ("rm -rf /", "no cmdlet rm"),
        ("Get-AzVM -Group 'g'", "takes no -Group"),
        ("Get-AzVM -Name 'v' -VMName 'v'", "stands twice"),
        ("Get-AzVM -Name", "does not take None"),
        ("Get-AzVM -Name -Status", "does not take None"),
        ("Get-AzVM 'g' 'v' 'x'", "fewer arguments"),
        ("Get-AzVM -Status 'g' 'v' 'x'", "fewer arguments"),
        (
            "Get-AzRoleAssignment -ObjectId 'o' -Scope '/x' -ExpandPrincipalGroups",
            "ObjectIdParameterSet lacks -Scope",
        ),
        (
            "Get-AzJitNetworkAccessPolicy -ResourceId '/x' -Name 'n'",
            "ResourceId lacks -Name",
        ),
        (
            "Start-AzJitNetworkAccessPolicy -ResourceId '/x'",
            "ResourceId needs -VirtualMachine",
        ),
        (
            "Set-AzSecurityPricing -Name VirtualMachines -SubPlan P2",
            "needs -PricingTier",
        ),
        ("Set-AzNetworkSecurityGroup", "needs -NetworkSecurityGroup"),
        (
            "'/x' | Remove-AzJitNetworkAccessPolicy -Name 'n'",
            "needs -ResourceGroupName",
        ),
        ("ConvertTo-Json -Depth 5", "needs -InputObject"),
        (
            "Invoke-AzRestMethod -Method FETCH -Path '/x'",
            "takes no FETCH",
        ),
        ("Invoke-AzRestMethod -Method GET", "needs -Path"),
        // Within a block, parentheses, an assignment and a pipeline.
        ("& { $x = @((Get-AzVM -Group 'g').Id) }", "takes no -Group"),
        (
            "Get-AzVM | Where-Object { Get-AzNothing }",
            "no cmdlet Get-AzNothing",
        ),
        ("& $command -Name 'v'", "names no cmdlet"),
        ("Get-AzVM -Name 'v", "no script"),
    ] {
        let said = reference.refuses(wrong).unwrap_or_default();
        assert!(said.contains(why), "{wrong}: {said}");
    }
}
