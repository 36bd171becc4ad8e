//! Starting the simulated Azure.

use std::{
    ffi::OsString,
    net::{Ipv4Addr, TcpStream},
    process::{Child, Command},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::exec::{cargo, run};

/// The simulator's program, with `args` for it.
fn program(args: &[OsString]) -> Command {
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
