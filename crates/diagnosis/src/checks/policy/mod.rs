//! Is there a JIT policy for the VM, and does it cover what the reader asks?

pub(super) mod duration;
pub(super) mod exists;
pub(super) mod members;
pub(super) mod name;
pub(super) mod place;
pub(super) mod port;
pub(super) mod settled;
pub(super) mod single;
pub(super) mod source;
