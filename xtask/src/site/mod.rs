//! The release: from sources to `dist/`, each step remembered while its input
//! is unchanged.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::{cloud::Cloud, exec::step, place, timings::Timings, tools};

mod bind;
mod bundles;
pub(crate) mod compress;
mod headers;
pub(crate) mod hosts;
mod identity;
mod imports;
mod licences;
mod module;
mod offline;
mod page;
mod paths;
mod split;
mod texts;
mod wasm;
mod why;

/// The files that hold the parts of the program, by their addresses.
#[derive(Serialize, Deserialize)]
pub(crate) struct Taken {
    /// Those that each part takes.
    pub(crate) parts: BTreeMap<String, Vec<String>>,
    /// The one with all that a page takes which is the first to be opened.
    pub(crate) openings: BTreeMap<String, String>,
}

/// Where a build writes them.
pub(crate) fn parts_file() -> PathBuf {
    place::work().join("parts.json")
}

/// Makes `dist/` for one cloud.
pub(crate) fn build(cloud: Cloud, timings: &mut Timings) -> Result<()> {
    tools::for_build()?;
    let staging = place::work().join("dist");
    empty(&staging)?;
    let hosting = place::hosting();
    empty(&hosting)?;

    let page = timings.step("compiling the page", module::compile_page)?;
    timings.step("compiling the demo", module::compile_demo)?;
    let page = timings.step("splitting the page", || page::Bound::new(&page))?;
    let demo = module::DEMO.bound()?;
    let small = timings.step("making the modules small", || {
        let mut modules = page.modules()?;
        modules.push(demo);
        wasm::optimised_all(&modules)
    })?;
    timings.step("bundling scripts, styles and texts", || {
        bundles::msal(&staging)?;
        bundles::offline(&staging)?;
        module::DEMO.write(&small, &staging)?;
        page.parts(&small, &staging)?;
        extras(cloud, &staging)?;
        page.assemble(cloud, &small, &staging)?;
        offline::write(&staging)?;
        identity::write(&staging)?;
        let rules = headers::of(cloud, &staging)?;
        headers::write(&rules, &staging)?;
        hosts::write(&rules, &hosting)
    })?;
    timings.step("compressing", || compress::all(&staging))?;

    // Whoever serves the old folder meanwhile never sees half of the new one.
    let dist = place::dist();
    empty(&dist)?;
    fs::remove_dir(&dist)?;
    fs::rename(&staging, &dist)?;
    step("dist/ is ready, and hosting/ for its host");
    Ok(())
}

/// Puts beside the page that Trunk makes what it fetches, as the release has it.
pub(crate) fn beside_trunk(into: &Path) -> Result<()> {
    tools::for_build()?;
    module::compile_demo()?;
    bundles::msal(into)?;
    bundles::offline(into)?;
    let small = wasm::optimised_all(&[module::DEMO.bound()?])?;
    module::DEMO.write(&small, into)?;
    extras(Cloud::default(), into)
}

/// What stands beside the page under a fixed name: the configuration, the
/// texts, the stylesheets, and what is loaded on demand only.
fn extras(cloud: Cloud, into: &Path) -> Result<()> {
    copy_folder(&place::root().join("public"), into)?;
    write_config(cloud, into)?;
    texts::write(&into.join("text"))?;
    scenes(&into.join("scenes"))?;
    why::write(into)?;
    bundles::styles(into)?;
    licences::write(into)?;
    bundles::redirect_bridge(into)
}

/// The drawn pages of the portal, each fetched when it comes into view.
fn scenes(into: &Path) -> Result<()> {
    fs::create_dir_all(into)?;
    for path in compress::files(&place::root().join("crates/guide/scenes"))? {
        let scene: serde_json::Value = serde_json::from_slice(&fs::read(&path)?)
            .with_context(|| format!("{} is not JSON", path.display()))?;
        let name = path.file_name().context("a scene without a name")?;
        fs::write(into.join(name), serde_json::to_vec(&scene)?)?;
    }
    Ok(())
}

/// `config.json` is the host's to fill in; only the cloud is ours to set,
/// because the headers are made for it.
fn write_config(cloud: Cloud, into: &Path) -> Result<()> {
    let path = into.join("config.json");
    let mut config: serde_json::Value = serde_json::from_slice(&fs::read(&path)?)
        .with_context(|| format!("{} is not JSON", path.display()))?;
    config["cloud"] = cloud.name().into();
    fs::write(path, serde_json::to_string_pretty(&config)? + "\n")?;
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Makes an existing, empty folder of it.
pub(crate) fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    fs::create_dir_all(folder)?;
    Ok(())
}
