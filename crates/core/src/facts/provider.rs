//! Whether the resource provider of Defender for Cloud is registered.

use super::{Context, Known, Unavailable, subscription::known};
use crate::{arm::ArmClient, resource_id::ResourceId};

/// `Registered`, `NotRegistered`, `Registering` or `Unregistering`.
/// Source: learn.microsoft.com, "Azure resource providers and types".
pub(super) async fn provider(context: &Context) -> Result<Known<String>, Unavailable> {
    registration(context, "Microsoft.Security").await
}

/// The registration state of a resource provider in the subscription.
pub(super) async fn registration(
    context: &Context,
    namespace: &str,
) -> Result<Known<String>, Unavailable> {
    registration_at(
        &context.arm,
        &context.question.vm.subscription_scope(),
        namespace,
    )
    .await
}

pub(crate) async fn registration_at(
    arm: &ArmClient,
    subscription: &ResourceId,
    namespace: &str,
) -> Result<Known<String>, Unavailable> {
    let answer = arm
        .get(&format!(
            "{subscription}/providers/{namespace}?api-version=2021-04-01"
        ))
        .await?;
    let state = answer
        .node()
        .at("registrationState")
        .text()
        .map(str::to_owned);
    known(state, &answer.request)
}
