//! What the machine says of itself.

pub(super) mod agent;
