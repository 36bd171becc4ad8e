//! Playwright on the release in `dist/`, with the simulated Azure and the browser that it
//! needs.

use std::process::Command;

use anyhow::Result;

use crate::{
    azure, chromium,
    exec::{command, own_program},
    place,
};

/// `config` is the name of a file in `tests/e2e`. The simulator is compiled.
pub(crate) fn playwright(config: &str) -> Result<Command> {
    let mut playwright = command(place::npm_bin("playwright"));
    playwright
        .args(["test", "--reporter=list"])
        .arg(format!("--config=tests/e2e/{config}"))
        .env("CHROMIUM", chromium::find_or_install()?)
        .env(azure::COMPILED, azure::compiled())
        // Tests start hosts of their own.
        .env("XTASK", own_program()?);
    Ok(playwright)
}
