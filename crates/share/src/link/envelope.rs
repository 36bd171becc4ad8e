//! What stands around a link's data, and how it is found again in whatever a
//! mail, a chat or a person made of it.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{Damage, body};
use crate::report::Report;

const PLAIN: &str = "jd1.";
const SEALED: &str = "jd1p.";

/// A text that is longer is not looked at. A safe-link service may wrap an
/// address more than once, escaping it each time.
const MOST_TEXT: usize = 256 * 1024;

/// Data of more characters are not taken.
const MOST_DATA: usize = 24 * 1024;

/// How often an address may have been escaped.
const MOST_ESCAPES: usize = 4;

/// What a text holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Report(Box<Report>),
    /// What the passphrase opens.
    Sealed(Vec<u8>),
}

pub(super) fn write(is_sealed: bool, bytes: &[u8]) -> String {
    let data = URL_SAFE_NO_PAD.encode(bytes);
    let prefix = if is_sealed { SEALED } else { PLAIN };
    format!("{prefix}{}.{}.{data}", data.len(), checksum(&data))
}

/// Finds the result in a text: a fragment, an address, or a piece of mail. What
/// mail does to addresses is undone, for the checksum tells whether that gave
/// the very characters that were sent.
pub fn find(text: &str) -> Result<Found, Damage> {
    if text.len() > MOST_TEXT {
        return Err(Damage::TooLong);
    }
    let text = unescape(text);
    let mut damage = None;
    for (at, _) in text.match_indices("jd") {
        match read_at(&text[at..]) {
            Ok(found) => return Ok(found),
            Err(Damage::Nothing) => {}
            Err(other) => damage = damage.or(Some(other)),
        }
    }
    Err(damage.unwrap_or(Damage::Nothing))
}

/// Undoes `%23` and the like, as often as it was done.
fn unescape(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MOST_ESCAPES {
        if !text.contains('%') {
            break;
        }
        let plain = percent_encoding::percent_decode_str(&text)
            .decode_utf8_lossy()
            .into_owned();
        if plain == text {
            break;
        }
        text = Cow::Owned(plain);
    }
    text
}

fn read_at(text: &str) -> Result<Found, Damage> {
    // A line may break anywhere, even within the prefix.
    let mut own = text.chars().filter(|it| is_own(*it));
    let mut head = String::new();
    let mut part = || -> Option<String> {
        let mut part = String::new();
        loop {
            match own.next() {
                Some('.') => return Some(part),
                Some(it) if part.len() < 12 => part.push(it),
                _ => return None,
            }
        }
    };
    let prefix = part().ok_or(Damage::Nothing)?;
    head.push_str(&prefix);
    head.push('.');
    let is_sealed = match head.as_str() {
        PLAIN => false,
        SEALED => true,
        _ => return Err(other_version(&prefix)),
    };
    let (Some(length), Some(sum)) = (part(), part()) else {
        return Err(Damage::Cut);
    };
    let length: usize = length.parse().map_err(|_| Damage::Changed)?;
    if length > MOST_DATA {
        return Err(Damage::TooLong);
    }
    // What stands behind was not part of the link.
    let data: String = own.take(length).collect();
    if data.len() < length {
        return Err(Damage::Cut);
    }
    if checksum(&data) != sum {
        return Err(Damage::Changed);
    }
    let bytes = URL_SAFE_NO_PAD.decode(data).map_err(|_| Damage::Foreign)?;
    if is_sealed {
        return Ok(Found::Sealed(bytes));
    }
    Ok(Found::Report(Box::new(body::read(&bytes)?)))
}

/// Whether this is how a later format would begin, or just a word.
fn other_version(prefix: &str) -> Damage {
    let version = prefix.strip_prefix("jd").unwrap_or_default();
    let digits = version.trim_end_matches('p');
    if !digits.is_empty() && digits.chars().all(|it| it.is_ascii_digit()) {
        Damage::OtherVersion
    } else {
        Damage::Nothing
    }
}

/// The characters of a link. Everything else got in on the way.
fn is_own(it: char) -> bool {
    it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.')
}

/// The CRC-32 of zip files, in base64url.
fn checksum(data: &str) -> String {
    let crc = data.bytes().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
        })
    });
    URL_SAFE_NO_PAD.encode((!crc).to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_usual_one() {
        let bytes = 0xcbf4_3926_u32.to_be_bytes();
        assert_eq!(checksum("123456789"), URL_SAFE_NO_PAD.encode(bytes));
    }

    #[test]
    fn words_are_no_links() {
        for text in ["", "jd", "jdoe.example.com", "jd.", "jd1", "#/result/"] {
            assert_eq!(find(text), Err(Damage::Nothing), "{text}");
        }
        for text in ["jd2.4.AAAA.AAAA", "jd17p.x"] {
            assert_eq!(find(text), Err(Damage::OtherVersion), "{text}");
        }
        assert_eq!(find("jd1.99999999.AAAAAA.A"), Err(Damage::TooLong));
        assert_eq!(find("jd1.x.AAAAAA.A"), Err(Damage::Changed));
        assert_eq!(find("jd1.12"), Err(Damage::Cut));
        assert_eq!(find(&"a".repeat(MOST_TEXT + 1)), Err(Damage::TooLong));
    }
}
