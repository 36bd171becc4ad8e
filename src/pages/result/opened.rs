//! A result that was opened, with the link that shows it: to write the link again would
//! take what packs it.

use share::{
    link::{self, Found, LinkError},
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
        match read(text) {
            Ok(Sent::Open(opened)) => Some(opened),
            _ => None,
        }
    }
}

/// What stands in an address.
#[derive(Clone)]
pub(super) enum Sent {
    Open(Opened),
    /// Behind a passphrase.
    Sealed(Vec<u8>),
}

pub(super) fn read(text: &str) -> Result<Sent, LinkError> {
    Ok(match link::find_with_link(text)? {
        (Found::Report(report), link) => Sent::Open(Opened {
            report: *report,
            link,
        }),
        (Found::Sealed(bytes), _) => Sent::Sealed(bytes),
    })
}
