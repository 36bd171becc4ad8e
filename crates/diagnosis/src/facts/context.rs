//! What every probe may use.

use std::rc::Rc;

use azure::{
    arm::{ArmClient, Clock},
    claims::Claims,
    cloud::Cloud,
};

use crate::question::Question;

/// What every probe may use.
pub struct Context {
    pub arm: ArmClient,
    pub clock: Rc<dyn Clock>,
    pub cloud: Cloud,
    pub question: Question,
    /// Of the token in use; `None` when it cannot be decoded.
    pub claims: Option<Claims>,
}
