//! The subscription of the VM, and the tenants that the reader belongs to.

use azure::{
    answer::{Known, Unavailable},
    resources::{SubscriptionLookup, Tenant, list_tenants, look_up_subscription, registration},
    security::SECURITY,
};

use super::context::Context;

pub(super) async fn tenants(context: &Context) -> Result<Known<Vec<Tenant>>, Unavailable> {
    list_tenants(&context.arm).await
}

pub(super) async fn subscription(
    context: &Context,
) -> Result<Known<SubscriptionLookup>, Unavailable> {
    look_up_subscription(&context.arm, &context.question.vm.subscription_scope()).await
}

/// Whether the resource provider of Defender for Cloud is registered.
pub(super) async fn provider(context: &Context) -> Result<Known<String>, Unavailable> {
    let scope = context.question.vm.subscription_scope();
    registration(&context.arm, &scope, SECURITY).await
}
