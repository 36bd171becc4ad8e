//! The network security groups that stand before the VM's interfaces, with
//! their rules as they are written.

use azure::{
    answer::{Known, Unavailable},
    network::{SecurityGroup, distinct, readable_security_groups, security_group},
    parts::Parts,
    resource_id::ResourceId,
};
use futures::future::{join, join_all};

use super::{context::Context, network};

/// The list of the VM's resource group usually holds them all, and needs not
/// wait until it is known which they are. What it lacks is read one by one.
pub(super) async fn security_groups(
    context: &Context,
) -> Result<Known<Parts<SecurityGroup>>, Unavailable> {
    let (listed, wanted) = join(listed(context), wanted(context)).await;
    let (ids, hidden) = wanted?;
    let listed = &listed;
    let groups = join_all(ids.iter().map(|id| async move {
        match listed.iter().find(|it| it.id == *id) {
            Some(group) => Ok(group.clone()),
            None => security_group(&context.arm, id).await,
        }
    }))
    .await;
    let mut parts = Parts::of(ids, groups);
    parts.value.unread.extend(hidden);
    Ok(parts)
}

/// The groups that are named, and the subnets that might name another.
type Wanted = (Vec<ResourceId>, Vec<(ResourceId, Unavailable)>);

async fn wanted(context: &Context) -> Result<Wanted, Unavailable> {
    let (nics, subnets) = join(network::nics(context), network::subnets(context)).await;
    let (nics, subnets) = (nics?, subnets?.value);
    let of_nics = nics.iter().filter_map(|it| it.security_group.as_ref());
    let of_subnets = subnets.read.iter();
    let of_subnets = of_subnets.filter_map(|it| it.security_group.as_ref());
    Ok((distinct(of_nics.chain(of_subnets)), subnets.unread))
}

/// None where the list cannot be had or read: each group is asked for then.
async fn listed(context: &Context) -> Vec<SecurityGroup> {
    match context.question.vm.resource_group_scope() {
        Some(group) => readable_security_groups(&context.arm, &group).await,
        None => Vec::new(),
    }
}
