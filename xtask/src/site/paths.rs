//! Paths of the machine that builds, kept out of the modules: they say nothing
//! about it, and another machine makes the same ones.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::place;

/// What Cargo adds to the flags that `.cargo/config.toml` has for the page.
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// The command, and whatever Cargo it runs, without this machine's paths.
pub(super) fn hide(command: &mut Command) -> &mut Command {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|it| it.join(".cargo")));
    let places = [(home, "/cargo"), (Some(place::root()), "/jit-doctor")];
    let flags = places
        .iter()
        .filter_map(|(from, to)| flag(from.as_deref()?, to))
        .collect::<Vec<_>>();
    command.env(FLAGS, flags.join(" "))
}

/// Cargo parts the variable at every space, so such a path stays as it is.
fn flag(from: &Path, to: &str) -> Option<String> {
    let flag = format!("--remap-path-prefix={}={to}", from.display());
    (!flag.contains(char::is_whitespace)).then_some(flag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_cargo_would_part_is_left() {
        let flag = |from: &str| flag(Path::new(from), "/cargo");
        let whole = "--remap-path-prefix=/home/a/.cargo=/cargo";
        assert_eq!(flag("/home/a/.cargo").as_deref(), Some(whole));
        assert_eq!(flag("/home/a b/.cargo"), None);
    }
}
