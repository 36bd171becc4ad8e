//! The load balancers that name the VM's addresses, and their own addresses.

use azure::{
    answer::{Known, Unavailable},
    network::{
        IpConfiguration, LoadBalancer, Nic, PublicAddress, distinct, load_balancer, public_address,
    },
    resource_id::ResourceId,
};
use futures::future::{join_all, try_join_all};

use super::{context::Context, network};

/// A load balancer before the VM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balancer {
    pub balancer: LoadBalancer,
    /// The public addresses of the front ends from which a rule leads to the VM. One
    /// that cannot be read does not hide the others.
    pub addresses: Vec<(ResourceId, Result<PublicAddress, Unavailable>)>,
}

pub(super) async fn load_balancers(context: &Context) -> Result<Known<Vec<Balancer>>, Unavailable> {
    let nics = network::nics(context).await?;
    let all: Vec<&IpConfiguration> = configurations(&nics).collect();
    let references = all
        .iter()
        .flat_map(|it| it.nat_rules.iter().chain(&it.pools));
    let ids: Vec<ResourceId> = references.filter_map(ResourceId::parent).collect();
    let ids = distinct(ids.iter());
    let read = ids.iter().map(|id| balancer(context, id, &all));
    let balancers = try_join_all(read).await?;
    let requests: Vec<&str> = balancers.iter().map(|it| &*it.balancer.request).collect();
    let request = requests.join(", ");
    Ok(Known::new(balancers, request))
}

async fn balancer(
    context: &Context,
    id: &ResourceId,
    all: &[&IpConfiguration],
) -> Result<Balancer, Unavailable> {
    let balancer = load_balancer(&context.arm, id).await?;
    let asked = context.question.port.map(i64::from);
    let leading = balancer.forwards.iter().filter(|rule| {
        asked.is_none_or(|port| rule.back_port == port)
            && all.iter().any(|it| it.is_led_to_by(rule))
    });
    let fronts: Vec<&ResourceId> = leading.map(|it| &it.front).collect();
    let used = balancer.fronts.iter().filter(|it| fronts.contains(&&it.id));
    let ids = distinct(used.filter_map(|it| it.public_address.as_ref()));
    let addresses = join_all(ids.into_iter().map(|id| async move {
        let read = public_address(&context.arm, &id).await;
        (id, read)
    }))
    .await;
    Ok(Balancer {
        balancer,
        addresses,
    })
}

fn configurations(nics: &[Nic]) -> impl Iterator<Item = &IpConfiguration> {
    nics.iter().flat_map(|it| &it.ip_configurations)
}
