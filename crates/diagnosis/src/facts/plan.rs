//! The Defender for Servers plan, on the subscription and on the VM.

use azure::{
    answer::{Known, Reason, Unavailable},
    compute::is_arm_vm,
    security::{Plan, plan_at},
};

use super::context::Context;

pub(super) async fn on_subscription(context: &Context) -> Result<Known<Plan>, Unavailable> {
    plan_at(&context.arm, &context.question.vm.subscription_scope()).await
}

pub(super) async fn on_machine(context: &Context) -> Result<Known<Plan>, Unavailable> {
    let id = &context.question.vm;
    if !is_arm_vm(id) {
        return Err(Unavailable::new(Reason::NoVm));
    }
    plan_at(&context.arm, id).await
}
