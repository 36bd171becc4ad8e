//! The head of a link (version, length, checksum), and how a link is found again
//! in a text that a mail program, a chat or a person has changed.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{body, error::LinkError};
use crate::report::Report;

const PLAIN: &str = "jd1";
const SEALED: &str = "jd1p";

/// A longer text is not searched. A safe-link service may wrap an
/// address more than once, escaping it each time.
const MOST_TEXT: usize = 256 * 1024;

/// A link with more characters of data is refused.
const MOST_DATA: usize = 24 * 1024;

/// How often an address may have been escaped.
const MOST_ESCAPES: usize = 4;

/// How many beginnings of a link are tried. Each may claim everything after it as
/// its data, so trying all of them could take long.
const MOST_LINKS: usize = 64;

/// What a text holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Report(Box<Report>),
    /// Data that are encrypted with a passphrase.
    Sealed(Vec<u8>),
}

pub(super) fn write(is_sealed: bool, bytes: &[u8]) -> String {
    let data = URL_SAFE_NO_PAD.encode(bytes);
    let link = Link {
        is_sealed,
        sum: &checksum(&data),
        data: &data,
    };
    link.text()
}

/// Finds the result in a text: a fragment, an address, or a piece of mail. It
/// undoes what mail programs do to addresses; the checksum tells whether that gave
/// back the characters that were sent.
pub fn find(text: &str) -> Result<Found, LinkError> {
    find_with_link(text).map(|(found, _)| found)
}

/// The same, with the link as it was made.
pub fn find_with_link(text: &str) -> Result<(Found, String), LinkError> {
    if text.len() > MOST_TEXT {
        return Err(LinkError::TooLong);
    }
    // A line may break anywhere, even within the prefix.
    let own: String = unescape(text).chars().filter(|it| is_own(*it)).collect();
    let mut damage = None;
    for link in links(&own) {
        match link.and_then(|it| Ok((it.read()?, it.text()))) {
            Ok(found) => return Ok(found),
            Err(other) => damage = damage.or(Some(other)),
        }
    }
    Err(damage.unwrap_or(LinkError::Nothing))
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

/// Every place where a link may begin, in a text of nothing but link characters.
fn links(own: &str) -> impl Iterator<Item = Result<Link<'_>, LinkError>> {
    own.match_indices("jd")
        .map(|(at, _)| Link::begin(&own[at..]))
        .filter(|it| !matches!(it, Err(LinkError::Nothing)))
        .take(MOST_LINKS)
}

/// A link whose data have the length that its head says.
struct Link<'a> {
    is_sealed: bool,
    sum: &'a str,
    data: &'a str,
}

impl<'a> Link<'a> {
    fn begin(own: &'a str) -> Result<Self, LinkError> {
        let (prefix, rest) = part(own).ok_or(LinkError::Nothing)?;
        let is_sealed = match prefix {
            PLAIN => false,
            SEALED => true,
            _ => return Err(other_version(prefix)),
        };
        let (length, rest) = part(rest).ok_or(LinkError::Cut)?;
        let (sum, rest) = part(rest).ok_or(LinkError::Cut)?;
        let length: usize = length.parse().map_err(|_| LinkError::Changed)?;
        if length > MOST_DATA {
            return Err(LinkError::TooLong);
        }
        // The rest of the text is not part of the link.
        let data = rest.get(..length).ok_or(LinkError::Cut)?;
        Ok(Self {
            is_sealed,
            sum,
            data,
        })
    }

    fn text(&self) -> String {
        let prefix = if self.is_sealed { SEALED } else { PLAIN };
        format!("{prefix}.{}.{}.{}", self.data.len(), self.sum, self.data)
    }

    fn read(&self) -> Result<Found, LinkError> {
        if checksum(self.data) != self.sum {
            return Err(LinkError::Changed);
        }
        let bytes = URL_SAFE_NO_PAD
            .decode(self.data)
            .map_err(|_| LinkError::Foreign)?;
        if self.is_sealed {
            return Ok(Found::Sealed(bytes));
        }
        Ok(Found::Report(Box::new(body::read(&bytes)?)))
    }
}

/// A part of the head, and the text after its dot.
fn part(own: &str) -> Option<(&str, &str)> {
    let end = own.bytes().take(13).position(|it| it == b'.')?;
    Some((&own[..end], &own[end + 1..]))
}

/// Tells the beginning of a later format from any other word.
fn other_version(prefix: &str) -> LinkError {
    let version = prefix.strip_prefix("jd").unwrap_or_default();
    let digits = version.trim_end_matches('p');
    if !digits.is_empty() && digits.chars().all(|it| it.is_ascii_digit()) {
        LinkError::OtherVersion
    } else {
        LinkError::Nothing
    }
}

/// The characters of a link. Any other was added on the way.
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
            assert_eq!(find(text), Err(LinkError::Nothing), "{text}");
        }
        for text in ["jd2.4.AAAA.AAAA", "jd17p.x"] {
            assert_eq!(find(text), Err(LinkError::OtherVersion), "{text}");
        }
        assert_eq!(find("jd1.99999999.AAAAAA.A"), Err(LinkError::TooLong));
        assert_eq!(find("jd1.x.AAAAAA.A"), Err(LinkError::Changed));
        assert_eq!(find("jd1.12"), Err(LinkError::Cut));
        assert_eq!(find(&"a".repeat(MOST_TEXT + 1)), Err(LinkError::TooLong));
    }

    #[test]
    fn a_prefix_may_be_broken_anywhere() {
        let link = write(true, b"sealed");
        for at in 1..link.len() {
            let (begin, end) = link.split_at(at);
            let broken = format!("See {begin}\r\n > {end}");
            assert_eq!(
                find(&broken),
                Ok(Found::Sealed(b"sealed".into())),
                "{broken}"
            );
            assert_eq!(find_with_link(&broken).map(|(_, it)| it), Ok(link.clone()));
        }
    }

    #[test]
    fn work_does_not_grow_with_how_often_a_link_seems_to_begin() {
        let work = |text: &str| -> usize {
            links(text)
                .map(|it| it.map_or(0, |link| link.data.len()))
                .sum()
        };
        for head in ["jd1.24000.AAAAAA.", "jd1p.24000.AAAAAA.", "jd1."] {
            let times = MOST_TEXT / 2 / head.len();
            let (half, whole) = (head.repeat(times), head.repeat(2 * times));
            assert_eq!(work(&half), work(&whole), "{head}");
            assert!(work(&whole) <= MOST_LINKS * MOST_DATA, "{head}");
            assert!(find(&whole).is_err(), "{head}");
        }
    }
}
