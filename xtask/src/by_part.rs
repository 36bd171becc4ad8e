//! Where the bytes of the release are: in which file of the program, for which parts,
//! and what each page takes on top of the first load. Texts and styles are no part.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use anyhow::{Context as _, Result};

use crate::{place, site::parts_file, size::compressed_len};

/// The parts that a page takes which is opened alone.
const PAGES: [(&str, [&str; 2]); 8] = [
    ("trust, ask, demo", ["app", "small"]),
    ("gallery", ["app", "gallery"]),
    ("causes", ["app", "why"]),
    ("result", ["app", "result"]),
    ("compare", ["app", "compare"]),
    ("target", ["app", "target"]),
    ("check", ["app", "check"]),
    ("subscription", ["app", "subscription"]),
];

#[derive(Clone, Copy, Default)]
struct Size {
    files: usize,
    raw: u64,
    brotli: usize,
}

/// Prints the tables of the release in `dist/`.
pub(crate) fn print() -> Result<()> {
    let taken = fs::read(parts_file()).context("nothing was built: run `cargo xtask build`")?;
    let taken: BTreeMap<String, Vec<String>> = serde_json::from_slice(&taken)?;
    let mut sizes = BTreeMap::new();
    let mut parts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (part, files) in &taken {
        for file in files {
            sizes.insert(file.as_str(), size(file)?);
            parts.entry(file).or_default().push(part);
        }
    }
    heading("file, and the parts that take it");
    for (file, parts) in &parts {
        let name = file.rsplit(['/']).next().unwrap_or(file);
        line(sizes[file], &format!("{name}: {}", parts.join(" ")));
    }
    let sum = |files: &BTreeSet<&str>| {
        files.iter().fold(Size::default(), |sum, it| Size {
            files: sum.files + 1,
            raw: sum.raw + sizes[it].raw,
            brotli: sum.brotli + sizes[it].brotli,
        })
    };
    let of = |parts: &[&str]| -> BTreeSet<&str> {
        let files = parts.iter().filter_map(|it| taken.get(*it)).flatten();
        files.map(String::as_str).collect()
    };
    heading("part, with all that it takes");
    for part in taken.keys() {
        line(sum(&of(&[part])), part);
    }
    heading("page, on top of the first load");
    for (page, parts) in PAGES {
        line(sum(&of(&parts)), page);
    }
    Ok(())
}

fn size(file: &str) -> Result<Size> {
    let path = place::dist().join(file);
    let raw = fs::metadata(&path)
        .with_context(|| format!("dist/ is of another build: it has no {file}"))?
        .len();
    Ok(Size {
        files: 1,
        raw,
        brotli: compressed_len(&path)?,
    })
}

fn heading(of: &str) {
    println!("\n{:>5} {:>9} {:>9}  {of}", "files", "bytes", "brotli");
}

fn line(size: Size, of: &str) {
    println!("{:>5} {:>9} {:>9}  {of}", size.files, size.raw, size.brotli);
}
