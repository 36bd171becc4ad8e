//! `cargo xtask test`. Three things go on at once, because each alone leaves a core
//! idle: the native tests and then the lints; the site's build and then the browser
//! tests, as soon as the native tests are compiled. The first failure ends it.

use std::{process::Command, thread};

use anyhow::{Result, anyhow, ensure};

use crate::{
    audit, azure, chromium,
    cli::Part,
    cloud::Cloud,
    exec::{cargo, command, run, tee},
    playwright::{playwright, reported},
    sdk, site, size,
    tally::{self, Tally},
    timings::{self, Timings},
    tools,
};

const WASM: &str = "--target=wasm32-unknown-unknown";

pub(crate) fn run_parts(only: Option<Part>) -> Result<()> {
    let asked = move |part| only.is_none_or(|it| it == part);
    let mut timings = Timings::default();
    let mut python = None;
    // What is missing is installed first, so that no later step waits for it.
    timings.step("tools", || {
        tools::for_build()?;
        if asked(Part::Lint) {
            tools::cargo_deny()?;
        }
        if asked(Part::E2e) {
            chromium::for_tests()?;
        }
        if asked(Part::Native) {
            // An error is no failure: this machine lacks something.
            python = Some(sdk::python());
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
    if asked(Part::Lint) {
        format(&mut timings)?;
    }
    if asked(Part::Native) {
        compile_native(&mut timings)?;
    } else if asked(Part::E2e) {
        simulator(&mut timings)?;
    }
    // From here on cargo is free, and the simulator that the browsers need is there.
    let browser = site.map(|site| {
        thread::spawn(move || {
            let mut timings = Timings::beside("browser");
            let built = site.join();
            let built = built.map_err(|_| anyhow!("building the site panicked"))??;
            timings.add(built);
            if asked(Part::Size) {
                timings.step("size budget", size::check)?;
            }
            let said = if asked(Part::E2e) {
                Some(browser(&mut timings)?)
            } else {
                None
            };
            anyhow::Ok((timings, said))
        })
    });
    let mut tally = Tally::default();
    if asked(Part::Native) {
        tally += native(&mut timings)?;
    }
    if let Some(Ok(python)) = &python {
        tally += timings.step("Microsoft's SDK for Python", || sdk::tests(python))?;
    }
    let mut left_out = Vec::new();
    if asked(Part::Lint) {
        lint(&mut timings)?;
        left_out = timings.step("known vulnerabilities", audit::audit)?;
    }
    if let Some(browser) = browser {
        let (beside, said) = timings.step("waiting for the browsers", || {
            let ended = browser.join();
            ended.map_err(|_| anyhow!("the browser tests panicked"))?
        })?;
        timings.add(beside);
        if let Some(said) = said {
            tally += reported(&said)?;
            println!("The slowest browser tests:\n{}", timings::slowest(&said));
        }
    }
    println!("Where the time went:\n{}", timings.table());
    for what in left_out {
        println!("Left out: {what}");
    }
    if let Some(Err(why)) = &python {
        println!("Left out: the tests with Microsoft's SDK for Python: {why:#}");
    }
    if asked(Part::Native) || asked(Part::E2e) {
        println!("{} passed, {} failed", tally.passed, tally.failed);
    }
    Ok(())
}

fn format(timings: &mut Timings) -> Result<()> {
    timings.step("rustfmt", || run(cargo().args(["fmt", "--all", "--check"])))
}

fn lint(timings: &mut Timings) -> Result<()> {
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
        clippy(&[
            "-p",
            "jit-doctor",
            "--all-targets",
            "--features=split",
            WASM,
        ])
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

fn native_tests() -> Command {
    let mut cargo = cargo();
    cargo.args(["test", "--workspace", "--features=azure-sim/server"]);
    cargo
}

fn compile_native(timings: &mut Timings) -> Result<()> {
    timings.step("compiling the native tests", || {
        run(native_tests().args(["--quiet", "--no-run"]))?;
        azure::keep().map(drop)
    })
}

fn native(timings: &mut Timings) -> Result<Tally> {
    let said = timings.step("native tests", || tee(&mut native_tests()))?;
    let tally = tally::cargo(&said);
    ensure!(tally.passed > 0, "cargo reported no test");
    Ok(tally)
}

/// Built here, so that the time it takes is not taken for a test's. The native
/// tests have built it on the way, with the features of dependencies that they
/// want, so it is not built once more without them.
fn simulator(timings: &mut Timings) -> Result<()> {
    timings.step("compiling the simulated Azure", || {
        azure::compile().map(drop)
    })
}

/// Runs the browser tests and gives what Playwright said.
fn browser(timings: &mut Timings) -> Result<String> {
    timings.step("tests", || tee(&mut playwright("playwright.config.js")?))
}
