//! Is the reader signed in well enough to be answered?

pub(super) mod cloud;
pub(super) mod mfa;
pub(super) mod token;
