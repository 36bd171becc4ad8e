//! What leaves the page, and what comes back: the outcome of a diagnosis, redacted
//! by an allow-list.
//!
//! **Must not know** the browser, nor how a report was asked for.
//!
//! In reading order:
//!
//! - [`report`]: what a report may hold, how it is redacted, its file and its text
//!   for a ticket; two reports compared; what support asks next.
//! - [`link`](mod@link): a report as the end of an address.
//!
//! ```
//! use std::rc::Rc;
//!
//! use azure::{answer::Known, cloud::Cloud, resource_id::ResourceId, security::Plan, timestamp};
//! use checklist::common_args;
//! use diagnosis::{checks, engine::diagnose, facts::{Snapshot, Update}, question::{Goal, Question}, what_if::outlook};
//! use share::{link::{self, Found}, report::{Include, Report, Source}};
//!
//! # let vm = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-shop\
//! #     /providers/Microsoft.Compute/virtualMachines/web-01";
//! # let vm = ResourceId::parse(vm).unwrap();
//! # let goal = Some(Goal::Request);
//! # let question = Question { tenant: None, vm, port: None, source: None, goal, minutes: None, about: None };
//! # let free = Plan { tier: "Free".to_owned(), sub_plan: None, inherited: None, coverage: None };
//! # let mut snapshot = Snapshot::default();
//! # snapshot.apply(Update::Plan(Ok(Rc::new(Known::new(free, "GET /pricings")))));
//! let source = Source {
//!     diagnosis: &diagnose(checks::EVALUATORS, &snapshot, goal),
//!     question: &question,
//!     common: &common_args(&question, &snapshot),
//!     cloud: Cloud::Public,
//!     case: None,
//!     collected_by: None,
//!     explained: None,
//!     outlook: &outlook(&snapshot, |it| diagnose(checks::EVALUATORS, it, goal)),
//!     now: timestamp::parse("2026-11-24T10:00:00Z").unwrap(),
//!     log: &[],
//! };
//! // Nothing was ticked, so no name leaves: the VM web-01 is called vm-1.
//! let report = Report::new(&source, Include::NONE).for_link();
//! assert_eq!(report.context.texts().next(), Some(("vm", "vm-1".to_owned())));
//!
//! let link = link::write(&report);
//! assert!(link.starts_with("jd1.") && link.len() < 100);
//! assert_eq!(link::find(&link), Ok(Found::Report(Box::new(report.clone()))));
//! assert_eq!(report.diagnosis().root_cause().unwrap().check.id, "plan.servers");
//! ```

pub mod link;
pub mod report;
