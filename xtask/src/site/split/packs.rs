//! Which chunks share a file. Must not know what stands in them.
//!
//! Each set of parts that share something would be a file of its own, three hundred of
//! them. So the two files are made one that are the cheapest to be made one, again and
//! again, until it would cost more than it saves: what is in one file is fetched by all
//! who take a piece of it.

use std::collections::{BTreeMap, BTreeSet};

/// What the splitter made for a set of parts.
pub(super) struct Chunk {
    /// The parts that take it.
    pub(super) parts: BTreeSet<String>,
    pub(super) bytes: Vec<u8>,
    /// What it adds to a file, in bytes.
    pub(super) size: usize,
}

/// Chunks that become one file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pack {
    /// The parts that take it.
    pub(super) parts: BTreeSet<String>,
    pub(super) modules: Vec<Vec<u8>>,
    size: usize,
    /// Whoever fetches it, a bit for each part with all that it stands on.
    takers: u64,
}

/// What a file more costs each who takes it, in bytes of code: its head, a request, and
/// that it is compressed by itself. That is little, because a page that is opened first
/// comes with its packs in one file.
const OF_A_FILE: u64 = 600;

/// What its name costs in the list of files, which every page takes that is not the
/// first.
const OF_A_NAME: u64 = 500;

/// The files that hold these chunks, each chunk once. Every part takes each file that
/// holds one of its chunks, and next to nothing that it does not need.
pub(super) fn packs(chunks: Vec<Chunk>, stands_on: &[(&str, &str)]) -> Vec<Pack> {
    let all: BTreeSet<String> = chunks.iter().flat_map(|it| it.parts.clone()).collect();
    let takers = |parts: &BTreeSet<String>| {
        let each = all.iter().enumerate().filter(|(_, part)| {
            let mut there = grounds(part, stands_on);
            there.any(|it| parts.contains(it))
        });
        each.fold(0, |bits, (at, _)| bits | 1 << at)
    };
    let mut packs: BTreeMap<BTreeSet<String>, Pack> = BTreeMap::new();
    for chunk in chunks {
        let parts = without_implied(&chunk.parts, stands_on);
        let pack = packs.entry(parts.clone()).or_insert_with(|| Pack {
            takers: takers(&parts),
            parts,
            ..Pack::default()
        });
        pack.size += chunk.size;
        pack.modules.push(chunk.bytes);
    }
    let mut packs: Vec<Pack> = packs.into_values().collect();
    while let Some((one, other)) = cheapest(&packs) {
        let other = packs.remove(other);
        let one = &mut packs[one];
        one.parts.extend(other.parts);
        one.modules.extend(other.modules);
        one.size += other.size;
        one.takers |= other.takers;
    }
    for pack in &mut packs {
        pack.parts = without_implied(&pack.parts, stands_on);
    }
    packs
}

/// The places of the two files that save the most as one, the first one first.
fn cheapest(packs: &[Pack]) -> Option<(usize, usize)> {
    let mut best = None;
    let mut most = 0;
    for (at, one) in packs.iter().enumerate() {
        for (beside, other) in packs.iter().enumerate().skip(at + 1) {
            let saved = one.saved_with(other);
            if saved > most {
                most = saved;
                best = Some((at, beside));
            }
        }
    }
    best
}

impl Pack {
    /// The bytes that all who take one of the two save where they are one.
    fn saved_with(&self, other: &Self) -> u64 {
        let count = |takers: u64| u64::from(takers.count_ones());
        let both = count(self.takers & other.takers);
        let in_vain = count(self.takers & !other.takers) * other.size as u64
            + count(other.takers & !self.takers) * self.size as u64;
        (both * OF_A_FILE + OF_A_NAME).saturating_sub(in_vain)
    }
}

/// A part, and those that are there where it is fetched.
fn grounds<'a>(
    part: &'a str,
    stands_on: &'a [(&'a str, &'a str)],
) -> impl Iterator<Item = &'a str> {
    std::iter::successors(Some(part), |part| {
        let ground = stands_on.iter().find(|(it, _)| it == part);
        ground.map(|(_, below)| *below)
    })
}

/// Without the parts that are fetched only where another one of these is already.
fn without_implied(parts: &BTreeSet<String>, stands_on: &[(&str, &str)]) -> BTreeSet<String> {
    let is_implied = |part: &String| {
        let mut below = grounds(part, stands_on).skip(1);
        below.any(|it| parts.contains(it))
    };
    parts.iter().filter(|it| !is_implied(it)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(parts: &[&str], size: usize) -> Chunk {
        Chunk {
            parts: parts.iter().map(|it| (*it).to_owned()).collect(),
            bytes: size.to_string().into_bytes(),
            size,
        }
    }

    /// The parts and the sizes of what is made of these.
    fn made(chunks: Vec<Chunk>) -> Vec<(String, Vec<usize>)> {
        let stands_on = [("check", "app"), ("acts", "check"), ("result", "app")];
        let sizes = |modules: &[Vec<u8>]| -> Vec<usize> {
            let texts = modules.iter().map(|it| String::from_utf8_lossy(it));
            texts.map(|it| it.parse().unwrap()).collect()
        };
        packs(chunks, &stands_on)
            .into_iter()
            .map(|it| {
                let parts: Vec<String> = it.parts.into_iter().collect();
                (parts.join(" "), sizes(&it.modules))
            })
            .collect()
    }

    fn expected(of: &[(&str, &[usize])]) -> Vec<(String, Vec<usize>)> {
        let all = of.iter();
        all.map(|(parts, sizes)| ((*parts).to_owned(), sizes.to_vec()))
            .collect()
    }

    #[test]
    fn what_a_part_stands_on_brings_what_both_take() {
        let made = made(vec![
            chunk(&["app"], 100_000),
            chunk(&["app", "check"], 200_000),
            chunk(&["acts", "app"], 300_000),
            chunk(&["acts", "check"], 400_000),
            chunk(&["check", "result"], 500_000),
        ]);
        assert_eq!(
            made,
            expected(&[
                ("app", &[100_000, 200_000, 300_000]),
                ("check", &[400_000]),
                ("check result", &[500_000]),
            ])
        );
    }

    #[test]
    fn a_small_file_joins_one_that_is_mostly_fetched_with_it() {
        let made = made(vec![
            chunk(&["check"], 500),
            chunk(&["check", "result"], 30_000),
            chunk(&["result"], 40_000),
            chunk(&["target"], 20_000),
        ]);
        assert_eq!(
            made,
            expected(&[
                ("check result", &[500, 30_000]),
                ("result", &[40_000]),
                // Nothing else is fetched where this is.
                ("target", &[20_000]),
            ])
        );
    }
}
