//! A wasm module made small.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use crate::{
    exec::{command, run},
    memo::remembered,
    place,
};

/// What browsers have had for years and rustc uses. Never all features:
/// those of tomorrow make a module that browsers refuse today. Symbols go
/// here, not in Cargo, whose stripping drops the section that wasm-bindgen
/// reads.
///
/// Flattened and rolled up again, and without inlining, a module is a fiftieth
/// smaller after compression; its memory begins as zeros, and Rust puts nothing
/// into the first kilobyte. Another fortieth goes where all accesses to memory give
/// the same hint of their alignment, which engines ignore, and where functions of
/// one name, made from the same generic code, stand side by side.
const OPTIONS: [&str; 20] = [
    "--low-memory-unused",
    "--zero-filled-memory",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--dealign",
    "--reorder-functions-by-name",
    "--one-caller-inline-max-function-size=0",
    "--always-inline-max-function-size=0",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--strip-debug",
    "--strip-producers",
];

/// The module at `path`, optimised for size. `name` tells one module's
/// memory from another's.
pub(crate) fn optimised(path: &Path, name: &str) -> Result<Vec<u8>> {
    let module = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let lock = fs::read(place::root().join("package-lock.json"))?;
    let options = OPTIONS.join(" ");
    let store = place::work().join("memory");
    remembered(&store, name, &[&module, options.as_bytes(), &lock], || {
        let small = path.with_extension("opt.wasm");
        run(command(place::npm_bin("wasm-opt"))
            .args(OPTIONS)
            .arg(path)
            .arg("-o")
            .arg(&small))?;
        Ok(fs::read(small)?)
    })
}
