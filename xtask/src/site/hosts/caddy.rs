//! Caddy: a snippet that serves the site wherever it is imported, and sites that import it.

use std::fmt::Write as _;

use super::{BELOW, FOLDER, UNSERVED, bare_policy, everywhere, special};
use crate::site::headers::{POLICY, Rule};

/// What the sites below import.
pub(super) fn snippets(rules: &[Rule]) -> String {
    let mut text = "# Written by `cargo xtask build`. Import it in front of your sites.\n\
                    (jit-doctor-headers) {\n"
        .to_owned();
    let _ = writeln!(text, "\theader {POLICY} \"{}\"", bare_policy(rules));
    for (name, value) in everywhere(rules) {
        let _ = writeln!(text, "\theader {name} \"{value}\"");
    }
    let _ = writeln!(
        text,
        "}}\n(jit-doctor) {{\n\troot * {FOLDER}\n\troute {{\n\t\timport jit-doctor-headers"
    );
    // A later one replaces what an earlier one has set.
    for (at, rule) in special(rules).into_iter().enumerate() {
        let _ = writeln!(text, "\t\t@jit-doctor-{at} path {}", rule.path);
        for (name, value) in &rule.headers {
            let _ = writeln!(text, "\t\theader @jit-doctor-{at} {name} \"{value}\"");
        }
    }
    let _ = writeln!(
        text,
        "\t\tfile_server {{\n\t\t\tprecompressed br gzip\n\t\t\thide {}\n\t\t}}\n\t}}\n}}",
        UNSERVED.join(" ")
    );
    // The status stays that of the error.
    let _ = writeln!(
        text,
        "(jit-doctor-errors) {{\n\t@jit-doctor-404 expression {{err.status_code}} == 404\n\
         \thandle @jit-doctor-404 {{\n\t\troot * {FOLDER}\n\t\trewrite * /404.html\n\
         \t\troute {{\n\t\t\timport jit-doctor-headers\n\
         \t\t\theader Cache-Control no-cache\n\t\t\tfile_server\n\t\t}}\n\t}}\n}}"
    );
    text
}

/// A site that is the page's own.
pub(super) fn site() -> String {
    "import jit-doctor.caddy\n\njit.example.com {\n\timport jit-doctor\n\thandle_errors {\n\t\t\
     import jit-doctor-errors\n\t}\n}\n"
        .to_owned()
}

/// A folder of a larger site.
pub(super) fn folder() -> String {
    let bare = BELOW.trim_end_matches('/');
    format!(
        "import jit-doctor.caddy\n\njit.example.com {{\n\tredir {bare} {BELOW}\n\
         \thandle_path {BELOW}* {{\n\t\timport jit-doctor\n\t}}\n\
         \t# 404.html asks for this at the top of the host.\n\
         \thandle /repair.js {{\n\t\troot * {FOLDER}\n\t\tfile_server\n\t}}\n\
         \thandle_errors {{\n\t\t@below path {BELOW}*\n\t\thandle @below {{\n\t\t\t\
         import jit-doctor-errors\n\t\t}}\n\t}}\n}}\n"
    )
}

/// The same in a container, behind something that has the certificate.
pub(super) fn container() -> String {
    site().replace("jit.example.com", ":8080")
}

#[cfg(test)]
mod tests {
    use super::{super::examples, *};

    #[test]
    fn each_rule_is_there_and_none_comes_before_what_holds_everywhere() {
        let text = snippets(&examples());
        let of = |it: &str| text.find(it).unwrap_or_else(|| panic!("{it}: {text}"));
        let import = of("import jit-doctor-headers");
        for it in ["path /why/*", "path /a.json", "path /\n"] {
            assert!(import < of(it));
        }
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
}
