//! Judging: checks over a snapshot, the root cause among their outcomes, and what
//! the answer begins with.

mod check;
mod diagnose;
mod lead;
mod obstacle;

pub use check::{
    Area, Case, Check, Evaluator, Evidence, Finding, Goals, Note, Severity, Verdict, fail,
    not_applicable, pass,
};
pub use diagnose::{Diagnosis, Failed, Outcome, conclude, diagnose, outcome_of};
pub use lead::{Doubts, Lead};
pub use obstacle::Obstacle;
