//! The firewall in the path works with JIT, which adds a rule to it. Source:
//! learn.microsoft.com, "Understanding just-in-time virtual machine access":
//! only Azure Firewalls with classic rules, in the VM's own virtual network. A
//! VM with a security group is guarded there, and the firewall is then opened
//! by hand.

use azure::{
    answer::{Reason, Unavailable},
    network::Firewall,
};

use super::path;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Finding, Goals, Severity, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "vm.firewall",
    wire: 13,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &["vm.exists", "vm.deployment", "vm.kind"],
    needs: FactSet::of(&[
        FactKey::Nics,
        FactKey::Subnets,
        FactKey::RouteTables,
        FactKey::Firewalls,
    ]),
    cases: &[
        Case::blocker(24, "firewall_policy", &[args::FIREWALL.name]),
        Case::blocker(25, "secured_hub", &[args::FIREWALL.name]),
        Case::blocker(26, "other_network", &[args::FIREWALL.name]),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let nics = facts.nics()?;
    let firewalls = facts.firewalls()?;
    let in_network = |it: &&Firewall| nics.iter().any(|nic| path::in_network(it, nic));
    let near: Vec<&Firewall> = firewalls.iter().filter(in_network).collect();
    for firewall in &near {
        if let Some(finding) = unsuited(firewall, &firewalls.request) {
            return lowered(facts, finding);
        }
    }
    let mut unknown = None;
    for nic in &nics.value {
        for hop in path::hops(facts, nic)? {
            // Address ranges of networks that do not know each other overlap,
            // so the firewall beside the VM is meant rather than a far one.
            if near.iter().any(|it| it.has_address(hop.address)) {
                continue;
            }
            let Some(far) = firewalls.iter().find(|it| it.has_address(hop.address)) else {
                if hop.prefix == "0.0.0.0/0" {
                    unknown = Some(hop);
                }
                continue;
            };
            let finding = unsuited(far, &firewalls.request).unwrap_or_else(|| {
                let subnet = far.subnets.first().map_or("–", |it| it.as_str());
                fail("other_network")
                    .arg(args::FIREWALL, far.id.name())
                    .seen(
                        &firewalls.request,
                        "value[].properties.ipConfigurations[].properties.subnet.id",
                        subnet,
                    )
            });
            let finding = finding.seen(
                &hop.table.request,
                "properties.routes[].properties.nextHopIpAddress",
                hop.address,
            );
            return lowered(facts, finding);
        }
    }
    // It may be an Azure Firewall of a subscription that was not read.
    if let Some(hop) = unknown {
        return Err(Unavailable::new(Reason::UnknownValue)
            .arg(args::FIELD, ("nextHopIpAddress", &*hop.address.to_string()))
            .during(&hop.table.request));
    }
    Ok(near.first().map_or_else(not_applicable, |it| {
        pass().seen(&firewalls.request, "value[].id", &it.id)
    }))
}

/// Why JIT cannot add its rule to the firewall, wherever that stands.
fn unsuited(firewall: &Firewall, request: &str) -> Option<Finding> {
    let (case, field, id) = match (&firewall.hub, &firewall.policy) {
        (Some(hub), _) => ("secured_hub", "virtualHub", hub),
        (None, Some(policy)) => ("firewall_policy", "firewallPolicy", policy),
        (None, None) => return None,
    };
    let field = format!("value[].properties.{field}.id");
    Some(
        fail(case)
            .arg(args::FIREWALL, firewall.id.name())
            .seen(request, &field, id),
    )
}

