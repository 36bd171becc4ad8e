//! Azure Bastion as the way in: which hosts are in the VM's network or in one that is
//! peered with it, from which addresses they connect, and what the checks say of a packet
//! from there. It is asked for when somebody wants to know, and is no fact of a check.
//!
//! **Must not know** words. Nothing is judged here that a check judges: the question is
//! asked again, with the host's range as the address to come from. That there is no host
//! needs every list to be whole.
//!
//! Source: learn.microsoft.com, "Working with NSG access and Azure Bastion": a host reaches
//! the VM at its private address, from the range of its own subnet. That JIT's deny rule
//! applies to that range like to any other is what users report, and what the rules say.

mod find;
mod judge;

pub use find::{Found, Ground, Host, Nearness, Unread, find, ground};
pub use judge::{Judgement, SHARED_ADDRESS, Step, Way, judge, shared_range};
