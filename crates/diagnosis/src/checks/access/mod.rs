//! May the reader do what they want to do?

pub(super) mod condition;
pub(super) mod configure;
pub(super) mod denied;
pub(super) mod eligible;
mod granted;
pub(super) mod initiate;
pub(super) mod manage_plan;
mod needed;
pub(super) mod read_network;
pub(super) mod read_policy;
pub(super) mod read_vm;
