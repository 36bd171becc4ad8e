//! Starting the simulated Azure.

use std::{
    env,
    ffi::OsString,
    net::{Ipv4Addr, TcpStream},
    path::PathBuf,
    process::{Child, Command},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{
    exec::{cargo, command, kept, run},
    place,
};

/// Names a simulator that is compiled already.
pub(crate) const COMPILED: &str = "JIT_DOCTOR_AZURE";

/// The simulator's program.
const NAME: &str = "azure";

/// Compiles the simulator and tells where it is.
pub(crate) fn compile() -> Result<PathBuf> {
    run(cargo().args([
        "build",
        "--quiet",
        "-p=azure-sim",
        "--features=server",
        "--bin=azure",
    ]))?;
    keep()
}

/// Keeps the simulator that Cargo has just compiled for the tests, and tells where.
pub(crate) fn keep() -> Result<PathBuf> {
    let file = format!("{NAME}{}", env::consts::EXE_SUFFIX);
    kept(&place::target().join("debug").join(file), NAME)
}

/// Where the simulator is kept.
pub(crate) fn compiled() -> PathBuf {
    place::work().join(format!("{NAME}{}", env::consts::EXE_SUFFIX))
}

/// The simulator's program, with `args` for it.
fn program(args: &[OsString]) -> Command {
    if let Some(compiled) = env::var_os(COMPILED) {
        let mut simulator = command(compiled);
        simulator.args(args);
        return simulator;
    }
    let mut cargo = cargo();
    cargo
        .args([
            "run",
            "--quiet",
            "--package=azure-sim",
            "--features=server",
            "--bin=azure",
            "--",
        ])
        .args(args);
    cargo
}

/// Runs the simulator until it ends.
pub(crate) fn run_until_stopped(args: &[OsString]) -> Result<()> {
    run(&mut program(args))
}

/// Starts the simulator and waits until it answers on `port`.
pub(crate) fn start(port: u16) -> Result<Child> {
    let mut child = program(&["--port".into(), port.to_string().into()]).spawn()?;
    // Long enough to compile it on a slow machine.
    let deadline = Instant::now() + Duration::from_mins(10);
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if let Some(status) = child.try_wait()? {
            bail!("the simulator ended ({status})");
        }
        if Instant::now() > deadline {
            child.kill()?;
            bail!("the simulator does not answer on port {port}");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(child)
}
