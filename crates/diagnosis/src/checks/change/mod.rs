//! Does anything stop JIT from changing the rules?

pub(super) mod lock;
pub(super) mod policy;
pub(super) mod room;
