//! Security rules, and what they say of one packet: those of network security
//! groups, Azure's effective form of them, and the admin rules of network
//! managers. Pure; knows no fact and no check.
//!
//! What cannot be understood is kept as such: a rule that may match and would
//! decide leaves the outcome open, and is named.
//!
//! Source: learn.microsoft.com, "Network security groups", "Virtual network
//! service tags", "Security admin rules in Azure Virtual Network Manager".

mod address;
mod decide;
#[cfg(test)]
mod oracle;
mod packet;
mod ports;
mod rule;
mod tag;

pub use address::{Sender, Target};
pub use decide::{Decision, RuleSet, Step};
pub use packet::Packet;
pub use rule::{Access, Direction, Rule, Written};
pub use tag::is_private;

/// Whether a rule, or a part of one, holds for a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    Yes,
    No,
    /// It holds for a part of the senders, or it was not understood.
    Maybe,
}

impl Match {
    /// Both must hold.
    fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No => Self::No,
            Self::Yes => other(),
            Self::Maybe => match other() {
                Self::No => Self::No,
                _ => Self::Maybe,
            },
        }
    }

    /// One is enough.
    fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Yes => Self::Yes,
            Self::No => other(),
            Self::Maybe => match other() {
                Self::Yes => Self::Yes,
                _ => Self::Maybe,
            },
        }
    }
}

impl From<bool> for Match {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}
