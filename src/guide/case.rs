//! What a guide is about: one failing case of the reader's own, or what a
//! shared result tells of somebody else's.

use diagnosis::{engine::Finding, facts::Snapshot, question::Question};
use guide::{Names, commands::Values};

/// A failing case with all that fills its steps and commands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Case {
    pub(crate) check: &'static str,
    pub(crate) question: Question,
    pub(crate) finding: Finding,
    pub(crate) names: Names,
    pub(crate) values: Values,
}

impl Case {
    pub(crate) fn new(
        check: &'static str,
        question: &Question,
        snapshot: &Snapshot,
        finding: &Finding,
        names: Names,
    ) -> Self {
        Self {
            check,
            question: question.clone(),
            finding: finding.clone(),
            names,
            values: Values::new(question, snapshot, Some(finding)),
        }
    }
}
