//! What rules are asked about.

use super::{Sender, Target};

/// A first packet over TCP, as a rule sees it.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    pub sender: Sender,
    pub target: &'a Target,
    pub port: u16,
}
