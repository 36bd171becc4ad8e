//! The licences of all that is shipped and is not this project's own: each crate that
//! ends up in a module of the page, and Microsoft's sign-in library. Cargo knows which
//! those are.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::{
    exec::{cargo, output},
    place,
};

/// Where the page links to.
const FILE: &str = "licences.txt";

/// What is compiled into the page's modules.
const SHIPPED: [&str; 2] = ["jit-doctor", "azure-sim"];

/// What is bundled into its scripts.
const SCRIPTS: [&str; 2] = ["@azure/msal-browser", "@azure/msal-common"];

/// How the files begin in which packages keep their licences.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    /// None for what is this project's own.
    source: Option<String>,
    manifest_path: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    /// None for what is linked; the others serve builds and tests.
    kind: Option<String>,
}

#[derive(Deserialize)]
struct NpmPackage {
    version: String,
    license: String,
}

/// Writes the list into the finished site.
pub(super) fn write(site: &Path) -> Result<()> {
    let metadata = output(cargo().args([
        "metadata",
        "--format-version=1",
        "--filter-platform=wasm32-unknown-unknown",
        "--features=azure-sim/demo",
        "--locked",
    ]))?;
    let metadata: Metadata = serde_json::from_str(&metadata)?;
    let mut texts = Texts::default();
    for package in shipped(&metadata)? {
        let licence = package.license.as_deref().unwrap_or("see below");
        let title = format!("{} {} ({licence})", package.name, package.version);
        let folder = Path::new(&package.manifest_path).parent();
        texts.add(&title, folder.context("a package without a folder")?)?;
    }
    for name in SCRIPTS {
        let folder = place::root().join("node_modules").join(name);
        let package: NpmPackage = serde_json::from_slice(&fs::read(folder.join("package.json"))?)?;
        let title = format!("{name} {} ({})", package.version, package.license);
        texts.add(&title, &folder)?;
    }
    // It comes with the compiler, so no list of Cargo's has it.
    texts
        .titles
        .insert("Rust standard library (MIT OR Apache-2.0)".to_owned());
    fs::write(site.join(FILE), texts.written())?;
    Ok(())
}

/// The packages that are linked into what is shipped, in their order by name.
fn shipped(metadata: &Metadata) -> Result<Vec<&Package>> {
    let packages: BTreeMap<&str, &Package> =
        metadata.packages.iter().map(|it| (&*it.id, it)).collect();
    let nodes: BTreeMap<&str, &Node> = metadata
        .resolve
        .nodes
        .iter()
        .map(|it| (&*it.id, it))
        .collect();
    let mut open: Vec<&str> = metadata
        .packages
        .iter()
        .filter(|it| it.source.is_none() && SHIPPED.contains(&&*it.name))
        .map(|it| &*it.id)
        .collect();
    ensure!(
        open.len() == SHIPPED.len(),
        "Cargo does not know {SHIPPED:?}"
    );
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        let package = packages.get(id).context("a package that is not listed")?;
        let runs_in_builds = |it: &Target| it.kind.iter().any(|it| it == "proc-macro");
        if package.targets.iter().any(runs_in_builds) || !seen.insert(id) {
            continue;
        }
        let node = nodes.get(id).context("a package that was not resolved")?;
        let linked = node
            .deps
            .iter()
            .filter(|it| it.dep_kinds.iter().any(|it| it.kind.is_none()));
        open.extend(linked.map(|it| &*it.pkg));
    }
    let mut found: Vec<&Package> = seen
        .into_iter()
        .filter_map(|it| packages.get(it).copied())
        .filter(|it| it.source.is_some())
        .collect();
    found.sort_by_key(|it| (&it.name, &it.version));
    Ok(found)
}

/// Each text once, with all that it holds for.
#[derive(Default)]
struct Texts {
    titles: BTreeSet<String>,
    texts: BTreeMap<String, BTreeSet<String>>,
}

impl Texts {
    fn add(&mut self, title: &str, folder: &Path) -> Result<()> {
        self.titles.insert(title.to_owned());
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = name.to_uppercase();
            if path.is_file() && NAMES.iter().any(|it| name.starts_with(it)) {
                let text = String::from_utf8_lossy(&fs::read(&path)?).replace("\r\n", "\n");
                let of = self.texts.entry(text.trim().to_owned()).or_default();
                of.insert(title.to_owned());
            }
        }
        Ok(())
    }

    fn written(&self) -> String {
        let mut out = "What is shipped with JIT Doctor and not its own\n\n".to_owned();
        for title in &self.titles {
            // Writing to a `String` cannot fail.
            let _ = writeln!(out, "- {title}");
        }
        for (text, titles) in &self.texts {
            let rule = "=".repeat(72);
            let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
            let _ = write!(out, "\n{rule}\n{}\n\n{text}\n", titles.join("\n"));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_counts_and_what_only_builds_does_not() {
        let package = |name: &str, source: Option<&str>, kind: &str| {
            serde_json::json!({
                "id": name, "name": name, "version": "1.0.0", "license": "MIT",
                "source": source, "manifest_path": "/x/Cargo.toml",
                "targets": [{"kind": [kind]}],
            })
        };
        let on = |name: &str, kind: Option<&str>| serde_json::json!({"pkg": name, "dep_kinds": [{"kind": kind}]});
        let registry = Some("registry");
        let metadata = serde_json::json!({
            "packages": [
                package("jit-doctor", None, "lib"), package("azure-sim", None, "lib"),
                package("linked", registry, "lib"), package("below", registry, "lib"),
                package("tested", registry, "lib"), package("macros", registry, "proc-macro"),
                package("other", registry, "lib"),
            ],
            "resolve": {"nodes": [
                {"id": "jit-doctor", "deps": [
                    on("linked", None), on("tested", Some("dev")), on("macros", None),
                ]},
                {"id": "azure-sim", "deps": []},
                {"id": "linked", "deps": [on("below", None)]},
                {"id": "below", "deps": []},
            ]},
        });
        let metadata: Metadata = serde_json::from_value(metadata).unwrap();
        let names: Vec<&str> = shipped(&metadata)
            .unwrap()
            .iter()
            .map(|it| &*it.name)
            .collect();
        assert_eq!(names, ["below", "linked"]);
    }
}
