//! The error codes that a text names: in JSON, in what the Azure CLI and PowerShell
//! make of it, or by themselves.

/// What stands before a code.
const NAMES: [&str; 7] = [
    "code",
    "errorcode",
    "error_code",
    "cause",
    "statusreason",
    "reason",
    "error",
];

/// A code so long is no other word, wherever it stands.
const LONG: usize = 10;

/// The codes of a text.
pub(crate) struct Codes<'a> {
    /// Words that stand where a code does.
    told: Vec<&'a str>,
    words: Vec<&'a str>,
}

impl<'a> Codes<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let words: Vec<&str> = words(text).collect();
        let after_name = words
            .windows(2)
            .filter(|it| NAMES.iter().any(|name| name.eq_ignore_ascii_case(it[0])))
            .map(|it| it[1]);
        let in_brackets = text.split('(').skip(1);
        let in_brackets = in_brackets.filter_map(|it| Some(it.split_once(')')?.0));
        Self {
            told: after_name.chain(in_brackets).collect(),
            words,
        }
    }

    pub(crate) fn has(&self, code: &str) -> bool {
        let is_code = |it: &&str| it.eq_ignore_ascii_case(code);
        self.told.iter().any(is_code) || LONG <= code.len() && self.words.iter().any(is_code)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_');
    parts.filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_where_they_stand() {
        for text in [
            r#"{"error": {"code": "Exempt", "message": "…"}}"#,
            "ERROR: (Exempt) No.\nCode: Exempt",
            "StatusCode: 404\nErrorCode: exempt",
            "Code=\"Exempt\" Message=\"…\"",
            r#""statusReason":"Exempt""#,
        ] {
            assert!(Codes::of(text).has("Exempt"), "{text}");
        }
        assert!(!Codes::of("nobody is exempt from this").has("Exempt"));
        assert!(Codes::of("it said ScopeLocked, I think").has("ScopeLocked"));
        assert!(!Codes::of("ScopeLockedByX").has("ScopeLocked"));
    }
}
