//! Why just-in-time access does not work: facts about one VM and one reader
//! ([`facts`]), judged by an ordered list of checks ([`checks`], [`engine`]),
//! and what follows from the facts without a verdict: the way a packet takes
//! ([`path`]), access windows ([`access_windows`]), who holds which role
//! ([`role_holders`]).
//!
//! Must not know markup, nor a word that a reader sees: cases, reasons and
//! arguments are names and typed values, which other crates put into words.

pub mod access_windows;
pub mod args;
pub mod case_number;
pub mod checks;
pub mod engine;
pub mod facts;
pub mod jit_rules;
pub mod path;
pub mod question;
pub mod role_holders;
