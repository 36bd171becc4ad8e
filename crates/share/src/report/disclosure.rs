//! What a report may hold of each kind of value, in one place. What comes in from
//! outside is judged by it; a test holds what leaves to it.

use azure::{
    resource_id::is_guid,
    timestamp,
    value::{BETWEEN, Kind, LACKS, NOTHING, Noun, Value},
};
use ipnet::IpNet;

use super::{
    aliases::parse_alias,
    include::{Detail, Include},
    vocabulary::{is_field, word},
};

/// No argument of a report or link is longer than this.
const MOST_BYTES: usize = 2000;

/// The value that a text from outside stands for, if a report that includes these
/// details may hold it in an argument of this kind. Version 1 of the file writes
/// the items of a list one after the other in one text.
pub(crate) fn read(kind: Kind, include: Include, text: &str) -> Option<Value> {
    list(text.split(BETWEEN).map(|it| read_one(kind, include, it)))
}

/// The items as one value, if each is one and they are not too long together.
pub(crate) fn list(items: impl Iterator<Item = Option<Value>>) -> Option<Value> {
    let value = Value::from(items.collect::<Option<Vec<Value>>>()?);
    (value.to_string().len() <= MOST_BYTES).then_some(value)
}

/// One item; see [`read`].
pub(crate) fn read_one(kind: Kind, include: Include, text: &str) -> Option<Value> {
    if let Some((noun, number)) = parse_alias(text) {
        return Some(Value::Alias(noun, number));
    }
    if let Some(nothing) = nothing(text) {
        return Some(nothing);
    }
    let owned = text.to_owned();
    match kind {
        Kind::Number => number(text),
        Kind::Word => is_word(text).then_some(Value::Word(owned)),
        Kind::Status => number(text).or_else(|| is_word(text).then_some(Value::Word(owned))),
        Kind::Name(noun) => {
            (include.has(Detail::Names) && is_name(text)).then_some(Value::Name(noun, owned))
        }
        Kind::Written(_) => None,
        Kind::Id(noun) => {
            (include.has(Detail::Ids) && is_guid(text)).then_some(Value::Id(noun, owned))
        }
        Kind::Address => (is_word(text) || include.has(Detail::Addresses) && is_address(text))
            .then_some(Value::Address(owned)),
        Kind::Time => {
            let at = timestamp::parse(text).filter(|at| timestamp::format(*at) == text)?;
            include.has(Detail::Times).then_some(Value::Time(at))
        }
        Kind::Scope => (text == "/"
            || include.has(Detail::Names) && is_name(text)
            || include.has(Detail::Ids) && is_path(text))
        .then_some(Value::Scope(owned)),
        Kind::Field => is_field(text).then_some(Value::Field(owned, None)),
        Kind::Unknown => match text.strip_prefix(LACKS) {
            Some("") => Some(Value::Lacks(None)),
            Some(what) => read_one(kind, include, what.strip_prefix(' ')?).map(Value::lacks),
            None => is_seen(include, text).then_some(Value::Unknown(owned)),
        },
    }
}

/// Whether a value of Azure's whose kind is not known may stand in a report.
fn is_seen(include: Include, text: &str) -> bool {
    parse_alias(text).is_some()
        || is_word(text)
        || is_small(text)
        || [
            Kind::Scope,
            Kind::Name(Noun::Value),
            Kind::Id(Noun::Id),
            Kind::Address,
            Kind::Time,
        ]
        .into_iter()
        .any(|it| read_one(it, include, text).is_some())
}

fn number(text: &str) -> Option<Value> {
    let number = text.parse().ok().filter(|_| is_number(text))?;
    Some(Value::Number(number))
}

/// The value of a text that is written where there is no value.
pub(crate) fn nothing(text: &str) -> Option<Value> {
    match text {
        NOTHING => Some(Value::Nothing),
        "" | "-" => Some(Value::Word(text.to_owned())),
        _ => None,
    }
}

pub(crate) fn is_word(text: &str) -> bool {
    word(text) == Some(text)
}

/// The largest number that a report holds as a number.
pub(crate) const MOST_NUMBER: u64 = 999_999_999;

pub(crate) fn is_number(text: &str) -> bool {
    (1..=9).contains(&text.len())
        && text.chars().all(|it| it.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
}

/// A number short enough to be a port, a priority or a count; a longer one may be
/// somebody's name for something.
pub(crate) fn is_small(text: &str) -> bool {
    text.len() <= 5 && is_number(text)
}

/// A name as Azure allows it for the resources of a report, and no text that
/// begins as access tokens do.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=90).contains(&text.len()) && text.chars().all(is_name_char) && !text.starts_with("eyJ")
}

pub(crate) fn is_path(text: &str) -> bool {
    text.len() <= 600
        && text
            .strip_prefix('/')
            .is_some_and(|it| it.split('/').all(is_name))
}

pub(crate) fn is_address(text: &str) -> bool {
    text.parse::<std::net::IpAddr>().is_ok() || text.parse::<IpNet>().is_ok()
}

fn is_name_char(it: char) -> bool {
    it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use diagnosis::args;

    use super::*;

    #[test]
    fn what_somebody_wrote_is_never_taken() {
        let all = Detail::ALL.into_iter().fold(Include::NONE, Include::with);
        for text in [
            "Megan Bowen",
            "<script>",
            "javascript:alert(1)",
            "https://evil.example/",
            "Call +1 555 0100, please",
            "a b",
            "\u{202e}gnp",
        ] {
            for arg in args::all() {
                let taken = read(arg.kind, all, text);
                assert_eq!(taken, None, "{} takes {text}", arg.name);
            }
        }
    }

    #[test]
    fn no_items_are_nothing() {
        assert_eq!(list(std::iter::empty()), Some(Value::Nothing));
    }

    #[test]
    fn details_are_taken_only_where_they_are_let_in() {
        for (kind, detail, text) in [
            (Kind::Name(Noun::Vm), Detail::Names, "web-01"),
            (Kind::Address, Detail::Addresses, "203.0.113.0/24"),
            (Kind::Time, Detail::Times, "2026-11-24T10:00:00Z"),
            (
                Kind::Id(Noun::Tenant),
                Detail::Ids,
                "11111111-2222-3333-4444-555555555555",
            ),
        ] {
            assert_eq!(read(kind, Include::NONE, text), None, "{text}");
            let value = read(kind, Include::NONE.with(detail), text).unwrap();
            assert!(kind.holds(&value), "{text}");
            assert_eq!(value.to_string(), text);
        }
    }
}
