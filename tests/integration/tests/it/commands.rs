//! Every ready-made command of every estate's failures, held to what the Azure
//! CLI says of its own commands (`tests/az/cli.json`, made by `tests/az/az.py`)
//! and, as far as words go, to the text catalogues.

pub(crate) mod powershell;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use azure::{rbac::Role, resource_id::ResourceId, security::Policy};
use diagnosis::{
    checks,
    engine::Verdict,
    facts::{Facts, Snapshot},
    question::{Goal, Question},
};
use guide::{
    commands::{Rendered, Shell, Task, Values, Why, placeholder_slots},
    permission,
    remedies::all_tasks,
    ways,
};
use integration_tests::Case;
use serde_json::Value;
use text::Language;

use crate::texts::catalog;

/// A task as it is shown for one estate's failure.
struct Shown {
    estate: String,
    check: &'static str,
    case: &'static str,
    /// Whether another failure has to be mended first, without which less is
    /// known.
    is_blocked: bool,
    /// Whether no list of policies could be read that names the VM's.
    is_policy_unread: bool,
    task: &'static Task,
    way: Shell,
    rendered: Rendered,
}

static SHOWN: LazyLock<Vec<Shown>> = LazyLock::new(all_shown);

/// Every failure of every estate, with the reader's names and without.
fn all_shown() -> Vec<Shown> {
    let mut shown = Vec::new();
    for estate in azure_sim::names() {
        let case = Case::open(estate);
        let (snapshot, diagnosis) = (case.snapshot(), case.diagnosis());
        let facts = Facts::new(&snapshot);
        let vm = &case.context.question.vm;
        let is_named = |it: &Policy| it.entry(vm).is_some();
        let is_policy_unread = facts.all_policies().is_err()
            && !facts.policies().is_ok_and(|it| it.iter().any(is_named));
        for outcome in &diagnosis.outcomes {
            let Verdict::Fail(finding) = &outcome.verdict else {
                continue;
            };
            let values = Values::new(&case.context.question, &snapshot, Some(finding));
            for values in [values.without_names(), values] {
                for task in ways(outcome.check.id, finding.case).unwrap().commands {
                    for way in Shell::ALL {
                        shown.extend(task.render(way, &values).map(|rendered| Shown {
                            estate: estate.to_owned(),
                            check: outcome.check.id,
                            case: finding.case,
                            is_blocked: outcome.blocked_by.is_some(),
                            is_policy_unread,
                            task,
                            way,
                            rendered,
                        }));
                    }
                }
            }
        }
    }
    shown
}

/// Who asks about somebody else is not whom a role is for.
#[test]
fn no_command_about_somebody_else_names_the_reader() {
    let mut told = 0;
    for estate in azure_sim::names() {
        let case = Case::open(estate);
        let claims = case.context.claims.clone().unwrap_or_default();
        let (Some(about), Some(own)) = (&case.context.question.about, claims.object_id) else {
            continue;
        };
        for it in SHOWN.iter().filter(|it| it.estate == estate) {
            let text = &it.rendered.text;
            assert!(!text.contains(&own), "{estate}: {text}");
            told += usize::from(text.contains(&about.id));
        }
    }
    assert!(told > 3, "{told}");
}

/// Values for names that are as odd as a resource id lets them be.
fn odd_values() -> Values {
    let id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/-r$(id)g'’`;&/providers/Microsoft.Compute/virtualMachines/--vm🚀שרת=x";
    let question = Question {
        tenant: Some("contoso.com".to_owned()),
        vm: ResourceId::parse(id).unwrap(),
        port: None,
        source: None,
        goal: Some(Goal::Request),
        minutes: None,
        about: None,
    };
    Values::new(&question, &Snapshot::default(), None)
}

