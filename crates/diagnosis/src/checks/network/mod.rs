//! Does the way from the reader's address to the VM's port let a packet
//! through?

pub(super) mod address;
pub(super) mod admin_rules;
pub(super) mod exposure;
pub(super) mod firewall_entry;
mod groups;
mod jit_rules;
pub(super) mod nic;
pub(super) mod return_path;
pub(super) mod rule;
pub(super) mod subnet;
pub(super) mod target;
#[cfg(test)]
mod testing;
