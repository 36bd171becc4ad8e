//! What stands between the VM and the network: its interfaces, their subnets,
//! the subnets' route tables, and the public addresses. Security rules are not
//! read here.

use azure::{
    answer::{Known, Unavailable},
    network::{
        self, AdminRules, Nic, PublicAddress, RouteTable, Subnet, VirtualNetwork, distinct, joined,
        nic, public_address, route_table, subnet, virtual_network,
    },
    parts::Parts,
    resource_id::ResourceId,
    security_rules::{Match, is_private},
};
use futures::future::{join_all, try_join_all};

use super::{context::Context, vm};

pub(super) async fn nics(context: &Context) -> Result<Known<Vec<Nic>>, Unavailable> {
    let vm = vm::find(context).await?;
    let nics = try_join_all(vm.nics.iter().map(|id| nic(&context.arm, id))).await?;
    Ok(joined(nics, |it| &it.request))
}

pub(super) async fn subnets(context: &Context) -> Result<Known<Parts<Subnet>>, Unavailable> {
    let nics = nics(context).await?;
    let ids = distinct(nics.iter().flat_map(Nic::subnets));
    let results = join_all(ids.iter().map(|id| subnet(&context.arm, id))).await;
    Ok(Parts::of(ids, results))
}

pub(super) async fn networks(
    context: &Context,
) -> Result<Known<Parts<VirtualNetwork>>, Unavailable> {
    let source = context.question.source;
    if source.is_none_or(|it| is_private(&it) != Match::Yes) {
        return Ok(Known::unasked(Vec::new().into()));
    }
    let ids = network_ids(context).await?;
    let results = join_all(ids.iter().map(|id| virtual_network(&context.arm, id))).await;
    Ok(Parts::of(ids, results))
}

pub(super) async fn admin_rules(
    context: &Context,
) -> Result<Known<Parts<AdminRules>>, Unavailable> {
    let ids = network_ids(context).await?;
    let results = join_all(ids.iter().map(|id| network::admin_rules(&context.arm, id))).await;
    Ok(Parts::of(ids, results))
}

/// The virtual networks in which the interfaces stand.
async fn network_ids(context: &Context) -> Result<Vec<ResourceId>, Unavailable> {
    let nics = nics(context).await?;
    let all: Vec<ResourceId> = nics
        .iter()
        .flat_map(Nic::subnets)
        .filter_map(ResourceId::parent)
        .collect();
    Ok(distinct(all.iter()))
}

pub(super) async fn route_tables(
    context: &Context,
) -> Result<Known<Parts<RouteTable>>, Unavailable> {
    let subnets = subnets(context).await?;
    let ids = distinct(subnets.read.iter().filter_map(|it| it.route_table.as_ref()));
    let results = join_all(ids.iter().map(|id| route_table(&context.arm, id))).await;
    Ok(Parts::of(ids, results))
}

pub(super) async fn public_addresses(
    context: &Context,
) -> Result<Known<Parts<PublicAddress>>, Unavailable> {
    let nics = nics(context).await?;
    let ids = distinct(
        nics.iter()
            .flat_map(|it| &it.ip_configurations)
            .filter_map(|it| it.public_address.as_ref()),
    );
    let results = join_all(ids.iter().map(|id| public_address(&context.arm, id))).await;
    Ok(Parts::of(ids, results))
}
