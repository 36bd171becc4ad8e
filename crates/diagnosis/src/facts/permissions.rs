//! What the reader may do at each scope that counts, or the one whom the question is
//! about. A list of permissions may
//! come short, and what it lacks would read as missing. So what was read at a
//! scope is held against it: whoever has read something may read it.

use azure::{
    answer::{Known, Said, Unavailable},
    authorization::{ScopePermissions, permissions_at, permissions_at_resource},
    network::{distinct, joined},
    rbac::{READ_NIC, READ_PLAN, READ_POLICY, READ_PUBLIC_ADDRESS, READ_VM},
    resource_id::ResourceId,
    value::Value,
};
use futures::future::try_join_all;

use super::{
    context::Context,
    network, plan, policies, subject,
    vm::{self, VmLookup},
};

pub(super) async fn at_vm(context: &Context) -> Result<Known<ScopePermissions>, Unavailable> {
    let at = at_scope(context, &context.question.vm).await?;
    if let Ok(vm) = vm::vm(context).await
        && matches!(vm.value, VmLookup::Found(_))
    {
        hold_against(context, &at, READ_VM, &vm.request)?;
    }
    Ok(at)
}

pub(super) async fn at_subscription(
    context: &Context,
) -> Result<Known<ScopePermissions>, Unavailable> {
    let scope = context.question.vm.subscription_scope();
    let at = at_scope(context, &scope).await?;
    if let Ok(plan) = plan::on_subscription(context).await {
        hold_against(context, &at, READ_PLAN, &plan.request)?;
    }
    Ok(at)
}

async fn at_scope(
    context: &Context,
    scope: &ResourceId,
) -> Result<Known<ScopePermissions>, Unavailable> {
    match &context.question.about {
        Some(subject) => subject::permissions_at(context, subject, scope).await,
        None => permissions_at(&context.arm, scope).await,
    }
}

/// A list that lacks the action by which something was read at its scope is not
/// the whole list. What the reader has read says nothing of somebody else.
fn hold_against(
    context: &Context,
    permissions: &ScopePermissions,
    action: &str,
    read: &str,
) -> Result<(), Unavailable> {
    let is_own = context.question.about.is_none();
    if !is_own || permissions.permissions.grants(action).is_granted() {
        return Ok(());
    }
    Err(Unavailable::disagree(
        &Said::new(
            &permissions.request,
            "value[].actions",
            Value::lacks(action),
        ),
        &Said::new(read, "status", "200"),
    ))
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
            let policy = policies.first();
            let scope = policy.and_then(|it| it.id.resource_group_scope());
            let at = at_scope(context, &scope.unwrap_or(beside_vm)).await?;
            if policy.is_some() {
                let read = policies::policies(context).await?;
                hold_against(context, &at, READ_POLICY, &read.request)?;
            }
            Ok(at)
        }
        Err(why) if policies::is_by_role(context, &why).await? => {
            at_scope(context, &beside_vm).await
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
            for (at, nic) in all.iter().zip(&nics.value) {
                hold_against(context, at, READ_NIC, &nic.request)?;
            }
            let addresses = nics
                .iter()
                .flat_map(|it| &it.ip_configurations)
                .filter_map(|it| it.public_address.as_ref());
            let at_addresses = at_resources(context, &distinct(addresses)).await?;
            if let Ok(read) = network::public_addresses(context).await {
                for at in &at_addresses {
                    if let Ok(address) = read.part(&at.scope) {
                        hold_against(context, at, READ_PUBLIC_ADDRESS, &address.request)?;
                    }
                }
            }
            all.extend(at_addresses);
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
    if let Some(subject) = &context.question.about {
        let roles = subject::roles(context, subject).await?;
        return resources.iter().map(|it| roles.at(it)).collect();
    }
    try_join_all(
        resources
            .iter()
            .map(|it| permissions_at_resource(&context.arm, it)),
    )
    .await
}
