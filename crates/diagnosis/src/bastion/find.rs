//! Which hosts there are beside the VM, as far as the reader may see. Must not judge them.

use azure::{
    answer::{Known, Reason, Unavailable},
    arm::ArmClient,
    ip_range,
    network::{
        BastionHost, BastionPlace, Nic, Peering, Subnet, Surroundings, VirtualNetwork, bastions,
        distinct, subnet, surroundings, virtual_network,
    },
    parts::Parts,
    resource_id::ResourceId,
};
use futures::future::{join, join_all};
use ipnet::IpNet;

use crate::facts::{Context, Facts};

/// In how many subscriptions hosts are looked for. A network is rarely peered with those
/// of more, and each costs two requests.
const MOST_SUBSCRIPTIONS: usize = 10;

/// Where to look, from what a run has read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The virtual networks of the VM's interfaces.
    networks: Vec<ResourceId>,
}

/// How near a host is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nearness {
    /// In the VM's own network.
    Own,
    /// In a network with which the VM's has this peering.
    Peered(Peering),
}

/// A host beside the VM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    pub bastion: BastionHost,
    pub nearness: Nearness,
    /// The range from which it connects; `None` for one that has no subnet of its own.
    pub range: Option<Result<IpNet, Unavailable>>,
}

/// Why there may be other hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// With which networks this one is peered isn't known.
    Peerings(ResourceId, Unavailable),
    /// The hosts of a subscription can't be listed, or not all of them.
    Subscription(ResourceId, Unavailable),
    /// So many subscriptions were not looked at.
    Beyond(usize),
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Those of the VM's own network first.
    pub hosts: Vec<Host>,
    pub unread: Vec<Unread>,
    /// The virtual networks of the VM, which checks need for a sender in a private network.
    pub networks: Known<Parts<VirtualNetwork>>,
}

impl Found {
    /// Whether there is certainly none.
    pub fn is_none(&self) -> bool {
        self.hosts.is_empty() && self.unread.is_empty()
    }
}

/// Where to look for the VM of a run.
pub fn ground(facts: &Facts) -> Result<Ground, Unavailable> {
    let nics = facts.nics()?;
    let subnets = nics.iter().flat_map(Nic::subnets);
    let networks: Vec<ResourceId> = subnets.filter_map(ResourceId::parent).collect();
    if networks.is_empty() {
        return Err(Unavailable::undecided("subnet.id", None).during(&nics.request));
    }
    Ok(Ground {
        networks: distinct(networks.iter()),
    })
}

/// Asks for the hosts.
pub async fn find(context: &Context, ground: Ground) -> Found {
    let arm = context.arm.renewed();
    let (around, networks) = join(
        join_all(ground.networks.iter().map(|id| surroundings(&arm, id))),
        join_all(ground.networks.iter().map(|id| virtual_network(&arm, id))),
    )
    .await;
    let networks = Parts::of(ground.networks.clone(), networks);
    let mut search = Search {
        places: own(&ground),
        unread: Vec::new(),
        hosts: Vec::new(),
    };
    for (id, it) in ground.networks.iter().zip(&around) {
        match it {
            Ok(it) => search.add_peered(it),
            Err(why) => search
                .unread
                .push(Unread::Peerings(id.clone(), why.clone())),
        }
    }
    search.list(&arm).await;
    search.doubt_of_own(&around);
    let hosts = with_ranges(&arm, search.hosts).await;
    Found {
        hosts,
        unread: search.unread,
        networks,
    }
}

fn own(ground: &Ground) -> Vec<(ResourceId, Nearness)> {
    let networks = ground.networks.iter();
    networks.map(|it| (it.clone(), Nearness::Own)).collect()
}

struct Search {
    /// The networks in which a host can be, the VM's own ones first.
    places: Vec<(ResourceId, Nearness)>,
    unread: Vec<Unread>,
    hosts: Vec<(BastionHost, Nearness)>,
}

impl Search {
    fn add_peered(&mut self, around: &Surroundings) {
        for it in &around.peerings {
            if !self.places.iter().any(|(id, _)| *id == it.remote) {
                let nearness = Nearness::Peered(it.clone());
                self.places.push((it.remote.clone(), nearness));
            }
        }
    }

