//! Microsoft's SDK for Python, which bears witness that the simulator speaks ARM.
//! A machine that lacks Python, or cannot reach its packages, does without it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};

use crate::{
    azure,
    exec::{command, run, step, tee},
    memo, place,
    tally::{self, Tally},
};

/// The oldest Python that takes the packages.
const OLDEST: (u32, u32) = (3, 9);

/// The names that Python goes by.
const PYTHONS: [&str; 3] = ["python3", "python", "py"];

/// Says its version, if it can make an environment with pip in it.
const VERSION: &str = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])";

fn folder() -> PathBuf {
    place::root().join("tests").join("integration").join("sdk")
}

/// Finds or installs the packages, and gives the Python that has them. The error
/// says what this machine lacks.
pub(crate) fn python() -> Result<PathBuf> {
    let requirements = folder().join("requirements.txt");
    let (found, version) = PYTHONS
        .iter()
        .find_map(|name| Some((name, usable(name)?)))
        .context("there is no Python 3.9 or newer with venv and pip")?;
    let hash = memo::hash(&[&fs::read(&requirements)?, version.as_bytes()]);
    let place = place::tool("azure-sdk-for-python", hash.get(..16).unwrap_or(&hash));
    let python = place.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    // Written last, so that an interrupted installation is begun anew.
    let complete = place.join("complete");
    if complete.is_file() && said_version(&python).is_some() {
        return Ok(python);
    }
    step("installing Microsoft's SDK for Python (once)");
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    run(command(found).args(["-m", "venv"]).arg(&place))
        .context("Python could not make an environment")?;
    run(command(&python)
        .args(["-m", "pip", "install", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--only-binary=:all:"])
        .args(["--timeout=15", "--retries=1", "--requirement"])
        .arg(&requirements))
    .context("its packages could not be installed")?;
    fs::write(complete, "")?;
    Ok(python)
}

/// Runs the tests on the simulator that is compiled already.
pub(crate) fn tests(python: &Path) -> Result<Tally> {
    let said = tee(command(python)
        .arg("-I")
        .arg(folder().join("sdk.py"))
        .env(azure::COMPILED, azure::compiled()))?;
    let tally = tally::unittest(&said);
    ensure!(tally.passed > 0, "Python reported no test");
    Ok(tally)
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

    /// A newer version of one package can ask for another of the next.
    #[test]
    fn every_package_is_pinned() {
        let text = fs::read_to_string(folder().join("requirements.txt")).unwrap();
        let lines = text.lines().filter(|it| !it.starts_with('#'));
        for line in lines {
            assert!(line.contains("=="), "{line}");
        }
    }
}
