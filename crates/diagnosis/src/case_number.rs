//! The number under which support keeps a case: a label that links and reports
//! carry, and nothing that could be read as a text.

use std::fmt;

/// At most 32 letters, digits, `-`, `_` and `.`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseNumber(String);

impl CaseNumber {
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
        ((1..=32).contains(&text.len()) && text.chars().all(is_plain))
            .then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_numbers_and_no_texts() {
        for text in ["2026-11-0042", "SR_1.2", " TRACKING1 "] {
            assert!(CaseNumber::parse(text).is_some(), "{text}");
        }
        for text in ["", "a b", "<b>", "1/2", "ケース", &"1".repeat(33)] {
            assert_eq!(CaseNumber::parse(text), None, "{text}");
        }
    }
}
