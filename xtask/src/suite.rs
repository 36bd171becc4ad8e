//! `cargo xtask test`: the quick checks first, and the first failure ends it.
//! The site is built beside them, for much of that keeps only one core busy.

use std::thread;

use anyhow::{Result, anyhow, ensure};

use crate::{
    azure, chromium,
    cli::Part,
    cloud::Cloud,
    exec::{cargo, command, run, tee},
    place, site, size,
    tally::{self, Tally},
    timings::{self, Timings},
    tools,
};

const WASM: &str = "--target=wasm32-unknown-unknown";

pub(crate) fn run_parts(only: Option<Part>) -> Result<()> {
    let asked = |part| only.is_none_or(|it| it == part);
    let mut timings = Timings::default();
    // What is missing is installed first, so that no later step waits for it.
    timings.step("tools", || {
        tools::for_build()?;
        if asked(Part::Lint) {
            tools::cargo_deny()?;
        }
        if asked(Part::E2e) {
            chromium::find_or_install()?;
        }
        Ok(())
    })?;
    let site = (asked(Part::Size) || asked(Part::E2e)).then(|| {
        // Where another step fails, the process ends, and this with it.
        thread::spawn(|| {
            let mut timings = Timings::beside("site");
            site::build(Cloud::Public, &mut timings)?;
            anyhow::Ok(timings)
        })
    });
    let mut tally = Tally::default();
    if asked(Part::Lint) {
        lint(&mut timings)?;
    }
    if asked(Part::Native) {
        tally += native(&mut timings)?;
    }
    if let Some(site) = site {
        let built = timings.step("waiting for the site", || {
            let ended = site.join();
            ended.map_err(|_| anyhow!("building the site panicked"))?
        })?;
        timings.add(built);
    }
    if asked(Part::Size) {
        timings.step("size budget", size::check)?;
    }
    if asked(Part::E2e) {
        if !asked(Part::Native) {
            simulator(&mut timings)?;
        }
        let (browser, said) = browser(&mut timings)?;
        tally += browser;
        println!("The slowest browser tests:\n{}", timings::slowest(&said));
    }
    println!("Where the time went:\n{}", timings.table());
    if asked(Part::Native) || asked(Part::E2e) {
        println!("{} passed, {} failed", tally.passed, tally.failed);
    }
    Ok(())
}

fn lint(timings: &mut Timings) -> Result<()> {
    timings.step("rustfmt", || run(cargo().args(["fmt", "--all", "--check"])))?;
    timings.step("clippy, native crates", || {
        let native = ["--workspace", "--exclude=jit-doctor"];
        clippy(
            &[
                &native[..],
                &["--all-targets", "--features=azure-sim/server"],
            ]
            .concat(),
        )
    })?;
    timings.step("clippy, the page", || {
        clippy(&["-p", "jit-doctor", "--all-targets", WASM])
    })?;
    timings.step("clippy, the demo's simulator", || {
        clippy(&["-p", "azure-sim", "--lib", "--features=demo", WASM])
    })?;
    timings.step("rustdoc, native crates", || {
        run(cargo()
            .args(["doc", "--quiet", "--no-deps", "--lib", "--workspace"])
            .arg("--exclude=jit-doctor")
            .env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    timings.step("licences and sources of the dependencies", || {
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
    })
}

fn clippy(scope: &[&str]) -> Result<()> {
    run(cargo()
        .args(["clippy", "--quiet"])
        .args(scope)
        .args(["--", "-D", "warnings"]))
}

fn native(timings: &mut Timings) -> Result<Tally> {
    let tests = || {
        let mut cargo = cargo();
        cargo.args(["test", "--workspace", "--features=azure-sim/server"]);
        cargo
    };
    timings.step("compiling the native tests", || {
        run(tests().args(["--quiet", "--no-run"]))
    })?;
    let said = timings.step("native tests", || tee(&mut tests()))?;
    let tally = tally::cargo(&said);
    ensure!(tally.passed > 0, "cargo reported no test");
    Ok(tally)
}

/// Built here, so that the time it takes is not taken for a test's. The native
/// tests have built it on the way, with the features of dependencies that they
/// want, so it is not built once more without them.
fn simulator(timings: &mut Timings) -> Result<()> {
    timings.step("compiling the simulated Azure", || {
        run(cargo().args([
            "build",
            "--quiet",
            "-p=azure-sim",
            "--features=server",
            "--bin=azure",
        ]))
    })
}

/// The browser tests, and what Playwright said.
fn browser(timings: &mut Timings) -> Result<(Tally, String)> {
    let said = timings.step("browser tests", || {
        tee(command(place::npm_bin("playwright"))
            .args([
                "test",
                "--config=tests/e2e/playwright.config.js",
                "--reporter=list",
            ])
            .env("CHROMIUM", chromium::find_or_install()?)
            .env(azure::COMPILED, azure::compiled()))
    })?;
    let tally = tally::playwright(&said);
    ensure!(tally.passed > 0, "Playwright reported no test");
    Ok((tally, said))
}
