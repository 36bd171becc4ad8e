//! The marks in a step's words: code between backquotes, a term of the portal
//! between square brackets.

/// A stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span<'a> {
    Text(&'a str),
    Code(&'a str),
    /// The portal's English term, to be shown in the reader's language.
    Term(&'a str),
}

/// Cuts a text at its marks. A mark that is not closed is text, and so is
/// whatever a name brings along: names are filled in after the cutting.
pub fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '[']) {
        let is_code = rest[at..].starts_with('`');
        let inner = &rest[at + 1..];
        let Some(end) = inner.find(if is_code { '`' } else { ']' }) else {
            break;
        };
        if at > 0 {
            spans.push(Span::Text(&rest[..at]));
        }
        spans.push(if is_code {
            Span::Code(&inner[..end])
        } else {
            Span::Term(&inner[..end])
        });
        rest = &inner[end + 1..];
    }
    if !rest.is_empty() {
        spans.push(Span::Text(rest));
    }
    spans
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_are_found() {
        assert_eq!(
            spans("Select [Save], run `a[0]`, [x"),
            [
                Span::Text("Select "),
                Span::Term("Save"),
                Span::Text(", run "),
                Span::Code("a[0]"),
                Span::Text(", [x"),
            ]
        );
        assert_eq!(spans(""), []);
    }

    proptest! {
        #[test]
        fn nothing_of_a_text_is_lost(text in "[a`\\[\\] あ]{0,40}") {
            let said: String = spans(&text)
                .iter()
                .map(|it| match it {
                    Span::Text(it) => (*it).to_owned(),
                    Span::Code(it) => format!("`{it}`"),
                    Span::Term(it) => format!("[{it}]"),
                })
                .collect();
            prop_assert_eq!(said, text);
        }
    }
}
