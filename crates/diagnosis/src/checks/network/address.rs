//! The VM has an address that the reader can reach: a public one of the
//! reader's kind, unless they come from a private network.

use azure::{
    answer::{Reason, Unavailable},
    network::IpConfiguration,
    security_rules::{Match, is_private},
};

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, Note, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
    path::jit_firewall,
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
        FactKey::PublicAddresses,
    ]),
    cases: &[
        Case::blocker(76, "no_public_address", &[]),
        Case::blocker(77, "ipv6_only", &[args::ADDRESSES.name]),
    ],
    notes: &[Note::new(8, "through_load_balancer")],
    eval,
};

const FIELD: &str = "properties.ipAddress";

fn eval(facts: &Facts) -> Judged {
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
    let all: Vec<&IpConfiguration> = nics.iter().flat_map(|it| &it.ip_configurations).collect();
    if all.iter().any(|it| it.is_forwarded_to) {
        let field = "properties.ipConfigurations[].properties.loadBalancerInboundNatRules";
        return Ok(pass()
            .seen(&nics.request, field, "[…]")
            .note("through_load_balancer"));
    }
    if all.iter().all(|it| it.public_address.is_none()) {
        // Its rules, which are not read, may lead the port here.
        if all.iter().any(|it| it.is_balanced) {
            return Err(Unavailable::new(Reason::UnknownValue)
                .arg(args::FIELD, "loadBalancerBackendAddressPools")
                .during(&nics.request));
        }
        let field = "properties.ipConfigurations[].properties.publicIPAddress";
        return Ok(fail("no_public_address")
            .seen(&nics.request, field, "null")
            .into());
    }
    let public = facts.public_addresses()?;
    let known: Vec<_> = public.iter().filter_map(|it| it.address).collect();
    if let Some(address) = known
        .iter()
        .find(|it| it.is_ipv4() == source.addr().is_ipv4())
    {
        return Ok(pass().seen(&public.request, FIELD, address));
    }
    if known.len() < public.len() {
        return Err(Unavailable::new(Reason::NotAssigned).during(&public.request));
    }
    Ok(fail("ipv6_only")
        .arg(args::ADDRESSES, known.clone())
        .seen(&public.request, FIELD, known.iter().collect::<Vec<_>>())
        .into())
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, network::IpConfiguration};

    use super::CHECK;
    use crate::{
        checks::{
            network::testing::{nics, opened, with_public, with_source},
            testing::{case, nic, unavailable, verdict},
        },
        facts::Update,
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
    fn a_load_balancer_may_be_the_way_in() {
        let with = |change: fn(&mut IpConfiguration)| {
            let mut nic = nic();
            change(&mut nic.ip_configurations[0]);
            nics(opened(), vec![nic])
        };
        assert_eq!(
            verdict(&CHECK, &with(|it| it.is_forwarded_to = true)),
            "pass"
        );
        assert_eq!(
            verdict(&CHECK, &with(|it| it.is_balanced = true)),
            "cannot-tell"
        );
    }

    #[test]
    fn a_private_sender_needs_none() {
        let private = with_source(opened(), Some("10.9.0.7"));
        assert_eq!(verdict(&CHECK, &private), "not-applicable");
    }
}
