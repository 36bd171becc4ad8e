//! The browser, and the only place that names it: requests, time, storage, the
//! address bar, and the two modules that are loaded on demand. Knows neither
//! pages nor checks.

pub(crate) mod clipboard;
pub(crate) mod clock;
pub mod crash;
pub(crate) mod demo;
pub(crate) mod fetch;
pub(crate) mod files;
pub(crate) mod focus;
pub(crate) mod guid;
pub(crate) mod host;
pub(crate) mod leaving;
pub(crate) mod letters;
pub(crate) mod location;
pub(crate) mod module;
pub(crate) mod msal;
pub(crate) mod notify;
pub(crate) mod offline;
pub(crate) mod scroll;
pub(crate) mod seal;
pub(crate) mod site;
pub(crate) mod storage;
pub(crate) mod theme;

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use crate::words::testing::files;

    /// The crates that speak to the browser.
    const BINDINGS: [&str; 5] = [
        "web_sys",
        "js_sys",
        "wasm_bindgen",
        "gloo_net",
        "gloo_timers",
    ];

    /// The program is what JavaScript starts, so it may name it too.
    #[test]
    fn nothing_else_names_the_browser() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let programs = ["main.rs", "browser"].map(|it| root.join(it));
        let mut looked_at = 0;
        for path in files(&root) {
            let is_rust = path.extension().is_some_and(|it| it == "rs");
            if !is_rust || programs.iter().any(|it| path.starts_with(it)) {
                continue;
            }
            looked_at += 1;
            let text = fs::read_to_string(&path).unwrap();
            for name in BINDINGS {
                assert!(!text.contains(name), "{} names {name}", path.display());
            }
        }
        assert!(50 < looked_at, "only {looked_at} files were found");
    }
}
