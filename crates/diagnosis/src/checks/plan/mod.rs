//! Is the Defender plan that brings JIT on?

use crate::args;

pub(super) mod machine;
pub(super) mod servers;
pub(super) mod tier;

use azure::{
    answer::{Known, Reason, Unavailable},
    security::Plan,
};

/// The plan's field holds a value that this program does not know.
fn unknown_value(field: &str, plan: &Known<Plan>) -> Unavailable {
    Unavailable::new(Reason::UnknownValue)
        .arg(args::FIELD, field)
        .during(&plan.request)
}
