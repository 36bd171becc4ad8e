//! Which chunks share a file. Must not know what stands in them.

use std::collections::{BTreeMap, BTreeSet};

/// What the splitter made for a set of parts.
pub(super) struct Chunk {
    /// The parts that take it.
    pub(super) parts: BTreeSet<String>,
    pub(super) bytes: Vec<u8>,
}

/// Chunks that become one file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pack {
    /// The parts that take it.
    pub(super) parts: BTreeSet<String>,
    pub(super) modules: Vec<Vec<u8>>,
}

/// The files that hold these chunks, each chunk once. Every part takes each file that
/// holds one of its chunks, and next to nothing that it does not need.
pub(super) fn packs(chunks: Vec<Chunk>, stands_on: &[(&str, &str)], smallest: usize) -> Vec<Pack> {
    let mut packs: BTreeMap<BTreeSet<String>, Vec<Vec<u8>>> = BTreeMap::new();
    for chunk in chunks {
        let parts = without_implied(&chunk.parts, stands_on);
        packs.entry(parts).or_default().push(chunk.bytes);
    }
    let size = |modules: &[Vec<u8>]| modules.iter().map(Vec::len).sum::<usize>();
    // The smallest first, so that they can become large enough together.
    let mut order: Vec<BTreeSet<String>> = packs.keys().cloned().collect();
    order.sort_by_key(|it| (size(&packs[it]), it.clone()));
    for parts in order {
        if size(&packs[&parts]) >= smallest {
            continue;
        }
        // One that all who take the small file take anyway, and as few others as
        // possible have to take it with them.
        let host = packs
            .keys()
            .filter(|it| **it != parts && it.is_superset(&parts))
            .min_by_key(|it| (it.len(), (*it).clone()))
            .cloned();
        if let Some(host) = host
            && let Some(modules) = packs.remove(&parts)
        {
            packs.entry(host).or_default().extend(modules);
        }
    }
    let packs = packs.into_iter();
    packs
        .map(|(parts, modules)| Pack { parts, modules })
        .collect()
}

/// Without the parts that are fetched only where another one of these is already.
fn without_implied(parts: &BTreeSet<String>, stands_on: &[(&str, &str)]) -> BTreeSet<String> {
    let is_implied = |part: &String| {
        let mut ground = part.as_str();
        while let Some((_, below)) = stands_on.iter().find(|(it, _)| *it == ground) {
            if parts.contains(*below) {
                return true;
            }
            ground = below;
        }
        false
    };
    parts.iter().filter(|it| !is_implied(it)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(parts: &[&str], size: usize) -> Chunk {
        Chunk {
            parts: parts.iter().map(|it| (*it).to_owned()).collect(),
            bytes: vec![0; size],
        }
    }

    /// The parts and the sizes of what is made of these.
    fn made(chunks: Vec<Chunk>) -> Vec<(String, Vec<usize>)> {
        let stands_on = [("check", "app"), ("acts", "check"), ("result", "app")];
        packs(chunks, &stands_on, 100)
            .into_iter()
            .map(|it| {
                let parts: Vec<String> = it.parts.into_iter().collect();
                (parts.join(" "), it.modules.iter().map(Vec::len).collect())
            })
            .collect()
    }

    #[test]
    fn what_a_part_stands_on_brings_what_both_take() {
        let chunks = vec![
            chunk(&["app"], 200),
            chunk(&["app", "check"], 300),
            chunk(&["acts", "app"], 400),
            chunk(&["acts", "check"], 500),
            chunk(&["check", "result"], 600),
        ];
        let expected = [
            ("app", vec![200, 300, 400]),
            ("check", vec![500]),
            ("check result", vec![600]),
        ];
        let expected = expected.map(|(parts, sizes)| (parts.to_owned(), sizes));
        assert_eq!(made(chunks), expected);
    }

    #[test]
    fn a_small_file_joins_one_that_is_fetched_with_it() {
        let chunks = vec![
            chunk(&["check"], 50),
            chunk(&["check", "result"], 300),
            chunk(&["result"], 400),
            chunk(&["target"], 20),
        ];
        let expected = [
            ("check result", vec![300, 50]),
            ("result", vec![400]),
            // Nothing else is fetched where this is.
            ("target", vec![20]),
        ];
        let expected = expected.map(|(parts, sizes)| (parts.to_owned(), sizes));
        assert_eq!(made(chunks), expected);
    }
}
