//! Every subscription that a reader sees, counted: its plan, its VMs, and what its JIT
//! policies come to. How many requests that takes grows with the subscriptions and,
//! where policies name VMs, with the pages of VMs; no VM is kept. What takes the networks
//! and rules of a subscription is counted of those only that the reader wants inspected.
//!
//! **Must not know** markup, and judges no VM: on which tab one stands is what
//! `inventory` says. A number here says the same, or less.
//!
//! It is a crate beside `inventory` because the two keep different things: that one keeps
//! the rows of what it reads, and this one counts them and lets them go.
//!
//! In reading order:
//!
//! - [`Fleet`] keeps what has come in, and names the next [`Step`] of the reading. So a
//!   reading that was stopped goes on where it was.
//! - [`read()`] carries out one step, and hands on what it brings as an [`Update`].
//!   [`glimpse()`] counts the VMs of the tenant beside that, before there is a list.
//! - A [`Count`] is exact, *at least* a number, or unknown; [`Figure`] names each of them.
//! - A [`View`] says which subscriptions are shown, in which order, and keeps that in an
//!   address.
//! - [`search()`] finds VMs by a part of their name in all subscriptions.
//! - [`csv()`] and [`json()`] write what a view shows, without names unless they are asked for;
//!   [`posture()`] is the same for paper.

mod export;
mod figure;
mod graph;
mod posture;
mod read;
mod row;
mod search;
mod state;
mod view;

pub use export::{Names, csv, json, shown_count};
pub use figure::{Figure, PlanState};
pub use inventory::Count;
pub use posture::{Posture, PostureLine, posture};
pub use read::{glimpse, read};
pub use row::{Inspected, Partial, Policies, Row, Vms};
pub use search::{Found, MOST_FOUND, NotAName, search};
pub use state::{Fleet, Need, Step, Update};
pub use view::{Column, Filter, View};
