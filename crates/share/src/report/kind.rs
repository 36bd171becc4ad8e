//! What each value is, told from the name of its argument, and so what may
//! leave of it. The one table that decides.

use azure::{answer::Args, resource_id::is_guid, timestamp};
use ipnet::IpNet;

use super::{
    include::{Detail, Include},
    nouns::{Noun, parse_alias},
    vocabulary::{is_field, word},
};

/// What may leave of a value besides its alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number: a port, a priority, a count, minutes, a status.
    Number,
    /// One of the listed words.
    Word,
    /// The name of a resource, with [`Detail::Names`].
    Name(Noun),
    /// A text that somebody wrote, or that tells too much: never.
    Never(Noun),
    /// A subscription's or tenant's GUID, with [`Detail::Ids`].
    Id(Noun),
    /// One of the listed words, such as a service tag; an address or a range,
    /// with [`Detail::Addresses`].
    Address,
    /// With [`Detail::Times`].
    Time,
    /// An ARM id: with [`Detail::Names`] its last name, with
    /// [`Detail::Ids`] as well the whole.
    Scope,
    /// The name of a field of Azure's answers, if it is listed.
    Field,
    /// Whatever it is by the look of it; the rules of that kind hold.
    Evidence,
}

/// The kinds of all arguments of cases and reasons. Links name an argument by
/// its place in this list, so lines are only ever added, at the end.
pub(crate) const ARGS: &[(&str, Kind)] = &[
    // What every text may use.
    ("vm", Kind::Name(Noun::Vm)),
    ("subscription", Kind::Id(Noun::Subscription)),
    ("group", Kind::Name(Noun::Group)),
    ("port", Kind::Number),
    ("source", Kind::Address),
    // Of the reasons why something is not known.
    ("action", Kind::Word),
    ("scope", Kind::Scope),
    ("status", Kind::Number),
    ("code", Kind::Word),
    ("path", Kind::Field),
    ("field", Kind::Field),
    ("value", Kind::Evidence),
    // Of the cases.
    ("token_tenant", Kind::Id(Noun::Tenant)),
    ("asked_tenant", Kind::Id(Noun::Tenant)),
    ("tenants", Kind::Id(Noun::Tenant)),
    ("expired_at", Kind::Time),
    ("audience", Kind::Never(Noun::Resource)),
    ("methods", Kind::Word),
    ("state", Kind::Word),
    ("sub_plan", Kind::Word),
    ("own_plan", Kind::Word),
    ("vm_id", Kind::Scope),
    ("where", Kind::Name(Noun::Group)),
    ("nic", Kind::Name(Noun::Nic)),
    ("firewall", Kind::Name(Noun::Firewall)),
    ("policy", Kind::Name(Noun::Policy)),
    ("policies", Kind::Name(Noun::Policy)),
    ("policy_group", Kind::Name(Noun::Group)),
    ("policy_region", Kind::Name(Noun::Region)),
    ("vm_region", Kind::Name(Noun::Region)),
    ("members", Kind::Name(Noun::Vm)),
    ("count", Kind::Number),
    ("length", Kind::Number),
    ("last_request", Kind::Time),
    ("ports", Kind::Number),
    ("protocol", Kind::Word),
    ("allowed", Kind::Address),
    ("asked", Kind::Number),
    ("longest", Kind::Number),
    ("name", Kind::Never(Noun::DenyAssignment)),
    ("role", Kind::Word),
    ("lock", Kind::Never(Noun::Lock)),
    ("operation", Kind::Word),
    ("assignment", Kind::Never(Noun::Assignment)),
    ("at", Kind::Time),
    ("address", Kind::Address),
    ("addresses", Kind::Address),
    ("appliance", Kind::Address),
    ("ended", Kind::Time),
    ("groups", Kind::Name(Noun::Nsg)),
    ("mapped_port", Kind::Number),
    ("minutes", Kind::Number),
    ("nsg", Kind::Name(Noun::Nsg)),
    ("prefix", Kind::Address),
    ("priority", Kind::Number),
    ("rule", Kind::Name(Noun::Rule)),
    ("rule_address", Kind::Address),
    ("started", Kind::Time),
    ("table", Kind::Name(Noun::RouteTable)),
];

