//! The JavaScript around a compiled module, by wasm-bindgen's own library: there is no
//! tool to install, and Cargo sees to it that its version fits the crate's.

use std::path::Path;

use anyhow::Result;
use wasm_bindgen_cli_support::Bindgen;

/// Binds the module at `compiled` and writes `<name>.js` and `<name>_bg.wasm` into a folder.
pub(super) fn bind(compiled: &Path, name: &str, into: &Path) -> Result<()> {
    bindgen(compiled, name)?.generate(into)
}

/// The same for a module whose parts take the table of functions from it.
pub(super) fn bind_with_parts(compiled: &Path, name: &str, into: &Path) -> Result<()> {
    bindgen(compiled, name)?
        .keep_lld_exports(true)
        .generate(into)
}

fn bindgen(compiled: &Path, name: &str) -> Result<Bindgen> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .web(true)?
        .typescript(false)
        .out_name(name);
    Ok(bindgen)
}
