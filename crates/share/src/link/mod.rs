//! A report as the end of an address. It is short, and uses only characters that
//! mail and chat programs leave alone. Its length and a checksum stand in front,
//! so that damage on the way is noticed or undone, and a part of a report is
//! never taken for the whole.
//!
//! `jd1.<length>.<checksum>.<data>`: the version of the format, how many
//! characters of data there are, their CRC-32, and the data in base64url.
//! `jd1p.` begins data that is encrypted with a passphrase; the browser does that.

mod body;
mod envelope;
mod wire;

pub use envelope::{Found, find};

use crate::report::Report;

/// Why no result can be read from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It holds nothing that looks like a result.
    Nothing,
    /// The end is missing.
    Cut,
    /// Something in the middle was changed.
    Changed,
    /// Another version of this program made it, and it holds entries that this
    /// version does not know.
    OtherVersion,
    /// Longer than any result.
    TooLong,
    /// The checksum is right, but no version of this program writes such data.
    Foreign,
}

impl LinkError {
    pub const ALL: [Self; 6] = [
        Self::Nothing,
        Self::Cut,
        Self::Changed,
        Self::OtherVersion,
        Self::TooLong,
        Self::Foreign,
    ];

    /// The name under which the text catalogue words it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Cut => "cut",
            Self::Changed => "changed",
            Self::OtherVersion => "other_version",
            Self::TooLong => "too_long",
            Self::Foreign => "foreign",
        }
    }
}

/// The report as the last part of an address.
pub fn write(report: &Report) -> String {
    envelope::write(false, &body(report))
}

/// The bytes to encrypt, where a link with a passphrase is wanted.
pub fn body(report: &Report) -> Vec<u8> {
    body::write(&report.clone().for_link())
}

/// Encrypted bytes as the last part of an address.
pub fn write_sealed(sealed: &[u8]) -> String {
    envelope::write(true, sealed)
}

/// Reads what [`body`] wrote.
pub fn read_body(bytes: &[u8]) -> Result<Report, LinkError> {
    body::read(bytes)
}
