//! The size budget: what a reader who is not signed in downloads, compressed
//! as a host sends it; and that this is enough for the front page.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::{
    place,
    site::compress::{brotli, files, with_suffix},
};

const FIRST_LOAD: usize = 170_000;
const FIRST_TEXT: usize = 5_000;
const LATER_TEXT: usize = 22_000;

/// What the page asks for at once although index.html does not name it.
const ALSO_AT_ONCE: [&str; 2] = ["config.json", "text/en.json"];

/// What has to wait until it is asked for.
const ON_DEMAND: [&str; 5] = ["msal.js", "offline.js", "assets/part", "demo/", "scenes/"];

/// Prints a table of the release and fails when a budget is passed.
pub(crate) fn check() -> Result<()> {
    let dist = place::dist();
    let html = fs::read_to_string(dist.join("index.html"))
        .context("dist/ holds no release: run `cargo xtask build`")?;
    let mut first: Vec<PathBuf> = vec!["index.html".into()];
    first.extend(local_addresses(&html).map(PathBuf::from));
    first.extend(ALSO_AT_ONCE.map(PathBuf::from));
    first.sort();
    first.dedup();

    println!("{:>9} {:>9}  file", "bytes", "brotli");
    let mut total = 0;
    for path in plain_files(&dist)? {
        let raw = fs::metadata(dist.join(&path))?.len();
        let small = compressed_len(&dist.join(&path))?;
        let at_once = first.contains(&path);
        if at_once {
            total += small;
        }
        let mark = if at_once { "  first load" } else { "" };
        println!("{raw:>9} {small:>9}  {}{mark}", path.display());
        if path.starts_with("text") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            // The name of an area follows that of the language.
            let most = if name.contains('.') {
                LATER_TEXT
            } else {
                FIRST_TEXT
            };
            ensure!(
                small <= most,
                "{} is over {most} bytes of Brotli",
                path.display()
            );
        }
    }
    for path in &first {
        ensure!(
            dist.join(path).is_file(),
            "the first load needs {}",
            path.display()
        );
        let late = ON_DEMAND
            .iter()
            .any(|it| path.to_string_lossy().starts_with(it));
        ensure!(!late, "{} is part of the first load", path.display());
    }
    println!("first load: {total} bytes of Brotli, at most {FIRST_LOAD}");
    ensure!(total <= FIRST_LOAD, "the first load is over its budget");
    front_has_its_texts(&dist, &first)
}

/// What the front page says has to be in the texts that come with it. Its module
/// holds the keys that it asks for, so none of them may be the app's.
fn front_has_its_texts(dist: &Path, first: &[PathBuf]) -> Result<()> {
    let is_module = |it: &&PathBuf| it.extension().is_some_and(|it| it == "wasm");
    let front = first.iter().find(is_module).context("no front module")?;
    let front = fs::read(dist.join(front))?;
    let mut late = Vec::new();
    for path in files(&dist.join("text"))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // The areas that are fetched later; compressed copies have another ending.
        if name.starts_with("en.") && name.ends_with(".json") && name != "en.json" {
            late.extend(keys(&serde_json::from_slice(&fs::read(path)?)?));
        }
    }
    let missed = asked_for(&front, &late);
    ensure!(
        missed.is_empty(),
        "the front page asks for texts of the app: {missed:?}"
    );
    Ok(())
}

/// The keys that stand in a module.
fn asked_for<'a>(module: &[u8], keys: &'a [String]) -> Vec<&'a str> {
    let data = String::from_utf8_lossy(module);
    let keys = keys.iter().map(String::as_str);
    keys.filter(|it| data.contains(it)).collect()
}

/// The keys of a catalogue: the path to each text, joined by dots.
fn keys(texts: &Value) -> Vec<String> {
    let Value::Object(branches) = texts else {
        return vec![String::new()];
    };
    let below = branches.iter().flat_map(|(name, it)| {
        let below = keys(it).into_iter();
        below.map(move |it| match it.as_str() {
            "" => name.clone(),
            below => format!("{name}.{below}"),
        })
    });
    below.collect()
}

/// The files of the release that are no compressed copies.
fn plain_files(dist: &Path) -> Result<Vec<PathBuf>> {
    let is_copy = |path: &Path| path.extension().is_some_and(|it| it == "br" || it == "gz");
    files(dist)?
        .into_iter()
        .filter(|it| !is_copy(it))
        .map(|it| Ok(it.strip_prefix(dist)?.to_owned()))
        .collect()
}

/// As sent: a file without a compressed copy is compressed by the host.
pub(crate) fn compressed_len(path: &Path) -> Result<usize> {
    let copy = with_suffix(path, "br");
    Ok(if copy.is_file() {
        fs::read(copy)?.len()
    } else {
        brotli(&fs::read(path)?)?.len()
    })
}

/// The files that the page names in `src` and `href`.
pub(crate) fn local_addresses(html: &str) -> impl Iterator<Item = &str> {
    ["src=\"./", "href=\"./"].into_iter().flat_map(move |mark| {
        html.split(mark)
            .skip(1)
            .filter_map(|it| it.split('"').next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_page_names() {
        let html = r#"<link href="./a.css"><script src="./b.js"></script><a href="https://c">"#;
        let mut found: Vec<_> = local_addresses(html).collect();
        found.sort_unstable();
        assert_eq!(found, ["a.css", "b.js"]);
    }

    #[test]
    fn finds_the_keys_that_a_module_asks_for() {
        let texts = serde_json::json!({ "e": "1", "page": { "b": { "c": "2" }, "d": ["3", "4"] } });
        let keys = keys(&texts);
        assert_eq!(keys, ["e", "page.b.c", "page.d"]);
        let module = b"\0asm\xff page.dpage.b";
        assert_eq!(asked_for(module, &keys[1..]), ["page.d"]);
    }
}
