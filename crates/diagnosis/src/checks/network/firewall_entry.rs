//! Where the way leads through an Azure Firewall that JIT opens, or through a load
//! balancer, the reader connects to its address and port, not to the VM's. Source:
//! learn.microsoft.com, REST "Jit Network Access Policies - Get"
//! (`publicIpAddress`, `mappedPort`).

use azure::{
    answer::{Reason, Unavailable},
    security_rules::{Match, is_private},
    value::NOTHING,
};

use crate::{
    args,
    checks::{
        asked::{self, Judged},
        request::{Windows, first_open},
    },
    engine::{Area, Case, Check, Goals, fail, not_applicable},
    facts::{FactKey, FactSet, Facts},
    path::{balanced_entry, jit_firewall},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "network.firewall_entry",
    wire: 45,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &["request.open", "request.source"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Now,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::AllPolicies,
        FactKey::Nics,
        FactKey::LoadBalancers,
    ]),
    cases: &[
        Case::info(
            78,
            "use_mapped_port",
            &[args::ADDRESS.name, args::MAPPED_PORT.name],
        ),
        Case::info(
            84,
            "use_balancer_port",
            &[args::ADDRESS.name, args::MAPPED_PORT.name],
        ),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    if asked::policies(facts)?.is_empty() {
        return Ok(not_applicable());
    }
    let port = asked::port(facts)?;
    let windows = Windows::read(facts, port)?;
    let window = windows.own_open().or_else(|| first_open(&windows.on_port));
    let Some(mapped) = window.and_then(|it| it.mapped_port) else {
        return through_balancer(facts, port);
    };
    let address = jit_firewall(facts, port)?.and_then(|it| it.address);
    let request = &facts.policies()?.request;
    if let Some(odd) = odd_address(facts)? {
        return Err(Unavailable::new(Reason::UnknownValue)
            .arg(args::FIELD, ("publicIpAddress", odd))
            .during(request));
    }
    Ok(fail("use_mapped_port")
        .arg(args::ADDRESS, address)
        .arg(args::MAPPED_PORT, mapped)
        .seen(
            request,
            "value[].properties.requests[].virtualMachines[].ports[].mappedPort",
            mapped,
        )
        .seen(
            request,
            "value[].properties.virtualMachines[].publicIpAddress",
            address.map_or_else(|| NOTHING.to_owned(), |it| it.to_string()),
        )
        .into())
}

/// A VM with a public address of its own needs no load balancer.
fn through_balancer(facts: &Facts, port: u16) -> Judged {
    let Some(source) = facts.question()?.source else {
        return Ok(not_applicable());
    };
    if is_private(&source) == Match::Yes || jit_firewall(facts, port)?.is_some() {
        return Ok(not_applicable());
    }
    let mut all = facts.nics()?.iter().flat_map(|it| &it.ip_configurations);
    if all.any(|it| it.public_address.is_some()) {
        return Ok(not_applicable());
    }
    let Some(entry) = balanced_entry(facts, Some(&source), port)? else {
        return Ok(not_applicable());
    };
    Ok(fail("use_balancer_port")
        .arg(args::ADDRESS, entry.address)
        .arg(args::MAPPED_PORT, entry.port)
        .seen(entry.request, &entry.field, entry.port)
        .into())
}

/// What the policy has in place of an address, if it is none.
fn odd_address<'a>(facts: &'a Facts) -> Result<Option<&'a str>, Unavailable> {
    let vm = &facts.question()?.vm;
    let mut entries = facts.policies()?.iter().filter_map(|it| it.entry(vm));
    let address = entries.find_map(|it| it.firewall_address.as_ref());
    Ok(address.and_then(|it| it.as_ref().err()).map(String::as_str))
}

#[cfg(test)]
mod tests {
    use azure::security::{Policy, Requested};

    use super::CHECK;
    use crate::{
        checks::testing::{Facts, case, healthy, known, policy, verdict, window},
        facts::Update,
        path::{HopKind, HopState, hops},
    };

    #[test]
    fn a_mapped_port_is_told() {
        let mut request = window("203.0.113.7", -30, 150, "Initiated", "UserRequested");
        let with = |request| behind("198.51.100.40", vec![request]);
        assert_eq!(verdict(&CHECK, &with(request.clone())), "not-applicable");
        request.vms[0].ports[0].mapped_port = Some(13389);
        assert_eq!(case(&CHECK, &with(request.clone())), "use_mapped_port");
        let odd = behind("198.51.100.40\r\nalternate shell:s:calc", vec![request]);
        assert_eq!(verdict(&CHECK, &odd), "cannot-tell");
        assert_eq!(verdict(&CHECK, &healthy()), "not-applicable");
    }

    #[test]
    fn the_picture_has_the_port_that_the_check_tells() {
        let of = |source, mapped| {
            let mut request = window(source, -30, 150, "Initiated", "UserRequested");
            request.vms[0].ports[0].mapped_port = mapped;
            request
        };
        let seen = |requests| {
            let facts = behind("198.51.100.40", requests);
            let hops = hops(&crate::facts::Facts::new(facts.snapshot()));
            let hop = hops.into_iter().find(|it| it.kind == HopKind::Firewall);
            let hop = hop.unwrap();
            assert_eq!(hop.state, HopState::Passed);
            (hop.label.unwrap().to_string(), hop.mapped)
        };
        let mapped = |outer| Some((outer, 3389));
        let own = || of("203.0.113.7", Some(13389));
        let other = || of("203.0.113.9", Some(14000));
        for (requests, label, expected) in [
            (vec![own()], "198.51.100.40:13389", mapped(13389)),
            (vec![other(), own()], "198.51.100.40:13389", mapped(13389)),
            (vec![other()], "198.51.100.40:14000", mapped(14000)),
            (
                vec![of("203.0.113.7", Some(3389))],
                "198.51.100.40:3389",
                None,
            ),
            (vec![of("203.0.113.7", None)], "198.51.100.40", None),
            (Vec::new(), "198.51.100.40", None),
        ] {
            assert_eq!(seen(requests), (label.to_owned(), expected));
        }
    }

    /// The VM behind a firewall at this address.
    fn behind(address: &str, requests: Vec<Requested>) -> Facts {
        let mut policy = policy();
        policy.vms[0].firewall_address = Some(address.parse().map_err(|_| address.to_owned()));
        healthy().with(Update::Policies(known(vec![Policy { requests, ..policy }])))
    }
}
