//! A security group or firewall protects the VM: JIT works by writing rules
//! there. Source: learn.microsoft.com, "Understanding just-in-time virtual
//! machine access". Whether the firewall suits JIT is for `vm.firewall` to say.
//! That there is no group is said by the interface and by its subnet. That there
//! is no firewall is said by the subscription's list alone: there is no second
//! witness, and a list that came short would fail here.

use azure::{
    answer::{Unavailable, made},
    network::Nic,
};

use super::path;
use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Evidence, Goals, Verdict, fail},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "vm.guard",
    wire: 12,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &["vm.exists", "vm.deployment", "vm.kind"],
    needs: FactSet::of(&[
        FactKey::Vm,
        FactKey::Nics,
        FactKey::Subnets,
        FactKey::RouteTables,
        FactKey::Firewalls,
    ]),
    cases: &[
        Case::blocker(22, "no_nsg_no_firewall", &[args::NIC.name]),
        Case::blocker(23, "no_nic", &[]),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    if asked::vm(facts)?.nics.is_empty() {
        let request = &facts.vm()?.request;
        let field = "properties.networkProfile.networkInterfaces";
        return Ok(fail("no_nic").seen(request, field, "[]").into());
    }
    let mut evidence = Vec::new();
    for nic in &facts.nics()?.value {
        match guard(facts, nic)? {
            Some(guard) => evidence.push(guard),
            None => return unguarded(facts, nic),
        }
    }
    Ok(Verdict::Pass {
        evidence,
        notes: Vec::new(),
    })
}

/// What guards the interface. One guard is enough, whatever cannot be told of
/// the others.
fn guard(facts: &Facts, nic: &Nic) -> Result<Option<Evidence>, Unavailable> {
    let group = path::security_group(facts, nic);
    if let Ok(Some((request, id))) = &group {
        return Ok(Some(seen(
            request,
            "properties.networkSecurityGroup.id",
            id.as_str(),
        )));
    }
    let firewalls = facts.firewalls();
    if let Ok(all) = &firewalls
        && let Some(it) = all.iter().find(|it| path::in_network(it, nic))
    {
        return Ok(Some(seen(&all.request, "value[].id", it.id.as_str())));
    }
    group?;
    let firewalls = firewalls?;
    let hops = path::hops(facts, nic)?;
    let hop = hops
        .iter()
        .find(|hop| firewalls.iter().any(|it| it.has_address(hop.address)));
    Ok(hop.map(|it| {
        seen(
            &it.table.request,
            "properties.routes[].properties.nextHopIpAddress",
            it.address,
        )
    }))
}

fn unguarded(facts: &Facts, nic: &Nic) -> Judged {
    let mut finding = fail("no_nsg_no_firewall")
        .arg(args::NIC, nic.id.name())
        .seen(&nic.request, "properties.networkSecurityGroup", "null");
    for subnet in &facts.subnets()?.read {
        if nic.subnets().any(|it| *it == subnet.id) {
            finding = finding.seen(&subnet.request, "properties.networkSecurityGroup", "null");
        }
    }
    let firewalls = facts.firewalls()?;
    let networks = networks(nic);
    if networks.is_empty() {
        let field = "properties.ipConfigurations[].properties.subnet";
        return Ok(finding.seen(&nic.request, field, "null").into());
    }
    Ok(networks
        .iter()
        .fold(finding, |it, network| {
            it.lacks(&firewalls.request, "value[]", network)
        })
        .into())
}

/// The virtual networks that the interface stands in.
fn networks(nic: &Nic) -> Vec<String> {
    let mut names: Vec<String> = nic
        .subnets()
        .filter_map(|it| Some(it.parent()?.name().to_owned()))
        .collect();
    names.dedup();
    names
}

fn seen(request: &str, field: &str, value: &str) -> Evidence {
    Evidence {
        request: made(request),
        field: field.to_owned(),
        value: value.into(),
    }
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::Reason,
        compute::Vm,
        network::{Nic, Subnet},
    };

    use super::CHECK;
    use crate::{
        checks::{
            testing::{
                Facts, case, healthy, known, nic, nsg_id, parts, resource, subnet, unavailable,
                verdict, vm,
            },
            vm::testing::{FIREWALL_ADDRESS, bare_nic, firewall_in, firewalls, routed},
        },
        facts::{Update, VmLookup},
    };

    fn bare() -> Facts {
        healthy().with(bare_nic())
    }

    fn guarded_subnet() -> Update {
        Update::Subnets(parts(vec![Subnet {
            security_group: Some(nsg_id()),
            ..subnet()
        }]))
    }

    #[test]
    fn a_group_on_the_interface_or_its_subnet_guards() {
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        assert_eq!(verdict(&CHECK, &bare().with(guarded_subnet())), "pass");
        assert_eq!(case(&CHECK, &bare()), "no_nsg_no_firewall");
    }

    #[test]
    fn a_firewall_in_the_network_or_on_the_route_guards() {
        let near = bare().with(firewalls(&[firewall_in("vnet-shop")]));
        assert_eq!(verdict(&CHECK, &near), "pass");
        let far = bare().with(firewalls(&[firewall_in("vnet-hub")]));
        assert_eq!(case(&CHECK, &far), "no_nsg_no_firewall");
        let through = routed(far.clone(), "0.0.0.0/0", FIREWALL_ADDRESS);
        assert_eq!(verdict(&CHECK, &through), "pass");
        let past = routed(far, "0.0.0.0/0", "10.0.9.9");
        assert_eq!(case(&CHECK, &past), "no_nsg_no_firewall");
    }

    #[test]
    fn each_interface_counts() {
        let second = Nic {
            id: resource("Microsoft.Network/networkInterfaces/nic-2"),
            security_group: None,
            ..nic()
        };
        let snapshot = healthy().with(Update::Nics(known(vec![nic(), second])));
        assert_eq!(case(&CHECK, &snapshot), "no_nsg_no_firewall");
    }

    #[test]
    fn a_vm_without_interfaces_has_nothing_to_guard() {
        let without = Vm {
            nics: Vec::new(),
            ..vm()
        };
        let snapshot = healthy().with(Update::Vm(known(VmLookup::Found(without))));
        assert_eq!(case(&CHECK, &snapshot), "no_nic");
    }

    fn no_firewalls() -> Update {
        Update::Firewalls(unavailable(Reason::Forbidden))
    }

    fn no_subnets() -> Update {
        Update::Subnets(unavailable(Reason::Throttled))
    }

    fn no_tables() -> Update {
        Update::RouteTables(unavailable(Reason::TimedOut))
    }

    #[test]
    fn one_guard_is_enough_whatever_else_is_not_known() {
        let near = || bare().with(firewalls(&[firewall_in("vnet-shop")]));
        for (snapshot, expected) in [
            (healthy().with(no_firewalls()).with(no_subnets()), "pass"),
            (bare().with(guarded_subnet()).with(no_firewalls()), "pass"),
            (near().with(no_subnets()), "pass"),
            (bare().with(no_tables()), "fail"),
        ] {
            assert_eq!(verdict(&CHECK, &snapshot), expected);
        }
    }

    #[test]
    fn what_is_not_known_and_would_decide_leaves_it_open() {
        let far = || bare().with(firewalls(&[firewall_in("vnet-hub")]));
        for snapshot in [
            bare().with(no_firewalls()),
            bare().with(no_subnets()),
            routed(far(), "0.0.0.0/0", FIREWALL_ADDRESS).with(no_tables()),
            healthy().with(Update::Nics(unavailable(Reason::Forbidden))),
            healthy().with(Update::Vm(known(VmLookup::Absent))),
        ] {
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        }
    }
}
