//! The time that the reader wants is allowed. Source: learn.microsoft.com,
//! REST "Jit Network Access Policies - Get" (`maxRequestAccessDuration`).

use azure::answer::{Reason, Unavailable};

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "policy.duration",
    wire: 23,
    area: Area::Availability,
    goals: Goals::REQUEST,
    depends_on: &["policy.port"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Policies,
        FactKey::AllPolicies,
        FactKey::Vm,
    ]),
    cases: &[Case::blocker(
        42,
        "too_long",
        &[args::ASKED.name, args::LONGEST.name],
    )],
    notes: &[],
};

const FIELD: &str = "value[].properties.virtualMachines[].ports[].maxRequestAccessDuration";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let Some(minutes) = facts.question()?.minutes else {
        return Ok(not_applicable());
    };
    let policies = asked::policies(facts)?;
    if policies.is_empty() {
        return Ok(not_applicable());
    }
    let port = asked::port(facts)?;
    let request = &facts.policies()?.request;
    let rules = asked::port_rules(facts, &policies, port)?;
    if rules.is_empty() {
        return Ok(not_applicable());
    }
    let longest = rules.iter().filter_map(|(_, it)| it.longest_minutes).max();
    if let Some(longest) = longest.filter(|it| minutes <= *it) {
        return Ok(pass().seen(request, FIELD, longest));
    }
    let all_known = rules.iter().all(|(_, it)| it.longest_minutes.is_some());
    match longest.filter(|_| all_known) {
        Some(longest) => Ok(fail("too_long")
            .arg(args::ASKED, minutes)
            .arg(args::LONGEST, longest)
            .seen(request, FIELD, longest)
            .into()),
        None => Err(Unavailable::new(Reason::UnknownValue)
            .arg(args::FIELD, "maxRequestAccessDuration")
            .during(request)),
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

    fn asking(minutes: Option<u32>, port: u16) -> Facts {
        healthy().with(Update::Question(known(Question {
            minutes,
            port: Some(port),
            ..question()
        })))
    }

    fn longest(minutes: &[Option<u32>]) -> Update {
        let ports = minutes
            .iter()
            .map(|it| PolicyPort {
                longest_minutes: *it,
                ..policy_port(3389)
            })
            .collect();
        let vms = vec![PolicyVm {
            id: vm_id(),
            ports,
            firewall_address: None,
        }];
        Update::Policies(known(vec![Policy { vms, ..policy() }]))
    }

    #[test]
    fn the_longest_time_of_the_port_counts() {
        assert_eq!(verdict(&CHECK, &asking(Some(180), 3389)), "pass");
        assert_eq!(case(&CHECK, &asking(Some(181), 3389)), "too_long");
        let wider = asking(Some(300), 3389).with(longest(&[Some(60), Some(300), None]));
        assert_eq!(verdict(&CHECK, &wider), "pass");
    }

    #[test]
    fn a_text_that_is_no_time_decides_nothing() {
        for times in [vec![None], vec![Some(60), None]] {
            let snapshot = asking(Some(300), 3389).with(longest(&times));
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        }
    }

    #[test]
    fn without_a_time_or_an_entry_it_has_no_meaning() {
        for snapshot in [
            asking(None, 3389),
            asking(Some(60), 5986),
            asking(Some(60), 3389).with(Update::Policies(known(Vec::new()))),
        ] {
            assert_eq!(verdict(&CHECK, &snapshot), "not-applicable");
        }
        let unread = asking(Some(60), 3389).with(Update::Policies(unavailable(Reason::Html)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
