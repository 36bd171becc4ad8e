//! The browsers for tests and for the simulated Azure: found, or installed.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::apt::{self, is_root, on_path};

const ON_PATH: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

const ELSEWHERE: [&str; 4] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

/// Chromium without windows of its own, which takes a third less of the processor.
const HEADLESS: &str = "chromium-headless-shell";

/// What Japanese screenshots take.
const FONT: &str = "fonts-noto-cjk";

/// The path of a browser that can show itself. `CHROMIUM` decides when it is set; where
/// there is apt, a missing browser is installed.
pub(crate) fn find_or_install() -> Result<PathBuf> {
    chosen_or_installed(find, "chromium")
}

/// The same of one for tests, which nobody sees.
pub(crate) fn for_tests() -> Result<PathBuf> {
    chosen_or_installed(|| on_path(HEADLESS).or_else(find), HEADLESS)
}

fn chosen_or_installed(find: impl Fn() -> Option<PathBuf>, package: &str) -> Result<PathBuf> {
    if let Some(chosen) = env::var_os("CHROMIUM") {
        return Ok(chosen.into());
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    apt::install(
        &[package, FONT],
        "install Chromium or Chrome yourself, or set CHROMIUM to its path",
    )?;
    find().context("Chromium was installed and is still not on PATH")
}

fn find() -> Option<PathBuf> {
    ON_PATH
        .iter()
        .find_map(|name| on_path(name))
        .or_else(|| ELSEWHERE.iter().map(PathBuf::from).find(|it| it.is_file()))
}

/// Opens a window on `address` in which the hosts of `cloud` are the simulator
/// on `port`. Its profile is `profile` and nobody's own: such a window trusts
/// every certificate.
pub(crate) fn open_on_simulator(
    browser: &Path,
    profile: &Path,
    cloud: crate::cloud::Cloud,
    port: u16,
    address: &str,
) -> Command {
    let mut window = Command::new(browser);
    window
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!(
            "--host-resolver-rules={}",
            resolver_rules(cloud, port)
        ))
        .args([
            "--ignore-certificate-errors",
            "--no-first-run",
            "--disable-background-networking",
        ])
        .args([
            "--disable-component-update",
            "--disable-sync",
            "--no-default-browser-check",
        ]);
    if is_root() {
        window.arg("--no-sandbox");
    }
    window.arg(address);
    window
}

fn resolver_rules(cloud: crate::cloud::Cloud, port: u16) -> String {
    [cloud.arm_host(), cloud.login_host()]
        .map(|host| format!("MAP {host}:443 127.0.0.1:{port}"))
        .join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::Cloud;

    #[test]
    fn both_hosts_of_the_cloud_lead_to_the_simulator() {
        assert_eq!(
            resolver_rules(Cloud::Public, 8443),
            "MAP management.azure.com:443 127.0.0.1:8443,\
             MAP login.microsoftonline.com:443 127.0.0.1:8443"
        );
    }
}
