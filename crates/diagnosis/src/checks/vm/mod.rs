//! Is the VM one that JIT can guard?

pub(super) mod deployment;
pub(super) mod exists;
pub(super) mod firewall;
pub(super) mod guard;
pub(super) mod kind;
pub(super) mod path;
pub(super) mod running;
pub(super) mod security_policy;
#[cfg(test)]
pub(super) mod testing;
