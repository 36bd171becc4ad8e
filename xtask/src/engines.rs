//! `cargo xtask engines`: the release in `dist/` in Debian's Firefox and in `WebKit`, driven
//! from outside by `tests/engines`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{
    apt::{self, on_path},
    azure,
    exec::{command, own_program, step, tee},
    place,
    tally::{self, Tally},
    timings::Timings,
    tools,
};

/// An engine, its packages of Debian, and what drives it.
struct Engine {
    name: &'static str,
    packages: &'static [&'static str],
    browser: fn() -> Option<PathBuf>,
    driver: fn() -> Result<PathBuf>,
    /// Whether it needs a screen, which Xvfb is.
    takes_screen: bool,
}

const ENGINES: [Engine; 2] = [
    Engine {
        name: "firefox",
        packages: &["firefox-esr"],
        browser: || on_path("firefox-esr").or_else(|| on_path("firefox")),
        driver: tools::geckodriver,
        takes_screen: false,
    },
    Engine {
        name: "webkit",
        packages: &["webkit2gtk-driver", "xvfb", "xauth"],
        browser: mini_browser,
        driver: || on_path("WebKitWebDriver").context("there is no WebKitWebDriver"),
        takes_screen: true,
    },
];

/// Runs the tests in every engine, or in the one that is named.
pub(crate) fn engines(only: Option<&str>) -> Result<()> {
    ensure!(
        place::dist().join("index.html").is_file(),
        "dist/ holds no release: run `cargo xtask build`"
    );
    ensure!(
        only.is_none_or(|only| ENGINES.iter().any(|it| it.name == only)),
        "there is no such engine: firefox or webkit"
    );
    let mut timings = Timings::default();
    timings.step("npm packages", tools::npm_packages)?;
    let azure = timings.step("compiling the simulated Azure", azure::compile)?;
    let mut tally = Tally::default();
    let mut left_out = Vec::new();
    for engine in ENGINES
        .iter()
        .filter(|it| only.is_none_or(|only| it.name == only))
    {
        let there = timings.step(&format!("{}: installing", engine.name), || {
            Ok(there(engine))
        })?;
        match there {
            Ok((browser, driver)) => {
                tally += timings.step(&format!("{}: tests", engine.name), || {
                    tests(engine, &browser, &driver, &azure)
                })?;
            }
            Err(why) => left_out.push(format!("{}: {why:#}", engine.name)),
        }
    }
    println!("Where the time went:\n{}", timings.table());
    for what in &left_out {
        println!("NOT RUN: {what}");
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if !left_out.is_empty() {
        bail!("not every engine was tried: {}", left_out.join("; "));
    }
    Ok(())
}

/// The browser and its driver, installed where they are not there.
fn there(engine: &Engine) -> Result<(PathBuf, PathBuf)> {
    let has_screen = !engine.takes_screen || on_path("xvfb-run").is_some();
    let is_whole = (engine.browser)().is_some()
        && has_screen
        && (!engine.takes_screen || (engine.driver)().is_ok());
    if !is_whole {
        let instead = format!("install {} yourself", engine.packages.join(" and "));
        apt::install(engine.packages, &instead)?;
    }
    let browser = (engine.browser)().context("the browser was installed and is not there")?;
    Ok((browser, (engine.driver)()?))
}

fn tests(engine: &Engine, browser: &Path, driver: &Path, azure: &Path) -> Result<Tally> {
    step(&apt::version(Command::new(driver).arg("--version")));
    let mut node = if engine.takes_screen {
        let mut screen = command("xvfb-run");
        screen.args(["-a", "-s", "-screen 0 1280x900x24", "node"]);
        screen
    } else {
        command("node")
    };
    let said = tee(node
        .args(["--test", "--test-reporter=tap", "--test-concurrency=1"])
        .arg("tests/engines/engines.test.js")
        .env("ENGINE", engine.name)
        .env("BROWSER", browser)
        .env("DRIVER", driver)
        .env("AZURE", azure)
        .env("XTASK", own_program()?))?;
    let tally = tally::node(&said);
    ensure!(tally.passed > 0, "node reported no test");
    Ok(tally)
}

/// `WebKit`'s own browser, which Debian keeps beside the library.
fn mini_browser() -> Option<PathBuf> {
    let libraries = std::fs::read_dir("/usr/lib").ok()?;
    libraries
        .filter_map(|it| Some(it.ok()?.path()))
        .flat_map(|it| {
            ["4.1", "6.0", "4.0"].map(|api| it.join(format!("webkit2gtk-{api}/MiniBrowser")))
        })
        .find(|it| it.is_file())
}
