//! Playwright on the release in `dist/`, with the simulated Azure and the browser that it
//! needs.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::{
    azure, chromium,
    exec::{command, own_program},
    place,
    tally::{self, Tally},
};

/// `config` is the name of a file in `tests/e2e`. The simulator is compiled.
pub(crate) fn playwright(config: &str) -> Result<Command> {
    let mut playwright = command(place::npm_bin("playwright"));
    playwright
        .args(["test", "--reporter=list"])
        .arg(format!("--config=tests/e2e/{config}"))
        .env("CHROMIUM", chromium::for_tests()?)
        .env(azure::COMPILED, azure::compiled())
        // Tests start hosts of their own.
        .env("XTASK", own_program()?);
    Ok(playwright)
}

/// What it says of its tests, of which there is one at least.
pub(crate) fn reported(said: &str) -> Result<Tally> {
    let tally = tally::playwright(said);
    ensure!(tally.passed > 0, "Playwright reported no test");
    Ok(tally)
}
