//! At which of the VM's addresses a packet of the reader can arrive.

use std::net::IpAddr;

use azure::{
    answer::Unavailable,
    ip_range,
    network::{IpConfiguration, Nic, PublicAddress, Route, RouteTable, Subnet},
    resource_id::ResourceId,
    security_rules::{Match, Packet, Sender, Target, is_private},
};
use ipnet::IpNet;

use crate::{
    access_windows::{Status, Window, windows},
    facts::Facts,
};

/// One address of one interface.
#[derive(Clone, Debug)]
pub struct Arrival<'a> {
    pub nic: &'a Nic,
    pub configuration: &'a IpConfiguration,
    pub subnet_id: &'a ResourceId,
    /// The subnet itself may stand in a network of another team.
    pub subnet: Result<&'a Subnet, Unavailable>,
    pub target: Target,
}

impl Arrival<'_> {
    /// Whether its public address lets nobody in, for no security group does.
    /// Source: learn.microsoft.com, "Upgrade a public IP address": Standard addresses
    /// are closed to inbound traffic unless a security group allows it.
    pub(crate) fn is_closed(&self, public: &PublicAddress) -> Result<bool, Unavailable> {
        if public.is_secure_by_default != Some(true) || self.nic.security_group.is_some() {
            return Ok(false);
        }
        Ok(self.subnet.clone()?.security_group.is_none())
    }

    /// What a sender's packet for the port looks like here.
    pub(crate) fn packet(&self, sender: Sender, port: u16) -> Packet<'_> {
        Packet {
            sender,
            target: &self.target,
            port,
        }
    }
}

/// All of them, those that come first before the others.
fn first_of_all<T>(all: &[T], is_first: fn(&T) -> bool) -> impl Iterator<Item = &T> {
    let first = all.iter().filter(move |it| is_first(it));
    first.chain(all.iter().filter(move |it| !is_first(it)))
}

/// The addresses of the sender's kind, the primary ones first. For a public
/// sender only those count that the internet can reach, if there are any.
pub fn arrivals<'a>(
    facts: &'a Facts,
    source: Option<&IpNet>,
) -> Result<Vec<Arrival<'a>>, Unavailable> {
    let nics = facts.nics()?;
    let subnets = facts.subnets();
    let mut all = Vec::new();
    for nic in first_of_all(nics, |it| it.primary) {
        for configuration in first_of_all(&nic.ip_configurations, |it| it.primary) {
            let address = configuration.address.ok_or_else(|| {
                Unavailable::undecided("privateIPAddress", None).during(&nic.request)
            })?;
            let subnet_id = &configuration.subnet;
            if source.is_some_and(|it| it.addr().is_ipv4() != address.is_ipv4()) {
                continue;
            }
            let subnet = subnets
                .as_ref()
                .map_err(Clone::clone)
                .and_then(|it| it.part(subnet_id));
            all.push(Arrival {
                nic,
                configuration,
                subnet_id,
                target: Target {
                    address,
                    groups: configuration.application_groups.clone(),
                    network: subnet
                        .as_ref()
                        .map_or_else(|_| Vec::new(), |it| it.ranges.clone()),
                },
                subnet,
            });
        }
    }
    let faces_internet = |it: &Arrival| {
        it.configuration.public_address.is_some() || !it.configuration.nat_rules.is_empty()
    };
    let is_public = source.is_none_or(|it| is_private(it) == Match::No);
    if is_public && all.iter().any(faces_internet) {
        all.retain(faces_internet);
    }
    Ok(all)
}

/// The firewall through which JIT opens the way to a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JitFirewall {
    /// `None` where only a window shows that there is a firewall, or where the policy
    /// gives a text that is no address.
    pub address: Option<IpAddr>,
    /// The port of the firewall that an open window maps to the asked one: the reader's
    /// own window before those of others.
    pub mapped_port: Option<u16>,
}

/// The firewall before the port, as the policy or an open window tells it.
pub fn jit_firewall(facts: &Facts, port: u16) -> Result<Option<JitFirewall>, Unavailable> {
    let question = facts.question()?;
    let vm = &question.vm;
    let mut entries = facts.policies()?.iter().filter_map(|it| it.entry(vm));
    let address = entries.find_map(|it| it.firewall_address.as_ref());
    let windows = match (windows(facts, vm), address) {
        (Ok(all), _) => all,
        // The policy tells of the firewall, whatever the windows are.
        (Err(_), Some(_)) => Vec::new(),
        (Err(why), None) => return Err(why),
    };
    let open = |it: &&Window| it.port == port && it.status == Status::Open;
    let own = windows.iter().filter(open).find(|it| it.is_own(question));
    let mapped_port = own
        .or_else(|| windows.iter().find(open))
        .and_then(|it| it.mapped_port);
    let is_there = address.is_some()
        || windows
            .iter()
            .filter(open)
            .any(|it| it.mapped_port.is_some());
    Ok(is_there.then(|| JitFirewall {
        address: address.and_then(|it| it.clone().ok()),
        mapped_port,
    }))
}

/// The route that the answers to these addresses take: the most specific one
/// of the subnet's own table. `None` when there is none of its own.
pub fn route_to<'a>(
    facts: &'a Facts,
    arrival: &Arrival,
    source: &IpNet,
) -> Result<Option<(&'a RouteTable, &'a Route)>, Unavailable> {
    let Some(id) = &arrival.subnet.clone()?.route_table else {
        return Ok(None);
    };
    let table = facts.route_tables()?.part(id)?;
    let range = |route: &Route| ip_range::parse(&route.prefix);
    Ok(table
        .routes
        .iter()
        .filter(|it| range(it).is_some_and(|it| it.contains(source)))
        .max_by_key(|it| range(it).map(|it| it.prefix_len()))
        .map(|route| (table, route)))
}
