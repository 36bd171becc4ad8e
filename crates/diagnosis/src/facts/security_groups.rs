//! The network security groups that stand before the VM's interfaces, with
//! their rules as they are written.

use azure::{
    answer::{Known, Unavailable},
    network::{SecurityGroup, distinct, readable_security_groups, security_group},
    resource_id::ResourceId,
};
use futures::future::{join, try_join_all};

use super::{context::Context, network};

/// The list of the VM's resource group usually holds them all, and needs not
/// wait until it is known which they are. What it lacks is read one by one.
pub(super) async fn security_groups(
    context: &Context,
) -> Result<Known<Vec<SecurityGroup>>, Unavailable> {
    let (listed, wanted) = join(listed(context), wanted(context)).await;
    let listed = &listed;
    let groups = try_join_all(wanted?.into_iter().map(|id| async move {
        match listed.iter().find(|it| it.id == id) {
            Some(group) => Ok(group.clone()),
            None => security_group(&context.arm, &id).await,
        }
    }))
    .await?;
    let mut requests: Vec<&str> = groups.iter().map(|it| &*it.request).collect();
    requests.dedup();
    let request = requests.join(", ");
    Ok(Known::new(groups, request))
}

async fn wanted(context: &Context) -> Result<Vec<ResourceId>, Unavailable> {
    let (nics, subnets) = join(network::nics(context), network::subnets(context)).await;
    let (nics, subnets) = (nics?, subnets?);
    let of_nics = nics.iter().filter_map(|it| it.security_group.as_ref());
    let of_subnets = subnets.iter().filter_map(|it| it.security_group.as_ref());
    Ok(distinct(of_nics.chain(of_subnets)))
}

/// None where the list cannot be had or read: each group is asked for then.
async fn listed(context: &Context) -> Vec<SecurityGroup> {
    match context.question.vm.resource_group_scope() {
        Some(group) => readable_security_groups(&context.arm, &group).await,
        None => Vec::new(),
    }
}
