//! Ports and ranges of ports as rules write them.

use std::ops::RangeInclusive;

use super::Match;

/// The ports that a rule means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ports {
    ranges: Vec<RangeInclusive<u16>>,
    /// Something that is no port and no range.
    garbled: bool,
}

impl Ports {
    pub(super) fn new(texts: &[String]) -> Self {
        let mut own = Self::default();
        for text in texts {
            match range(text.trim()) {
                Some(range) => own.ranges.push(range),
                None => own.garbled = true,
            }
        }
        own
    }

    /// Whether nothing is said, or nothing that was understood.
    pub(super) fn is_flawed(&self) -> bool {
        self.garbled || self.ranges.is_empty()
    }

    pub(super) fn hold(&self, port: u16) -> Match {
        if self.ranges.iter().any(|it| it.contains(&port)) {
            Match::Yes
        } else if self.is_flawed() {
            Match::Maybe
        } else {
            Match::No
        }
    }

    /// Whether every port is meant: of a sender's own it is not known which.
    /// A rule that names none does not restrict them.
    pub(super) fn hold_any_sender(&self) -> Match {
        let whole = self
            .ranges
            .iter()
            .any(|it| *it.start() <= 1 && *it.end() == u16::MAX);
        if whole || (self.ranges.is_empty() && !self.garbled) {
            Match::Yes
        } else {
            Match::Maybe
        }
    }
}

/// `22`, `22-22`, `0-65535` or `*`. A range that ends before it begins is none.
fn range(text: &str) -> Option<RangeInclusive<u16>> {
    if text == "*" {
        return Some(0..=u16::MAX);
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let first: u16 = first.trim().parse().ok()?;
    let last: u16 = last.trim().parse().ok()?;
    (first <= last).then_some(first..=last)
}

/// As a reader would write it: effective rules write one port as a range, and
/// every port as all of them.
pub(super) fn shown(text: &str) -> String {
    match range(text.trim()) {
        Some(range) if range.start() == range.end() => range.start().to_string(),
        Some(range) if *range.start() == 0 && *range.end() == u16::MAX => "*".to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ports(texts: &[&str]) -> Ports {
        let texts: Vec<String> = texts.iter().map(|it| (*it).to_owned()).collect();
        Ports::new(&texts)
    }

    #[test]
    fn every_form_is_read() {
        for (texts, port, expected) in [
            (&["22"][..], 22, Match::Yes),
            (&["22-22"], 22, Match::Yes),
            (&["22", "3389"], 3389, Match::Yes),
            (&["20-30", "25-40"], 35, Match::Yes),
            (&["*"], 1, Match::Yes),
            (&["0-65535"], 65535, Match::Yes),
            (&["22"], 3389, Match::No),
            (&["100-50"], 60, Match::Maybe),
            (&["100-50", "60"], 60, Match::Yes),
            (&["70000"], 60, Match::Maybe),
            (&["ssh"], 22, Match::Maybe),
            (&[], 22, Match::Maybe),
        ] {
            assert_eq!(ports(texts).hold(port), expected, "{texts:?} {port}");
        }
    }

    #[test]
    fn one_port_is_shown_as_one() {
        for (text, expected) in [
            ("3389-3389", "3389"),
            ("22", "22"),
            ("0-65535", "*"),
            ("*", "*"),
            ("0-65534", "0-65534"),
            ("20-30", "20-30"),
            ("30-20", "30-20"),
            ("ssh", "ssh"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn a_senders_port_is_not_known() {
        assert_eq!(ports(&["*"]).hold_any_sender(), Match::Yes);
        assert_eq!(ports(&[]).hold_any_sender(), Match::Yes);
        assert_eq!(ports(&["1024-65535"]).hold_any_sender(), Match::Maybe);
        assert_eq!(ports(&["x"]).hold_any_sender(), Match::Maybe);
    }
}