/// Blocks only a VM that has no security group for JIT to write its rules to.
fn lowered(facts: &Facts, finding: Finding) -> Judged {
    for nic in &facts.nics()?.value {
        if path::security_group(facts, nic)?.is_none() {
            return Ok(finding.into());
        }
    }
    Ok(finding.capped_at(Severity::Warning).into())
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, network::Firewall};

    use super::CHECK;
    use crate::{
        checks::{
            testing::{Facts, case, healthy, judged, resource, unavailable, verdict},
            vm::testing::{FIREWALL_ADDRESS, bare_nic, firewall_in, firewalls},
        },
        engine::{Severity, Verdict},
        facts::Update,
    };

    fn with_policy(firewall: Firewall) -> Firewall {
        Firewall {
            policy: Some(resource("Microsoft.Network/firewallPolicies/fwp")),
            ..firewall
        }
    }

    fn in_hub() -> Firewall {
        Firewall {
            hub: Some(resource("Microsoft.Network/virtualHubs/hub")),
            subnets: Vec::new(),
            ..with_policy(firewall_in("vnet-hub"))
        }
    }

    fn with(firewall: Firewall) -> Facts {
        healthy().with(firewalls(&[firewall]))
    }

    fn routed(snapshot: Facts, prefix: &str) -> Facts {
        crate::checks::vm::testing::routed(snapshot, prefix, FIREWALL_ADDRESS)
    }

    fn capped_at(snapshot: &Facts) -> Severity {
        match judged(&CHECK, snapshot) {
            Verdict::Fail(finding) => finding.severity_cap,
            other => panic!("should fail, and says {other:?}"),
        }
    }

    #[test]
    fn a_firewall_with_classic_rules_beside_the_vm_passes() {
        let snapshot = with(firewall_in("vnet-shop"));
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
        assert_eq!(verdict(&CHECK, &routed(snapshot, "0.0.0.0/0")), "pass");
    }

    #[test]
    fn without_a_firewall_in_the_path_there_is_nothing_to_judge() {
        assert_eq!(verdict(&CHECK, &healthy()), "not-applicable");
        let snapshot = with(with_policy(firewall_in("vnet-hub")));
        assert_eq!(verdict(&CHECK, &snapshot), "not-applicable");
        let snapshot = routed(healthy(), "10.9.0.0/16");
        assert_eq!(verdict(&CHECK, &snapshot), "not-applicable");
    }

    #[test]
    fn tells_the_reasons_apart() {
        let snapshot = with(with_policy(firewall_in("vnet-shop")));
        assert_eq!(case(&CHECK, &snapshot), "firewall_policy");
        let snapshot = routed(with(in_hub()), "0.0.0.0/0");
        assert_eq!(case(&CHECK, &snapshot), "secured_hub");
        let snapshot = routed(with(firewall_in("vnet-hub")), "0.0.0.0/0");
        assert_eq!(case(&CHECK, &snapshot), "other_network");
    }

    #[test]
    fn it_blocks_only_without_a_security_group() {
        let snapshot = with(with_policy(firewall_in("vnet-shop")));
        assert_eq!(capped_at(&snapshot), Severity::Warning);
        assert_eq!(capped_at(&snapshot.with(bare_nic())), Severity::Blocker);
    }

    #[test]
    fn an_appliance_that_is_no_firewall_of_the_subscription_is_left_open() {
        let snapshot = routed(healthy(), "0.0.0.0/0");
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }

    #[test]
    fn what_is_not_known_decides_nothing() {
        let no_subnets = || Update::Subnets(unavailable(Reason::Throttled));
        let no_firewalls = || Update::Firewalls(unavailable(Reason::Forbidden));
        let policy = || with(with_policy(firewall_in("vnet-shop")));
        for (snapshot, expected) in [
            (healthy().with(no_firewalls()), "cannot-tell"),
            (healthy().with(no_subnets()), "cannot-tell"),
            (policy().with(no_subnets()), "fail"),
            (policy().with(bare_nic()).with(no_subnets()), "cannot-tell"),
            (
                healthy().with(Update::Nics(unavailable(Reason::NoVm))),
                "cannot-tell",
            ),
        ] {
            assert_eq!(verdict(&CHECK, &snapshot), expected);
        }
    }
}
