//! The page's module, and the one that it fetches for the demo: the simulator.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::{bind::bind, bundles::esbuild, paths, wasm};
use crate::{
    exec::{cargo, run},
    place,
};

const TARGET: &str = "--target=wasm32-unknown-unknown";

/// A module with a folder of its own in the release, both of one name.
pub(crate) struct Module {
    name: &'static str,
    /// What Cargo calls it.
    output: &'static str,
}

pub(crate) const DEMO: Module = Module {
    name: "demo",
    output: "azure_sim.wasm",
};

/// Compiles the page, with the relocations that splitting it takes.
pub(crate) fn compile_page() -> Result<PathBuf> {
    run(paths::hide(&mut cargo())
        .args(["rustc", "--quiet", "--release", "--package=jit-doctor"])
        .args(["--bin=jit-doctor", "--features=split", TARGET])
        .args(["--", "-Clink-arg=--emit-relocs"]))?;
    Ok(compiled("jit-doctor.wasm"))
}

/// Compiles the demo's simulator as a module. In a run of its own, for together with the
/// page both would get the features of dependencies that only one of them wants.
pub(crate) fn compile_demo() -> Result<()> {
    run(paths::hide(&mut cargo())
        .args(["rustc", "--quiet", "--release", TARGET])
        .args(["--package=azure-sim", "--lib", "--features=demo"])
        .arg("--crate-type=cdylib"))
}

fn compiled(name: &str) -> PathBuf {
    let folder = place::target().join("wasm32-unknown-unknown/release");
    folder.join(name)
}

impl Module {
    /// Binds what was compiled.
    pub(crate) fn bound(&self) -> Result<wasm::Module> {
        let name = self.name;
        let bound = place::work().join(name);
        bind(&compiled(self.output), name, &bound)?;
        Ok(wasm::Module {
            name: name.to_owned(),
            path: bound.join(format!("{name}_bg.wasm")),
            is_whole: true,
        })
    }

    /// Writes `<name>/<name>.js` and the module beside it, made small.
    pub(crate) fn write(&self, small: &wasm::Small, site: &Path) -> Result<()> {
        let name = self.name;
        let into = site.join(name);
        fs::create_dir_all(&into)?;
        fs::write(into.join(format!("{name}_bg.wasm")), small.named(name)?)?;
        let script = format!("{name}.js");
        let bound = place::work().join(name).join(&script);
        esbuild(&bound, &into.join(&script), &["--format=esm"])
    }
}
