//! nginx: maps from a path to the values of headers, and what a server or a location has to
//! say. The maps look at the end of a path only, so they serve a folder of any site.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{BELOW, FOLDER, UNSERVED, bare_policy, everywhere, special};
use crate::site::headers::{POLICY, Rule};

/// For the `http` block: `/etc/nginx/conf.d/`.
pub(super) fn maps(rules: &[Rule]) -> String {
    let mut text =
        "# Written by `cargo xtask build`. Which headers go with which file.\n".to_owned();
    for (header, values) in by_header(rules) {
        let _ = writeln!(text, "map $uri {} {{", variable(header));
        if header == POLICY {
            let _ = writeln!(text, "    default \"{}\";", bare_policy(rules));
        }
        for (path, value) in values {
            let _ = writeln!(text, "    \"~{}\" \"{value}\";", pattern(path));
        }
        text.push_str("}\n");
    }
    text
}

/// For the `server` block of a site that is the page's own.
pub(super) fn server(rules: &[Rule]) -> String {
    let mut text = format!(
        "# Written by `cargo xtask build`. Include it in the server block.\n\
         root {FOLDER};\nindex index.html;\nerror_page 404 /404.html;\n"
    );
    said(&mut text, "", rules);
    let _ = writeln!(text, "location ~ /({})$ {{ return 404; }}", unserved());
    text
}

/// For the `server` block of a larger site.
pub(super) fn folder(rules: &[Rule]) -> String {
    let bare = BELOW.trim_end_matches('/');
    let mut text = format!(
        "# Written by `cargo xtask build`. Include it in the server block, with your own path\n\
         # in place of {BELOW} everywhere.\n\
         location = {bare} {{ return 301 {BELOW}; }}\n\
         location ^~ {BELOW} {{\n    alias {FOLDER}/;\n    index index.html;\n    \
         error_page 404 {BELOW}404.html;\n"
    );
    said(&mut text, "    ", rules);
    let _ = writeln!(
        text,
        "    location ~ /({})$ {{ return 404; }}\n}}\n\
         # 404.html asks for this at the top of the host.\n\
         location = /repair.js {{ alias {FOLDER}/repair.js; }}",
        unserved()
    );
    text
}

fn said(text: &mut String, indent: &str, rules: &[Rule]) {
    for (name, value) in everywhere(rules) {
        let _ = writeln!(text, "{indent}add_header {name} \"{value}\" always;");
    }
    for header in by_header(rules).keys() {
        let _ = writeln!(
            text,
            "{indent}add_header {header} {} always;",
            variable(header)
        );
    }
    let _ = writeln!(
        text,
        "{indent}gzip_static on;\n{indent}gzip_vary on;\n\
         {indent}# Of the package libnginx-mod-http-brotli-static; without it, delete this line.\n\
         {indent}brotli_static on;"
    );
}

/// The special rules' values by their header.
fn by_header(rules: &[Rule]) -> BTreeMap<&'static str, Vec<(&str, &str)>> {
    let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for rule in special(rules) {
        for (name, value) in &rule.headers {
            let values = all.entry(*name).or_default();
            values.push((rule.path.as_str(), value.as_str()));
        }
    }
    all
}

fn variable(header: &str) -> String {
    format!(
        "$jit_doctor_{}",
        header.to_ascii_lowercase().replace('-', "_")
    )
}

fn pattern(path: &str) -> String {
    match path.strip_suffix('*') {
        Some(folder) => folder.replace('.', "\\."),
        None => format!("{}$", path.replace('.', "\\.")),
    }
}

fn unserved() -> String {
    UNSERVED.map(|it| it.replace('.', "\\.")).join("|")
}

#[cfg(test)]
mod tests {
    use super::{super::examples, *};

    #[test]
    fn a_map_asks_folders_first_and_has_every_value() {
        let text = maps(&examples());
        let policy = text
            .split("map ")
            .find(|it| it.contains("policy {"))
            .unwrap();
        assert!(
            policy.contains("default \"frame-ancestors 'self'\";"),
            "{policy}"
        );
        let of = |it: &str| policy.find(it).unwrap();
        assert!(of("\"~/why/\"") < of("\"~/$\""), "{policy}");
        assert!(text.contains("\"~/a\\.json$\" \"3\";"), "{text}");
    }

    #[test]
    fn a_location_says_all_that_a_server_says() {
        let (server, folder) = (server(&examples()), folder(&examples()));
        for line in server.lines().filter(|it| it.starts_with("add_header")) {
            assert!(folder.contains(line), "{line}");
        }
        assert!(server.contains("add_header X-A \"1\" always;"));
        assert!(server.contains("add_header X-B $jit_doctor_x_b always;"));
    }
}
