//! Whether a resource provider is registered in a subscription.

use crate::{
    answer::{Known, Unavailable, known},
    arm::ArmClient,
    resource_id::ResourceId,
};

/// `Registered`, `NotRegistered`, `Registering` or `Unregistering`.
/// Source: learn.microsoft.com, "Azure resource providers and types".
pub async fn registration(
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
