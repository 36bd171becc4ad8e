//! What a guide is about, and what was read that fills it in.

use diagnosis::{engine::Finding, facts::Snapshot, question::Question};
use guide::{
    Names,
    commands::Values,
    drawn,
    permission::{Missing, role_request},
};
use text::Catalog;

/// What there are ways to.
#[derive(Clone, Copy)]
pub(crate) enum Topic {
    /// A failing case of a check.
    Case {
        check: &'static str,
        case: &'static str,
    },
    /// How to see a case without changing anything.
    LookAt {
        check: &'static str,
        case: &'static str,
    },
    /// What is left to do where nothing is in the way.
    Request,
    /// Connecting through a Bastion host.
    Bastion,
    /// Which VMs have JIT, and who uses it.
    Usage,
    WhoHasAccess,
    /// The commands that read what a question by hand is about.
    ByHand(&'static str),
}

/// What was read of the reader's own VM. Steps and commands are filled from it where
/// they are shown.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) question: Question,
    pub(crate) snapshot: Snapshot,
}

impl Known {
    pub(super) fn values(&self, finding: Option<&Finding>) -> Values {
        Values::new(&self.question, &self.snapshot, finding)
    }

    /// With what only the drawn pages name.
    pub(super) fn names(&self, names: Names, finding: Option<&Finding>) -> Names {
        names.and(drawn::names(&self.question, &self.snapshot, finding))
    }

    /// A message that asks for what is missing.
    pub(super) fn message(&self, missing: &Missing, catalog: &Catalog) -> Option<String> {
        role_request(missing, &self.question, &self.snapshot, catalog)
    }
}

/// A failing case with all that fills its steps and commands.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) check: &'static str,
    pub(crate) finding: Finding,
    pub(crate) names: Names,
    pub(crate) known: Known,
}
