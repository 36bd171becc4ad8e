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
mod error;
mod wire;

pub use envelope::{Found, find, find_with_link};
pub use error::LinkError;

use crate::report::Report;

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
