//! A simulator of what JIT Doctor talks to: Azure Resource Manager and the
//! part of Microsoft Entra that signs people in. Pure: requests and answers are
//! values, the time is told from outside; sockets and browsers stand behind
//! features. It knows nothing of the program that it is there to test.
//!
//! ```
//! use azure_sim::{Request, World, handle};
//!
//! let mut world = World::open("plan-off", time::OffsetDateTime::UNIX_EPOCH)?;
//! let token = world.token("contributor")?;
//! let url = "https://management.azure.com/subscriptions?api-version=2022-12-01";
//! assert_eq!(handle(&mut world, &Request::get(url).bearer(&token)).status, 200);
//! # Ok::<(), azure_sim::EstateError>(())
//! ```

mod arm;
mod bag;
mod catalogue;
mod clock;
mod cloud;
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
mod second_factor;
#[cfg(feature = "server")]
pub mod server;
mod throttle;
mod token;
mod world;
mod writers;

pub use arm::handle;
pub use bag::{Bag, Resource};
pub use catalogue::{Entry, built_in_roles, document, estates, names};
pub use clock::{http_date, stamp};
pub use cloud::Cloud;
pub use estate::EstateError;
pub use faults::{Failure, Fault, fault_classes};
pub use http::{Delivery, Request, Response};
pub use library::Library;
pub use merge::merge;
pub use rbac::{Caller, allowed, matches, permissions};
pub use token::{Grant, Wish, grant};
pub use world::{Logged, World};
pub use writers::{Change, Cue, Writer};
