//! How much of a text a reader takes in at once. Knows no check.

/// As wide as four lines of a phone's screen, in Latin letters. A full-width character
/// is as wide as two of them.
const WIDTH: usize = 150;

/// A rest narrower than this is not worth a click.
const REST: usize = 60;

/// The length in bytes of the first sentences of `text`, at least one, that are
/// together no wider than a few lines.
pub fn first_sentences(text: &str) -> usize {
    let (mut end, mut at, mut wide) = (0, 0, 0);
    for sentence in sentences(text) {
        at += sentence.len();
        wide += width(sentence);
        if end > 0 && WIDTH < wide {
            break;
        }
        end = at;
    }
    if width(&text[end..]) < REST {
        text.len()
    } else {
        end
    }
}

/// The sentences with what parts them. A full stop within code ends none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    let mut after_stop = false;
    text.split_inclusive(move |letter: char| {
        is_code ^= letter == '`';
        let ends = !is_code && (letter == '。' || after_stop && letter == ' ');
        after_stop = letter == '.';
        ends
    })
}

fn width(text: &str) -> usize {
    let of = |letter| 1 + usize::from('\u{2e7f}' < letter);
    text.chars().map(of).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &str) -> (&str, &str) {
        text.split_at(first_sentences(text))
    }

    #[test]
    fn a_short_text_is_whole() {
        for text in [
            "",
            "One.",
            "One. Two.",
            "短い文です。次の文です。",
            "no end",
        ] {
            assert_eq!(split(text), (text, ""));
        }
    }

    #[test]
    fn a_long_text_ends_with_a_sentence() {
        let sentence = "The rule nsg-web.example lets 10.0.0.0/8 in. ";
        assert_eq!(split(&sentence.repeat(8)).0, sentence.repeat(3));
        let sentence = "規則が仮想マシンへの通信を拒否しています。";
        assert_eq!(split(&sentence.repeat(8)).0, sentence.repeat(3));
    }

    #[test]
    fn the_first_sentence_is_whole_however_long() {
        let first = format!("{}. ", "word ".repeat(80).trim_end());
        let text = format!("{first}{}.", "more ".repeat(20).trim_end());
        assert_eq!(split(&text).0, first);
    }

    #[test]
    fn code_is_not_taken_apart() {
        let first = format!("`a. b` {}. ", "c".repeat(190));
        assert_eq!(split(&format!("{first}{}.", "d".repeat(80))).0, first);
    }

    proptest! {
        #[test]
        fn any_text_is_split_between_characters(text in ".{0,400}") {
            let (first, rest) = split(&text);
            prop_assert_eq!(format!("{first}{rest}"), text);
        }
    }
}
