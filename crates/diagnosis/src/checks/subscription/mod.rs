//! Is the subscription there, alive and prepared?

pub(super) mod active;
pub(super) mod provider;
pub(super) mod visible;
