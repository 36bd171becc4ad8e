//! A diagnosis from a file. A reader who can't sign in here runs a script where they
//! can, in Cloud Shell; it makes the reads of a run and writes one file, which is
//! diagnosed as if Azure answered.
//!
//! **Must not know** markup, words, or what a check makes of an answer.
//!
//! In reading order:
//!
//! - [`plan`]: the reads of a run as data, with the ids that lead from one to the next.
//! - [`script`]: the plan as a script for bash or PowerShell.
//! - [`mod@file`]: what a script writes, read strictly, for it comes from outside.
//! - [`replay`]: the file in the place of the network.

pub mod file;
pub mod plan;
pub mod replay;
pub mod script;
