//! JIT and infrastructure code. A policy that is there is written as Bicep, as an ARM
//! template and as Terraform; and of a Terraform plan or an ARM template it's said which
//! of JIT's rules go when it is applied, and which would go later.
//!
//! **Must not know** markup, words, nor how a file got here.
//!
//! In reading order:
//!
//! - [`export()`]: policies as code, a text for each resource group.
//! - [`judge`]: what a plan or a template does to JIT's rules.
//! - [`advice()`]: what to write so that they stay.

mod advice;
mod export;
mod judge;
mod literal;

pub use advice::{ADVICE, Advice, advice};
pub use export::{Exported, Format, export};
pub use judge::{CodeKind, Judged, Judgement, MOST_BYTES, NotCode, Outcome, Unclear, judge};
