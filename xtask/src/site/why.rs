//! The page of every cause as a plain file, in every language. What stands on it is for
//! the crate `casebook` to say, which is a program of its own: this tool stays quick to
//! compile.

use std::path::Path;

use anyhow::Result;

use super::headers;
use crate::{
    exec::{cargo, run},
    place,
};

/// Writes `why/…` and `<language>/why/…` into the site.
pub(super) fn write(into: &Path) -> Result<()> {
    run(cargo()
        .args(["run", "--quiet", "--package=casebook", "--bin=pages", "--"])
        .arg(place::root().join("crates/text/languages"))
        .arg(into)
        .arg(headers::plain_meta()))
}
