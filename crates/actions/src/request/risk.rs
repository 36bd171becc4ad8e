//! What a reader must agree to on its own before a port is opened: a source that may
//! come from a link, and that is more than, or other than, the address from which
//! they signed in.

use std::net::IpAddr;

use super::AccessRequest;
use crate::field::Source;

/// A range with a shorter prefix is more than one site has.
const NARROW_V4: u8 = 24;
const NARROW_V6: u8 = 64;

/// Worded under `acts.request.risks.<name>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Risk {
    /// The port opens to every address.
    Everybody { port: u16 },
    /// The port opens to a wide range.
    Wide { port: u16, source: String },
    /// The port opens to an address other than that of the sign-in.
    Other {
        port: u16,
        source: String,
        own: IpAddr,
    },
    /// The port opens to an address that the page's own address named, and nothing
    /// tells whether it is the reader's.
    Given { port: u16, source: String },
}

impl Risk {
    pub const NAMES: [&str; 4] = ["everybody", "wide", "other", "given"];

    pub fn name(&self) -> &'static str {
        let at = match self {
            Self::Everybody { .. } => 0,
            Self::Wide { .. } => 1,
            Self::Other { .. } => 2,
            Self::Given { .. } => 3,
        };
        Self::NAMES[at]
    }

    /// For its text, by placeholder.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Everybody { port } => vec![("port", port.to_string())],
            Self::Wide { port, source } | Self::Given { port, source } => {
                vec![("port", port.to_string()), ("source", source.clone())]
            }
            Self::Other { port, source, own } => vec![
                ("port", port.to_string()),
                ("source", source.clone()),
                ("own", own.to_string()),
            ],
        }
    }
}

impl AccessRequest {
    /// The worst of each port. `own` is the address of the sign-in, if the token
    /// tells; `given` is the source that stood in the page's address, if any.
    pub fn risks(&self, own: Option<IpAddr>, given: Option<&str>) -> Vec<Risk> {
        let ports = self.ports.iter();
        ports
            .filter_map(|it| risk(it.number, it.source?, own, given))
            .collect()
    }
}

fn risk(port: u16, source: Source, own: Option<IpAddr>, given: Option<&str>) -> Option<Risk> {
    let Source::Range(range) = source else {
        return Some(Risk::Everybody { port });
    };
    let narrow = if range.addr().is_ipv4() {
        NARROW_V4
    } else {
        NARROW_V6
    };
    let text = source.text();
    match range.prefix_len() {
        0 => Some(Risk::Everybody { port }),
        it if it < narrow => Some(Risk::Wide { port, source: text }),
        _ => match own.filter(|it| it.is_ipv4() == range.addr().is_ipv4()) {
            Some(own) if range.contains(&own) => None,
            Some(own) => Some(Risk::Other {
                port,
                source: text,
                own,
            }),
            // One that the reader has typed is theirs to know.
            None => given.filter(|it| *it == text).map(|_| Risk::Given {
                port,
                source: text.clone(),
            }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field;

    #[test]
    fn what_opens_more_or_other_than_the_own_address_needs_a_word() {
        let own: IpAddr = "198.51.100.7".parse().unwrap();
        for (source, expected) in [
            ("*", Some("everybody")),
            ("0.0.0.0/0", Some("everybody")),
            ("::/0", Some("everybody")),
            ("0.0.0.0/1", Some("wide")),
            ("198.51.0.0/23", Some("wide")),
            ("2001:db8::/63", Some("wide")),
            ("198.51.100.0/24", None),
            ("198.51.100.7", None),
            ("198.51.100.8", Some("other")),
            // Whether it is the reader's cannot be told.
            ("2001:db8::7", None),
        ] {
            let source = field::source("source", source).unwrap();
            let found = risk(22, source, Some(own), None);
            assert_eq!(found.as_ref().map(Risk::name), expected, "{source:?}");
        }
    }

    #[test]
    fn what_a_link_gave_needs_a_word_unless_the_sign_in_came_from_there() {
        let own: IpAddr = "198.51.100.7".parse().unwrap();
        for (source, own, given, expected) in [
            ("203.0.113.9", None, None, None),
            ("203.0.113.9", None, Some("203.0.113.8"), None),
            ("203.0.113.9", None, Some("203.0.113.9"), Some("given")),
            (
                "203.0.113.0/24",
                None,
                Some("203.0.113.0/24"),
                Some("given"),
            ),
            ("2001:db8::7", Some(own), Some("2001:db8::7"), Some("given")),
            ("198.51.100.7", Some(own), Some("198.51.100.7"), None),
            (
                "198.51.100.8",
                Some(own),
                Some("198.51.100.8"),
                Some("other"),
            ),
            ("0.0.0.0/0", None, Some("0.0.0.0/0"), Some("everybody")),
        ] {
            let parsed = field::source("source", source).unwrap();
            let found = risk(22, parsed, own, given);
            assert_eq!(
                found.as_ref().map(Risk::name),
                expected,
                "{source} {given:?}"
            );
        }
    }
}
