//! The policy stands in the VM's region and resource group, where the portal
//! puts it and where tools that build its path look for it. Source:
//! learn.microsoft.com, "Enable just-in-time access on VMs", whose samples put
//! the policy into the resource group and the region of the VM.

use azure::resource_id::ResourceId;

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "policy.place",
    wire: 16,
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
        Case::warning(
            31,
            "other_region",
            &[
                args::POLICY.name,
                args::POLICY_REGION.name,
                args::VM_REGION.name,
            ],
        ),
        Case::warning(
            32,
            "other_group",
            &[args::POLICY.name, args::POLICY_GROUP.name],
        ),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let policies = asked::policies(facts)?;
    let Some(first) = policies.first() else {
        return Ok(not_applicable());
    };
    let vm = asked::vm(facts)?;
    let request = &facts.policies()?.request;
    let group = vm.id.resource_group_scope();
    let in_group = |id: &ResourceId| id.resource_group_scope() == group;
    // One policy at the right place is enough; that there are others is for
    // `policy.single` to say.
    if let Some(policy) = policies
        .iter()
        .find(|it| it.location == vm.location && in_group(&it.id))
    {
        return Ok(pass().seen(request, "value[].id", &policy.id));
    }
    let finding = if first.location == vm.location {
        fail("other_group")
            .arg(args::POLICY, first.id.name())
            .arg(args::POLICY_GROUP, first.id.resource_group())
    } else {
        fail("other_region")
            .arg(args::POLICY, first.id.name())
            .arg(args::POLICY_REGION, &first.location)
            .arg(args::VM_REGION, &vm.location)
            .seen(&facts.vm()?.request, "location", &vm.location)
    };
    Ok(finding.seen(request, "value[].id", &first.id).into())
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, resource_id::ResourceId, security::Policy};

    use super::CHECK;
    use crate::{
        checks::testing::{case, healthy, known, policy, resource, unavailable, verdict},
        facts::{Update, VmLookup},
    };

    fn in_other_region() -> Policy {
        Policy {
            location: "northeurope".to_owned(),
            id: resource(
                "Microsoft.Security/locations/northeurope/jitNetworkAccessPolicies/default",
            ),
            ..policy()
        }
    }

    fn in_other_group() -> Policy {
        let id = policy().id.as_str().replace("rg-shop", "rg-security");
        Policy {
            id: ResourceId::parse(&id).unwrap(),
            ..policy()
        }
    }

    #[test]
    fn tells_region_and_group_apart() {
        for (policy, expected) in [
            (in_other_region(), "other_region"),
            (in_other_group(), "other_group"),
        ] {
            let snapshot = healthy().with(Update::Policies(known(vec![policy])));
            assert_eq!(case(&CHECK, &snapshot), expected);
        }
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
    }

    #[test]
    fn one_policy_at_the_right_place_is_enough() {
        let policies = vec![in_other_region(), policy()];
        let snapshot = healthy().with(Update::Policies(known(policies)));
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
    }

    #[test]
    fn without_a_policy_there_is_no_place() {
        let snapshot = healthy().with(Update::Policies(known(Vec::new())));
        assert_eq!(verdict(&CHECK, &snapshot), "not-applicable");
    }

    #[test]
    fn without_the_vm_the_place_cannot_be_compared() {
        for vm in [known(VmLookup::Absent), unavailable(Reason::Throttled)] {
            let snapshot = healthy().with(Update::Vm(vm));
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        }
    }
}
