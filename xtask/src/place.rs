//! Where things are. Nothing is made here.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The workspace's root. Cargo sets the variable when it runs this tool; what
/// was true at compile time serves when the binary is started by hand.
pub(crate) fn root() -> PathBuf {
    let package =
        env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    Path::new(&package)
        .parent()
        .map_or_else(PathBuf::new, Path::to_owned)
}

/// The release, as a web host takes it.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// How hosts are set up for it.
pub(crate) fn hosting() -> PathBuf {
    root().join("hosting")
}

/// Cargo's output folder.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// What is made on the way to `dist`, and remembered between builds. Trunk.toml
/// names it too.
pub(crate) fn work() -> PathBuf {
    root().join("target").join("site")
}

/// Where a tool that this project installs for itself lives, outside the
/// project, so that a second clone finds it there.
pub(crate) fn tool(name: &str, version: &str) -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME")
        .filter(|it| !it.is_empty())
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .unwrap_or_else(target);
    cache
        .join("jit-doctor")
        .join("tools")
        .join(format!("{name}-{version}"))
}

/// A command that an npm package brings.
pub(crate) fn npm_bin(name: &str) -> PathBuf {
    let file = if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    };
    root().join("node_modules").join(".bin").join(file)
}
