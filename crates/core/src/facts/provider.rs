//! Whether the resource provider of Defender for Cloud is registered.

use super::{Context, Known, Unavailable, subscription::known};
use crate::{arm::ArmClient, resource_id::ResourceId};

pub(crate) const SECURITY: &str = "Microsoft.Security";

/// `Registered`, `NotRegistered`, `Registering` or `Unregistering`.
/// Source: learn.microsoft.com, "Azure resource providers and types".
pub(super) async fn provider(context: &Context) -> Result<Known<String>, Unavailable> {
    let scope = context.question.vm.subscription_scope();
    registration(&context.arm, &scope, SECURITY).await
}

/// The registration state of a resource provider in the subscription.
pub(crate) async fn registration(
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
