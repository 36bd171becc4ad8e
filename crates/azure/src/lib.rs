//! What Azure says, typed. A client over a [`arm::Transport`] sends one request
//! after the other; each resource type has its shape, its reading and its
//! errors; security rules and role permissions are evaluated as Azure documents
//! them. An answer is known, or unavailable with its reason ([`answer`]).
//!
//! Must not know the question: nothing here knows what just-in-time access
//! needs, who asks, or how an answer is shown. Reads no clock and does no input
//! or output but through [`arm::Transport`] and [`arm::Clock`].

pub mod answer;
pub mod arm;
pub mod authorization;
pub mod claims;
pub mod cloud;
pub mod compute;
pub mod ip_range;
pub mod network;
pub mod rbac;
pub mod reason_args;
pub mod resource_id;
pub mod resources;
pub mod security;
pub mod security_rules;
pub mod timestamp;
pub mod value;
