//! The size budget: what a reader who is not signed in downloads, compressed
//! as a host sends it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};

use crate::{
    place,
    site::compress::{brotli, files, with_suffix},
};

const FIRST_LOAD: usize = 200_000;
const TEXT: usize = 29_000;

/// What the page asks for at once although index.html does not name it.
const ALSO_AT_ONCE: [&str; 2] = ["config.json", "text/en.json"];

/// What has to wait until it is asked for.
const ON_DEMAND: [&str; 4] = ["msal.js", "app/", "demo/", "scenes/"];

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
            ensure!(
                small <= TEXT,
                "{} is over {TEXT} bytes of Brotli",
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
    Ok(())
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
fn compressed_len(path: &Path) -> Result<usize> {
    let copy = with_suffix(path, "br");
    Ok(if copy.is_file() {
        fs::read(copy)?.len()
    } else {
        brotli(&fs::read(path)?)?.len()
    })
}

/// The files that the page names in `src` and `href`.
fn local_addresses(html: &str) -> impl Iterator<Item = &str> {
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
}
