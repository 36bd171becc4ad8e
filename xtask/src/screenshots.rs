//! `cargo xtask screenshots`: pictures of every screen, to be looked at.

use anyhow::Result;

use crate::{
    azure,
    cloud::Cloud,
    exec::{run, step},
    playwright::playwright,
    site,
    timings::Timings,
};

/// Where Playwright writes them.
const FOLDER: &str = "test-results/screens";

pub(crate) fn screenshots() -> Result<()> {
    site::build(Cloud::Public, &mut Timings::default())?;
    azure::compile()?;
    run(&mut playwright("screenshots.config.js")?)?;
    step(&format!("the pictures are in {FOLDER}"));
    Ok(())
}
