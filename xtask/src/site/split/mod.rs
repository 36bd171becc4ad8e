//! One module of WebAssembly made into a main module and parts that are fetched when
//! they are needed.
//!
//! The splitter makes a chunk for each set of parts that share something, which are
//! hundreds of tiny files. So chunks that are always fetched together become one file
//! ([`packs`], [`merge`]), and the page that is opened first gets all of its files as one
//! ([`openings`]). Must not know what the parts show.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow, ensure};
use wasm_split_cli_support::{Options, transform};
use wasmparser::{Parser, Payload};

mod loader;
mod merge;
mod openings;
mod packs;
mod shims;

pub(super) use loader::{Addresses, LOADER, write as write_loader};
pub(super) use openings::Opening;
use packs::Chunk;

/// A part stands on another: it is fetched only where the other one is there already,
/// or, of [`BESIDE`], with it.
const STANDS_ON: &[(&str, &str)] = &[
    ("session", "app"),
    ("target", "session"),
    ("check", "session"),
    ("subscription", "session"),
    ("fleet", "session"),
    ("acts", "session"),
    ("edit", "acts"),
    ("tidy", "subscription"),
    ("more", "check"),
    ("rules", "check"),
    ("changes", "check"),
    ("watch", "check"),
    ("result", "app"),
    ("open", "app"),
    ("compare", "app"),
    ("small", "app"),
    ("gallery", "app"),
    ("guide", "app"),
    ("share", "app"),
    ("hand", "app"),
    ("collect", "app"),
    ("why", "app"),
    ("outcome", "app"),
    ("site", "app"),
    ("subject", "app"),
];

/// What is fetched at the same time as the parts that stand on it. Each of them takes
/// its files too, so that none runs without them.
const BESIDE: &str = "session";

pub(super) struct Split {
    /// The main module, which wasm-bindgen has to see yet.
    pub(super) main: PathBuf,
    /// The files to fetch, by their numbers.
    pub(super) packs: Vec<Vec<u8>>,
    /// The numbers of the files that each part takes.
    pub(super) parts: BTreeMap<String, Vec<usize>>,
    pub(super) openings: BTreeMap<&'static str, Opening>,
}

/// What a chunk adds to a file: neither the types, which all chunks have in common, nor
/// names and other sections that are left out of the release.
fn size(chunk: &[u8]) -> Result<usize> {
    let mut left_out = 0;
    for payload in Parser::new(0).parse_all(chunk) {
        let range = match payload? {
            Payload::CustomSection(it) => it.range(),
            Payload::TypeSection(it) => it.range(),
            _ => continue,
        };
        left_out += usize::try_from(range.end - range.start)?;
    }
    Ok(chunk.len() - left_out)
}

/// Splits the module at `input`, which holds its relocations. `into` is emptied.
pub(super) fn split(input: &Path, into: &Path) -> Result<Split> {
    super::empty(into)?;
    let module = fs::read(input).with_context(|| format!("reading {}", input.display()))?;
    let main = into.join("main.wasm");
    let mut options = Options::new(&module);
    options.output_dir = into;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = "./jit-doctor.js";
    let split = transform(options).map_err(|it| anyhow!("{it:#}"))?;

    let mut parts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (part, chunks) in split.prefetch_map {
        for chunk in chunks {
            parts.entry(chunk).or_default().insert(part.clone());
        }
    }
    let mut chunks = Vec::new();
    for (name, parts) in parts {
        let bytes = fs::read(into.join(format!("{name}.wasm")))?;
        let size = size(&bytes)?;
        chunks.push(Chunk { parts, bytes, size });
    }
    for part in STANDS_ON.iter().flat_map(|it| [it.0, it.1]) {
        let is_there = chunks.iter().any(|it| it.parts.contains(part));
        ensure!(is_there, "the page has no part {part}");
    }
    let packs = packs::packs(chunks, STANDS_ON);
    let mut parts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, pack) in packs.iter().enumerate() {
        for part in &pack.parts {
            parts.entry(part.clone()).or_default().push(number);
        }
    }
    let beside = parts.get(BESIDE).cloned().unwrap_or_default();
    for (part, _) in STANDS_ON.iter().filter(|it| it.1 == BESIDE) {
        parts
            .entry((*part).to_owned())
            .or_default()
            .extend(beside.clone());
    }
    let openings = openings::openings(&parts, &packs)?;
    let packs = packs.iter().map(|it| merge::merge(&it.modules));
    Ok(Split {
        main,
        packs: packs.collect::<Result<_>>()?,
        parts,
        openings,
    })
}
