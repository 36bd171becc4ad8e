//! A simulator of what JIT Doctor talks to: Azure Resource Manager and the part of
//! Microsoft Entra that signs people in. It is pure: requests and answers are
//! values and the time is told from outside. Sockets and browsers are behind
//! features.
//!
//! **Must not know** the program that it is there to test.
//!
//! In reading order:
//!
//! - [`estate`]: what an estate file holds; [`names`] lists the estates, which are
//!   JSON deltas in `estates/`.
//! - [`Simulation`]: an opened estate; [`handle`] answers one request.
//! - [`Fault`]: what can go wrong with an answer; [`ConcurrentWriter`]: somebody else
//!   who writes in between.
//! - [`entra`]: the sign-in.
//!
//! ```
//! use azure_sim::{Request, Simulation, handle};
//!
//! let mut simulation = Simulation::open("plan-off", time::OffsetDateTime::UNIX_EPOCH)?;
//! let token = simulation.token("contributor")?;
//! let url = "https://management.azure.com/subscriptions?api-version=2022-12-01";
//! assert_eq!(handle(&mut simulation, &Request::get(url)).status, 401);
//! let answer = handle(&mut simulation, &Request::get(url).bearer(&token));
//! assert_eq!(answer.status, 200);
//! assert_eq!(answer.body_json().unwrap()["value"][0]["state"], "Enabled");
//! # Ok::<(), azure_sim::EstateError>(())
//! ```

mod arm;
mod catalogue;
mod clock;
mod cloud;
mod concurrent_writers;
mod default_rules;
#[cfg(feature = "demo")]
pub mod demo;
pub mod entra;
mod error;
pub mod estate;
mod faults;
mod http;
mod library;
mod merge;
mod opening;
mod pattern;
mod rbac;
#[cfg(feature = "server")]
pub mod recordings;
mod resource_id;
mod resource_store;
mod second_factor;
#[cfg(feature = "server")]
pub mod server;
mod shared;
mod simulation;
mod throttle;
mod token;

pub use arm::handle;
pub use catalogue::{Entry, built_in_roles, document, estates, names};
pub use clock::{http_date, stamp};
pub use cloud::Cloud;
pub use concurrent_writers::{Change, ConcurrentWriter, Cue};
pub use estate::EstateError;
pub use faults::{Failure, Fault, fault_classes};
pub use http::{Delivery, Request, Response};
pub use library::Library;
pub use merge::merge;
pub use pattern::path_meets;
pub use rbac::{Caller, allowed, matches, permissions};
pub use resource_store::{Resource, ResourceStore};
pub use shared::Shared;
pub use simulation::{Logged, Simulation};
pub use token::{Grant, Wish, grant};