/// Every line of the Azure CLI, each once. They are also written down for
/// `az.py`.
fn cli_lines() -> BTreeSet<String> {
    let of_estates = SHOWN.iter().filter(|it| it.way == Shell::AzureCli);
    let odd = odd_values();
    let of_odd = all_tasks()
        .into_iter()
        .filter_map(|it| it.render(Shell::AzureCli, &odd));
    let lines: BTreeSet<String> = of_estates
        .map(|it| it.rendered.clone())
        .chain(of_odd)
        .flat_map(|it| it.text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("az-lines.json");
    fs::write(file, serde_json::to_string_pretty(&lines).unwrap()).unwrap();
    lines
}

/// What the Azure CLI says of the commands that are used.
struct Cli(Value);

impl Cli {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("az/cli.json");
        Self(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    }

    /// Why the Azure CLI would refuse the line.
    fn refuses(&self, line: &str) -> Option<String> {
        let words = shlex::split(line).filter(|it| it.first().is_some_and(|it| it == "az"));
        let Some(mut words) = words else {
            return Some("no line for the Azure CLI".to_owned());
        };
        // What the shell takes for itself.
        words.truncate(
            words
                .iter()
                .position(|it| it == ">" || it == "&&")
                .unwrap_or(words.len()),
        );
        let first = words.iter().position(|it| it.starts_with('-'));
        let (command, rest) = words.split_at(first.unwrap_or(words.len()));
        let command = command[1..].join(" ");
        let Some(options) = self.0["commands"][&command].as_object() else {
            return Some(format!("no command {command}"));
        };
        let named = |word: &str| {
            options.iter().find(|(name, it)| {
                let aliases = it["aliases"].as_array().into_iter().flatten();
                *name == word || aliases.into_iter().any(|it| it == word)
            })
        };
        let mut given = BTreeSet::new();
        let mut rest = rest.iter().peekable();
        while let Some(word) = rest.next() {
            let (word, inline) = match word.split_once('=') {
                Some((name, value)) if word.starts_with("--") => (name, Some(value)),
                _ => (word.as_str(), None),
            };
            let Some((name, option)) = named(word) else {
                return Some(format!("{command} takes no {word}"));
            };
            let mut values: Vec<&str> = inline.into_iter().collect();
            while inline.is_none()
                && let Some(value) = rest.next_if(|it| !it.starts_with('-'))
            {
                values.push(value);
            }
            let fits = match option["takes"].as_str() {
                Some("none") => values.is_empty(),
                Some("maybe") => values.len() <= 1,
                Some("many") => !values.is_empty(),
                _ => values.len() == 1,
            };
            if !fits {
                return Some(format!("{name} does not take {values:?}"));
            }
            if let Some(choices) = option["choices"].as_array()
                && let Some(value) = values.iter().find(|value| {
                    let is_it =
                        |it: &Value| it.as_str().is_some_and(|it| it.eq_ignore_ascii_case(value));
                    !choices.iter().any(is_it)
                })
            {
                return Some(format!("{name} takes no {value}"));
            }
            if !given.insert(name) {
                return Some(format!("{name} stands twice"));
            }
        }
        let missing = options
            .iter()
            .find(|(name, it)| it["required"] == true && !given.contains(name));
        missing.map(|(name, _)| format!("{command} needs {name}"))
    }
}

#[test]
fn the_azure_cli_knows_every_line() {
    let cli = Cli::read();
    let wrong: Vec<String> = cli_lines()
        .iter()
        .filter_map(|line| Some(format!("{}: {line}", cli.refuses(line)?)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_line_that_the_azure_cli_would_refuse_is_told() {
    let cli = Cli::read();
    let good = "az security pricing create --name VirtualMachines --tier standard --subplan P2";
    assert_eq!(cli.refuses(good), None);
    assert_eq!(cli.refuses("az rest -m get --uri /x > f &&"), None);
    for (wrong, why) in [
        ("az security jit-policy create --name x", "no command"),
        (
            "az security pricing create --name VirtualMachines",
            "needs --tier",
        ),
        ("az rest --method get --url /x --bod y", "takes no --bod"),
        ("az rest --method fetch --url /x", "takes no fetch"),
        ("az rest --method get", "needs"),
        ("az rest --method get --url", "does not take"),
        ("az rest --method get --url /x y", "does not take"),
        ("az rest --method get --url /x --method put", "stands twice"),
        ("az rest --method get --url 'x", "no line"),
        ("rm -rf /", "no line"),
    ] {
        let said = cli.refuses(wrong).unwrap_or_default();
        assert!(said.contains(why), "{wrong}: {said}");
    }
}

/// Lines are only as good as the cases that they were tried on.
#[test]
fn every_task_is_shown_for_some_estate() {
    let shown: BTreeSet<&str> = SHOWN.iter().map(|it| it.task.name).collect();
    let never: Vec<&str> = all_tasks()
        .iter()
        .map(|it| it.name)
        .filter(|it| !shown.contains(it))
        .collect();
    assert!(never.is_empty(), "no estate shows {never:?}");
}

/// A reader whose case is known finds their own names in the commands, and only
/// what they have to choose is left to fill in.
#[test]
fn what_is_known_is_filled_in() {
    let chosen = [
        "nsg",
        "nic",
        "others",
        "answer",
        "new_guid",
        "custom_role_id",
        "assignment",
        "exemption",
    ];
    // A text that is no token names no tenant; the subscription's own is not told, or
    // several may be it.
    let is_elsewhere = |case: &str| {
        [
            "malformed",
            "not_visible",
            "other_tenant",
            "unnamed_directory",
        ]
        .contains(&case)
    };
    for it in SHOWN.iter().filter(|it| !it.is_blocked) {
        let lacking: Vec<&str> = it
            .rendered
            .placeholders
            .iter()
            .filter(|it| it.why != Why::LeftOut && !chosen.contains(&it.slot))
            .filter(|slot| !(it.is_policy_unread && slot.slot == "policy"))
            .filter(|slot| !(is_elsewhere(it.case) && slot.slot == "tenant"))
            .filter(|slot| !(it.case == "no_nic" && slot.slot == "network_group"))
            .map(|it| it.slot)
            .collect();
        assert!(
            lacking.is_empty(),
            "{}: {} {}, {} lacks {lacking:?}:\n{}",
            it.estate,
            it.check,
            it.case,
            it.task.name,
            it.rendered.text
        );
    }
}

/// A rule of somebody's own is named together with the group that it is in;
/// one of JIT's is left to the request, unless it was left behind.
#[test]
fn only_a_rule_of_somebodys_own_is_changed() {
    for (estate, check, task, expected) in [
        (
            "subnet-user-deny",
            "network.subnet",
            "set_rule_priority",
            "/networkSecurityGroups/nsg-web/securityRules/DenyManagementPorts --priority 200",
        ),
        (
            "nic-impostor-deny",
            "network.nic",
            "set_rule_priority",
            "/networkSecurityGroups/nsg-web-01/securityRules/Block All rdp access to VM' --priority 200",
        ),
        (
            "always-open",
            "network.exposure",
            "delete_rule",
            "/networkSecurityGroups/nsg-web-01/securityRules/AllowRdpInbound",
        ),
        (
            "always-open-jit-left",
            "network.exposure",
            "delete_rule",
            "/networkSecurityGroups/nsg-web-01/securityRules/MicrosoftDefenderForCloud-JITRule-72283894-6B4F27F3A1664D3F5639D63DE7957782",
        ),
    ] {
        let shown: Vec<&str> = SHOWN
            .iter()
            .filter(|it| it.estate == estate && it.check == check && it.task.name == task)
            .filter(|it| it.way == Shell::AzureCli && !it.rendered.text.contains("MY_"))
            .map(|it| it.rendered.text.as_str())
            .collect();
        assert!(
            shown.len() == 1 && shown[0].ends_with(expected),
            "{estate}: {shown:?}"
        );
    }
}

#[test]
fn tasks_ways_placeholders_and_roles_are_worded() {
    for language in Language::ALL {
        let catalog = catalog(language);
        let mut expected: BTreeSet<String> = BTreeSet::new();
        expected.extend(
            all_tasks()
                .iter()
                .map(|it| format!("guide.tasks.{}", it.name)),
        );
        expected.extend(Shell::ALL.map(|it| format!("guide.ways.{}", it.name())));
        // The page's own: the choice, and the way that is no command.
        expected.extend(["legend", "portal"].map(|it| format!("guide.ways.{it}")));
        expected.extend(placeholder_slots().map(|it| format!("guide.placeholders.{it}")));
        expected.extend(Why::ALL.map(|it| format!("guide.placeholder_reasons.{}", it.name())));
        for role in Role::all_built_in() {
            let base = format!("guide.roles.{}", permission::key(&role.name));
            expected.extend(["name", "gives"].map(|it| format!("{base}.{it}")));
        }
        let branches: Vec<String> = expected
            .iter()
            .map(|it| it.splitn(3, '.').take(2).collect::<Vec<_>>().join(".") + ".")
            .collect();
        let actual: BTreeSet<String> = catalog
            .keys()
            .filter(|it| branches.iter().any(|branch| it.starts_with(branch)))
            .map(str::to_owned)
            .collect();
        let odd: Vec<_> = actual.symmetric_difference(&expected).collect();
        assert!(odd.is_empty(), "in {}: {odd:?}", language.tag());
    }
}

#[test]
fn a_missing_permission_is_helped_with() {
    let mut helped = BTreeSet::new();
    for estate in azure_sim::names() {
        let case = Case::open(estate);
        let snapshot = case.snapshot();
        let question = &case.context.question;
        for outcome in case.diagnosis().outcomes {
            let Verdict::Fail(finding) = outcome.verdict else {
                continue;
            };
            let values = Values::new(question, &snapshot, Some(&finding));
            for language in Language::ALL {
                let help = permission::help(question, &finding, &values, &catalog(language));
                let Some(help) = help else { continue };
                helped.insert(format!("{} {}", outcome.check.id, finding.case));
                let message = &help.message;
                for part in help.actions.iter().chain(&help.scopes) {
                    assert!(message.contains(part), "{estate}: {part} in\n{message}");
                }
                assert!(message.contains(question.vm.as_str()));
                assert!(!message.contains("guide."), "{message}");
                assert!(!help.roles.is_empty(), "{estate}: {:?}", help.actions);
                // Azure Lighthouse takes no custom role, and no Owner.
                assert_eq!(help.custom_role.is_none(), estate.starts_with("delegated"));
                let Some(custom_role) = &help.custom_role else {
                    let owner = Role::all_built_in().remove(0).id;
                    assert!(help.roles.iter().all(|it| it.id != owner));
                    continue;
                };
                assert!(message.contains(custom_role));
                let role: Value = serde_json::from_str(custom_role).unwrap();
                for action in &help.actions {
                    let granted = role["Actions"].as_array().unwrap();
                    assert!(granted.iter().any(|it| it == action.as_str()));
                }
            }
        }
    }
    let expected: BTreeSet<String> = checks::ALL
        .iter()
        .flat_map(|check| check.cases.iter().map(move |case| (check.id, case.name)))
        .filter(|(_, case)| ["missing_action", "vm_scope_only", "group_scope_only"].contains(case))
        .map(|(check, case)| format!("{check} {case}"))
        .collect();
    assert_eq!(helped, expected);
}
