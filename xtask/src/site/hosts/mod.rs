//! Configurations for hosts that don't read one from the site itself, in `hosting/` beside
//! `dist/`: each is made from the rules of [`headers`](super::headers).

use std::{fs, path::Path};

use anyhow::Result;

use super::headers::{POLICY, Rule};

mod caddy;
mod front_door;
mod nginx;

/// Where the configurations take the site to be. docs/hosting.md copies it there.
pub(crate) const FOLDER: &str = "/srv/jit-doctor";

/// The path in the examples for a folder of a larger site.
pub(crate) const BELOW: &str = "/tools/jit/";

/// Files that a host has no need to show.
const UNSERVED: [&str; 2] = ["_headers", "staticwebapp.config.json"];

/// Writes the configurations.
pub(super) fn write(rules: &[Rule], into: &Path) -> Result<()> {
    let put = |name: &str, text: String| -> Result<()> {
        let path = into.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, text)?)
    };
    put("nginx/jit-doctor.conf", nginx::maps(rules))?;
    put("nginx/jit-doctor.inc", nginx::server(rules))?;
    put("nginx/jit-doctor-folder.inc", nginx::folder(rules))?;
    put("caddy/jit-doctor.caddy", caddy::snippets(rules))?;
    put("caddy/Caddyfile", caddy::site())?;
    put("caddy/Caddyfile.folder", caddy::folder())?;
    put("container/Caddyfile", caddy::container())?;
    put("azure-storage/front-door.bicep", front_door::rules(rules))?;
    for (name, text) in [
        ("container/Containerfile", include_str!("Containerfile")),
        ("azure-storage/upload.sh", include_str!("upload.sh")),
        (
            "github-pages/jit-doctor.yml",
            include_str!("github-pages.yml"),
        ),
        (
            "offline-off/sw.js",
            include_str!("../../../../src/browser/offline-off.js"),
        ),
    ] {
        put(name, text.to_owned())?;
    }
    Ok(())
}

/// The headers of every answer, but for the policy, of which each answer gets one.
fn everywhere(rules: &[Rule]) -> impl Iterator<Item = &(&'static str, String)> {
    let all = rules.iter().filter(|it| it.path == "/*");
    all.flat_map(|it| &it.headers).filter(|it| it.0 != POLICY)
}

/// The policy of what has none of its own.
fn bare_policy(rules: &[Rule]) -> &str {
    let all = rules.iter().filter(|it| it.path == "/*");
    let mut all = all.flat_map(|it| &it.headers);
    all.find(|it| it.0 == POLICY).map_or("", |it| &it.1)
}

/// The other rules, those of folders first: what is in them has names that also stand above.
fn special(rules: &[Rule]) -> Vec<&Rule> {
    let mut special: Vec<_> = rules.iter().filter(|it| it.path != "/*").collect();
    special.sort_by_key(|it| !it.path.ends_with('*'));
    special
}

#[cfg(test)]
fn examples() -> Vec<Rule> {
    let rule = |path: &str, headers: &[(&'static str, &str)]| Rule {
        path: path.to_owned(),
        headers: headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect(),
    };
    vec![
        rule("/*", &[(POLICY, "frame-ancestors 'self'"), ("X-A", "1")]),
        rule("/", &[(POLICY, "default-src 'none'"), ("X-B", "2")]),
        rule("/a.json", &[("X-B", "3")]),
        rule("/why/*", &[(POLICY, "default-src 'self'"), ("X-B", "4")]),
    ]
}
