//! JIT's allow rule names an address that the VM still has. A rule holds the
//! private address of the moment in which it was written. Source: rules seen
//! in public, and support articles of Microsoft's.

use std::net::IpAddr;

use azure::{
    answer::Unavailable,
    security_rules::{Match, Packet, Rule, Sender, Target},
};

use super::jit_rules::{self, Written};
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
    path::Arrival,
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "network.target",
    wire: 40,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &["network.rule"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Now,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::AllPolicies,
        FactKey::Nics,
        FactKey::Subnets,
        FactKey::SecurityGroups,
    ]),
    cases: &[
        Case::blocker(
            71,
            "address_changed",
            &[args::RULE.name, args::RULE_ADDRESS.name, args::ADDRESS.name],
        ),
        Case::blocker(
            72,
            "other_nic",
            &[args::RULE.name, args::RULE_ADDRESS.name, args::ADDRESS.name],
        ),
    ],
    notes: &[],
};

const FIELD: &str = "properties.securityRules[].properties.destinationAddressPrefix";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let Some(of_window) = jit_rules::of_window(facts)? else {
        return Ok(not_applicable());
    };
    let arrivals = &of_window.arrivals;
    let best = of_window.best(|arrival, groups| {
        let lets_in = |it: &Written| it.rules.iter().any(|rule| names(rule, &arrival.target));
        groups.iter().all(lets_in)
    })?;
    let Some((is_named, groups)) = best else {
        return Ok(not_applicable());
    };
    let mut passed = None;
    for it in groups.iter().filter(|it| !it.lacks_rule()) {
        let hit = it
            .rules
            .iter()
            .find(|rule| arrivals.iter().any(|at| names(rule, &at.target)));
        if let Some(rule) = hit.or(it.rules.first().filter(|_| is_named)) {
            passed = Some(pass().seen(it.request, FIELD, rule.destinations.clone()));
            continue;
        }
        let rule = it.rules[0];
        let case = if names_another(facts, rule)? {
            "other_nic"
        } else {
            "address_changed"
        };
        return Ok(fail(case)
            .arg(args::RULE, &rule.name)
            .arg(
                args::RULE_ADDRESS,
                rule.destinations.iter().collect::<Vec<_>>(),
            )
            .arg(args::ADDRESS, addresses(arrivals))
            .seen(it.request, FIELD, rule.destinations.clone())
            .seen(
                &facts.nics()?.request,
                "properties.ipConfigurations[].properties.privateIPAddress",
                addresses(arrivals).iter().collect::<Vec<_>>(),
            )
            .into());
    }
    Ok(passed.unwrap_or_else(not_applicable))
}

fn names(rule: &Rule, target: &Target) -> bool {
    let packet = Packet {
        sender: Sender::Anyone,
        target,
        port: 0,
    };
    rule.holds_target(&packet) == Match::Yes
}

/// Whether it names another address of the VM's.
fn names_another(facts: &Facts, rule: &Rule) -> Result<bool, Unavailable> {
    let mut all = facts.nics()?.iter().flat_map(|it| &it.ip_configurations);
    Ok(all.any(|it| {
        it.address.is_some_and(|address| {
            let target = Target {
                address,
                groups: Vec::new(),
                network: Vec::new(),
            };
            names(rule, &target)
        })
    }))
}

fn addresses(arrivals: &[Arrival]) -> Vec<IpAddr> {
    arrivals.iter().map(|it| it.target.address).collect()
}

#[cfg(test)]
mod tests {
    use azure::network::{IpConfiguration, Nic};

    use super::CHECK;
    use crate::checks::{
        network::testing::{groups, jit_deny, jit_of, nics, opened, second_nic},
        testing::{Facts, case, nic, nsg_id, verdict},
    };

    fn targeting(facts: Facts, address: &str) -> Facts {
        let rule = jit_of("vm-web-01", "203.0.113.7", address);
        groups(facts, &[(nsg_id(), vec![rule])])
    }

    #[test]
    fn the_rule_must_name_an_address_that_the_vm_has() {
        for address in ["10.0.0.4", "10.0.0.0/24", "*"] {
            assert_eq!(verdict(&CHECK, &targeting(opened(), address)), "pass");
        }
        assert_eq!(
            case(&CHECK, &targeting(opened(), "10.0.0.99")),
            "address_changed"
        );
        let none = groups(opened(), &[(nsg_id(), vec![jit_deny()])]);
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
    }

    #[test]
    fn the_address_of_another_interface_is_told_apart() {
        let mut first: Nic = nic();
        let public = crate::checks::testing::resource("Microsoft.Network/publicIPAddresses/pip");
        first.ip_configurations[0] = IpConfiguration {
            public_address: Some(public),
            ..first.ip_configurations[0].clone()
        };
        let two = nics(opened(), vec![first, second_nic(&nsg_id(), "10.0.0.5")]);
        assert_eq!(
            case(&CHECK, &targeting(two.clone(), "10.0.0.5")),
            "other_nic"
        );
        assert_eq!(verdict(&CHECK, &targeting(two, "10.0.0.4")), "pass");
    }
}
