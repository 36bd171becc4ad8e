//! `cargo xtask collector`: the collector's scripts for bash, run by the real Azure CLI
//! from `PyPI` against the simulated Azure, and the files that they leave, diagnosed
//! natively and in the page in `dist/`. A machine that lacks bash or Python, or cannot
//! reach the package, does without this test, and is told why.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::{
    apt::on_path,
    azure,
    exec::{cargo, command, tee},
    place,
    playwright::{playwright, reported},
    python,
    tally::{self, Tally},
    timings::Timings,
    tools,
};

/// The version that `tests/integration/az/cli.json` was written from.
pub(crate) const AZURE_CLI: &str = "azure-cli==2.91.0";

pub(crate) fn collector() -> Result<()> {
    ensure!(
        place::dist().join("index.html").is_file(),
        "dist/ holds no release: run `cargo xtask build`"
    );
    let mut timings = Timings::default();
    let programs = timings.step("the Azure CLI", || Ok(environment()))?;
    let programs = match programs {
        Ok(programs) => programs,
        Err(why) => {
            println!("NOT RUN: the collector's scripts with the real Azure CLI: {why:#}");
            return Ok(());
        }
    };
    timings.step("npm packages", tools::npm_packages)?;
    let simulator = timings.step("compiling the simulated Azure", azure::compile)?;
    let mut tally = Tally::default();
    tally += timings.step("the scripts", || native("the_scripts_are_written", &[]))?;
    timings.step("the Azure CLI runs them", || {
        tee(command(python::program(&programs, "python"))
            .arg(place::root().join("tests/integration/az/collect.py"))
            .env(azure::COMPILED, simulator))
    })?;
    tally += timings.step("their files, natively", || {
        native(
            "what_the_real_azure_cli_collects_is_the_live_run",
            &["--ignored"],
        )
    })?;
    tally += timings.step("their files, in the page", || {
        let mut tests = playwright("collector.config.js")?;
        reported(&tee(&mut tests)?)
    })?;
    println!("Where the time went:\n{}", timings.table());
    println!("{} passed, {} failed", tally.passed, tally.failed);
    Ok(())
}

/// The Azure CLI in an environment of its own, and the folder that holds its programs.
fn environment() -> Result<PathBuf> {
    ensure!(
        cfg!(unix) && on_path("bash").is_some(),
        "the scripts need bash"
    );
    python::environment("azure-cli", "the Azure CLI", &[AZURE_CLI])
}

/// One of the collector's native tests.
fn native(test: &str, args: &[&str]) -> Result<Tally> {
    let said = tee(cargo()
        .args(["test", "--quiet", "-p=integration-tests"])
        .args(["--features=azure-sim/server", "--test=it"])
        .args(["--", &format!("collector::{test}"), "--exact"])
        .args(args))?;
    let tally = tally::cargo(&said);
    ensure!(tally.passed == 1, "there is no test {test}");
    Ok(tally)
}
