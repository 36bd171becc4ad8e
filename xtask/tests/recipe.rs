//! The recipe "a check with one case" of `ARCHITECTURE.md`, followed step by step
//! in a copy of the crates: what it makes compiles, and the tests that look for
//! what is missing find nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::BTreeMap,
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
    // Cargo takes crates that stand at the same place in two workspaces for the same
    // ones, and would run the copy's in place of ours. So these stand one folder deeper.
    let mut copy = Tree::default();
    for folder in ["crates", "tests/integration", "docs"] {
        copy.add(&root.join(folder), folder);
    }
    add_manifests(&mut copy, &root);

    // The check's file, its module, and its line in the lists.
    copy.write("crates/diagnosis/src/checks/guest/scratch.rs", CHECK);
    copy.edit(
        "crates/diagnosis/src/checks/guest/mod.rs",
        "pub(super) mod agent;",
        "pub(super) mod scratch;",
    );
    copy.edit(
        "crates/diagnosis/src/checks/mod.rs",
        "    guest::agent,",
        "    guest::scratch,",
    );
    copy.edit(
        "crates/diagnosis/src/by_hand/questions.rs",
        "pub const NOT_FOR_PEOPLE: &[&str] = &[",
        "    \"guest.scratch\",",
    );

    // Its texts, its remedy, its estate.
    let languages = "crates/text/languages";
    for language in fs::read_dir(root.join(languages)).unwrap() {
        let language = language.unwrap().file_name().into_string().unwrap();
        copy.write(
            &format!("{languages}/{language}/checks/scratch.json"),
            TEXTS,
        );
    }
    copy.edit(
        "crates/guide/src/remedies.rs",
        "        \"agent_not_ready\" { commands SHOW_VM_STATE; needs WRITE_VM; }\n    }",
        "    \"guest.scratch\" {\n        \"scratch\" { }\n    }",
    );
    let estate = copy.text("crates/azure-sim/estates/vm-agent-not-ready.json");
    let estate = estate.replace("Not Ready", "Scratch");
    copy.write("crates/azure-sim/estates/scratch.json", &estate);
    copy.edit(
        "crates/azure-sim/src/catalogue.rs",
        "    \"vm-agent-not-ready\",",
        "    \"scratch\",",
    );
    copy.bring_to(&workspace_copy);
    let missing = tests(&workspace_copy.join(DEEPER));
    assert_eq!(missing, "", "something is missing after all five steps");
}

/// The tests that say what is missing, by their names.
fn tests(copy: &Path) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut cargo = Command::new(cargo);
    // Cargo tells this test about its package. A dependency would take that for its own, and
    // be compiled anew with all that needs it: here, and in the next run of the tests.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&*name);
        }
    }
    let output = cargo
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
fn add_manifests(copy: &mut Tree, root: &Path) {
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let manifest = read("Cargo.toml");
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
    let mut crates: Vec<String> = crates
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    crates.sort();
    let unoptimised: Vec<String> = crates
        .into_iter()
        .chain(["integration-tests".to_owned()])
        .map(|it| format!("[profile.dev.package.{it}]\nopt-level = 0\n"))
        .collect();
    let manifest = format!(
        "{}\n\n[profile.dev]\n{profiles}\n{}",
        workspace.join("\n"),
        unoptimised.join("\n")
    );
    copy.write("../Cargo.toml", &manifest);
    copy.write("../Cargo.lock", &read("Cargo.lock"));
    for (member, manifest) in [
        ("page", format!("[package]\n{page}")),
        ("xtask", read("xtask/Cargo.toml")),
    ] {
        copy.write(&format!("{member}/Cargo.toml"), &manifest);
        copy.write(&format!("{member}/src/lib.rs"), "");
    }
}

/// What is to stand in the copy, by its path from there.
#[derive(Default)]
struct Tree(BTreeMap<String, Vec<u8>>);

impl Tree {
    fn add(&mut self, from: &Path, to: &str) {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let to = format!("{to}/{}", entry.file_name().into_string().unwrap());
            if entry.file_type().unwrap().is_dir() {
                self.add(&entry.path(), &to);
            } else {
                self.0.insert(to, fs::read(entry.path()).unwrap());
            }
        }
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.0[path].clone()).unwrap()
    }

    fn write(&mut self, path: &str, text: &str) {
        self.0.insert(path.to_owned(), text.as_bytes().to_vec());
    }

    /// Puts a line behind another one.
    fn edit(&mut self, path: &str, after: &str, line: &str) {
        let text = self.text(path);
        assert_eq!(text.matches(after).count(), 1, "{after} in {path}");
        self.write(path, &text.replace(after, &format!("{after}\n{line}")));
    }

    /// Has a folder hold this and nothing else. What is there already is not written again,
    /// so that Cargo compiles it once.
    fn bring_to(&self, workspace: &Path) {
        let copy = workspace.join(DEEPER);
        for path in files(&copy) {
            let name = path.strip_prefix(&copy).unwrap().to_str().unwrap();
            if !self.0.contains_key(&name.replace('\\', "/")) {
                fs::remove_file(&path).unwrap();
            }
        }
        for (path, held) in &self.0 {
            let path = copy.join(path);
            if fs::read(&path).ok().as_ref() != Some(held) {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, held).unwrap();
            }
        }
    }
}

/// All files in a folder that may not be there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
