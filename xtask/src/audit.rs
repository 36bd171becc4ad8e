//! Known vulnerabilities in what the project depends on. Their databases are
//! somewhere in the network; where one cannot be had, that is told.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::{
    exec::{command, run},
    tools,
};

/// `Err` with what was found; `Ok` with what could not be looked up.
pub(crate) fn audit() -> Result<Vec<&'static str>> {
    let looked_up = [
        (
            crates()?,
            "known vulnerabilities of crates: their database could not be fetched",
        ),
        (
            packages()?,
            "known vulnerabilities of npm packages: the registry did not tell them",
        ),
    ];
    Ok(looked_up
        .into_iter()
        .filter_map(|(is_had, what)| (!is_had).then_some(what))
        .collect())
}

/// Whether the database could be fetched. Git does not ask for a password that nobody types.
fn crates() -> Result<bool> {
    let deny = tools::cargo_deny()?;
    let fetched = silent(
        command(&deny)
            .args(["fetch", "db"])
            .env("GIT_TERMINAL_PROMPT", "0"),
    )
    .status()?
    .success();
    if fetched {
        run(command(deny).args(["--offline", "check", "--hide-inclusion-graph", "advisories"]))?;
    }
    Ok(fetched)
}

/// Whether the registry told, of what the lock file names.
fn packages() -> Result<bool> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut audit = command(npm);
    audit.args(["audit", "--json", "--package-lock-only"]);
    let said = audit.stderr(Stdio::null()).output()?.stdout;
    let Some(found) = vulnerable(&said) else {
        return Ok(false);
    };
    if !found.is_empty() {
        bail!(
            "npm packages with known vulnerabilities: {}",
            found.join(", ")
        );
    }
    Ok(true)
}

fn silent(command: &mut Command) -> &mut Command {
    command.stdout(Stdio::null()).stderr(Stdio::null())
}

/// The packages that `npm audit` names; `None` where it has no report.
fn vulnerable(said: &[u8]) -> Option<Vec<String>> {
    let said: Value = serde_json::from_slice(said).ok()?;
    let found = said.get("vulnerabilities")?.as_object()?;
    Some(found.keys().cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_that_tells_nothing_is_not_taken_for_a_good_word() {
        let refused = br#"{"message": "405 Method Not Allowed", "error": {"summary": ""}}"#;
        assert_eq!(vulnerable(refused), None);
        assert_eq!(vulnerable(b""), None);
        let good = br#"{"auditReportVersion": 2, "vulnerabilities": {}}"#;
        assert_eq!(vulnerable(good), Some(Vec::new()));
        let bad = br#"{"auditReportVersion": 2, "vulnerabilities": {"x": {"severity": "high"}}}"#;
        assert_eq!(vulnerable(bad), Some(vec!["x".to_owned()]));
    }
}
