//! What the page's host must say with each answer: the security policy and
//! how long a file may be kept. Written down once, rendered in the forms of
//! the hosts that can set headers, and as a `meta` element for those that
//! cannot.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::Result;
use serde_json::json;

use super::texts;
use crate::cloud::Cloud;

/// Headers for the paths that match. Where rules overlap, hosts join the
/// values of a header that two of them set, so no header is set by two rules
/// that match the same path; the policy may be, because browsers take a list of them.
pub(super) struct Rule {
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
}

const EVERYWHERE: [(&str, &str); 7] = [
    // For what has no policy of its own, such as a host's error pages. Where there are
    // two, a browser keeps to both; redirect.html is framed by the page.
    (POLICY, "frame-ancestors 'self'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    // Without `includeSubDomains`: docs/security.md says why.
    ("Strict-Transport-Security", "max-age=31536000"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), \
         gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
];

/// The folders of the pages that are plain files: English stands at the top, every other
/// language in a folder of its own.
fn plain_folders() -> Result<Vec<String>> {
    let languages = texts::languages()?;
    let names = languages.iter().map(String::as_str).chain(["why"]);
    Ok(names.map(|it| format!("{it}/*")).collect())
}

pub(super) const POLICY: &str = "Content-Security-Policy";
pub(super) const OPENER: &str = "Cross-Origin-Opener-Policy";
const CACHE: &str = "Cache-Control";

/// What hosts have to say with the files of the finished site.
pub(super) fn of(cloud: Cloud, site: &Path) -> Result<Vec<Rule>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(site)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        names.push(if entry.file_type()?.is_dir() {
            name + "/*"
        } else {
            name
        });
    }
    names.sort();
    Ok(rules(cloud, &names, &plain_folders()?))
}

/// Writes the header files that belong into the site itself.
pub(super) fn write(rules: &[Rule], site: &Path) -> Result<()> {
    fs::write(site.join("_headers"), headers_file(rules))?;
    let config = serde_json::to_string_pretty(&static_web_app(rules))? + "\n";
    fs::write(site.join("staticwebapp.config.json"), config)?;
    Ok(())
}

/// The policy as an element, for a host that sets no headers. A browser
/// ignores `frame-ancestors` there.
pub(crate) fn meta(cloud: Cloud) -> String {
    element(&page_policy(cloud).join("; "))
}

/// The same for redirect.html.
pub(crate) fn bridge_meta() -> String {
    element(&bridge_policy())
}

/// The same for the pages that are plain files.
pub(crate) fn plain_meta() -> String {
    element(&plain_policy())
}

fn element(policy: &str) -> String {
    let parts: Vec<&str> = policy
        .split("; ")
        .filter(|it| !it.starts_with("frame-ancestors"))
        .collect();
    format!(
        "<meta http-equiv=\"{POLICY}\" content=\"{}\">",
        parts.join("; ")
    )
}

/// `names` are the files at the site's top, and its folders with `/*` behind; `plain`
/// are those of the folders that hold plain pages.
fn rules(cloud: Cloud, names: &[String], plain: &[String]) -> Vec<Rule> {
    let mut rules = vec![Rule {
        path: "/*".to_owned(),
        headers: EVERYWHERE
            .map(|(name, value)| (name, value.to_owned()))
            .to_vec(),
    }];
    let mut add = |path: &str, headers: Vec<_>| {
        rules.push(Rule {
            path: format!("/{path}"),
            headers,
        });
    };
    // Some hosts answer under the address without the ending.
    for path in ["", "index.html"] {
        add(
            path,
            vec![
                (POLICY, page_policy(cloud).join("; ")),
                (OPENER, "same-origin".to_owned()),
                (CACHE, "no-cache".to_owned()),
            ],
        );
    }
    for path in ["redirect.html", "redirect"] {
        add(
            path,
            vec![(POLICY, bridge_policy()), (CACHE, "no-store".to_owned())],
        );
    }
    for name in names {
        match name.as_str() {
            "index.html" | "redirect.html" => {}
            // These names change with the content.
            "assets/*" => add(
                name,
                vec![(CACHE, "public, max-age=31536000, immutable".to_owned())],
            ),
            _ if plain.contains(name) => add(
                name,
                vec![(POLICY, plain_policy()), (CACHE, "no-cache".to_owned())],
            ),
            _ => add(name, vec![(CACHE, "no-cache".to_owned())]),
        }
    }
    rules
}

