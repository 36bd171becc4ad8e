//! `cargo xtask test`: the quick checks first, and the first failure ends it.

use anyhow::{Result, ensure};

use crate::{
    chromium,
    cli::Part,
    cloud::Cloud,
    exec::{cargo, command, run, step, tee},
    place, site, size,
    tally::{self, Tally},
    tools,
};

const WASM: &str = "--target=wasm32-unknown-unknown";

pub(crate) fn run_parts(only: Option<Part>) -> Result<()> {
    let asked = |part| only.is_none_or(|it| it == part);
    // What is missing is installed first, so that no later step waits for it.
    tools::for_build()?;
    let mut tally = Tally::default();
    if asked(Part::Lint) {
        lint()?;
    }
    if asked(Part::Native) {
        tally += native()?;
    }
    if asked(Part::Size) || asked(Part::E2e) {
        site::build(Cloud::Public)?;
    }
    if asked(Part::Size) {
        step("size budget");
        size::check()?;
    }
    if asked(Part::E2e) {
        tally += browser()?;
    }
    if asked(Part::Native) || asked(Part::E2e) {
        println!("{} passed, {} failed", tally.passed, tally.failed);
    }
    Ok(())
}

fn lint() -> Result<()> {
    step("rustfmt");
    run(cargo().args(["fmt", "--all", "--check"]))?;
    step("clippy, native crates");
    let native = ["--workspace", "--exclude=jit-doctor"];
    clippy(
        &[
            &native[..],
            &["--all-targets", "--features=azure-sim/server"],
        ]
        .concat(),
    )?;
    step("clippy, the page");
    clippy(&["-p", "jit-doctor", "--all-targets", WASM])?;
    step("clippy, the demo's simulator");
    clippy(&["-p", "azure-sim", "--lib", "--features=demo", WASM])?;
    step("licences and sources of the dependencies");
    // The crates of every platform, for the check goes through all of them.
    run(cargo().args(["fetch", "--quiet", "--locked"]))?;
    run(command(tools::cargo_deny()?).args([
        "--offline",
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ]))
}

fn clippy(scope: &[&str]) -> Result<()> {
    run(cargo()
        .args(["clippy", "--quiet"])
        .args(scope)
        .args(["--", "-D", "warnings"]))
}

fn native() -> Result<Tally> {
    step("native tests");
    let said = tee(cargo().args(["test", "--workspace", "--features=azure-sim/server"]))?;
    let tally = tally::cargo(&said);
    ensure!(tally.passed > 0, "cargo reported no test");
    Ok(tally)
}

fn browser() -> Result<Tally> {
    step("browser tests");
    let chromium = chromium::find_or_install()?;
    // Built here, so that the time it takes is not taken for a test's.
    run(cargo().args([
        "build",
        "--quiet",
        "-p=azure-sim",
        "--features=server",
        "--bin=azure",
    ]))?;
    let said = tee(command(place::npm_bin("playwright"))
        .args([
            "test",
            "--config=tests/e2e/playwright.config.js",
            "--reporter=list",
        ])
        .env("CHROMIUM", chromium))?;
    let tally = tally::playwright(&said);
    ensure!(tally.passed > 0, "Playwright reported no test");
    Ok(tally)
}
