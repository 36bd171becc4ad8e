//! Scripts, styles and texts made small.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use crate::{
    exec::{command, run},
    place,
};

/// Bundles and minifies one entry into one file. Licence notices stay.
pub(crate) fn esbuild(entry: &Path, out: &Path, options: &[&str]) -> Result<()> {
    run(command(place::npm_bin("esbuild"))
        .arg(entry)
        .args([
            "--bundle",
            "--minify",
            "--target=es2022",
            "--log-level=warning",
        ])
        .args(options)
        .arg(format!("--outfile={}", out.display())))
}

/// The stylesheets out of `style/`: that of the first page, the app's, that of the pages that
/// take a session, that of many VMs, and that of the pages that are plain files.
pub(crate) fn styles(into: &Path) -> Result<()> {
    for (entry, out) in [
        ("index.css", "style.css"),
        ("app.css", "app.css"),
        ("signed_in.css", "signed-in.css"),
        ("many.css", "many.css"),
        ("why.css", "why.css"),
    ] {
        let entry = place::root().join("style").join(entry);
        esbuild(&entry, &into.join(out), &[])?;
    }
    Ok(())
}

/// The option that tells scripts the SHA-256 of what they may load, by path. The
/// files must be there as they will be served.
pub(crate) fn hashes(site: &Path, paths: &[&str]) -> Result<String> {
    let mut all = serde_json::Map::new();
    for path in paths {
        let bytes = fs::read(site.join(path)).with_context(|| format!("reading {path}"))?;
        let hash = format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)));
        all.insert((*path).to_owned(), hash.into());
    }
    Ok(format!("--define:HASHES={}", serde_json::Value::from(all)))
}

/// The sign-in library, as much of it as the page uses.
pub(crate) fn msal(into: &Path) -> Result<()> {
    let entry = place::root().join("src/browser/msal-library.js");
    esbuild(&entry, &into.join("msal.js"), &["--format=esm"])
}

/// The page's side of what is kept for offline use.
pub(crate) fn offline(into: &Path) -> Result<()> {
    let entry = place::root().join("src/browser/offline.js");
    esbuild(&entry, &into.join("offline.js"), &["--format=esm"])
}

/// The library's own script for the page that Entra returns to, as its makers
/// built it: a third of the size of a bundle made from its modules.
pub(crate) fn redirect_bridge(into: &Path) -> Result<()> {
    let library = place::root().join("node_modules/@azure/msal-browser/lib");
    let bridge = library.join("redirect-bridge/msal-redirect-bridge.min.js");
    fs::copy(&bridge, into.join("redirect-bridge.js"))
        .with_context(|| format!("copying {}", bridge.display()))?;
    Ok(())
}