/// The page talks to its own host and to the two hosts of its cloud.
fn page_policy(cloud: Cloud) -> Vec<String> {
    let (arm, login) = (cloud.arm_host(), cloud.login_host());
    vec![
        "default-src 'none'".to_owned(),
        "script-src 'self' 'wasm-unsafe-eval'".to_owned(),
        "style-src 'self'".to_owned(),
        "img-src 'self' data:".to_owned(),
        // What keeps the page for offline use, and has it installed.
        "worker-src 'self'".to_owned(),
        "manifest-src 'self'".to_owned(),
        format!("connect-src 'self' https://{arm} https://{login}"),
        // Sign-ins are renewed in a frame: Entra's page, then redirect.html.
        format!("frame-src 'self' https://{login}"),
        "base-uri 'none'".to_owned(),
        "form-action 'none'".to_owned(),
        "object-src 'none'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
        "require-trusted-types-for 'script'".to_owned(),
        "trusted-types default".to_owned(),
    ]
}

/// The pages of the causes have a stylesheet and an icon, and run nothing.
fn plain_policy() -> String {
    let policy = [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ];
    policy.join("; ")
}

/// redirect.html runs in a frame of the page and loads two scripts, no more.
/// It has no opener policy, which would cut it off from the page.
fn bridge_policy() -> String {
    [
        "default-src 'none'",
        "script-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "object-src 'none'",
        "frame-ancestors 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    .join("; ")
}

/// The form that Netlify and Cloudflare Pages read.
fn headers_file(rules: &[Rule]) -> String {
    let mut text = String::new();
    for rule in rules {
        text.push_str(&rule.path);
        text.push('\n');
        for (name, value) in &rule.headers {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "  {name}: {value}");
        }
    }
    text
}

/// The form that Azure Static Web Apps reads.
fn static_web_app(rules: &[Rule]) -> serde_json::Value {
    let as_object = |rule: &Rule| -> serde_json::Value {
        rule.headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect()
    };
    let (global, routes): (Vec<_>, Vec<_>) = rules.iter().partition(|it| it.path == "/*");
    json!({
        "globalHeaders": global.first().map(|it| as_object(it)),
        "routes": routes
            .iter()
            .map(|it| json!({ "route": it.path, "headers": as_object(it) }))
            .collect::<Vec<_>>(),
        // 404.html mends links whose # has become %23.
        "responseOverrides": { "404": { "rewrite": "/404.html" } },
        "mimeTypes": { ".wasm": "application/wasm" },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(cloud: Cloud) -> Vec<Rule> {
        rules(
            cloud,
            &[
                "assets/*",
                "config.json",
                "index.html",
                "redirect.html",
                "ja/*",
                "why/*",
            ]
            .map(String::from),
            &plain_folders().unwrap(),
        )
    }

    #[test]
    fn plain_pages_of_every_language_run_nothing() {
        let rules = all(Cloud::Public);
        for path in ["/why/plan.servers/off/", "/ja/why/plan.servers/off/"] {
            let own = rules.iter().filter(|it| it.path != "/*");
            let mut own = own.filter(|it| crate::host::matches(&it.path, path));
            assert!(
                own.any(|it| it.headers.contains(&(POLICY, plain_policy()))),
                "{path}"
            );
        }
    }

    #[test]
    fn a_page_reaches_the_hosts_of_its_own_cloud_only() {
        for cloud in Cloud::ALL {
            let policy = page_policy(cloud).join("; ");
            for other in Cloud::ALL {
                let named =
                    policy.contains(other.arm_host()) || policy.contains(other.login_host());
                assert_eq!(named, other == cloud, "{policy}");
            }
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        }
    }

    #[test]
    fn no_header_is_set_twice_for_one_path() {
        let rules = all(Cloud::Public);
        for path in [
            "/",
            "/index.html",
            "/redirect.html",
            "/assets/page.js",
            "/config.json",
            "/not-there",
        ] {
            let mut names: Vec<_> = rules
                .iter()
                .filter(|it| crate::host::matches(&it.path, path))
                .flat_map(|it| it.headers.iter().map(|(name, _)| *name))
                .collect();
            assert!(names.contains(&POLICY), "{path}");
            names.retain(|it| *it != POLICY);
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{path}");
            assert_eq!(names.contains(&CACHE), path != "/not-there", "{path}");
        }
    }

    #[test]
    fn the_element_has_what_an_element_may_have() {
        for meta in [meta(Cloud::Public), bridge_meta()] {
            assert!(!meta.contains("frame-ancestors") && meta.contains("default-src 'none'"));
            assert_eq!(
                meta.matches('"').count(),
                4,
                "no quote may end the attribute early"
            );
        }
    }
}
