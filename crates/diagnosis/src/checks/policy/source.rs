//! The policy lets the reader's address ask. Source: learn.microsoft.com,
//! "Enable just-in-time access on VMs" (allowed source IPs of a port).

use azure::{answer::Unavailable, ip_range};
use ipnet::IpNet;

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "policy.source",
    wire: 22,
    area: Area::Availability,
    goals: Goals::REQUEST_CONNECT,
    depends_on: &["policy.port"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Policies,
        FactKey::AllPolicies,
        FactKey::Vm,
    ]),
    cases: &[
        Case::blocker(40, "outside", &[args::ALLOWED.name]),
        Case::warning(41, "not_exact", &[args::ALLOWED.name]),
    ],
    notes: &[],
};

const FIELD: &str = "value[].properties.virtualMachines[].ports[].allowedSourceAddressPrefix";

/// How an address meets what a policy allows, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Outside,
    /// The policy's text is neither an address nor a range.
    Unknown,
    /// In an allowed range without being that range.
    Inside,
    Exact,
}

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let Some(source) = facts.question()?.source else {
        return Ok(not_applicable());
    };
    let policies = asked::policies(facts)?;
    if policies.is_empty() {
        return Ok(not_applicable());
    }
    let port = asked::port(facts)?;
    let request = &facts.policies()?.request;
    let rules = asked::port_rules(facts, &policies, port)?;
    let allowed: Vec<&str> = rules
        .iter()
        .flat_map(|(_, it)| &it.sources)
        .map(String::as_str)
        .collect();
    let best = allowed
        .iter()
        .map(|it| (fit(source, it), *it))
        .max_by_key(|(fit, _)| *fit);
    Ok(match best {
        None => not_applicable(),
        Some((Fit::Exact, text)) => pass().seen(request, FIELD, text),
        Some((Fit::Inside, text)) => fail("not_exact")
            .arg(args::ALLOWED, text)
            .seen(request, FIELD, text)
            .into(),
        Some((Fit::Unknown, text)) => {
            return Err(
                Unavailable::undecided("allowedSourceAddressPrefix", Some(text)).during(request),
            );
        }
        Some((Fit::Outside, _)) => fail("outside")
            .arg(args::ALLOWED, allowed.clone())
            .seen(request, FIELD, allowed)
            .into(),
    })
}

fn fit(source: IpNet, allowed: &str) -> Fit {
    if allowed.trim() == "*" {
        return Fit::Exact;
    }
    match ip_range::parse(allowed) {
        None => Fit::Unknown,
        Some(range) if range == source => Fit::Exact,
        Some(range) if range.contains(&source) => Fit::Inside,
        Some(_) => Fit::Outside,
    }
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::Reason,
        security::{Policy, PolicyPort, PolicyVm},
    };

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, healthy, known, policy, policy_port, question, unavailable, verdict, vm_id,
        },
        facts::Update,
        question::Question,
    };

    /// The healthy question asks from 203.0.113.7.
    fn allowing(sources: &[&str]) -> Facts {
        let ports = vec![PolicyPort {
            sources: sources.iter().map(|it| (*it).to_owned()).collect(),
            ..policy_port(3389)
        }];
        let vms = vec![PolicyVm {
            id: vm_id(),
            ports,
            firewall_address: None,
        }];
        healthy().with(Update::Policies(known(vec![Policy { vms, ..policy() }])))
    }

    #[test]
    fn any_source_or_this_very_one_passes() {
        for sources in [
            vec!["*"],
            vec!["203.0.113.7"],
            vec!["203.0.113.7/32"],
            vec!["198.51.100.0/24", "203.0.113.7"],
            vec!["CorpNet", "203.0.113.0/24", "*"],
        ] {
            assert_eq!(verdict(&CHECK, &allowing(&sources)), "pass", "{sources:?}");
        }
    }

    #[test]
    fn outside_and_inside_are_told_apart() {
        for (sources, expected) in [
            (vec!["198.51.100.0/24"], "outside"),
            (vec!["2001:db8::/32", "203.0.113.8"], "outside"),
            (vec!["203.0.113.0/24"], "not_exact"),
            (vec!["CorpNet", "203.0.113.0/24"], "not_exact"),
        ] {
            assert_eq!(case(&CHECK, &allowing(&sources)), expected, "{sources:?}");
        }
    }

    #[test]
    fn a_text_that_is_no_range_decides_nothing() {
        let snapshot = allowing(&["198.51.100.0/24", "CorpNet"]);
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }

    #[test]
    fn without_a_source_or_an_entry_it_has_no_meaning() {
        let silent = Question {
            source: None,
            ..question()
        };
        let other_port = Question {
            port: Some(5986),
            ..question()
        };
        for it in [silent, other_port] {
            let snapshot = healthy().with(Update::Question(known(it)));
            assert_eq!(verdict(&CHECK, &snapshot), "not-applicable");
        }
        let none = healthy().with(Update::Policies(known(Vec::new())));
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
        let unread = healthy().with(Update::Policies(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
