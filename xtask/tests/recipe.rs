//! The recipe "a check with one case" of `ARCHITECTURE.md`, followed step by step
//! in a copy of the crates: what it makes compiles, and the tests that look for
//! what is missing find nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The file of the check.
const CHECK: &str = r#"//! The agent does not report "Scratch". Stands here for any new check.

use crate::{
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "guest.scratch",
    wire: 900,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &["vm.running"],
    needs: FactSet::of(&[FactKey::Vm]),
    cases: &[Case::info(900, "scratch", &[])],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let vm = asked::vm(facts)?;
    let field = "properties.instanceView.vmAgent.statuses[].displayStatus";
    let request = &facts.vm()?.request;
    let status = vm.agent.as_deref();
    Ok(if status == Some("Scratch") {
        fail("scratch").seen(request, field, status).into()
    } else {
        pass().seen(request, field, status)
    })
}
"#;

/// The folder of the copy, below its workspace.
const DEEPER: &str = "copy";

const TEXTS: &str = r#"{ "checks": { "guest": { "scratch": {
    "title": "t",
    "cases": { "scratch": { "headline": "h", "can": "c", "what": "w", "who": "w", "fix": ["f"] } }
} } } }"#;

#[test]
fn a_check_with_one_case_takes_five_steps() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let workspace_copy = root.join("target/recipe");
    if workspace_copy.exists() {
        fs::remove_dir_all(&workspace_copy).unwrap();
    }
    // Cargo takes crates that stand at the same place in two workspaces for the same
    // ones, and would run the copy's in place of ours. So these stand one folder deeper.
    let copy = workspace_copy.join(DEEPER);
    copy_folder(&root.join("crates"), &copy.join("crates"));
    copy_folder(
        &root.join("tests/integration"),
        &copy.join("tests/integration"),
    );
    copy_folder(&root.join("docs"), &copy.join("docs"));
    let lock = workspace_copy.join("Cargo.lock");
    fs::copy(root.join("Cargo.lock"), lock).unwrap();
    write_manifests(&root, &workspace_copy);

    // The check's file, its module, and its line in the lists.
    let checks = copy.join("crates/diagnosis/src/checks");
    fs::write(checks.join("guest/scratch.rs"), CHECK).unwrap();
    edit(
        &checks.join("guest/mod.rs"),
        "pub(super) mod agent;",
        "pub(super) mod scratch;",
    );
    edit(
        &checks.join("mod.rs"),
        "    guest::agent,",
        "    guest::scratch,",
    );
    edit(
        &copy.join("crates/diagnosis/src/by_hand/questions.rs"),
        "pub const NOT_FOR_PEOPLE: &[&str] = &[",
        "    \"guest.scratch\",",
    );

    // Its texts, its remedy, its estate.
    for language in fs::read_dir(copy.join("crates/text/languages")).unwrap() {
        fs::write(language.unwrap().path().join("checks/scratch.json"), TEXTS).unwrap();
    }
    edit(
        &copy.join("crates/guide/src/remedies.rs"),
        "        \"agent_not_ready\" { commands SHOW_VM_STATE; needs WRITE_VM; }\n    }",
        "    \"guest.scratch\" {\n        \"scratch\" { }\n    }",
    );
    let estates = copy.join("crates/azure-sim/estates");
    let estate = fs::read_to_string(estates.join("vm-agent-not-ready.json")).unwrap();
    let estate = estate.replace("Not Ready", "Scratch");
    fs::write(estates.join("scratch.json"), estate).unwrap();
    edit(
        &copy.join("crates/azure-sim/src/catalogue.rs"),
        "    \"vm-agent-not-ready\",",
        "    \"scratch\",",
    );
    let missing = tests(&copy);
    assert_eq!(missing, "", "something is missing after all five steps");
}

/// The tests that say what is missing, by their names.
fn tests(copy: &Path) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(copy)
        // Dependencies are those that the workspace has compiled already.
        .env("CARGO_TARGET_DIR", copy.join("../.."))
        .args(["test", "--quiet", "--offline", "--no-fail-fast"])
        .args(["-p", "guide", "-p", "diagnosis", "-p", "integration-tests"])
        .args(["-p", "jit-doctor", "-p", "xtask"])
        .args(["-p", "azure-sim", "--features=azure-sim/server"])
        .args(["--lib", "--test", "it", "--"])
        .args([
            "every_case_",
            "every_check_",
            "ids_are_unique",
            "every_number_",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed: Vec<&str> = said
        .lines()
        .filter_map(|it| it.strip_prefix("---- ")?.strip_suffix(" stdout ----"))
        .collect();
    assert!(
        output.status.success() || !failed.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    failed.join("\n")
}

/// The manifests of the workspace and of its members that are not copied. Those stand
/// there empty, so that the dependencies have the features that they have here, and are
/// compiled already. The tests that run there are quick, so nothing else is optimised.
fn write_manifests(root: &Path, workspace_copy: &Path) {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let (workspace, page) = manifest.split_once("\n[package]\n").unwrap();
    let (page, profiles) = page.split_once("\n[profile.dev]\n").unwrap();
    let (page, _) = page.split_once("\n[profile.release]\n").unwrap();
    let members = format!(
        "members = [\"{DEEPER}/crates/*\", \"{DEEPER}/tests/integration\", \"{DEEPER}/page\", \"{DEEPER}/xtask\"]"
    );
    let workspace: Vec<String> = workspace
        .lines()
        .map(|it| {
            if it.starts_with("members") {
                members.clone()
            } else {
                it.replace("path = \"crates/", &format!("path = \"{DEEPER}/crates/"))
            }
        })
        .collect();
    let crates = fs::read_dir(root.join("crates")).unwrap();
    let crates = crates.map(|it| it.unwrap().file_name().into_string().unwrap());
    let unoptimised: Vec<String> = crates
        .chain(["integration-tests".to_owned()])
        .map(|it| format!("[profile.dev.package.{it}]\nopt-level = 0\n"))
        .collect();
    let manifest = format!(
        "{}\n\n[profile.dev]\n{profiles}\n{}",
        workspace.join("\n"),
        unoptimised.join("\n")
    );
    fs::write(workspace_copy.join("Cargo.toml"), manifest).unwrap();
    let xtask = fs::read_to_string(root.join("xtask/Cargo.toml")).unwrap();
    for (member, manifest) in [("page", format!("[package]\n{page}")), ("xtask", xtask)] {
        let folder = workspace_copy.join(DEEPER).join(member);
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join("src/lib.rs"), "").unwrap();
    }
}

/// Puts a line behind another one.
fn edit(path: &PathBuf, after: &str, line: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert_eq!(
        text.matches(after).count(),
        1,
        "{after} in {}",
        path.display()
    );
    fs::write(path, text.replace(after, &format!("{after}\n{line}"))).unwrap();
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
