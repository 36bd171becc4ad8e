//! How each failing case is mended: what it costs or opens, the ways through
//! the portal with their pictures, the commands, what to ask for where a
//! permission is missing, and the names to fill in. Plain data; the words are
//! the text catalogue's, the drawing is the page's.

pub mod commands;
mod custom_role;
pub mod link;
pub mod permission;
pub mod portal_steps;
pub mod remedies;
pub mod scene;
mod words;

pub use remedies::{Remedy, remedy};
pub use words::{Span, spans};

use azure::value::NOTHING;

/// The reader's own names, by placeholder. A name that is not known is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(Vec<(&'static str, String)>);

impl Names {
    /// Earlier names win over later ones; empty ones count as absent.
    pub fn new(args: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let known = args
            .into_iter()
            .filter(|(_, value)| !value.is_empty() && value != NOTHING);
        Self(known.collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(it, _)| *it == name)
            .map(|(_, value)| value.as_str())
    }
}