    async fn list(&mut self, arm: &ArmClient) {
        let scopes: Vec<ResourceId> = self
            .places
            .iter()
            .map(|(id, _)| id.subscription_scope())
            .collect();
        let mut scopes = distinct(scopes.iter());
        let beyond = scopes.len().saturating_sub(MOST_SUBSCRIPTIONS);
        scopes.truncate(MOST_SUBSCRIPTIONS);
        let lists = join_all(scopes.iter().map(|it| bastions(arm, it))).await;
        for (scope, list) in scopes.into_iter().zip(lists) {
            let doubt = match list {
                Ok(list) => {
                    list.hosts.into_iter().for_each(|it| self.add(it));
                    list.doubt
                }
                Err(why) => Some(why),
            };
            let unread = doubt.map(|why| Unread::Subscription(scope, why));
            self.unread.extend(unread);
        }
        if beyond > 0 {
            self.unread.push(Unread::Beyond(beyond));
        }
        self.hosts
            .sort_by_key(|(_, nearness)| !matches!(nearness, Nearness::Own));
    }

    fn add(&mut self, host: BastionHost) {
        let network = host.place.network();
        let mut places = self.places.iter();
        let place = places.find(|(id, _)| Some(id) == network.as_ref());
        if let Some((_, nearness)) = place {
            self.hosts.push((host, nearness.clone()));
        }
    }

    /// A network in which a host is, and whose host is in no list.
    fn doubt_of_own(&mut self, around: &[Result<Surroundings, Unavailable>]) {
        for it in around.iter().flatten().filter(|it| it.has_bastion) {
            let network = Some(&it.network);
            let mut hosts = self.hosts.iter();
            let is_listed = hosts.any(|(host, _)| host.place.network().as_ref() == network);
            let scope = it.network.subscription_scope();
            let mut unread = self.unread.iter();
            // A list that can't be trusted to be whole contradicts nothing.
            let is_told =
                unread.any(|it| matches!(it, Unread::Subscription(id, _) if *id == scope));
            if !is_listed && !is_told {
                let why = Unavailable::new(Reason::Contradiction).during(&it.request);
                self.unread.push(Unread::Subscription(scope, why));
            }
        }
    }
}

async fn with_ranges(arm: &ArmClient, hosts: Vec<(BastionHost, Nearness)>) -> Vec<Host> {
    let with_range = hosts.into_iter().map(async |(bastion, nearness)| {
        let range = match &bastion.place {
            BastionPlace::Subnet(id) => Some(subnet(arm, id).await.and_then(|it| range_of(&it))),
            BastionPlace::Network(_) => None,
        };
        Host {
            bastion,
            nearness,
            range,
        }
    });
    join_all(with_range).await
}

/// A host has IPv4 only. Source: learn.microsoft.com, "Azure Bastion FAQ". Of several
/// ranges, nothing tells from which it connects.
fn range_of(subnet: &Subnet) -> Result<IpNet, Unavailable> {
    let mut ranges: Vec<&IpNet> = subnet
        .ranges
        .iter()
        .filter(|it| it.addr().is_ipv4())
        .collect();
    ranges.dedup();
    match ranges[..] {
        [range] => Ok(*range),
        [] => Err(Unavailable::undecided("addressPrefix", None)),
        _ => {
            let all: Vec<String> = ranges.iter().map(|it| ip_range::show(**it)).collect();
            Err(Unavailable::undecided(
                "addressPrefixes",
                Some(&all.join(", ")),
            ))
        }
    }
    .map_err(|it| it.during(&subnet.request))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_known_and_several_are_not() {
        let id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g\
            /providers/Microsoft.Network/virtualNetworks/v/subnets/AzureBastionSubnet";
        let of = |ranges: &[&str]| {
            let subnet = Subnet {
                id: ResourceId::parse(id).unwrap(),
                security_group: None,
                route_table: None,
                ranges: ranges.iter().map(|it| it.parse().unwrap()).collect(),
                request: "GET /subnet".to_owned(),
            };
            range_of(&subnet).map(|it| it.to_string()).ok()
        };
        let own = Some("10.10.250.0/26".to_owned());
        assert_eq!(of(&["10.10.250.0/26"]), own);
        assert_eq!(of(&["10.10.250.0/26", "10.10.250.0/26"]), own);
        assert_eq!(of(&["fd00::/64", "10.10.250.0/26"]), own);
        assert_eq!(of(&["fd00::/64"]), None);
        assert_eq!(of(&["10.10.250.0/26", "10.10.251.0/26"]), None);
        assert_eq!(of(&[]), None);
    }
}
