//! The id of a release: one digest over all that browsers fetch of it, so that
//! what a host serves can be held against a build of the source.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::Result;
use sha2::{Digest as _, Sha256};

use super::compress::{HOSTS_OWN, files};
use crate::{exec::step, memo::hex};

/// Where the page finds the id.
const FILE: &str = "build.json";

/// Writes the id of the finished site into it, and says it.
pub(super) fn write(site: &Path) -> Result<()> {
    let id = id(site)?;
    fs::write(
        site.join(FILE),
        serde_json::json!({ "id": id }).to_string() + "\n",
    )?;
    step(&format!("build {id}"));
    Ok(())
}

/// SHA-256 of what `sha256sum` prints about the files in the order of their
/// paths. Left out is what a host may change or keeps to itself, the
/// compressed copies, and the id's own file.
fn id(site: &Path) -> Result<String> {
    let mut list = Vec::new();
    for path in files(site)? {
        let name = path
            .strip_prefix(site)?
            .to_string_lossy()
            .replace('\\', "/");
        let is_copy = [".br", ".gz"].iter().any(|it| name.ends_with(it));
        if is_copy || name == FILE || HOSTS_OWN.contains(&name.as_str()) {
            continue;
        }
        list.push((name, hex(&Sha256::digest(fs::read(path)?))));
    }
    list.sort();
    let mut text = String::new();
    for (name, digest) in list {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{digest}  {name}");
    }
    Ok(hex(&Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_what_browsers_fetch_and_nothing_else() {
        let site = std::env::temp_dir().join(format!("xtask-identity-{}", std::process::id()));
        fs::create_dir_all(site.join("app")).unwrap();
        let put = |name: &str, text: &str| fs::write(site.join(name), text).unwrap();
        put("index.html", "a");
        put("app/app.js", "b");
        put("app-1.js", "c");
        // `sha256sum app-1.js app/app.js index.html | sha256sum`
        let plain = "187f3e4096d161de40f6009173e3ccb345c48774427b97fa034834eda194ea34";
        assert_eq!(id(&site).unwrap(), plain);
        put("index.html.br", "a");
        put("app/app.js.gz", "b");
        for name in HOSTS_OWN.into_iter().chain([FILE]) {
            put(name, "host");
        }
        assert_eq!(id(&site).unwrap(), plain);
        put("app/app.js", "B");
        assert_ne!(id(&site).unwrap(), plain);
        fs::remove_dir_all(site).unwrap();
    }
}
