//! What Defender for Cloud itself says about JIT for the VM.

use azure::{
    answer::{Known, Reason, Unavailable},
    compute::is_arm_vm,
    security::{self, Assessment},
};

use super::context::Context;

pub(super) async fn assessment(context: &Context) -> Result<Known<Assessment>, Unavailable> {
    let id = &context.question.vm;
    if !is_arm_vm(id) {
        return Err(Unavailable::new(Reason::NoVm));
    }
    security::assessment(&context.arm, id).await
}
