//! What became of a folder of recordings, in numbers.

use std::collections::BTreeMap;
use std::fmt;

/// What became of a folder.
#[derive(Debug, Default)]
pub struct Report {
    pub(super) files: usize,
    pub(super) answers: usize,
    /// Resources kept, by type.
    pub(super) taken: BTreeMap<String, usize>,
    /// What was left out: how often, for what reason, and where first.
    pub(super) skipped: BTreeMap<&'static str, (usize, String)>,
}

impl Report {
    pub(super) fn skip(&mut self, reason: &'static str, place: &str) {
        self.skipped
            .entry(reason)
            .or_insert_with(|| (0, place.to_owned()))
            .0 += 1;
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Read {} answers in {} files.", self.answers, self.files)?;
        for (kind, count) in &self.taken {
            writeln!(f, "{count:>6}  {kind}")?;
        }
        for (reason, (count, first)) in &self.skipped {
            writeln!(f, "{count:>6}  left out: {reason} (first: {first})")?;
        }
        Ok(())
    }
}
