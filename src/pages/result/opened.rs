//! A result that was opened, with the link that shows it: to write the link again would
//! take what packs it.

use share::{
    link::{self, Found},
    report::Report,
};

/// A result that was opened, and the link that shows it.
#[derive(Clone, PartialEq)]
pub(in crate::pages) struct Opened {
    pub(in crate::pages) report: Report,
    pub(in crate::pages) link: String,
}

impl Opened {
    pub(super) fn by_hand(report: Report) -> Self {
        let link = link::write(&report);
        Self { report, link }
    }

    /// The one in an address.
    pub(in crate::pages) fn sent(text: &str) -> Option<Self> {
        match link::find(text) {
            Ok(Found::Report(report)) => Some(Self {
                report: *report,
                link: link::made(text)?,
            }),
            _ => None,
        }
    }
}
