//! Why just-in-time access does not work: facts about one VM and one reader are
//! gathered from Azure, judged by an ordered list of checks, and the first failure
//! that blocks the reader is the root cause.
//!
//! **Must not know** markup, nor a word that a reader sees: cases, reasons and
//! arguments are names and typed values, which other crates put into words.
//!
//! In reading order:
//!
//! - [`question`]: what the reader asks; [`case_number`] is support's number for it.
//! - [`facts`]: one file for each fact, and [`facts::gather`], which asks for them.
//! - [`engine`]: what a check and a verdict are, and how the root cause is found.
//! - [`checks`]: the checks in causal order, one file each; [`args`] are the values
//!   that their cases speak of.
//! - [`by_hand`]: the same diagnosis of what a person sees in the portal, question by
//!   question.
//! - [`path`], [`jit_rules`], [`access_windows`], [`role_holders`], [`ability`]: what
//!   follows from the facts without a verdict. These are the way of a packet, the
//!   rules that JIT has written, who has access until when, who holds which role, and
//!   whether the reader may mend something. [`side_by_side`] tells what one person may do
//!   and another may not.
//! - [`what_if`]: what has to be done, in order, until the goal is reached.
//! - [`rule_trial`]: what the security rules would say if some of them were others.
//! - [`what_changed`]: what happened before, out of Azure's history of changes, and which
//!   of it explains the present cause.
//! - [`watch`]: what happens to a window while the reader watches it.
//! - [`bastion`]: the way in through Azure Bastion: which hosts there are beside the VM, and
//!   what the checks say of a packet from their ranges.
//!
//! ```
//! use std::rc::Rc;
//!
//! use azure::{answer::Known, security::Plan};
//! use diagnosis::{
//!     checks,
//!     engine::{Verdict, diagnose},
//!     facts::{Snapshot, Update},
//!     question::Goal,
//! };
//!
//! // One fact has arrived. What has not is pending, and decides nothing.
//! let free = Plan { tier: "Free".to_owned(), sub_plan: None, inherited: None, coverage: None };
//! let mut snapshot = Snapshot::default();
//! snapshot.apply(Update::Plan(Ok(Rc::new(Known::new(free, "GET /pricings")))));
//!
//! let diagnosis = diagnose(checks::EVALUATORS, &snapshot, Some(Goal::Request));
//! let root_cause = diagnosis.root_cause().unwrap();
//! assert_eq!(root_cause.check.id, "plan.servers");
//! let Verdict::Fail(finding) = &root_cause.verdict else { panic!() };
//! assert_eq!(finding.case, "off");
//! assert_eq!(finding.evidence[0].field, "properties.pricingTier");
//! assert!(diagnosis.outcome("policy.exists").unwrap().is_pending());
//! ```

pub mod ability;
pub mod access_windows;
pub mod args;
pub mod bastion;
pub mod by_hand;
pub mod case_number;
pub mod checks;
pub mod engine;
pub mod facts;
pub mod jit_rules;
pub mod path;
pub mod question;
pub mod role_holders;
pub mod rule_trial;
pub mod side_by_side;
pub mod watch;
pub mod what_changed;
pub mod what_if;
