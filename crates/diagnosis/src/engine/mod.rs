//! Judging: checks over a snapshot, the root cause among their outcomes.

mod check;
mod diagnose;

pub use check::{
    Area, Case, Check, Evidence, Finding, Goals, Note, Severity, Verdict, fail, not_applicable,
    pass,
};
pub use diagnose::{Diagnosis, Outcome, conclude, diagnose, outcome_of};
