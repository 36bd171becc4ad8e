//! What a reader types into the form of an act, read strictly: whatever Azure
//! would refuse is told at its field, before anything is sent.

use azure::{ip_range, security::LONGEST_MINUTES};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// What is wrong with a field, worded under `acts.fields.<key>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field, as its form names it.
    pub field: String,
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl FieldError {
    pub(super) fn new(field: impl Into<String>, key: &'static str) -> Self {
        Self {
            field: field.into(),
            key,
            args: Vec::new(),
        }
    }

    #[must_use]
    pub(super) fn arg(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

/// Every error that a form can show, for the test over the texts.
pub const KEYS: &[&str] = &[
    "no_port",
    "port",
    "port_twice",
    "source",
    "source_missing",
    "source_mixed",
    "source_outside",
    "source_unclear",
    "minutes",
    "too_short",
    "too_long",
    "over_policy",
    "justification",
    "justification_missing",
    "hours",
];

/// The shortest and the longest time that a policy may allow, in minutes.
/// Source: learn.microsoft.com, REST "Jit Network Access Policies".
pub const SHORTEST: u32 = 5;
pub const LONGEST: u32 = LONGEST_MINUTES;

/// Azure publishes no limit for the justification; a text that is longer than
/// a page helps nobody who reads the log.
const MAX_JUSTIFICATION: usize = 500;

/// A number of minutes between [`SHORTEST`] and `longest`.
pub(super) fn minutes(field: &str, text: &str, longest: u32) -> Result<u32, FieldError> {
    let minutes: u32 = text
        .trim()
        .parse()
        .map_err(|_| FieldError::new(field, "minutes"))?;
    let limit = |key| {
        FieldError::new(field, key)
            .arg("shortest", SHORTEST.to_string())
            .arg("longest", longest.to_string())
    };
    match minutes {
        ..SHORTEST => Err(limit("too_short")),
        _ if minutes > LONGEST => Err(limit("too_long")),
        _ if minutes > longest => Err(limit("over_policy")),
        _ => Ok(minutes),
    }
}

/// The field of a justification, in every form that has one.
pub(super) const JUSTIFICATION: &str = "justification";

/// A justification, which may be empty.
pub(super) fn justification(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    let length = text.chars().count();
    if length <= MAX_JUSTIFICATION {
        return Ok(text.to_owned());
    }
    Err(FieldError::new(JUSTIFICATION, "justification")
        .arg("length", length.to_string())
        .arg("longest", MAX_JUSTIFICATION.to_string()))
}

/// A whole number of hours of one day.
pub(super) fn hours(field: &str, text: &str) -> Result<u32, FieldError> {
    let hours = text.trim().parse().ok().filter(|it| (1..=24).contains(it));
    hours.ok_or_else(|| FieldError::new(field, "hours"))
}

/// A port between 1 and 65535.
pub(super) fn port(field: &str, text: &str) -> Result<u16, FieldError> {
    diagnosis::question::parse_port(text).ok_or_else(|| FieldError::new(field, "port"))
}

/// One address, one range, or `*` for any.
pub(super) fn source(field: &str, text: &str) -> Result<Source, FieldError> {
    if text.trim() == "*" {
        return Ok(Source::Any);
    }
    ip_range::parse(text)
        .map(Source::Range)
        .ok_or_else(|| FieldError::new(field, "source").arg("value", text.trim()))
}

/// Addresses and ranges with commas, semicolons or spaces between them, or `*` alone.
pub(super) fn sources(field: &str, text: &str) -> Result<Vec<Source>, FieldError> {
    let texts = text.split([',', ' ', ';', '\n']);
    let sources: Vec<Source> = texts
        .filter(|it| !it.trim().is_empty())
        .map(|it| source(field, it))
        .collect::<Result<_, _>>()?;
    if sources.is_empty() {
        return Err(FieldError::new(field, "source_missing"));
    }
    if sources.len() > 1 && sources.contains(&Source::Any) {
        return Err(FieldError::new(field, "source_mixed"));
    }
    Ok(sources)
}

/// Who may come in. It is stored as a policy writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Source {
    Any,
    Range(IpNet),
}

impl From<Source> for String {
    fn from(it: Source) -> Self {
        it.text()
    }
}

impl TryFrom<String> for Source {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        source("source", &text).map_err(|it| it.key.to_owned())
    }
}

impl Source {
    /// As a policy writes it.
    pub fn text(self) -> String {
        match self {
            Self::Any => "*".to_owned(),
            Self::Range(range) => ip_range::show(range),
        }
    }

    /// Whether all of it is allowed by one of a policy's texts. `None` when one
    /// that might is neither an address nor a range.
    pub(super) fn is_within(self, allowed: &[String]) -> Option<bool> {
        let mut is_clear = true;
        for text in allowed {
            if text.trim() == "*" {
                return Some(true);
            }
            match (ip_range::parse(text), self) {
                (Some(range), Self::Range(own)) if range.contains(&own) => return Some(true),
                (Some(_), _) => {}
                (None, _) => is_clear = false,
            }
        }
        is_clear.then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_keep_to_both_limits() {
        for (text, longest, expected) in [
            ("5", 180, Ok(5)),
            (" 180 ", 180, Ok(180)),
            ("4", 180, Err("too_short")),
            ("0", 180, Err("too_short")),
            ("181", 180, Err("over_policy")),
            ("1441", 1440, Err("too_long")),
            ("1.5", 180, Err("minutes")),
            ("", 180, Err("minutes")),
            ("-5", 180, Err("minutes")),
            ("99999999999", 180, Err("minutes")),
        ] {
            let found = minutes("m", text, longest).map_err(|it| it.key);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_source_must_lie_in_what_is_allowed() {
        let allowed = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        for (text, texts, expected) in [
            ("203.0.113.7", &["*"][..], Some(true)),
            ("203.0.113.7", &["203.0.113.0/24"], Some(true)),
            ("203.0.113.0/25", &["203.0.113.0/24"], Some(true)),
            ("203.0.113.0/23", &["203.0.113.0/24"], Some(false)),
            ("2001:db8::1", &["203.0.113.0/24"], Some(false)),
            ("*", &["203.0.113.0/24"], Some(false)),
            ("*", &["*"], Some(true)),
            ("203.0.113.7", &["CorpNet"], None),
            ("203.0.113.7", &["CorpNet", "203.0.113.7"], Some(true)),
        ] {
            let source = source("s", text).unwrap();
            assert_eq!(
                source.is_within(&allowed(texts)),
                expected,
                "{text} {texts:?}"
            );
        }
        assert!(source("s", "my computer").is_err());
        assert!(source("s", "203.0.113.7/33").is_err());
    }
}
