//! Is the Defender plan that brings JIT on?

pub(super) mod machine;
pub(super) mod servers;
pub(super) mod tier;
