//! The compressed copies that a host sends in a file's place.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::{memo::remembered, place};

/// Files that a host reads or edits itself. A compressed copy of these would
/// be of no use, or would hide the edit.
pub(super) const HOSTS_OWN: [&str; 3] = ["config.json", "_headers", "staticwebapp.config.json"];

/// Writes `.br` and `.gz` beside every file that browsers fetch.
pub(crate) fn all(folder: &Path) -> Result<()> {
    for path in files(folder)? {
        if path
            .file_name()
            .is_some_and(|name| HOSTS_OWN.iter().any(|it| name == *it))
        {
            continue;
        }
        let bytes = fs::read(&path)?;
        let relative = path
            .strip_prefix(folder)?
            .to_string_lossy()
            .replace(['/', '\\'], "-");
        for (suffix, compressed) in [("br", brotli as fn(&[u8]) -> _), ("gz", gzip)] {
            let store = place::work().join("memory");
            let name = format!("{relative}.{suffix}");
            let small = remembered(&store, &name, &[&bytes], || compressed(&bytes))?;
            fs::write(with_suffix(&path, suffix), small)?;
        }
    }
    Ok(())
}

/// Every file below the folder.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// `app.js` becomes `app.js.br`.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

/// The bytes at Brotli's best and slowest setting.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut small = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut small, 1 << 16, 11, 24);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(small)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}
