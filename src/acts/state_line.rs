//! Where one of many stands, as it is shown: marked, named, and with what more there is
//! to say. Must not know what is done.

use crate::components::Icon;

/// A state as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StateLine {
    pub(super) icon: Icon,
    pub(super) name: &'static str,
    /// What more there is to say.
    pub(super) more: Option<String>,
}
