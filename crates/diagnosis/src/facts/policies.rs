//! The JIT policies of the subscription. Only this list tells whether JIT is
//! configured for a VM.

use azure::{
    answer::{Known, Reason, Unavailable},
    authorization::{permissions_at, whole_list},
    rbac::READ_POLICY,
    resource_id::ResourceId,
    security::{Policy, list_policies},
};

use super::context::Context;

/// Every policy that the reader may list: of the subscription, or, when their
/// role stands lower, of the VM's resource group, where it usually is.
pub(super) async fn policies(context: &Context) -> Result<Known<Vec<Policy>>, Unavailable> {
    let vm = &context.question.vm;
    match (whole(context).await, vm.resource_group_scope()) {
        (Ok(known), Some(group)) if !names(&known, vm) => {
            // What the group lacks or withholds changes nothing here: an
            // absence rests on `all_policies`.
            let in_group = list_policies(&context.arm, group.as_str()).await;
            Ok(in_group
                .ok()
                .filter(|it| names(it, vm))
                .map_or(known.clone(), |it| joined(known, it)))
        }
        (Ok(known), _) => Ok(known),
        (Err(why), Some(group)) if is_by_role(context, &why).await? => {
            list_policies(&context.arm, group.as_str())
                .await
                .map_err(|_| why)
        }
        (Err(why), _) => Err(why),
    }
}

fn names(policies: &[Policy], vm: &ResourceId) -> bool {
    policies.iter().any(|it| it.entry(vm).is_some())
}

/// Both lists; of a policy that is in both, what its group says.
fn joined(whole: Known<Vec<Policy>>, in_group: Known<Vec<Policy>>) -> Known<Vec<Policy>> {
    let mut policies = in_group.value;
    let is_new = |it: &Policy| policies.iter().all(|known| known.id != it.id);
    let others: Vec<Policy> = whole.value.into_iter().filter(is_new).collect();
    policies.extend(others);
    Known::new(policies, in_group.request)
}

/// Whether `policies` holds all of the subscription, which an absence has to
/// rest on. One list proves no absence: Azure's list of a subscription may lack
/// what that of the group has, so both must have been read.
pub(super) async fn all_policies(context: &Context) -> Result<Known<()>, Unavailable> {
    let list = whole(context).await?;
    let vm = &context.question.vm;
    if let Some(group) = vm.resource_group_scope().filter(|_| !names(&list, vm)) {
        list_policies(&context.arm, group.as_str()).await?;
    }
    let scope = context.question.vm.subscription_scope();
    whole_list(&context.arm, &scope, READ_POLICY).await?;
    Ok(Known::new((), list.request))
}

async fn whole(context: &Context) -> Result<Known<Vec<Policy>>, Unavailable> {
    let scope = context.question.vm.subscription_scope();
    list_policies(&context.arm, scope.as_str()).await
}

/// Whether a refusal is the reader's role speaking: their permissions at the
/// subscription must say the same.
pub(super) async fn is_by_role(context: &Context, why: &Unavailable) -> Result<bool, Unavailable> {
    if why.reason != Reason::Forbidden {
        return Ok(false);
    }
    let scope = context.question.vm.subscription_scope();
    let own = permissions_at(&context.arm, &scope).await?;
    Ok(!own.permissions.grants(READ_POLICY).is_granted())
}

/// The policies that name the VM of the question, at no further cost.
pub(super) async fn of_vm(context: &Context) -> Result<Vec<Policy>, Unavailable> {
    let all = policies(context).await?.value;
    Ok(all
        .into_iter()
        .filter(|it| it.entry(&context.question.vm).is_some())
        .collect())
}
