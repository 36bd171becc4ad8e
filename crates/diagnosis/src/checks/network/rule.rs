//! JIT has written its allow rule into every group before an address of the VM; one
//! address that lets in is enough. Something else
//! that manages the groups, such as a template, can have taken it away again.
//! Source: learn.microsoft.com, "Understanding just-in-time virtual machine
//! access"; the names of the rules: `security_rules::Jit`.
//! A copy of a group from before the window was opened has no second witness
//! where the effective rules were not read: then it fails as missing.

use azure::resource_id::ResourceId;

use super::jit_rules::{self, Written};
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, Note, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "network.rule",
    wire: 39,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &[
        "vm.exists",
        "vm.guard",
        "request.open",
        "request.settled",
        "request.source",
    ],
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
        Case::blocker(69, "missing", &[args::GROUPS.name]),
        Case::blocker(70, "missing_in_one", &[args::GROUPS.name]),
    ],
    notes: &[Note::new(10, "at_another_address")],
};

const FIELD: &str = "properties.securityRules[].name";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let Some(of_window) = jit_rules::of_window(facts)? else {
        return Ok(not_applicable());
    };
    let best = of_window.best(|_, groups| !groups.iter().any(Written::lacks_rule))?;
    let Some((is_complete, written)) = best else {
        return Ok(not_applicable());
    };
    let lacking: Vec<&Written> = written.iter().filter(|it| it.lacks_rule()).collect();
    if is_complete {
        let mut passed = pass();
        for it in &written {
            passed = passed.seen(it.request, FIELD, &it.rules[0].name);
        }
        if of_window.is_partial() {
            passed = passed.note("at_another_address");
        }
        return Ok(passed);
    }
    let case = if lacking.len() == written.len() {
        "missing"
    } else {
        "missing_in_one"
    };
    let groups: Vec<&ResourceId> = lacking.iter().map(|it| it.group).collect();
    let mut finding = fail(case).arg(args::GROUPS, groups);
    for it in &lacking {
        finding = finding.lacks(it.request, FIELD, "JITRule-");
    }
    Ok(finding.into())
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::{
            network::testing::{
                groups, in_subnet, jit_allow, jit_deny, jit_of, nics, opened, rule, second_nic,
                with_source,
            },
            testing::{case, healthy, nic, nsg_id, resource, unavailable, verdict, with_requests},
        },
        facts::Update,
    };

    #[test]
    fn the_rule_must_be_in_every_group_on_the_way() {
        assert_eq!(verdict(&CHECK, &opened()), "pass");
        let without = groups(opened(), &[(nsg_id(), vec![jit_deny()])]);
        assert_eq!(case(&CHECK, &without), "missing");
        let on_subnet = resource("Microsoft.Network/networkSecurityGroups/nsg-subnet");
        let one = groups(
            in_subnet(opened(), &on_subnet),
            &[(nsg_id(), vec![jit_allow()]), (on_subnet, vec![jit_deny()])],
        );
        assert_eq!(case(&CHECK, &one), "missing_in_one");
    }

    #[test]
    fn one_address_with_every_rule_is_enough() {
        let other = resource("Microsoft.Network/networkSecurityGroups/nsg-other");
        let two = nics(opened(), vec![nic(), second_nic(&other, "10.0.0.5")]);
        let of = |first, second| {
            let rules = [(nsg_id(), vec![first]), (other.clone(), vec![second])];
            groups(two.clone(), &rules)
        };
        let second = || jit_of("vm-web-01", "203.0.113.7", "10.0.0.5");
        assert_eq!(verdict(&CHECK, &of(jit_allow(), jit_deny())), "pass");
        assert_eq!(verdict(&CHECK, &of(jit_deny(), second())), "pass");
        assert_eq!(case(&CHECK, &of(jit_deny(), jit_deny())), "missing");
        let half = groups(two.clone(), &[(nsg_id(), vec![jit_deny()])]);
        assert_eq!(verdict(&CHECK, &half), "cannot-tell");
        let enough = groups(two.clone(), &[(nsg_id(), vec![jit_allow()])]);
        assert_eq!(verdict(&CHECK, &enough), "pass");
    }

    #[test]
    fn only_jits_own_rule_for_this_vm_counts() {
        let impostor = azure::security_rules::Written {
            description: "MDC JIT Network Access rule created by an initiation request for policy 'default' of VM 'vm-web-01'.".to_owned(),
            ..rule("Allow my RDP", 100, "Allow", "203.0.113.7", "10.0.0.4")
        };
        for other in [
            impostor,
            jit_of("vm-web-02", "203.0.113.7", "10.0.0.9"),
            jit_of("vm-web-01", "198.51.100.1", "10.0.0.4"),
        ] {
            let facts = groups(opened(), &[(nsg_id(), vec![other])]);
            assert_eq!(case(&CHECK, &facts), "missing");
        }
        // The address it names is for `network.target`.
        let moved = jit_of("VM-WEB-01", "203.0.113.0/24", "10.0.0.99");
        let facts = groups(opened(), &[(nsg_id(), vec![moved])]);
        assert_eq!(verdict(&CHECK, &facts), "pass");
    }

    #[test]
    fn without_a_window_for_the_reader_no_rule_is_expected() {
        let none = with_requests(healthy(), Vec::new());
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
        let other = with_source(opened(), Some("198.51.100.9"));
        assert_eq!(verdict(&CHECK, &other), "not-applicable");
        let unread = opened().with(Update::SecurityGroups(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
