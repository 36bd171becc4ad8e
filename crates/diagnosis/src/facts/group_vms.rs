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
    let mut vms: Vec<ResourceId> = lists.iter().flat_map(|it| it.value.clone()).collect();
    let members: Vec<&ResourceId> = policies
        .iter()
        .flat_map(|it| &it.vms)
        .map(|it| &it.id)
        .collect();
    let unlisted = distinct(members.into_iter().filter(|it| {
        let is_listed = |group| groups.contains(&group);
        it.resource_group_scope().is_some_and(is_listed) && !vms.contains(it)
    }));
    let asked = unlisted.iter().take(ASKED_AT_MOST);
    let found = try_join_all(asked.map(|it| exists(context, it))).await?;
    vms.extend(
        unlisted
            .into_iter()
            .zip(found)
            .filter_map(|(id, exists)| exists.then_some(id)),
    );
    Ok(Known::new(GroupVms { groups, vms }, request))
}

/// A list may come short, so what it lacks is asked for by itself: the second
/// witness. If all of the first few are gone, the list is taken at its word.
const ASKED_AT_MOST: usize = 3;

async fn exists(context: &Context, vm: &ResourceId) -> Result<bool, Unavailable> {
    match context.arm.get(&format!("{vm}?{VM_API}")).await {
        Ok(_) => Ok(true),
        Err(error) if error.status() == Some(404) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn list(
    context: &Context,
    group: &ResourceId,
) -> Result<Known<Vec<ResourceId>>, Unavailable> {
    let path = format!("{group}/providers/{VM_TYPE}?{VM_API}");
    let answer = context.arm.list(&path).await?;
    known(ids(&answer.node()), &answer.request)
}
