//! Where the bytes of the release are: in which file of the program, for which parts,
//! and what each page takes on top of the first load. Texts and styles are no part.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use anyhow::{Context as _, Result};

use crate::{
    place,
    site::{Taken, parts_file},
    size::compressed_len,
};

#[derive(Clone, Copy, Default)]
struct Size {
    files: usize,
    raw: u64,
    brotli: usize,
}

/// Prints the tables of the release in `dist/`.
pub(crate) fn print() -> Result<()> {
    let taken = fs::read(parts_file()).context("nothing was built: run `cargo xtask build`")?;
    let Taken {
        parts: taken,
        openings,
    } = serde_json::from_slice(&taken)?;
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
    heading("part, with all that it takes");
    for (part, files) in &taken {
        line(sum(&files.iter().map(String::as_str).collect()), part);
    }
    heading("page that is opened first, on top of the first load");
    for (page, file) in &openings {
        line(size(file)?, page);
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
