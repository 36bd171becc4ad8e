//! A report in an address: short, of characters that no mail or chat touches,
//! with its length and a checksum in front, so that what happened to it on its
//! way is told or mended, and never half of it shown.
//!
//! `jd1.<length>.<checksum>.<data>`: the version of the format, how many
//! characters of data there are, their CRC-32, and the data in base64url.
//! `jd1p.` begins data that a passphrase seals; sealing is the browser's.

mod body;
mod envelope;
mod wire;

pub use envelope::{Found, find};

use crate::report::Report;

/// Why a text holds no result that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Nothing in it looks like a result.
    Nothing,
    /// The end is missing.
    Cut,
    /// Something in the middle was changed.
    Changed,
    /// It was made by another version of this program, which says things that
    /// this one does not know.
    OtherVersion,
    /// Longer than any result.
    TooLong,
    /// Nothing was lost, yet no version of this program writes such a thing.
    Foreign,
}

impl Damage {
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

/// What is to be sealed in place of [`write()`].
pub fn body(report: &Report) -> Vec<u8> {
    body::write(&report.clone().for_link())
}

/// Sealed bytes as the last part of an address.
pub fn write_sealed(sealed: &[u8]) -> String {
    envelope::write(true, sealed)
}

/// Reads what [`body`] wrote.
pub fn read_body(bytes: &[u8]) -> Result<Report, Damage> {
    body::read(bytes)
}
