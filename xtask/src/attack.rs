//! `cargo xtask attack`: the tests that attack the page, at length.

use anyhow::{Result, ensure};

use crate::{
    azure,
    cloud::Cloud,
    exec::{cargo, step, tee},
    playwright::playwright,
    site,
    timings::Timings,
    tools,
};

/// For each link in the browser, so many rounds go through the decoders alone.
const NATIVE: u32 = 10;

pub(crate) fn attack(links: u32, seed: u32) -> Result<()> {
    tools::for_build()?;
    step("attacking the decoders");
    let mut said = tee(cargo()
        .args(["test", "--quiet", "-p=integration-tests", "--test=it"])
        .args(["attack::", "--", "--nocapture"])
        .env("ATTACK_NATIVE", (links * NATIVE).to_string())
        .env("ATTACK_SEED", seed.to_string()))?;
    site::build(Cloud::Public, &mut Timings::default())?;
    step("attacking the page");
    azure::compile()?;
    said += &tee(playwright("playwright.config.js")?
        .arg("hostile")
        .env("ATTACK_LINKS", links.to_string())
        .env("ATTACK_SEED", seed.to_string()))?;
    let figures: Vec<_> = said
        .lines()
        .filter(|it| it.starts_with("attack: "))
        .collect();
    ensure!(!figures.is_empty(), "no attack told what came of it");
    println!("What came of it:\n{}", figures.join("\n"));
    Ok(())
}
