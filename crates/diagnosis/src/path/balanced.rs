//! The way to the VM through a load balancer: from which address and port a rule
//! leads to the port that is asked for.

use std::net::IpAddr;

use azure::{
    answer::{Reason, Unavailable},
    network::{Forward, IpConfiguration},
};
use ipnet::IpNet;

use crate::facts::{Balancer, Facts};

/// Where to connect so that a load balancer leads to the VM's port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    pub address: IpAddr,
    pub port: u16,
    /// Method and path of the answer that has the rule.
    pub request: &'a str,
    /// The field that holds the port there.
    pub field: String,
}

/// Whether a load balancer names an address of the VM.
pub(crate) fn is_balanced(facts: &Facts) -> Result<bool, Unavailable> {
    let mut all = facts.nics()?.iter().flat_map(|it| &it.ip_configurations);
    Ok(all.any(|it| !it.nat_rules.is_empty() || !it.pools.is_empty()))
}

/// The first entry that somebody at this address can use; `None` when no rule of the
/// load balancers leads to the port from an address of that kind.
pub fn balanced_entry<'a>(
    facts: &'a Facts,
    source: Option<&IpNet>,
    port: u16,
) -> Result<Option<Entry<'a>>, Unavailable> {
    if !is_balanced(facts)? {
        return Ok(None);
    }
    let nics = facts.nics()?;
    let mut doubt = None;
    for it in &facts.load_balancers()?.value {
        let leads = |rule: &&Forward| {
            let mut all = nics.iter().flat_map(|it| &it.ip_configurations);
            rule.takes_tcp()
                && rule.back_port == i64::from(port)
                && all.any(|configuration| configuration.is_led_to_by(rule))
        };
        for rule in it.balancer.forwards.iter().filter(leads) {
            match entry(it, rule, nics.iter().flat_map(|it| &it.ip_configurations)) {
                Ok(Some(entry)) => {
                    let is_of_kind =
                        |source: &IpNet| source.addr().is_ipv4() == entry.address.is_ipv4();
                    if source.is_none_or(is_of_kind) {
                        return Ok(Some(entry));
                    }
                }
                Ok(None) => {}
                Err(why) => doubt = Some(why),
            }
        }
    }
    doubt.map_or(Ok(None), Err)
}

/// `None` for a front end that the internet does not reach.
fn entry<'a>(
    of: &'a Balancer,
    rule: &'a Forward,
    mut own: impl Iterator<Item = &'a IpConfiguration>,
) -> Result<Option<Entry<'a>>, Unavailable> {
    let request = &*of.balancer.request;
    let contradiction = || Unavailable::new(Reason::Contradiction).during(request);
    let mut fronts = of.balancer.fronts.iter();
    let front = fronts
        .find(|it| it.id == rule.front)
        .ok_or_else(contradiction)?;
    let Some(id) = &front.public_address else {
        return Ok(None);
    };
    let mut addresses = of.addresses.iter();
    let (_, address) = addresses.find(|it| it.0 == *id).ok_or_else(contradiction)?;
    let public = address.as_ref().map_err(Clone::clone)?;
    let address = public
        .address
        .ok_or_else(|| Unavailable::new(Reason::NotAssigned).during(&public.request))?;
    // A rule for a pool leads to any of its machines.
    let is_alone = own.any(|it| it.is_named_by(rule))
        || rule.pools.iter().all(|id| {
            let mut pools = of.balancer.pools.iter();
            pools.any(|it| it.id == *id && it.members == 1)
        });
    let port = rule.front_port.and_then(|it| u16::try_from(it).ok());
    match port.filter(|_| is_alone) {
        Some(port) => Ok(Some(Entry {
            address,
            port,
            request,
            field: format!("properties.{}[].properties.frontendPort", rule.list),
        })),
        None => Err(Unavailable::new(Reason::SharedByBalancer).during(request)),
    }
}
