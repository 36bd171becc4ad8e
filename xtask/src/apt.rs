//! Programs that Debian has: found, or installed through apt.

use std::{
    env,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

use crate::exec::{output, run, step};

/// Where a program is.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        // Debian keeps servers where only root looks.
        .chain(["/usr/sbin".into(), "/usr/local/sbin".into()])
        .map(|folder| folder.join(name))
        .find(|it| it.is_file())
}

/// Installs Debian's packages. `instead` is what to do where there is no apt.
pub(crate) fn install(packages: &[&str], instead: &str) -> Result<()> {
    if on_path("apt-get").is_none() {
        bail!("there is no apt here: {instead}");
    }
    step(&format!("installing {} with apt", packages.join(", ")));
    run(apt().args(["update", "-qq"]))?;
    run(apt()
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages))
    .with_context(|| instead.to_owned())
}

/// What a program says of its version, in one line.
pub(crate) fn version(command: &mut Command) -> String {
    // nginx tells it on the other channel.
    let said = command.output();
    let said = said.map(|it| [it.stdout, it.stderr].concat());
    let said = String::from_utf8_lossy(&said.unwrap_or_default()).into_owned();
    said.lines().next().unwrap_or("unknown").to_owned()
}

/// `apt-get`, as root: directly, or through a `sudo` that does not ask.
fn apt() -> Command {
    let mut apt = if is_root() {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "apt-get"]);
        sudo
    };
    apt.stdin(Stdio::null())
        .env("DEBIAN_FRONTEND", "noninteractive");
    apt
}

/// Whether this is root, for whom Chromium has no sandbox.
pub(crate) fn is_root() -> bool {
    cfg!(unix) && output(Command::new("id").arg("-u")).is_ok_and(|it| it.trim() == "0")
}
