//! Policy and VM names are short enough. Source: learn.microsoft.com, "Enable
//! just-in-time access on VMs": together at most 56 characters.

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "policy.name",
    wire: 20,
    area: Area::Availability,
    goals: Goals::ENABLE_REQUEST,
    depends_on: &["policy.exists"],
    needs: FactSet::of(&[FactKey::Question, FactKey::Policies, FactKey::AllPolicies]),
    cases: &[Case::warning(
        37,
        "too_long",
        &[args::POLICY.name, args::LENGTH.name],
    )],
    notes: &[],
};

const MOST: usize = 56;

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let vm = facts.question()?.vm.name().chars().count();
    let policies = asked::policies(facts)?;
    let request = &facts.policies()?.request;
    let Some(policy) = policies
        .iter()
        .max_by_key(|it| it.id.name().chars().count())
    else {
        return Ok(not_applicable());
    };
    let name = policy.id.name();
    let length = name.chars().count() + vm;
    if length <= MOST {
        return Ok(pass().seen(request, "value[].name", name));
    }
    Ok(fail("too_long")
        .arg(args::POLICY, name)
        .arg(args::LENGTH, length)
        .seen(request, "value[].name", name)
        .into())
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, security::Policy};

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, healthy, known, policy, resource, unavailable, verdict, vm_id,
        },
        facts::Update,
    };

    fn with_name(length: usize) -> Facts {
        let name = "p".repeat(length);
        let id = resource(&format!(
            "Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/{name}"
        ));
        healthy().with(Update::Policies(known(vec![Policy { id, ..policy() }])))
    }

    #[test]
    fn counts_both_names() {
        let vm = vm_id().name().len();
        assert_eq!(verdict(&CHECK, &with_name(56 - vm)), "pass");
        assert_eq!(case(&CHECK, &with_name(57 - vm)), "too_long");
    }

    #[test]
    fn without_a_policy_there_is_no_name() {
        let none = healthy().with(Update::Policies(known(Vec::new())));
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
        let unread = healthy().with(Update::Policies(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
