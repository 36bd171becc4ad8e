//! Environments of Python with packages of its own: found, or installed once. A machine
//! that lacks Python, or cannot reach the packages, does without them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::{
    exec::{command, run, step},
    memo, place,
};

/// The oldest Python that takes the packages.
const OLDEST: (u32, u32) = (3, 9);

/// The names that Python goes by.
const PYTHONS: [&str; 3] = ["python3", "python", "py"];

/// Says its version, if it can make an environment with pip in it.
const VERSION: &str = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])";

/// An environment of its own for these packages, each of one version, and the folder in
/// which its programs are. The error says what this machine lacks.
pub(crate) fn environment(name: &str, what: &str, packages: &[&str]) -> Result<PathBuf> {
    let (found, version) = PYTHONS
        .iter()
        .find_map(|name| Some((name, usable(name)?)))
        .context("there is no Python 3.9 or newer with venv and pip")?;
    let hash = memo::hash(&[packages.join("\n").as_bytes(), version.as_bytes()]);
    let place = place::tool(name, hash.get(..16).unwrap_or(&hash));
    let programs = place.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let python = program(&programs, "python");
    // Written last, so that an interrupted installation is begun anew.
    let complete = place.join("complete");
    if complete.is_file() && said_version(&python).is_some() {
        return Ok(programs);
    }
    step(&format!("installing {what} (once)"));
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    run(command(found).args(["-m", "venv"]).arg(&place))
        .context("Python could not make an environment")?;
    run(command(&python)
        .args(["-m", "pip", "install", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--only-binary=:all:"])
        .args(["--timeout=15", "--retries=1"])
        .args(packages))
    .context("its packages could not be installed")?;
    fs::write(complete, "")?;
    Ok(programs)
}

/// A program of an environment.
pub(crate) fn program(programs: &Path, name: &str) -> PathBuf {
    programs.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The version of this Python, if it will do.
fn usable(program: &str) -> Option<String> {
    said_version(Path::new(program)).filter(|it| is_new_enough(it))
}

fn said_version(program: &Path) -> Option<String> {
    let output = Command::new(program).args(["-c", VERSION]).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}

fn is_new_enough(version: &str) -> bool {
    let parts = version.split_once('.');
    parts
        .and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)))
        .is_some_and(|it: (u32, u32)| it >= OLDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        for version in ["3.9", "3.10", "3.14", "4.0"] {
            assert!(is_new_enough(version), "{version}");
        }
        for version in ["", "2.7", "3.8", "3", "3.x", "Python 3.12"] {
            assert!(!is_new_enough(version), "{version}");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_no_python() {
        assert_eq!(usable("no-such-python"), None);
    }
}
