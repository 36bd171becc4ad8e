//! The tools of the build at their pinned versions: found, or installed.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};

use crate::{
    exec::{cargo, command, output, run, step},
    memo, place,
};

const WASM: &str = "wasm32-unknown-unknown";

const CARGO_DENY: Tool = Tool {
    package: "cargo-deny",
    bin: "cargo-deny",
    version: "0.20.2",
    flags: &["--locked"],
};

/// Drives Firefox; Debian has no package of it.
const GECKODRIVER: Tool = Tool {
    package: "geckodriver",
    bin: "geckodriver",
    version: "0.36.0",
    flags: &["--locked"],
};

/// A program that crates.io has.
struct Tool {
    package: &'static str,
    bin: &'static str,
    version: &'static str,
    flags: &'static [&'static str],
}

/// Finds or installs everything that building the page takes.
pub(crate) fn for_build() -> Result<()> {
    wasm_target()?;
    npm_packages()
}

pub(crate) fn cargo_deny() -> Result<PathBuf> {
    cargo_tool(&CARGO_DENY)
}

pub(crate) fn geckodriver() -> Result<PathBuf> {
    cargo_tool(&GECKODRIVER)
}

fn wasm_target() -> Result<()> {
    let libraries = output(command("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    step("installing the wasm32 target");
    run(command("rustup").args(["target", "add", WASM]))
        .context("the Rust toolchain has no wasm32-unknown-unknown target")
}

/// The tool from PATH when its version is the pinned one, else from this
/// project's own folder, else built from source into that folder. A debug
/// build of these is quick enough and takes a quarter of the time to compile.
fn cargo_tool(tool: &Tool) -> Result<PathBuf> {
    let on_path = PathBuf::from(tool.bin);
    if has_version(&on_path, tool.version) {
        return Ok(on_path);
    }
    let root = place::tool(tool.package, tool.version);
    let installed = root
        .join("bin")
        .join(format!("{}{}", tool.bin, env::consts::EXE_SUFFIX));
    if has_version(&installed, tool.version) {
        return Ok(installed);
    }
    step(&format!(
        "installing {} {} (some minutes, once)",
        tool.package, tool.version
    ));
    run(cargo()
        .args([
            "install",
            tool.package,
            "--version",
            tool.version,
            "--debug",
            "--root",
        ])
        .arg(&root)
        .args(tool.flags))?;
    Ok(installed)
}

fn has_version(program: &Path, version: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .output()
        .is_ok_and(|it| says_version(&String::from_utf8_lossy(&it.stdout), version))
}

fn says_version(said: &str, version: &str) -> bool {
    said.split_whitespace().any(|word| word == version)
}

/// The packages of `package-lock.json`, when they are not those already there.
/// No package's install script is run: none is needed.
pub(crate) fn npm_packages() -> Result<()> {
    let lock = fs::read(place::root().join("package-lock.json"))
        .context("package-lock.json is missing")?;
    let stamp = place::root().join("node_modules").join(".lock-hash");
    let hash = memo::hash(&[&lock]);
    if fs::read_to_string(&stamp).is_ok_and(|it| it == hash) {
        return Ok(());
    }
    require_node()?;
    step("installing the npm packages");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(command(npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    fs::write(stamp, hash)?;
    Ok(())
}

/// Runs a package of npm that the project does not keep.
pub(crate) fn npx() -> &'static str {
    if cfg!(windows) { "npx.cmd" } else { "npx" }
}

fn require_node() -> Result<()> {
    let said = output(command("node").arg("--version"))
        .context("Node.js 20 or newer is needed: https://nodejs.org")?;
    let major = said
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .unwrap_or_default();
    if major.parse::<u32>().is_ok_and(|it| it >= 20) {
        return Ok(());
    }
    bail!("Node.js 20 or newer is needed, this is {}", said.trim());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_whole_word() {
        assert!(says_version("cargo-deny 0.20.2\n", "0.20.2"));
        assert!(says_version("geckodriver 0.36.0 (release)", "0.36.0"));
        assert!(!says_version("cargo-deny 0.20.20", "0.20.2"));
        assert!(!says_version("", "0.20.2"));
    }

    /// Rust and JavaScript of wasm-bindgen fit together at one version only.
    #[test]
    fn wasm_bindgen_is_one_version_everywhere() {
        let lock = fs::read_to_string(place::root().join("Cargo.lock")).unwrap();
        let locked = |name: &str| {
            lock.split("[[package]]")
                .find(|it| it.contains(&format!("name = \"{name}\"\n")))
                .and_then(|it| it.split("version = \"").nth(1))
                .and_then(|it| it.split('"').next())
        };
        let version = locked("wasm-bindgen").unwrap();
        assert_eq!(locked("wasm-bindgen-cli-support"), Some(version));
        let trunk = fs::read_to_string(place::root().join("Trunk.toml")).unwrap();
        assert!(trunk.contains(&format!("wasm_bindgen = \"{version}\"")));
    }
}