/// The kind of an argument. One that is not in the table tells nothing; a test
/// asks for its line.
pub(crate) fn kind_of(name: &str) -> Kind {
    ARGS.iter()
        .find(|(it, _)| *it == name)
        .map_or(Kind::Never(Noun::Value), |(_, kind)| *kind)
}

/// The name as it stands in the table.
pub(crate) fn known_arg(name: &str) -> Option<&'static str> {
    ARGS.iter().map(|(it, _)| *it).find(|it| *it == name)
}

/// Arguments in the order of the table, so that one report has one form.
pub(crate) fn in_order(mut args: Args) -> Args {
    args.sort_by_key(|(name, _)| ARGS.iter().position(|(it, _)| it == name));
    args
}

/// Values that stand side by side in one argument.
pub(crate) const BETWEEN: &str = ", ";

/// No argument of a report or link is longer than this.
const MOST_BYTES: usize = 2000;

/// Whether a value that came from outside is one that a report of this kind
/// may hold, with these details let in.
pub(crate) fn accepts(kind: Kind, include: Include, text: &str) -> bool {
    text.len() <= MOST_BYTES && text.split(BETWEEN).all(|it| accepts_one(kind, include, it))
}

fn accepts_one(kind: Kind, include: Include, text: &str) -> bool {
    if parse_alias(text).is_some() || is_nothing(text) {
        return true;
    }
    match kind {
        Kind::Number => is_number(text),
        Kind::Word => is_word(text),
        Kind::Name(_) => include.has(Detail::Names) && is_name(text),
        Kind::Never(_) => false,
        Kind::Id(_) => include.has(Detail::Ids) && is_guid(text),
        Kind::Address => is_word(text) || include.has(Detail::Addresses) && is_address(text),
        Kind::Time => include.has(Detail::Times) && is_time(text),
        Kind::Scope => {
            text == "/"
                || include.has(Detail::Names) && is_name(text)
                || include.has(Detail::Ids) && is_path(text)
        }
        Kind::Field => is_field(text),
        Kind::Evidence => {
            let text = text.strip_prefix(LACKS).unwrap_or(text);
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
                .any(|it| accepts_one(it, include, text))
        }
    }
}

/// How evidence says that something is not in a list.
pub(crate) const LACKS: &str = "∌ ";

/// What stands where there is no value.
pub(crate) fn is_nothing(text: &str) -> bool {
    matches!(text, "" | "-" | "–")
}

pub(crate) fn is_word(text: &str) -> bool {
    word(text) == Some(text)
}

pub(crate) fn is_number(text: &str) -> bool {
    (1..=9).contains(&text.len())
        && text.chars().all(|it| it.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
}

/// A number that is a port, a priority or a count; longer ones may be the name
/// of something.
pub(crate) fn is_small(text: &str) -> bool {
    text.len() <= 5 && is_number(text)
}

/// A name as Azure allows it for what is named here, and nothing that begins
/// as tokens do.
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

pub(crate) fn is_time(text: &str) -> bool {
    timestamp::parse(text).is_some_and(|it| timestamp::format(it) == text)
}

fn is_name_char(it: char) -> bool {
    it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use checklist::COMMON_ARGS;
    use diagnosis::checks;

    use super::*;

    #[test]
    fn every_argument_has_its_kind() {
        let mut missing: Vec<&str> = checks::ALL
            .iter()
            .flat_map(|check| check.cases)
            .flat_map(|case| case.args)
            .copied()
            .chain(COMMON_ARGS)
            .filter(|it| known_arg(it).is_none())
            .collect();
        missing.sort_unstable();
        missing.dedup();
        assert!(
            missing.is_empty(),
            "append a line to ARGS in report/kind.rs for each of {missing:?}"
        );
    }

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
            for (name, kind) in ARGS {
                assert!(!accepts(*kind, all, text), "{name} takes {text}");
            }
        }
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
            assert!(!accepts(kind, Include::NONE, text), "{text}");
            assert!(accepts(kind, Include::NONE.with(detail), text), "{text}");
        }
    }
}
