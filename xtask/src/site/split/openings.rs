//! What each page takes that is the first to be opened, as one file.
//!
//! Packs serve whoever goes from page to page. Each is compressed by itself, has a head
//! of its own, and reaches the others through the table of functions, which is a seventh
//! of what a page takes in twenty of them. So the first page comes in one piece, and the
//! next ones fetch the packs that did not come with it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};

use super::{merge::merge, packs::Pack};

/// A kind of first page.
pub(in crate::site) struct Page {
    pub(in crate::site) name: &'static str,
    /// The first words of their addresses. `demo/` stands for whatever is in the demo.
    pub(super) words: &'static [&'static str],
    parts: &'static [&'static str],
    /// Only those with a session see it, and it takes their style sheet too.
    pub(super) takes_session: bool,
}

const fn open(
    name: &'static str,
    words: &'static [&'static str],
    parts: &'static [&'static str],
) -> Page {
    Page {
        name,
        words,
        parts,
        takes_session: false,
    }
}

const fn signed_in(
    name: &'static str,
    words: &'static [&'static str],
    parts: &'static [&'static str],
) -> Page {
    Page {
        takes_session: true,
        ..open(name, words, parts)
    }
}

pub(super) const PAGES: &[Page] = &[
    open("words", &["ask", "demo", "trust"], &["app", "small"]),
    open("gallery", &["gallery"], &["app", "gallery"]),
    open("hand", &["guide"], &["app", "hand"]),
    open("collect", &["collect"], &["app", "collect"]),
    open("causes", &["why"], &["app", "why"]),
    open("paste", &["paste"], &["app", "open"]),
    open("result", &["result"], &["app", "result"]),
    open("compare", &["compare"], &["app", "compare"]),
    open("scenario", &["demo/"], &["app", "small", "check"]),
    // Who signs in without an aim chooses a VM next.
    signed_in("target", &["", "target"], &["app", "target"]),
    signed_in("check", &["check"], &["app", "check"]),
    signed_in("subscription", &["subscription"], &["app", "subscription"]),
];

pub(in crate::site) struct Opening {
    /// The numbers of the packs in it.
    pub(super) packs: BTreeSet<usize>,
    pub(in crate::site) module: Vec<u8>,
}

/// One for each kind of page, by its name. `parts` are the numbers of the packs that
/// each part takes.
pub(super) fn openings(
    parts: &BTreeMap<String, Vec<usize>>,
    packs: &[Pack],
) -> Result<BTreeMap<&'static str, Opening>> {
    PAGES
        .iter()
        .map(|page| {
            let mut numbers: BTreeSet<usize> = BTreeSet::new();
            for part in page.parts {
                let taken = parts.get(*part);
                numbers.extend(taken.with_context(|| format!("the page has no part {part}"))?);
            }
            let chunks = numbers.iter().flat_map(|it| &packs[*it].modules);
            let chunks: Vec<_> = chunks.cloned().collect();
            let opening = Opening {
                module: merge(&chunks)?,
                packs: numbers,
            };
            Ok((page.name, opening))
        })
        .collect()
}
