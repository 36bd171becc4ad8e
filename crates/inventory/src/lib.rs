//! What a subscription has, read by lists, and on which tab of the portal's
//! just-in-time page each of its VMs stands. The reads do not grow with the
//! VMs but by the pages of the lists. Knows no markup, and judges nothing
//! itself: a VM's part of the lists is a snapshot like any other, and the
//! checks judge it.

mod csv;
mod lists;
mod machine;
mod overview;
pub mod picker;
mod read;
mod rows;
mod tab;
mod words;

pub use csv::csv;
pub use lists::{List, Lists, State, Update};
pub use machine::Machine;
pub use overview::{Overview, Standing};
pub use read::read;
pub use rows::{Column, Counts, Inventory, Row, View};
pub use tab::{Tab, TabKind};
pub use words::{os, ports, reason, recommendation};
