//! The VM has an address that the reader can reach: a public one of the
//! reader's kind, unless they come from a private network.

use std::net::IpAddr;

use azure::{
    answer::{Reason, Unavailable},
    network::PublicAddress,
    security_rules::{Match, is_private},
};
use ipnet::IpNet;

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, Note, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
    path::{arrivals, balanced_entry, is_balanced, jit_firewall},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "network.address",
    wire: 44,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &["vm.exists", "vm.guard"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Now,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::Nics,
        FactKey::Subnets,
        FactKey::PublicAddresses,
        FactKey::LoadBalancers,
    ]),
    cases: &[
        Case::blocker(76, "no_public_address", &[]),
        Case::blocker(77, "ipv6_only", &[args::ADDRESSES.name]),
        Case::blocker(82, "closed_without_group", &[args::ADDRESS.name]),
        Case::blocker(83, "not_forwarded", &[]),
    ],
    notes: &[Note::new(8, "through_load_balancer")],
};

const FIELD: &str = "properties.ipAddress";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let Some(source) = facts.question()?.source else {
        return Ok(not_applicable());
    };
    if is_private(&source) == Match::Yes {
        return Ok(not_applicable());
    }
    let port = asked::port(facts)?;
    if jit_firewall(facts, port)?.is_some() {
        return Ok(pass().seen(
            &facts.policies()?.request,
            "value[].properties.virtualMachines[].publicIpAddress",
            port,
        ));
    }
    let nics = facts.nics()?;
    let mut all = nics.iter().flat_map(|it| &it.ip_configurations);
    let is_balanced = is_balanced(facts)?;
    if !is_balanced && all.all(|it| it.public_address.is_none()) {
        let field = "properties.ipConfigurations[].properties.publicIPAddress";
        return Ok(fail("no_public_address")
            .seen(&nics.request, field, "null")
            .into());
    }
    let own = own_address(facts, &source);
    if let Ok(Some(Own::Open(address, request))) = own {
        return Ok(pass().seen(request, FIELD, &address));
    }
    if let Some(entry) = balanced_entry(facts, Some(&source), port)? {
        return Ok(pass()
            .seen(entry.request, &entry.field, entry.port)
            .note("through_load_balancer"));
    }
    Ok(match own? {
        Some(Own::Open(address, request)) => pass().seen(request, FIELD, &address),
        Some(Own::Closed(address, request)) => fail("closed_without_group")
            .arg(args::ADDRESS, address)
            .seen(request, "sku.name", "Standard")
            .seen(&nics.request, "properties.networkSecurityGroup", "null")
            .into(),
        Some(Own::OfOtherKind(addresses, request)) => fail("ipv6_only")
            .arg(args::ADDRESSES, addresses.clone())
            .seen(request, FIELD, addresses.iter().collect::<Vec<_>>())
            .into(),
        None => fail("not_forwarded")
            .lacks(
                &facts.load_balancers()?.request,
                "properties.inboundNatRules[].properties.backendPort",
                port,
            )
            .into(),
    })
}

/// What the VM has of public addresses of its own.
enum Own<'a> {
    Open(IpAddr, &'a str),
    /// No security group lets anybody in, and without one a Standard address is shut.
    Closed(IpAddr, &'a str),
    OfOtherKind(Vec<IpAddr>, &'a str),
}

/// `None` when the VM has no address of its own.
fn own_address<'a>(facts: &'a Facts, source: &IpNet) -> Result<Option<Own<'a>>, Unavailable> {
    let public = facts.public_addresses()?;
    let known: Vec<IpAddr> = public.read.iter().filter_map(|it| it.address).collect();
    let mut closed = None;
    let mut unclear = public.doubt();
    for it in &public.read {
        let is_of_kind = |it: &IpAddr| it.is_ipv4() == source.addr().is_ipv4();
        let Some(address) = it.address.filter(is_of_kind) else {
            continue;
        };
        match is_closed(facts, it) {
            Ok(false) => return Ok(Some(Own::Open(address, &it.request))),
            Ok(true) => closed = Some(Own::Closed(address, &it.request)),
            Err(why) => unclear = Some(why),
        }
    }
    if let Some(why) = unclear {
        return Err(why);
    }
    if known.len() < public.read.len() {
        return Err(Unavailable::new(Reason::NotAssigned).during(&public.request));
    }
    let other = (!known.is_empty()).then_some(Own::OfOtherKind(known, &public.request));
    Ok(closed.or(other))
}

