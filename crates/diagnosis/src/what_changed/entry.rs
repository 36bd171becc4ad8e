//! One change of the history, and what is known and not known of it.

use azure::{
    resources::Change,
    timestamp::Timestamp,
    value::{Kind, Noun, Value},
};

use super::{deeds::Deed, target::Target};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub target: Target,
    pub at: Option<Timestamp>,
    /// Whether that is later than Azure's own clock says it is.
    pub is_ahead: bool,
    pub by: By,
    /// The program, as Azure names it.
    pub client: Option<String>,
    pub deeds: Vec<Deed>,
    pub gap: Option<Gap>,
    /// Whether the one before it in the list left the resource in another state than it
    /// found it in.
    pub follows_gap: bool,
    /// Whether Azure says how much was changed, so that a part that is missing shows.
    pub(super) is_counted: bool,
    /// How far it explains the present cause, and the place of the deed that does.
    pub mark: Option<(Mark, usize)>,
    /// What joins changes of one operation.
    pub(super) operation: Option<String>,
}

/// Who made a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    Person(String),
    /// An application, such as a pipeline, by its id.
    Application(String),
    /// Azure doesn't tell what it is that it names.
    Other(String),
    /// Azure itself, without anybody's request.
    System,
    /// Azure doesn't tell.
    Unknown,
}

/// Of what kind who made a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doer {
    Person,
    Application,
    Other,
    System,
    Unknown,
}

impl Doer {
    /// Links name one by its place: a new one comes at the end.
    pub const ALL: [Self; 5] = [
        Self::Person,
        Self::Application,
        Self::Other,
        Self::System,
        Self::Unknown,
    ];

    /// The name in a report, and under which the text catalogue words it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Application => "application",
            Self::Other => "other",
            Self::System => "system",
            Self::Unknown => "unknown",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// What their name is. One that is or may be a person's is no word of Azure's.
    pub fn called(self) -> Option<Kind> {
        match self {
            Self::Person => Some(Kind::Written(Noun::Value)),
            Self::Application => Some(Kind::Id(Noun::Id)),
            Self::Other => Some(Kind::Written(Noun::Id)),
            Self::System | Self::Unknown => None,
        }
    }
}

impl By {
    pub fn doer(&self) -> Doer {
        match self {
            Self::Person(_) => Doer::Person,
            Self::Application(_) => Doer::Application,
            Self::Other(_) => Doer::Other,
            Self::System => Doer::System,
            Self::Unknown => Doer::Unknown,
        }
    }

    pub(super) fn of(change: &Change) -> Self {
        let Some(name) = &change.by else {
            return Self::Unknown;
        };
        let is = |text: &str| name.eq_ignore_ascii_case(text);
        let of_type = change.by_type.as_deref();
        match of_type {
            _ if is("System") => Self::System,
            _ if is("Unknown") => Self::Unknown,
            Some(it) if it.eq_ignore_ascii_case("User") => Self::Person(name.clone()),
            _ if name.contains('@') => Self::Person(name.clone()),
            Some(_) => Self::Application(name.clone()),
            None => Self::Other(name.clone()),
        }
    }

    /// What Azure calls them, with what it is.
    pub fn called(&self) -> Value {
        match self {
            Self::Person(name) => Value::Written(Noun::Value, name.clone()),
            Self::Application(id) => Value::Id(Noun::Id, id.clone()),
            Self::Other(name) => Value::Written(Noun::Id, name.clone()),
            Self::System | Self::Unknown => Value::Nothing,
        }
    }
}

/// The program that a change was made with, where Azure names it.
pub fn program(client: Option<&str>) -> Value {
    match client {
        Some(name) if !name.eq_ignore_ascii_case("Unknown") => Value::Word(name.to_owned()),
        _ => Value::Nothing,
    }
}

/// What Azure doesn't tell of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// What was changed.
    NoDetails,
    /// All that was changed: it counts more than it lists.
    SomeDetails,
    /// When.
    NoTime,
}

impl Gap {
    /// The name under which the text catalogue words it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoDetails => "no_details",
            Self::SomeDetails => "some_details",
            Self::NoTime => "no_time",
        }
    }
}

/// How far an entry explains the cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Explains,
    MayExplain,
}

impl Mark {
    /// Links name one by its place: a new one comes at the end.
    pub const ALL: [Self; 2] = [Self::Explains, Self::MayExplain];

    /// The name under which the text catalogue words it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Explains => "explains",
            Self::MayExplain => "may_explain",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}
