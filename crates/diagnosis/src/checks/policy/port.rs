//! The policy covers the port that is asked for. Source: learn.microsoft.com,
//! REST "Jit Network Access Policies - Get" (`ports[].number`, `protocol`).

use std::collections::BTreeSet;

use azure::answer::Unavailable;

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "policy.port",
    wire: 21,
    area: Area::Availability,
    goals: Goals::REQUEST_CONNECT,
    depends_on: &["policy.exists"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Policies,
        FactKey::AllPolicies,
        FactKey::Vm,
    ]),
    cases: &[
        Case::blocker(38, "port_missing", &[args::PORTS.name]),
        Case::blocker(39, "protocol", &[args::PROTOCOL.name]),
    ],
    notes: &[],
};

const NUMBER: &str = "value[].properties.virtualMachines[].ports[].number";
const PROTOCOL: &str = "value[].properties.virtualMachines[].ports[].protocol";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let policies = asked::policies(facts)?;
    if policies.is_empty() {
        return Ok(not_applicable());
    }
    let port = asked::port(facts)?;
    let request = &facts.policies()?.request;
    let rules = asked::port_rules(facts, &policies, port)?;
    if rules.is_empty() {
        let vm = &facts.question()?.vm;
        let ports: BTreeSet<u16> = policies
            .iter()
            .filter_map(|it| it.entry(vm))
            .flat_map(|it| &it.ports)
            .map(|it| it.number)
            .collect();
        let ports = Vec::from_iter(ports);
        return Ok(fail("port_missing")
            .arg(args::PORTS, ports.clone())
            .seen(request, NUMBER, ports)
            .into());
    }
    let protocols = || rules.iter().map(|(_, it)| it.protocol.as_str());
    // RDP, SSH and WinRM all connect over TCP.
    if let Some(protocol) = protocols().find(|it| *it == "*" || it.eq_ignore_ascii_case("TCP")) {
        return Ok(pass()
            .seen(request, NUMBER, port)
            .seen(request, PROTOCOL, protocol));
    }
    if let Some(protocol) = protocols().find(|it| !it.eq_ignore_ascii_case("UDP")) {
        return Err(Unavailable::undecided("protocol", Some(protocol)).during(request));
    }
    Ok(fail("protocol")
        .arg(args::PROTOCOL, "UDP")
        .seen(request, PROTOCOL, "UDP")
        .into())
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::Reason,
        compute::{Os, Vm},
        security::{Policy, PolicyPort, PolicyVm},
    };

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, healthy, known, policy, policy_port, question, unavailable, verdict, vm,
            vm_id,
        },
        facts::{Update, VmLookup},
        question::Question,
    };

    fn with_ports(ports: Vec<PolicyPort>) -> Facts {
        let vms = vec![PolicyVm {
            id: vm_id(),
            ports,
            firewall_address: None,
        }];
        healthy().with(Update::Policies(known(vec![Policy { vms, ..policy() }])))
    }

    fn with_protocols(protocols: &[&str]) -> Facts {
        with_ports(
            protocols
                .iter()
                .map(|it| PolicyPort {
                    protocol: (*it).to_owned(),
                    ..policy_port(3389)
                })
                .collect(),
        )
    }

    #[test]
    fn the_port_must_be_in_the_policy() {
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        for ports in [vec![policy_port(22)], Vec::new()] {
            assert_eq!(case(&CHECK, &with_ports(ports)), "port_missing");
        }
    }

    #[test]
    fn the_protocol_must_take_tcp() {
        assert_eq!(case(&CHECK, &with_protocols(&["UDP"])), "protocol");
        for protocols in [vec!["tcp"], vec!["*"], vec!["UDP", "TCP"]] {
            assert_eq!(verdict(&CHECK, &with_protocols(&protocols)), "pass");
        }
        for protocols in [vec![""], vec!["UDP", "Sctp"]] {
            assert_eq!(verdict(&CHECK, &with_protocols(&protocols)), "cannot-tell");
        }
    }

    #[test]
    fn without_a_port_the_system_tells_which() {
        let open = Question {
            port: None,
            ..question()
        };
        let only_ssh =
            with_ports(vec![policy_port(22)]).with(Update::Question(known(open.clone())));
        assert_eq!(case(&CHECK, &only_ssh), "port_missing");
        let linux = VmLookup::Found(Vm {
            os: Some(Os::Linux),
            ..vm()
        });
        assert_eq!(
            verdict(&CHECK, &only_ssh.clone().with(Update::Vm(known(linux)))),
            "pass"
        );
        let unread = only_ssh.with(Update::Vm(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }

    #[test]
    fn without_a_policy_there_is_no_port() {
        let none = healthy().with(Update::Policies(known(Vec::new())));
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
        let part = none.with(Update::AllPolicies(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &part), "cannot-tell");
        let unread = healthy().with(Update::Policies(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
