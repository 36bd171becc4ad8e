//! What the reader may do at each scope that counts.

use azure::{
    answer::{Known, Unavailable},
    authorization::{ScopePermissions, permissions_at, permissions_at_resource},
    network::{distinct, joined},
    rbac::READ_NIC,
    resource_id::ResourceId,
};
use futures::future::try_join_all;

use super::{context::Context, network, policies, vm};

pub(super) async fn at_vm(context: &Context) -> Result<Known<ScopePermissions>, Unavailable> {
    permissions_at(&context.arm, &context.question.vm).await
}

pub(super) async fn at_subscription(
    context: &Context,
) -> Result<Known<ScopePermissions>, Unavailable> {
    permissions_at(&context.arm, &context.question.vm.subscription_scope()).await
}

/// At the resource group of the VM's policy, or of the VM itself as long as
/// there is none. A reader who may not list the policies is asked about where
/// the policy would stand.
pub(super) async fn at_policy(context: &Context) -> Result<Known<ScopePermissions>, Unavailable> {
    let vm = &context.question.vm;
    let beside_vm = vm
        .resource_group_scope()
        .unwrap_or_else(|| vm.subscription_scope());
    match policies::of_vm(context).await {
        Ok(policies) => {
            let policy = policies.first().and_then(|it| it.id.resource_group_scope());
            permissions_at(&context.arm, &policy.unwrap_or(beside_vm)).await
        }
        Err(why) if policies::is_by_role(context, &why).await? => {
            permissions_at(&context.arm, &beside_vm).await
        }
        Err(why) => Err(why),
    }
}

/// At each interface and public address.
pub(super) async fn at_network(
    context: &Context,
) -> Result<Known<Vec<ScopePermissions>>, Unavailable> {
    let vm = vm::find(context).await?;
    let mut all = at_resources(context, &vm.nics).await?;
    let may_read_nics = all
        .iter()
        .all(|it| it.permissions.grants(READ_NIC).is_granted());
    match network::nics(context).await {
        Ok(nics) => {
            let addresses = nics
                .iter()
                .flat_map(|it| &it.ip_configurations)
                .filter_map(|it| it.public_address.as_ref());
            all.extend(at_resources(context, &distinct(addresses)).await?);
        }
        // The addresses stay unknown, which only matters if the interfaces
        // are not what is lacking.
        Err(why) if may_read_nics => return Err(why),
        Err(_) => {}
    }
    Ok(joined(all, |it| &it.request))
}

async fn at_resources(
    context: &Context,
    resources: &[ResourceId],
) -> Result<Vec<ScopePermissions>, Unavailable> {
    try_join_all(
        resources
            .iter()
            .map(|it| permissions_at_resource(&context.arm, it)),
    )
    .await
}
