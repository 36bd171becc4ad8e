//! The wasm modules that the page fetches when it needs them: the rest of the
//! page, and the demo's simulator.

use std::{fs, path::Path};

use anyhow::Result;

use super::{
    bundles::{self, esbuild},
    paths, wasm,
};
use crate::{
    exec::{cargo, command, run},
    place,
    tools::Toolchain,
};

/// A module with a folder of its own in the release, both of one name.
pub(crate) struct Module {
    name: &'static str,
    /// What Cargo calls it.
    output: &'static str,
    /// What it loads later, which has to be there before it is built.
    loads: &'static [&'static str],
}

pub(crate) const APP: Module = Module {
    name: "app",
    output: "app.wasm",
    loads: &["msal.js", "demo/demo.js", "demo/demo_bg.wasm"],
};

pub(crate) const DEMO: Module = Module {
    name: "demo",
    output: "azure_sim.wasm",
    loads: &[],
};

/// Compiles the modules of the page, its own included. In one run of Cargo, so
/// that the long link of the one goes on beside that of the other.
pub(crate) fn compile_page() -> Result<()> {
    compile(&["--package=jit-doctor", "--bins"])
}

/// Compiles the demo's simulator. In a run of its own, for together with the page
/// both would get the features of dependencies that only one of them wants.
pub(crate) fn compile_demo() -> Result<()> {
    compile(&["--package=azure-sim", "--lib", "--features=demo"])
}

fn compile(target: &[&str]) -> Result<()> {
    run(paths::hide(&mut cargo())
        .args(["build", "--quiet", "--release"])
        .args(target)
        .arg("--target=wasm32-unknown-unknown"))
}

impl Module {
    /// Binds what was compiled, and writes `<name>/<name>.js` and the module beside it.
    pub(crate) fn build(&self, tools: &Toolchain, site: &Path) -> Result<()> {
        let name = self.name;
        let bound = place::work().join(name);
        let compiled = place::target().join("wasm32-unknown-unknown/release");
        run(command(&tools.wasm_bindgen)
            .args(["--target=web", "--no-typescript", "--out-name", name])
            .arg("--out-dir")
            .arg(&bound)
            .arg(compiled.join(self.output)))?;
        let into = site.join(name);
        fs::create_dir_all(&into)?;
        let wasm = format!("{name}_bg.wasm");
        let module = wasm::optimised(&bound.join(&wasm), &format!("{name}.wasm"))?;
        fs::write(into.join(&wasm), module)?;
        let script = format!("{name}.js");
        let hashes = bundles::hashes(site, self.loads)?;
        let options = ["--format=esm", &hashes];
        esbuild(&bound.join(&script), &into.join(&script), &options)
    }
}
