//! The interface's security group lets the reader in: the first rule that holds decides.
//! Source: learn.microsoft.com, "How network security groups filter network
//! traffic".

use super::groups;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals},
    facts::{FactKey, FactSet, Facts},
    path::Side,
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "network.nic",
    wire: 43,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &[
        "vm.exists",
        "request.source",
        "network.rule",
        "network.target",
    ],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Now,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::Nics,
        FactKey::Subnets,
        FactKey::SecurityGroups,
        FactKey::EffectiveRules,
        FactKey::AdminRules,
    ]),
    cases: &[
        Case::blocker(
            75,
            "denied_by",
            &[args::RULE.name, args::PRIORITY.name, args::NSG.name],
        ),
        Case::blocker(
            86,
            "no_allow",
            &[args::RULE.name, args::PRIORITY.name, args::NSG.name],
        ),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    groups::lets_in(facts, Side::Nic)
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, network::Place};

    use super::CHECK;
    use crate::{
        checks::{
            network::{
                subnet,
                testing::{
                    admin, effective, groups, in_subnet, jit_allow, jit_deny, nics, opened, rule,
                    second_nic, with_source,
                },
            },
            testing::{case, judged, nic, nsg_id, resource, unavailable, verdict},
        },
        engine::{Severity, Verdict},
    };

    #[test]
    fn the_first_rule_that_holds_decides() {
        assert_eq!(verdict(&CHECK, &opened()), "pass");
        let shut = groups(opened(), &[(nsg_id(), vec![jit_deny()])]);
        assert_eq!(case(&CHECK, &shut), "no_allow");
        let azures_own = groups(opened(), &[(nsg_id(), Vec::new())]);
        assert_eq!(case(&CHECK, &azures_own), "no_allow");
        let Verdict::Fail(finding) = judged(&CHECK, &azures_own) else {
            panic!("nothing lets in");
        };
        assert_eq!(
            finding.evidence[0].field,
            "properties.defaultSecurityRules[]"
        );
        let users = rule("DenyAll", 99, "Deny", "*", "*");
        let outranked = groups(opened(), &[(nsg_id(), vec![jit_allow(), users])]);
        assert_eq!(case(&CHECK, &outranked), "denied_by");
        // Not even Azure's own rules are there.
        let empty = crate::checks::network::testing::bare_group(opened());
        assert_eq!(verdict(&CHECK, &empty), "cannot-tell");
    }

    #[test]
    fn each_side_speaks_for_itself() {
        let on_subnet = resource("Microsoft.Network/networkSecurityGroups/nsg-subnet");
        let both = in_subnet(opened(), &on_subnet);
        let shut = groups(
            both.clone(),
            &[
                (nsg_id(), vec![jit_allow()]),
                (on_subnet.clone(), vec![jit_deny()]),
            ],
        );
        assert_eq!(verdict(&CHECK, &shut), "pass");
        assert_eq!(case(&subnet::CHECK, &shut), "no_allow");
        assert_eq!(verdict(&subnet::CHECK, &opened()), "not-applicable");
        let open = groups(
            both,
            &[
                (nsg_id(), vec![jit_allow()]),
                (on_subnet, vec![jit_allow()]),
            ],
        );
        assert_eq!(verdict(&subnet::CHECK, &open), "pass");
    }

    #[test]
    fn a_tag_that_would_decide_leaves_it_open_unless_azure_tells() {
        let tagged = || {
            groups(
                opened(),
                &[(
                    nsg_id(),
                    vec![rule("Cloud", 100, "Allow", "AzureCloud", "*"), jit_deny()],
                )],
            )
        };
        assert_eq!(verdict(&CHECK, &tagged()), "cannot-tell");
        let told = effective(tagged(), Place::Nic, vec![jit_deny()]);
        assert_eq!(case(&CHECK, &told), "no_allow");
    }

    #[test]
    fn raw_and_effective_rules_must_not_contradict_each_other() {
        let agree = effective(opened(), Place::Nic, vec![jit_allow()]);
        assert_eq!(verdict(&CHECK, &agree), "pass");
        let contradict = effective(opened(), Place::Nic, vec![jit_deny()]);
        assert_eq!(verdict(&CHECK, &contradict), "cannot-tell");
        let unread = |facts: crate::checks::testing::Facts| {
            facts.with(crate::facts::Update::SecurityGroups(unavailable(
                Reason::Forbidden,
            )))
        };
        assert_eq!(verdict(&CHECK, &unread(agree)), "pass");
        assert_eq!(verdict(&CHECK, &unread(opened())), "cannot-tell");
    }

    #[test]
    fn one_interface_that_lets_in_is_enough() {
        let shut = resource("Microsoft.Network/networkSecurityGroups/nsg-shut");
        let two = |first, second| {
            let second = second_nic(&second, "10.0.0.5");
            let first = azure::network::Nic {
                security_group: Some(first),
                ..nic()
            };
            groups(
                nics(opened(), vec![first, second]),
                &[
                    (
                        nsg_id(),
                        vec![
                            jit_allow(),
                            rule("Second", 101, "Allow", "203.0.113.7", "10.0.0.5"),
                        ],
                    ),
                    (shut.clone(), vec![jit_deny()]),
                ],
            )
        };
        assert_eq!(verdict(&CHECK, &two(shut.clone(), nsg_id())), "pass");
        assert_eq!(case(&CHECK, &two(shut.clone(), shut.clone())), "no_allow");
        let tag = rule("Cloud", 99, "Allow", "AzureCloud", "*");
        let unclear = groups(
            two(shut.clone(), nsg_id()),
            &[(nsg_id(), vec![tag]), (shut.clone(), vec![jit_deny()])],
        );
        assert_eq!(verdict(&CHECK, &unclear), "cannot-tell");
    }

    #[test]
    fn a_managers_always_allow_makes_it_harmless() {
        let shut = groups(opened(), &[(nsg_id(), vec![jit_deny()])]);
        let past = admin(shut, vec![rule("Jump", 10, "AlwaysAllow", "*", "*")]);
        let Verdict::Fail(finding) = judged(&CHECK, &past) else {
            panic!("the group does not let in");
        };
        assert_eq!(finding.severity_cap, Severity::Info);
    }

    #[test]
    fn without_an_address_or_one_of_its_kind_it_has_no_meaning() {
        assert_eq!(
            verdict(&CHECK, &with_source(opened(), None)),
            "not-applicable"
        );
        let v6 = with_source(opened(), Some("2001:db8::7"));
        assert_eq!(verdict(&CHECK, &v6), "not-applicable");
    }
}
