//! What a reader sees of a diagnosis, in the words of their language: plain
//! data that the page draws and reports hold. Knows no markup.

pub mod path_view;
mod words;

use diagnosis::engine::{Area, Evidence, Finding};
use guide::Names;

pub use words::{checklist, common_args, in_words};

/// The whole outcome in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklist {
    pub card: Card,
    /// The rows that matter for the reader's goal, by area, in causal order.
    pub groups: Vec<Group>,
    /// The reader's names, for drawn steps that belong to no row.
    pub names: Names,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub area: Area,
    pub title: String,
    pub items: Vec<Item>,
}

/// The verdict in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub kind: CardKind,
    pub headline: String,
    /// What was seen; for a problem, the sentence about the root cause.
    pub what: String,
    /// Who can mend it; none when nothing is to be mended.
    pub who: Option<String>,
    /// The root cause's check, case and number.
    pub root_cause: Option<RootCause>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RootCause {
    pub check: &'static str,
    pub case: &'static str,
    pub number: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// Facts are still on their way, and none of those here is a problem.
    Running,
    Problem,
    /// No problem was found, but not everything could be checked.
    Unsure,
    /// Nothing blocks, yet there are warnings.
    Warning,
    Clear,
}

impl CardKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Problem => "problem",
            Self::Unsure => "unsure",
            Self::Warning => "warning",
            Self::Clear => "clear",
        }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub id: &'static str,
    pub number: usize,
    /// The condition that should hold.
    pub title: String,
    pub state: State,
    /// `pass`, `fail`, `not-applicable`, `cannot-tell`; none while pending.
    pub verdict: Option<&'static str>,
    /// Of a check that failed.
    pub case: Option<&'static str>,
    /// What was found, where it failed.
    pub finding: Option<Finding>,
    pub blocked_by: Option<RootCause>,
    /// What was seen, or why it could not be told.
    pub what: Option<String>,
    pub who: Option<String>,
    pub fix: Vec<String>,
    /// What the drawn steps and the commands for it fill in.
    pub names: Names,
    pub notes: Vec<String>,
    pub evidence: Vec<Evidence>,
    /// The request that failed, and what to quote to Azure support.
    pub failed_request: Option<String>,
    pub correlation_id: Option<String>,
}

/// How a row stands, as it is named and marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Pending,
    Passed,
    Problem,
    Warning,
    Info,
    CouldNotCheck,
    Blocked,
    NotNeeded,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Passed,
        Self::Problem,
        Self::Warning,
        Self::Info,
        Self::CouldNotCheck,
        Self::Blocked,
        Self::NotNeeded,
    ];

    /// The name under which the text catalogue and the styles know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Passed => "passed",
            Self::Problem => "problem",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::CouldNotCheck => "could_not_check",
            Self::Blocked => "blocked",
            Self::NotNeeded => "not_needed",
        }
    }

    /// Whether a reader should look at it without being asked.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Problem | Self::Warning | Self::CouldNotCheck)
    }
}
