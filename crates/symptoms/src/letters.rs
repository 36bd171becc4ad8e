//! Texts as far as their letters go: a client wraps lines, a chat turns quotes, and a
//! person types in capitals.

/// The letters and digits of a text, those of ASCII small. Rule names are told apart by
/// the underscore.
pub(crate) fn only_letters(text: &str) -> String {
    let kept = text.chars().filter(|it| is_letter(*it));
    kept.map(|it| it.to_ascii_lowercase()).collect()
}

fn is_letter(letter: char) -> bool {
    match letter {
        '_' => true,
        // Full-width spaces and marks.
        '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' => false,
        _ => letter.is_ascii_alphanumeric() || '\u{2e7f}' < letter,
    }
}

/// Whether the letters of a text hold a wording: what stands between its `…`, in order.
pub(crate) fn holds(letters: &str, wording: &str) -> bool {
    let mut rest = letters;
    wording.split('…').map(only_letters).all(|part| {
        let found = rest.split_once(part.as_str());
        found.is_some_and(|(_, after)| {
            rest = after;
            true
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_letters_count() {
        for (text, letters) in [
            ("The “scope(s)” are\r\n  LOCKED: 'x'", "thescopesarelockedx"),
            ("認証エラーが\n発生しました。", "認証エラーが発生しました"),
            ("JITRule_1-2", "jitrule_12"),
            ("", ""),
        ] {
            assert_eq!(only_letters(text), letters);
        }
    }

    #[test]
    fn what_differs_each_time_is_passed_over() {
        let letters = only_letters("connect to host vm-1 port 22: Connection timed out");
        assert!(holds(
            &letters,
            "connect to host … port …: connection timed out"
        ));
        assert!(!holds(&letters, "port … host"));
        assert!(!holds(&letters, "connection refused"));
    }

    proptest! {
        #[test]
        fn any_text_holds_itself(text in "[a-z A-Z_…'\n]{0,40}") {
            prop_assert!(holds(&only_letters(&text), &text));
        }
    }
}
