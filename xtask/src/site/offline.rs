//! The worker that keeps a release for offline use: which files, and the hash of each, so
//! that a release is kept whole or not at all.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{
    bundles::esbuild,
    compress::{HOSTS_OWN, files},
};
use crate::{memo::hex, place, size::local_addresses};

/// The worker, at the top of the site, for it rules what is below it.
pub(super) const WORKER: &str = "sw.js";

/// What is never kept: what a host sets, what belongs to a sign-in or to search engines,
/// what is for wrong addresses, and the sums of parts that a first visit takes (the parts
/// themselves are kept).
const NEVER: [&str; 9] = [
    "404.html",
    "assets/part-",
    "build.json",
    "ja/",
    "licences.txt",
    "redirect",
    "repair.js",
    "why.css",
    "why/",
];

/// Writes the worker into the finished site.
pub(super) fn write(site: &Path) -> Result<()> {
    let mut kept = BTreeMap::new();
    for path in files(site)? {
        let name = path
            .strip_prefix(site)?
            .to_string_lossy()
            .replace('\\', "/");
        let is_left_out = NEVER.iter().any(|it| name.starts_with(it));
        if is_left_out || HOSTS_OWN.contains(&&*name) || name == WORKER {
            continue;
        }
        let digest = STANDARD.encode(Sha256::digest(fs::read(&path)?));
        // A host may send whoever asks for index.html to the folder.
        let address = if name == "index.html" {
            "./".to_owned()
        } else {
            name
        };
        kept.insert(address, digest);
    }
    let html = fs::read_to_string(site.join("index.html"))?;
    let start = start(&html);
    for path in &start {
        ensure!(
            kept.contains_key(path),
            "the page starts with {path}, which isn't kept"
        );
    }
    let worker = place::root().join("src/browser/offline-worker.js");
    let files = json!(kept).to_string();
    // What the worker does makes another release of it too.
    let version = hex(&Sha256::digest(
        [files.as_bytes(), &fs::read(&worker)?].concat(),
    ));
    esbuild(
        &worker,
        &site.join(WORKER),
        &[
            &format!("--define:FILES={files}"),
            &format!("--define:START={}", json!(start)),
            &format!("--define:VERSION={}", json!(version[..16])),
        ],
    )
    .context("the worker for offline use")
}

/// What the page needs before anything shows, itself first.
fn start(html: &str) -> Vec<String> {
    let needed = |it: &&str| [".css", ".js", ".wasm"].iter().any(|end| it.ends_with(end));
    let named = local_addresses(html).filter(needed).map(str::to_owned);
    ["./".to_owned()].into_iter().chain(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_starts_with_itself_and_what_it_names() {
        let html = "<link href=\"./favicon.svg\"><script src=\"./theme.js\"></script>\
                    <link href=\"./assets/style-1.css\"><link href=\"./assets/page-1.wasm\">";
        assert_eq!(
            start(html),
            ["./", "theme.js", "assets/style-1.css", "assets/page-1.wasm"]
        );
    }

    /// `ja/` and `why/` are those of plain pages; their style is not the page's.
    #[test]
    fn nothing_of_a_host_or_a_sign_in_is_kept() {
        let site = std::env::temp_dir().join(format!("xtask-offline-{}", std::process::id()));
        for folder in ["assets", "text", "why/plan.servers/off", "ja/why"] {
            fs::create_dir_all(site.join(folder)).unwrap();
        }
        fs::write(
            site.join("index.html"),
            "<script src=\"./theme.js\"></script>",
        )
        .unwrap();
        let left_out = [
            "config.json",
            "_headers",
            "redirect.html",
            "redirect.js",
            "redirect-bridge.js",
            "assets/part-check-1.wasm",
            "why/plan.servers/off/index.html",
            "build.json",
        ];
        let kept = ["theme.js", "assets/part1-a.wasm", "text/en.json"];
        for name in left_out.iter().chain(&kept) {
            fs::write(site.join(name), *name).unwrap();
        }
        write(&site).unwrap();
        let worker = fs::read_to_string(site.join(WORKER)).unwrap();
        for name in kept {
            assert!(worker.contains(&format!("\"{name}\"")), "{name}: {worker}");
        }
        for name in left_out {
            assert!(!worker.contains(&format!("\"{name}\"")), "{name}");
        }
        let before = worker;
        fs::write(site.join("text/en.json"), "other").unwrap();
        write(&site).unwrap();
        assert_ne!(fs::read_to_string(site.join(WORKER)).unwrap(), before);
        fs::remove_dir_all(site).unwrap();
    }
}
