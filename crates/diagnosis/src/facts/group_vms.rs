//! Which VMs exist in the resource groups where the VM's policies stand.

use azure::{
    answer::{Known, Unavailable, known},
    compute::{VM_API, VM_TYPE, ids},
    network::distinct,
    resource_id::ResourceId,
};
use futures::future::try_join_all;

use super::{context::Context, policies};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupVms {
    /// The resource groups that were listed to their end.
    pub groups: Vec<ResourceId>,
    pub vms: Vec<ResourceId>,
}

/// Source: learn.microsoft.com, REST "Virtual Machines - List".
pub(super) async fn group_vms(context: &Context) -> Result<Known<GroupVms>, Unavailable> {
    let policies = policies::of_vm(context).await?;
    let scopes: Vec<ResourceId> = policies
        .iter()
        .filter_map(|it| it.id.resource_group_scope())
        .collect();
    let groups = distinct(scopes.iter());
    let lists = try_join_all(groups.iter().map(|group| list(context, group))).await?;
    let requests: Vec<&str> = lists.iter().map(|it| it.request.as_str()).collect();
    let request = requests.join(", ");
    let vms = lists.iter().flat_map(|it| it.value.clone()).collect();
    Ok(Known::new(GroupVms { groups, vms }, request))
}

async fn list(
    context: &Context,
    group: &ResourceId,
) -> Result<Known<Vec<ResourceId>>, Unavailable> {
    let path = format!("{group}/providers/{VM_TYPE}?{VM_API}");
    let answer = context.arm.list(&path).await?;
    known(ids(&answer.node()), &answer.request)
}
