//! What stands between the braces of a text: `{vm}` is a value as it is,
//! `{#days}` a count with its thousands parted, and `{days|day|days}` the word
//! that goes with it, first for one and then for any other number. A language
//! that has one form for all numbers needs no such words. `{ code}` is a value
//! that may be missing, with the space that parts it from what stands before.

use std::borrow::Cow;

/// What a text asks for, by the name of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placeholder<'a> {
    pub(super) name: &'a str,
    form: Form<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form<'a> {
    Plain,
    Count,
    /// Where there is no value, it is left out or `-` stands for it.
    Optional,
    Word {
        one: &'a str,
        other: &'a str,
    },
}

impl<'a> Placeholder<'a> {
    pub(super) fn parse(inner: &'a str) -> Self {
        let words = inner
            .split_once('|')
            .and_then(|(name, words)| Some((name, words.split_once('|')?)));
        let (name, form) = if let Some((name, (one, other))) = words {
            (name, Form::Word { one, other })
        } else if let Some(name) = inner.strip_prefix('#') {
            (name, Form::Count)
        } else if let Some(name) = inner.strip_prefix(' ').filter(|it| !it.is_empty()) {
            (name, Form::Optional)
        } else {
            (inner, Form::Plain)
        };
        Self { name, form }
    }

    /// Whether a text is whole without a value.
    pub(super) fn is_optional(self) -> bool {
        self.form == Form::Optional
    }

    /// The word that goes with many, where it asks for a word.
    pub(super) fn word_for_many(self) -> Option<&'a str> {
        match self.form {
            Form::Word { other, .. } => Some(other),
            _ => None,
        }
    }

    /// What stands in its place when it has this value.
    pub(super) fn show(self, value: &'a str) -> Cow<'a, str> {
        match self.form {
            Form::Plain => Cow::Borrowed(value),
            Form::Count => grouped(value),
            Form::Optional if matches!(value, "" | "-") => Cow::Borrowed(""),
            Form::Optional => Cow::Owned(format!(" {value}")),
            Form::Word { one, .. } if value == "1" => Cow::Borrowed(one),
            Form::Word { other, .. } => Cow::Borrowed(other),
        }
    }
}

/// A whole number with its thousands parted, as both languages do it; any other
/// text as it is.
pub fn grouped(value: &str) -> Cow<'_, str> {
    if value.len() < 4 || !value.bytes().all(|it| it.is_ascii_digit()) {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len() * 4 / 3);
    for (at, digit) in value.chars().enumerate() {
        if at > 0 && (value.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn thousands_are_parted() {
        for (value, shown) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("10003", "10,003"),
            ("123456", "123,456"),
            ("1234567", "1,234,567"),
            ("vm-1", "vm-1"),
            ("–", "–"),
            ("3.2", "3.2"),
        ] {
            assert_eq!(Placeholder::parse("#n").show(value), shown);
            assert_eq!(Placeholder::parse("n").show(value), value);
        }
    }

    #[test]
    fn a_word_goes_with_its_number() {
        for (value, word) in [("1", "day"), ("0", "days"), ("2", "days"), ("11", "days")] {
            let placeholder = Placeholder::parse("n|day|days");
            assert_eq!((placeholder.name, &*placeholder.show(value)), ("n", word));
        }
    }

    proptest! {
        #[test]
        fn parting_thousands_keeps_the_number(number: u64) {
            let shown = grouped(&number.to_string()).into_owned();
            prop_assert_eq!(shown.replace(',', ""), number.to_string());
            let mut parts = shown.split(',');
            prop_assert!(parts.next().is_some_and(|it| (1..=3).contains(&it.len())));
            prop_assert!(parts.all(|it| it.len() == 3));
        }

        #[test]
        fn anything_may_stand_between_braces(inner in "[#|a-z]{0,8}|.*", value: String) {
            Placeholder::parse(&inner).show(&value);
        }
    }
}
