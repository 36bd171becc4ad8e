//! The security admin rules that network managers lay over the virtual
//! networks of the VM.

use azure::{
    answer::{Known, Unavailable},
    network::{self, AdminRules, Nic, distinct, joined},
    resource_id::ResourceId,
};
use futures::future::try_join_all;

use super::context::Context;

pub(super) async fn admin_rules(context: &Context) -> Result<Known<Vec<AdminRules>>, Unavailable> {
    let nics = super::network::nics(context).await?;
    let networks: Vec<ResourceId> = nics
        .iter()
        .flat_map(Nic::subnets)
        .filter_map(ResourceId::parent)
        .collect();
    let networks = distinct(networks.iter());
    let all = try_join_all(
        networks
            .iter()
            .map(|it| network::admin_rules(&context.arm, it)),
    )
    .await?;
    Ok(joined(all, |it| &it.request))
}
