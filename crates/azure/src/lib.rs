//! What Azure Resource Manager (ARM) says, typed: a client, the shape of each
//! resource that is read, and the rules that Azure documents for them.
//!
//! **Must not know** the question: nothing here knows what just-in-time access
//! needs, who asks, or how an answer is shown. (The reasons why something is not
//! known are one list, [`answer::Reason`], as links number them together; those of
//! a judgement stand there too.) It reads no clock and does no input
//! or output except through [`arm::Transport`] and [`arm::Clock`].
//!
//! In reading order:
//!
//! - [`arm`]: the client, from one request up to a whole list; [`arm::json`] reads
//!   an answer field by field.
//! - [`answer`]: what came of asking. A value is known, or unavailable with a
//!   reason; [`reason_args`] are the values that a reason speaks of.
//! - [`resource_id`], [`timestamp`], [`ip_range`], [`value`], [`cloud`], [`claims`],
//!   [`parts`], [`plain`]: the small types that everything else is made of.
//! - [`compute`], [`network`], [`resources`], [`security`], [`authorization`]: one
//!   module for each resource provider, with the shapes and the requests.
//! - [`security_rules`] and [`rbac`]: what rules say of a packet, and what
//!   permissions say of an action, evaluated as Azure documents it.
//!
//! ```
//! use std::rc::Rc;
//!
//! use azure::{arm::*, cloud::Cloud, compute::parse_vm};
//! use futures::{FutureExt, executor::block_on, future::{LocalBoxFuture, ready}};
//!
//! const VM: &str = "/subscriptions/11111111-2222-3333-4444-555555555555\
//!     /resourceGroups/rg-shop/providers/Microsoft.Compute/virtualMachines/web-01";
//!
//! /// An Azure with one VM in it.
//! struct OneVm;
//!
//! impl Transport for OneVm {
//!     fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
//!         assert_eq!(request.bearer.as_deref(), Some("token"));
//!         let nics = r#""properties": {"networkProfile": {"networkInterfaces": []}}"#;
//!         let body = format!(r#"{{"id": "{VM}", "location": "West Europe", {nics}}}"#);
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
//!
//! let (tokens, clock) = (Rc::new(Pasted), Rc::new(Stopped));
//! let policy = RetryPolicy::default();
//! let arm = ArmClient::new(Cloud::Public, "en", Rc::new(OneVm), tokens, clock, policy);
//! let answer = block_on(arm.get(&format!("{VM}?api-version=2024-07-01"))).unwrap();
//! let vm = parse_vm(&answer.node()).unwrap();
//! assert_eq!(vm.id.name(), "web-01");
//! assert_eq!(vm.location, "westeurope");
//! assert_eq!(answer.request, format!("GET {VM}"));
//! ```

pub mod answer;
pub mod arm;
pub mod authorization;
pub mod claims;
pub mod cloud;
pub mod compute;
pub mod ip_range;
pub mod network;
pub mod parts;
pub mod plain;
pub mod rbac;
pub mod reason_args;
pub mod resource_id;
pub mod resources;
pub mod security;
pub mod security_rules;
pub mod timestamp;
pub mod value;
