//! The page itself: Trunk binds it, then its script is bundled
//! into one file and every file gets a name that changes with its content.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use super::{
    bundles::{self, esbuild},
    headers, paths, wasm,
};
use crate::{
    cloud::Cloud,
    exec::{command, run},
    memo, place,
    tools::Toolchain,
};

/// What Trunk calls the module that it makes.
const MODULE: &str = "./jit-doctor_bg.wasm";

/// What the front page fetches when it is needed.
const LOADED_LATER: [&str; 4] = ["msal.js", "app/app.js", "app/app_bg.wasm", "app/app.css"];

/// Takes away what index.html says as long as nothing runs.
const STARTED: &str = "document.getElementById(\"not-started\").remove();";

/// Binds the page, and compiles it if it is not, and gives the folder that Trunk
/// wrote.
pub(crate) fn bind(tools: &Toolchain) -> Result<PathBuf> {
    // Trunk works offline, so that it can install nothing at other versions.
    run(crate::exec::cargo().args(["fetch", "--quiet"]))?;
    run(paths::hide(&mut trunk(tools)?).args(["build", "--release", "--quiet"]))?;
    Ok(place::work().join("trunk"))
}

/// Trunk, with the tools that it calls where it finds them.
pub(crate) fn trunk(tools: &Toolchain) -> Result<std::process::Command> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let own = tools.wasm_bindgen.parent().map(Path::to_owned);
    let own = own.filter(|it| !it.as_os_str().is_empty());
    let mut trunk = command(&tools.trunk);
    trunk.env(
        "PATH",
        std::env::join_paths(own.into_iter().chain(std::env::split_paths(&path)))?,
    );
    // Trunk refuses the value "1" that many set for this variable.
    trunk.env_remove("NO_COLOR");
    Ok(trunk)
}

/// Writes `index.html` and `assets/` out of what Trunk made.
pub(crate) fn assemble(trunk: &Path, cloud: Cloud, into: &Path) -> Result<()> {
    let html = fs::read_to_string(trunk.join("index.html"))?;
    let (before, rest) = cut(&html, "<script type=\"module\">")?;
    let (start, after) = cut(rest, "</script>")?;

    let assets = into.join("assets");
    fs::create_dir_all(&assets)?;
    let module = wasm::optimised(&trunk.join(MODULE), "page.wasm")?;
    let module = named_by_content(&assets, "page", "wasm", &module)?;
    let hashes = bundles::hashes(into, &LOADED_LATER)?;
    let script = start_script(trunk, &start.replace(MODULE, &module), &hashes)?;
    let script = named_by_content(&assets, "page", "js", &script)?;
    let style = fs::read(into.join("style.css"))?;
    fs::remove_file(into.join("style.css"))?;
    let style = named_by_content(&assets, "style", "css", &style)?;

    let html = format!("{before}<script type=\"module\" src=\"{script}\"></script>{after}");
    // These scripts are in the bundle now.
    let html = without(&html, "<link rel=\"modulepreload\"", ">");
    let html = replace_once(&html, MODULE, &module)?;
    let html = replace_once(&html, "./style.css", &style)?;
    let charset = "<meta charset=\"utf-8\">";
    let policy = format!("{charset}\n    {}", headers::meta(cloud));
    let html = replace_once(&html, charset, &policy)?;
    let html: String = html
        .lines()
        .filter(|it| !it.trim().is_empty())
        .fold(String::new(), |text, line| text + line.trim() + "\n");
    fs::write(into.join("index.html"), html)?;
    let bridge = into.join("redirect.html");
    let html = fs::read_to_string(&bridge)?;
    let policy = format!("{charset}\n    {}", headers::bridge_meta());
    fs::write(bridge, replace_once(&html, charset, &policy)?)?;
    Ok(())
}

/// The script that Trunk would put into the page, in a file, with all that it
/// imports: a policy without inline scripts can then be strict. The types
/// policy comes first, because Leptos sets markup from its first line on.
fn start_script(trunk: &Path, start: &str, hashes: &str) -> Result<Vec<u8>> {
    let policy = place::root().join("src/browser/trusted-types.js");
    let policy = serde_json::to_string(&policy.to_string_lossy())?;
    let entry = trunk.join("start.js");
    let out = trunk.join("start.min.js");
    fs::write(&entry, format!("import {policy};\n{start}\n{STARTED}"))?;
    esbuild(&entry, &out, &["--format=esm", hashes])?;
    Ok(fs::read(out)?)
}

/// Writes `assets/<name>-<hash>.<extension>` and gives its address.
fn named_by_content(assets: &Path, name: &str, extension: &str, bytes: &[u8]) -> Result<String> {
    let hash = memo::hash(&[bytes]);
    let name = format!("{name}-{}.{extension}", &hash[..16]);
    fs::write(assets.join(&name), bytes)?;
    Ok(format!("./assets/{name}"))
}

fn cut<'a>(text: &'a str, mark: &str) -> Result<(&'a str, &'a str)> {
    text.split_once(mark)
        .with_context(|| format!("Trunk's index.html has no {mark}"))
}

fn replace_once(text: &str, from: &str, to: &str) -> Result<String> {
    let (before, after) = cut(text, from)?;
    anyhow::ensure!(!after.contains(from), "Trunk's index.html has {from} twice");
    Ok(format!("{before}{to}{after}"))
}

/// The text without every stretch from `start` to the next `end`.
fn without(text: &str, start: &str, end: &str) -> String {
    let mut parts = text.split(start);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| {
        kept + part.split_once(end).map_or("", |(_, rest)| rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_each_stretch() {
        assert_eq!(without("a<x 1>b<x 2>c", "<x", ">"), "abc");
        assert_eq!(without("abc", "<x", ">"), "abc");
    }

    #[test]
    fn a_mark_has_to_be_there_once() {
        assert_eq!(replace_once("abc", "b", "x").unwrap(), "axc");
        assert!(replace_once("abc", "d", "x").is_err());
        assert!(replace_once("bb", "b", "x").is_err());
    }
}
