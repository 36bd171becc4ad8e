//! A whole subscription, or several, read by lists: on which tab of the portal's
//! just-in-time page each of its VMs stands, and why. How many requests that takes depends on
//! the pages of the lists, not on the number of VMs.
//!
//! **Must not know** markup, and judges nothing itself: a VM's part of the lists is
//! a snapshot like any other, and the checks of `diagnosis` judge it.
//!
//! In reading order:
//!
//! - [`read()`] asks for the [`Lists`] and hands on each page as an [`Update`];
//!   [`read_each()`] does so for several subscriptions.
//! - [`Inventory`] takes the pages in and judges the VMs in slices; a [`ListedVm`] has its
//!   [`Machine`] and its [`Tab`], and is told from the others by its [`Key`].
//! - A [`View`] puts them in order, a [`Selection`] says which are chosen, and
//!   [`TableState`] keeps both in an address.
//! - [`Exposure`]: whether a port that JIT guards is open to everybody all the same.
//! - [`hygiene`]: what is untidy about the policies, and what mends it.
//! - [`Overview`]: the plan and the registration, above the table.
//! - [`Breakdown`]: what the machines of each subscription come to. A [`Count`] is exact,
//!   *at least* a number, or unknown.
//! - [`csv()`] and the words of a row; [`picker`] lists what a reader can choose from.
//!
//! ```
//! use std::{cell::RefCell, rc::Rc};
//!
//! use azure::{arm::*, cloud::Cloud, resource_id::ResourceId};
//! use futures::{FutureExt, executor::block_on, future::{LocalBoxFuture, ready}};
//! use inventory::{Inventory, Tab};
//!
//! const SUBSCRIPTION: &str = "/subscriptions/11111111-2222-3333-4444-555555555555";
//!
//! /// A subscription with one VM and one policy that names it.
//! struct OneVm;
//!
//! impl Transport for OneVm {
//!     fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
//!         let group = format!("{SUBSCRIPTION}/resourceGroups/rg-shop/providers");
//!         let vm = format!(r#""id": "{group}/Microsoft.Compute/virtualMachines/web-01""#);
//!         let item = if request.url.contains("Microsoft.Compute/virtualMachines") {
//!             let nics = r#"{"networkProfile": {"networkInterfaces": []}}"#;
//!             format!(r#"{{{vm}, "location": "westeurope", "properties": {nics}}}"#)
//!         } else if request.url.contains("jitNetworkAccessPolicies") {
//!             let ports = r#"[{"number": 22, "protocol": "*", "maxRequestAccessDuration": "PT3H"}]"#;
//!             let vms = format!(r#"{{"virtualMachines": [{{{vm}, "ports": {ports}}}]}}"#);
//!             let id = format!("{group}/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default");
//!             format!(r#"{{"id": "{id}", "location": "westeurope", "properties": {vms}}}"#)
//!         } else {
//!             String::new()
//!         };
//!         let body = format!(r#"{{"value": [{item}]}}"#);
//!         ready(Ok(Response { status: 200, body, ..Response::default() })).boxed_local()
//!     }
//! }
//! # struct Pasted;
//! # impl TokenSource for Pasted {
//! #     fn token(&self) -> LocalBoxFuture<'static, Result<String, SignInNeeded>> {
//! #         ready(Ok("token".to_owned())).boxed_local()
//! #     }
//! #     fn renew(&self, _: Option<String>) -> LocalBoxFuture<'static, Option<String>> {
//! #         ready(None).boxed_local()
//! #     }
//! # }
//! # struct Stopped;
//! # impl Clock for Stopped {
//! #     fn now(&self) -> azure::timestamp::Timestamp {
//! #         azure::timestamp::parse("2026-11-24T10:00:00Z").unwrap()
//! #     }
//! #     fn sleep(&self, _: std::time::Duration) -> LocalBoxFuture<'static, ()> {
//! #         futures::future::pending().boxed_local()
//! #     }
//! #     fn chance(&self) -> f64 {
//! #         0.5
//! #     }
//! # }
//! # let (tokens, clock) = (Rc::new(Pasted), Rc::new(Stopped));
//! # let policy = RetryPolicy::default();
//! # let arm = ArmClient::new(Cloud::Public, "en", Rc::new(OneVm), tokens, clock, policy);
//! # let subscription = ResourceId::parse(SUBSCRIPTION).unwrap();
//!
//! let inventory = RefCell::new(Inventory::default());
//! block_on(inventory::read(&arm, &subscription, |it| inventory.borrow_mut().apply(0, it)));
//! let mut inventory = inventory.into_inner();
//! while inventory.judge(100) {}
//! let row = &inventory.rows()[0];
//! assert_eq!(row.machine.id.name(), "web-01");
//! assert!(matches!(&row.tab, Tab::Configured { ports, .. } if ports == &[22]));
//! ```

mod breakdown;
mod count;
mod csv;
mod exposure;
pub mod hygiene;
mod key;
mod listed;
mod lists;
mod machine;
mod overview;
pub mod picker;
mod read;
mod rows;
mod search;
mod selection;
mod tab;
mod table;
mod view;
mod words;

pub use breakdown::Breakdown;
pub use count::Count;
pub use csv::{csv, spreadsheet};
pub use exposure::Exposure;
pub use key::Key;
pub use listed::ListedVm;
pub use lists::{List, ListState, Lists, Update};
pub use machine::Machine;
pub use overview::{Overview, Standing};
pub use read::{read, read_each};
pub use rows::{Counts, Inventory};
pub use search::Search;
pub use selection::Selection;
pub use tab::{Tab, TabKind};
pub use table::TableState;
pub use view::{Column, View};
pub use words::{exposed, os, reason, recommendation};
