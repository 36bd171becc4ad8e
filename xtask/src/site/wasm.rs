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
/// smaller after compression; Rust puts nothing into the first kilobyte of memory.
/// Another fortieth goes where all accesses to memory give
/// the same hint of their alignment, which engines ignore, and where functions of
/// one name, made from the same generic code, stand side by side.
const OPTIONS: [&str; 19] = [
    "--low-memory-unused",
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

/// For a module that is all there is: its memory begins as zeros. That of a module with
/// parts does not, for the parts write into it.
const WHOLE: &str = "--zero-filled-memory";

/// The module at `path`, optimised for size. `name` tells one module's
/// memory from another's.
pub(crate) fn optimised(path: &Path, name: &str, is_whole: bool) -> Result<Vec<u8>> {
    let module = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let lock = fs::read(place::root().join("package-lock.json"))?;
    let whole = is_whole.then_some(WHOLE);
    let options: Vec<&str> = OPTIONS.into_iter().chain(whole).collect();
    let inputs = options.join(" ");
    let store = place::work().join("memory");
    remembered(&store, name, &[&module, inputs.as_bytes(), &lock], || {
        let small = path.with_extension("opt.wasm");
        run(command(place::npm_bin("wasm-opt"))
            .args(&options)
            .arg(path)
            .arg("-o")
            .arg(&small))?;
        Ok(fs::read(small)?)
    })
}
