//! The diagnosis of Just-In-Time VM access, free of any browser.
//!
//! The data goes one way: [`facts`] reads Azure through [`arm`] into a
//! snapshot, [`engine`] judges the snapshot by the list in [`checks`], and
//! [`checklist`] words the outcome from a [`text`] catalogue. Nothing in here
//! names a browser or a user interface, reads a clock or does input and output
//! but through [`arm::Transport`] and [`arm::Clock`].

pub mod acts;
pub mod arm;
pub mod case_number;
pub mod checklist;
pub mod checks;
pub mod claims;
pub mod cloud;
pub mod engine;
pub mod facts;
pub mod guide;
pub mod inventory;
pub mod link;
pub mod path;
pub mod picker;
pub mod picture;
pub mod question;
pub mod rbac;
pub mod report;
pub mod resource_id;
pub mod security_rules;
pub mod text;
pub mod timestamp;
pub mod who_may;
pub mod windows;
