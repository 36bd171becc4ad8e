//! What a result says of where it comes from, where that isn't simply what Azure just
//! told the reader about themselves. Kinds only: whoever it is has no place in a report.

use diagnosis::question::{Question, SubjectKind};

/// Of what kind who collected a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollectedBy {
    User,
    ServicePrincipal,
    ManagedIdentity,
    Unknown,
}

impl CollectedBy {
    /// Links name one by its place: a new one comes at the end.
    pub const ALL: [Self; 4] = [
        Self::User,
        Self::ServicePrincipal,
        Self::ManagedIdentity,
        Self::Unknown,
    ];

    /// The name in a report and in the text catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::ServicePrincipal => "service_principal",
            Self::ManagedIdentity => "managed_identity",
            Self::Unknown => "unknown",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// Of what kind somebody else is whose permissions were judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    User,
    Group,
    Application,
    Unknown,
}

impl About {
    /// Links name one by its place: a new one comes at the end.
    pub const ALL: [Self; 4] = [Self::User, Self::Group, Self::Application, Self::Unknown];

    /// Whom a question is about; none where that is the reader.
    pub fn of(question: &Question) -> Option<Self> {
        let subject = question.about.as_ref()?;
        Some(match subject.kind {
            Some(SubjectKind::User) => Self::User,
            Some(SubjectKind::Group) => Self::Group,
            Some(SubjectKind::Application) => Self::Application,
            None => Self::Unknown,
        })
    }

    /// The name in a report and in the text catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Application => "application",
            Self::Unknown => "unknown",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

const _: () = assert!(About::ALL.len() < 8 && CollectedBy::ALL.len() < 16);

/// The marks of a result; a usual one has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Read from a collected file: [`super::Report::made`] is when it was collected.
    pub collected_by: Option<CollectedBy>,
    pub about: Option<About>,
}

impl Marks {
    pub fn are_none(self) -> bool {
        self == Self::default()
    }

    /// The key of each mark's text, in the order in which to say them.
    pub fn keys(self) -> Vec<String> {
        let file = self.collected_by.map(|it| ("from_file", it.name()));
        let about = self.about.map(|it| ("about", it.name()));
        [file, about]
            .into_iter()
            .flatten()
            .map(|(mark, kind)| format!("report.marks.{mark}.{kind}"))
            .collect()
    }

    /// Both in one byte: the first in four bits, the other in three, for a link uses the
    /// last. Nothing, or a place from 1.
    pub(crate) fn byte(self) -> u8 {
        let place = |at: Option<usize>| at.map_or(0, |at| u8::try_from(at + 1).unwrap_or(0));
        let file = self
            .collected_by
            .and_then(|mark| CollectedBy::ALL.iter().position(|it| *it == mark));
        let about = self
            .about
            .and_then(|mark| About::ALL.iter().position(|it| *it == mark));
        place(file) | place(about) << 4
    }

    /// `None` for what a later version marks.
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        let marks = Self {
            collected_by: marked(&CollectedBy::ALL, byte & 0xf)?,
            about: marked(&About::ALL, byte >> 4)?,
        };
        Some(marks)
    }
}

#[expect(
    clippy::option_option,
    reason = "no mark is not a mark that isn't known"
)]
fn marked<T: Copy>(all: &[T], place: u8) -> Option<Option<T>> {
    match place {
        0 => Some(None),
        at => all.get(usize::from(at) - 1).map(|it| Some(*it)),
    }
}
