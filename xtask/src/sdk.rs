//! Microsoft's SDK for Python, which bears witness that the simulator speaks ARM.
//! A machine that lacks Python, or cannot reach its packages, does without it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, ensure};

use crate::{
    azure,
    exec::{command, tee},
    place, python,
    tally::{self, Tally},
};

fn folder() -> PathBuf {
    place::root().join("tests").join("integration").join("sdk")
}

/// Finds or installs the packages, and gives the Python that has them. The error
/// says what this machine lacks.
pub(crate) fn python() -> Result<PathBuf> {
    let requirements = fs::read_to_string(folder().join("requirements.txt"))?;
    let lines = requirements.lines().map(str::trim);
    let packages: Vec<&str> = lines
        .filter(|it| !it.is_empty() && !it.starts_with('#'))
        .collect();
    let programs = python::environment(
        "azure-sdk-for-python",
        "Microsoft's SDK for Python",
        &packages,
    )?;
    Ok(python::program(&programs, "python"))
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

#[cfg(test)]
mod tests {
    use super::*;

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
