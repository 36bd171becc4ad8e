//! One policy covers the VM. The service lets several do so, and then which
//! ports, sources and times hold depends on the policy that a tool picks.
//! Source: learn.microsoft.com, REST "Jit Network Access Policies - List":
//! every policy has its own list of virtual machines.

use azure::{security::Policy, value::NOTHING};

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "policy.single",
    wire: 17,
    area: Area::Availability,
    goals: Goals::REQUEST_CONNECT,
    depends_on: &["policy.exists"],
    needs: FactSet::of(&[FactKey::Question, FactKey::Policies, FactKey::AllPolicies]),
    cases: &[Case::warning(
        33,
        "several",
        &[args::COUNT.name, args::POLICIES.name],
    )],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let policies = asked::policies(facts)?;
    let request = &facts.policies()?.request;
    Ok(match policies.as_slice() {
        [] => not_applicable(),
        [only] => {
            // Another one may stand where the reader may not look.
            facts.all_policies()?;
            pass().seen(request, "value[].id", &only.id)
        }
        several => {
            let named: Vec<String> = several.iter().map(|it| named(it)).collect();
            let finding = fail("several")
                .arg(args::COUNT, several.len())
                .arg(args::POLICIES, named.iter().collect::<Vec<_>>());
            several
                .iter()
                .fold(finding, |it, policy| {
                    it.seen(request, "value[].id", &policy.id)
                })
                .into()
        }
    })
}

/// Policies tend to have the same name, so their place tells them apart.
fn named(policy: &Policy) -> String {
    let group = policy.id.resource_group().unwrap_or(NOTHING);
    format!("{} ({group}, {})", policy.id.name(), policy.location)
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::Reason,
        security::{Policy, PolicyVm},
    };

    use super::CHECK;
    use crate::{
        checks::testing::{case, healthy, known, policy, unavailable, verdict},
        facts::Update,
    };

    #[test]
    fn only_policies_of_this_vm_count() {
        let twice = healthy().with(Update::Policies(known(vec![policy(), policy()])));
        assert_eq!(case(&CHECK, &twice), "several");
        let elsewhere = Policy {
            vms: Vec::<PolicyVm>::new(),
            ..policy()
        };
        let once = healthy().with(Update::Policies(known(vec![policy(), elsewhere])));
        assert_eq!(verdict(&CHECK, &once), "pass");
    }

    #[test]
    fn a_part_of_the_list_proves_only_that_there_are_several() {
        let part = healthy().with(Update::AllPolicies(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &part), "cannot-tell");
        let twice = part.with(Update::Policies(known(vec![policy(), policy()])));
        assert_eq!(case(&CHECK, &twice), "several");
    }

    #[test]
    fn without_a_policy_there_is_nothing_to_count() {
        let none = healthy().with(Update::Policies(known(Vec::new())));
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
        let unread = healthy().with(Update::Policies(unavailable(Reason::TimedOut)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
