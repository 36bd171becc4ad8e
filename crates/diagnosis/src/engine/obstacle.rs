//! Why something is not known, told apart by what the reader can do about it.

use azure::answer::{Reason, Unavailable};

/// The kinds of reason for not knowing, told apart by what the reader can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Obstacle {
    /// Azure does not answer, or something stands between: try again.
    NoAnswer,
    /// Azure asks to wait.
    Throttled,
    /// The reader has to sign in again.
    SignIn,
    /// The reader lacks a permission.
    Permission,
    /// A person looks instead of this program, and has not seen it.
    ByHand,
    /// The answers come from a file, and it doesn't have this one.
    NotInFile,
    /// One that only its own words explain.
    Mixed,
}

impl Obstacle {
    pub const ALL: [Self; 7] = [
        Self::NoAnswer,
        Self::Throttled,
        Self::SignIn,
        Self::Permission,
        Self::ByHand,
        Self::NotInFile,
        Self::Mixed,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::NoAnswer => "no_answer",
            Self::Throttled => "throttled",
            Self::SignIn => "sign_in",
            Self::Permission => "permission",
            Self::ByHand => "by_hand",
            Self::NotInFile => "not_in_file",
            Self::Mixed => "mixed",
        }
    }

    /// What kind of obstacle a reason is.
    pub fn of(why: &Unavailable) -> Self {
        match why.reason {
            Reason::Unreachable
            | Reason::TimedOut
            | Reason::ServerError
            | Reason::Html
            | Reason::NotJson
            | Reason::TooLarge => Self::NoAnswer,
            Reason::Throttled | Reason::ThrottledFor => Self::Throttled,
            Reason::TokenRejected | Reason::SignInNeeded => Self::SignIn,
            Reason::Forbidden => Self::Permission,
            Reason::NotAnswered | Reason::NotSeen | Reason::NotForPeople => Self::ByHand,
            Reason::NotInFile => Self::NotInFile,
            _ => Self::Mixed,
        }
    }
}
