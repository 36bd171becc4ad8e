//! `cargo xtask package`: the release in `dist/` and the configurations for hosts as one
//! archive, the same bytes for the same release on every machine.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use flate2::{Compression, GzBuilder};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};

use crate::{exec::step, memo::hex, place, site::compress::files};

/// What is in the archive beside the release: documents, by their name in there.
const DOCUMENTS: [(&str, &str); 3] = [
    ("HOSTING.md", "docs/hosting.md"),
    ("SECURITY.md", "SECURITY.md"),
    ("CHANGELOG.md", "CHANGELOG.md"),
];

/// The checksums of all that is in the archive, as `sha256sum --check` reads them.
const SUMS: &str = "SHA256SUMS";

/// Writes the archive and its own checksum into `into`.
pub(crate) fn package(into: &Path) -> Result<()> {
    let dist = place::dist();
    let id = fs::read_to_string(dist.join("build.json"))
        .context("dist/ holds no release: run `cargo xtask build`")?;
    let id: Value = serde_json::from_str(&id)?;
    let id = id["id"].as_str().context("build.json holds no id")?;
    let name = format!("jit-doctor-{}-{}", env!("CARGO_PKG_VERSION"), &id[..12]);
    let mut contents = Vec::new();
    for (folder, within) in [(dist, "dist"), (place::hosting(), "hosting")] {
        ensure!(
            folder.is_dir(),
            "{} is missing: run `cargo xtask build`",
            folder.display()
        );
        for path in files(&folder)? {
            let relative = path
                .strip_prefix(&folder)?
                .to_string_lossy()
                .replace('\\', "/");
            contents.push((format!("{within}/{relative}"), fs::read(&path)?));
        }
    }
    for (to, from) in DOCUMENTS {
        contents.push((to.to_owned(), fs::read(place::root().join(from))?));
    }
    // What the page shows under "Licenses" is the list of all that is shipped.
    let licences = fs::read(place::dist().join("licences.txt"))?;
    contents.push(("LICENCES.txt".to_owned(), licences));
    contents.push(("BUILD-ID".to_owned(), format!("{id}\n").into_bytes()));
    let bytes = archive(&name, contents)?;
    fs::create_dir_all(into)?;
    let file = format!("{name}.tar.gz");
    let digest = hex(&Sha256::digest(&bytes));
    fs::write(into.join(&file), bytes)?;
    fs::write(
        into.join(format!("{file}.sha256")),
        format!("{digest}  {file}\n"),
    )?;
    step(&format!("{}", into.join(&file).display()));
    step(&format!("sha256 {digest}"));
    Ok(())
}

/// Where it goes when nothing else is said.
pub(crate) fn folder() -> PathBuf {
    place::target().join("package")
}

/// The contents as one archive: sorted, without an owner, and as old as time.
fn archive(name: &str, mut contents: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>> {
    contents.sort();
    let mut sums = String::new();
    for (path, bytes) in &contents {
        // Writing to a `String` cannot fail.
        let _ = writeln!(sums, "{}  {path}", hex(&Sha256::digest(bytes)));
    }
    contents.push((SUMS.to_owned(), sums.into_bytes()));
    let small = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    let mut archive = Builder::new(small);
    for (path, bytes) in contents {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(if has_extension(&path, "sh") {
            0o755
        } else {
            0o644
        });
        header.set_size(bytes.len() as u64);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        archive.append_data(&mut header, format!("{name}/{path}"), bytes.as_slice())?;
    }
    let mut small = archive.into_inner()?;
    small.flush()?;
    Ok(small.finish()?)
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|it| it == extension)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn contents() -> Vec<(String, Vec<u8>)> {
        let file = |name: &str| (name.to_owned(), name.as_bytes().to_vec());
        vec![
            file("dist/index.html"),
            file("hosting/a.sh"),
            file("BUILD-ID"),
        ]
    }

    #[test]
    fn the_same_contents_are_the_same_bytes_in_any_order() {
        let mut turned = contents();
        turned.reverse();
        let one = archive("a", contents()).unwrap();
        assert_eq!(one, archive("a", turned).unwrap());
        let mut other = contents();
        other[0].1.push(b'!');
        assert_ne!(one, archive("a", other).unwrap());
    }

    #[test]
    fn the_archive_says_nothing_of_who_made_it_and_has_its_sums() {
        let bytes = archive("a", contents()).unwrap();
        let mut found = Vec::new();
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes.as_slice()));
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let header = entry.header().clone();
            assert_eq!((header.mtime().unwrap(), header.uid().unwrap()), (0, 0));
            assert_eq!(header.username().unwrap().unwrap_or_default(), "");
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            let path = entry.path().unwrap().to_string_lossy().into_owned();
            found.push((path, header.mode().unwrap(), text));
        }
        let names: Vec<_> = found.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(
            names,
            [
                "a/BUILD-ID",
                "a/dist/index.html",
                "a/hosting/a.sh",
                "a/SHA256SUMS"
            ]
        );
        assert_eq!(found[2].1, 0o755);
        // `sha256sum` of the file's name.
        let digest = hex(&Sha256::digest("BUILD-ID"));
        assert!(found[3].2.contains(&format!("{digest}  BUILD-ID\n")));
    }
}
