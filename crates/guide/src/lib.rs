//! How each failing case is fixed: what to know first, the steps through the portal
//! with their pictures, the commands, and what the page can do itself.
//!
//! **Must not know** markup, and judges nothing: which case failed is decided before.
//! The words are in `text`, and the page draws the scenes.
//!
//! In reading order:
//!
//! - [`remedies`]: the one table, with a row for every case of every check.
//! - [`takes`]: how long it is until a case is fixed, where a source says so.
//! - [`look_at`], [`look_by_command`]: how to see what a question by hand is about.
//! - The portal steps and their [`scene`]s: steps on one page share its drawing, each with its place numbered.
//! - [`drawn`]: what is known of the reader's Azure and stands in the scenes.
//! - [`commands`]: tasks for the Azure CLI, PowerShell and REST, filled and quoted.
//! - [`permission`]: what to ask for where a permission is missing.
//! - [`ask_for`]: a message to whoever hands out roles, for an act.
//! - [`delete_rule`]: how to delete a rule that was left behind.
//! - [`Names`]: the reader's own names, which steps and commands fill in.
//!
//! ```
//! use guide::{Names, remedy, ways};
//!
//! let off = ways("plan.servers", "off").unwrap();
//! assert_eq!(off.cautions, ["plan_cost"]);
//! assert_eq!(off.steps.len(), 2, "two ways through the portal, the better one first");
//! assert!(!off.commands.is_empty());
//! let off = remedy("plan.servers", "off").unwrap();
//! assert!(off.action.is_some(), "the page can turn the plan on itself");
//!
//! // A name that is not known stays out, and a placeholder says so in its place.
//! let names = Names::new([("vm", "web-01".to_owned()), ("region", String::new())]);
//! assert_eq!(names.get("vm"), Some("web-01"));
//! assert_eq!(names.get("region"), None);
//! ```

pub mod ask_for;
pub mod commands;
mod custom_role;
pub mod drawn;
mod durations;
mod leftover;
pub mod link;
mod looks;
pub mod permission;
pub mod portal_steps;
pub mod remedies;
pub mod scene;
mod words;

pub use durations::{Takes, takes};
pub use leftover::delete_rule;
pub use looks::{look_at, look_by_command};
pub use remedies::{Remedy, Ways, remedy, ways};
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

    /// These, and others behind them.
    #[must_use]
    pub fn and(self, others: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self::new(self.0.into_iter().chain(others))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(it, _)| *it == name)
            .map(|(_, value)| value.as_str())
    }
}