fn is_closed(facts: &Facts, public: &PublicAddress) -> Result<bool, Unavailable> {
    let arrivals = arrivals(facts, None)?;
    let mut all = arrivals.iter();
    let here = all.find(|it| it.configuration.public_address.as_ref() == Some(&public.id));
    here.map_or(Ok(false), |it| it.is_closed(public))
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::Reason,
        network::{Forward, Front, LoadBalancer, Nic, Pool, PublicAddress},
        resource_id::ResourceId,
    };

    use super::CHECK;
    use crate::{
        checks::{
            network::{
                firewall_entry,
                testing::{nics, opened, with_public, with_source},
            },
            testing::{Facts, case, known, nic, parts, resource, unavailable, verdict},
        },
        facts::{Balancer, Update},
    };

    #[test]
    fn a_public_address_of_the_readers_kind_is_needed() {
        assert_eq!(case(&CHECK, &opened()), "no_public_address");
        let v4 = with_public(opened(), Some("198.51.100.20"));
        assert_eq!(verdict(&CHECK, &v4), "pass");
        let v6 = with_public(opened(), Some("2001:db8::20"));
        assert_eq!(case(&CHECK, &v6), "ipv6_only");
        let none = with_public(opened(), None);
        assert_eq!(verdict(&CHECK, &none), "cannot-tell");
        let from_v6 = with_source(v4.clone(), Some("2001:db8::7"));
        assert_eq!(case(&CHECK, &from_v6), "ipv6_only");
        let unread = v4.with(Update::PublicAddresses(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }

    #[test]
    fn a_standard_address_is_shut_until_a_group_opens_it() {
        let of = |is_standard: Option<bool>, has_group: bool| {
            let facts = with_public(opened(), Some("198.51.100.20"));
            let mut nic = facts_nic(&facts);
            nic.security_group = nic.security_group.filter(|_| has_group);
            let mut public = facts_public(&facts);
            public.is_secure_by_default = is_standard;
            facts
                .with(Update::Nics(known(vec![nic])))
                .with(Update::PublicAddresses(parts(vec![public])))
        };
        assert_eq!(case(&CHECK, &of(Some(true), false)), "closed_without_group");
        for (is_standard, has_group) in [(Some(true), true), (Some(false), false), (None, false)] {
            let facts = of(is_standard, has_group);
            assert_eq!(
                verdict(&CHECK, &facts),
                "pass",
                "{is_standard:?} {has_group}"
            );
        }
        let unread = of(Some(true), false).with(Update::Subnets(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }

    fn facts_nic(facts: &Facts) -> Nic {
        let view = crate::facts::Facts::new(facts.snapshot());
        view.nics().unwrap()[0].clone()
    }

    fn facts_public(facts: &Facts) -> PublicAddress {
        let view = crate::facts::Facts::new(facts.snapshot());
        view.public_addresses().unwrap().read[0].clone()
    }

    /// A load balancer whose one rule is as given: by name or by a pool of so many
    /// machines, over a protocol, from an address of its own, to a port.
    fn balanced(pool: Option<usize>, protocol: &str, address: Option<&str>, port: i64) -> Facts {
        let balancer = resource("Microsoft.Network/loadBalancers/lb");
        let below = |rest: &str| ResourceId::parse(&format!("{balancer}/{rest}")).unwrap();
        let (rule, front) = (
            below("inboundNatRules/r"),
            below("frontendIPConfigurations/f"),
        );
        let (pools, public) = (
            vec![below("backendAddressPools/p")],
            resource("Microsoft.Network/publicIPAddresses/pip-lb"),
        );
        let mut nic = nic();
        let configuration = &mut nic.ip_configurations[0];
        match pool {
            Some(_) => configuration.pools.clone_from(&pools),
            None => configuration.nat_rules = vec![rule.clone()],
        }
        let balancer = Balancer {
            balancer: LoadBalancer {
                id: balancer.clone(),
                fronts: vec![Front {
                    id: front.clone(),
                    public_address: address.map(|_| public.clone()),
                }],
                forwards: vec![Forward {
                    id: rule,
                    list: "inboundNatRules",
                    front,
                    protocol: protocol.to_owned(),
                    front_port: Some(50001),
                    back_port: port,
                    configuration: None,
                    pools: pools.iter().filter(|_| pool.is_some()).cloned().collect(),
                }],
                pools: pools
                    .into_iter()
                    .map(|id| Pool {
                        id,
                        members: pool.unwrap_or_default(),
                    })
                    .collect(),
                request: "GET /lb".to_owned(),
            },
            addresses: vec![(
                public.clone(),
                Ok(PublicAddress {
                    id: public,
                    address: address.and_then(|it| it.parse().ok()),
                    is_secure_by_default: Some(true),
                    request: "GET /pip-lb".to_owned(),
                }),
            )],
        };
        nics(opened(), vec![nic])
            .with(Update::PublicAddresses(parts(Vec::new())))
            .with(Update::LoadBalancers(known(vec![balancer])))
    }

    #[test]
    fn a_load_balancer_is_a_way_in_where_a_rule_of_it_leads_to_the_port() {
        const V4: Option<&str> = Some("198.51.100.60");
        for (pool, protocol, address, port, expected) in [
            (None, "Tcp", V4, 3389, "pass"),
            (None, "All", V4, 3389, "pass"),
            (None, "Udp", V4, 3389, "fail"),
            (None, "Tcp", V4, 22, "fail"),
            (None, "Tcp", Some("2001:db8::60"), 3389, "fail"),
            (None, "Tcp", None, 3389, "fail"),
            (None, "Tcp", Some(""), 3389, "cannot-tell"),
            (Some(1), "Tcp", V4, 3389, "pass"),
            (Some(2), "Tcp", V4, 3389, "cannot-tell"),
            (Some(2), "Tcp", V4, 22, "fail"),
        ] {
            let facts = balanced(pool, protocol, address, port);
            let said = format!("{pool:?} {protocol} {address:?} {port}");
            assert_eq!(verdict(&CHECK, &facts), expected, "{said}");
            let entry = if expected == "pass" {
                "fail"
            } else if expected == "fail" {
                "not-applicable"
            } else {
                expected
            };
            assert_eq!(verdict(&firewall_entry::CHECK, &facts), entry, "{said}");
        }
        let unread = balanced(None, "Tcp", V4, 3389)
            .with(Update::LoadBalancers(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }

    #[test]
    fn a_private_sender_needs_none() {
        let private = with_source(opened(), Some("10.9.0.7"));
        assert_eq!(verdict(&CHECK, &private), "not-applicable");
    }
}
