//! The policy names only VMs that exist. A write of the policy has to send all
//! of its entries, and one for a VM that is gone may make it fail. Source:
//! learn.microsoft.com, REST "Jit Network Access Policies - Create Or Update".
//! That a VM is gone is said by the list of its group and by a 404 at its own
//! address, which is asked for the first few that the list lacks.

use azure::{
    answer::{Reason, Unavailable},
    resource_id::ResourceId,
};

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "policy.members",
    wire: 18,
    area: Area::Availability,
    goals: Goals::ENABLE,
    depends_on: &["policy.exists"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Policies,
        FactKey::AllPolicies,
        FactKey::GroupVms,
    ]),
    cases: &[Case::warning(
        34,
        "stale_members",
        &[args::POLICY.name, args::MEMBERS.name],
    )],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let policies = asked::policies(facts)?;
    if policies.is_empty() {
        return Ok(not_applicable());
    }
    let existing = facts.group_vms()?;
    let was_listed = |vm: &ResourceId| {
        vm.resource_group_scope()
            .is_some_and(|it| existing.groups.contains(&it))
    };
    for policy in &policies {
        let stale: Vec<&ResourceId> = policy
            .vms
            .iter()
            .map(|it| &it.id)
            .filter(|it| was_listed(it) && !existing.vms.contains(it))
            .collect();
        if stale.is_empty() {
            continue;
        }
        let finding = fail("stale_members")
            .arg(args::POLICY, policy.id.name())
            .arg(args::MEMBERS, stale.clone());
        return Ok(stale
            .iter()
            .fold(finding, |it, vm| {
                it.lacks(&existing.request, "value[].id", *vm)
            })
            .into());
    }
    if policies
        .iter()
        .flat_map(|it| &it.vms)
        .any(|it| !was_listed(&it.id))
    {
        return Err(Unavailable::new(Reason::NotListed).during(&existing.request));
    }
    Ok(pass().seen(&existing.request, "value.length", existing.vms.len()))
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::Reason,
        resource_id::ResourceId,
        security::{Policy, PolicyVm},
    };

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, healthy, known, policy, resource, unavailable, verdict, vm_id,
        },
        facts::Update,
    };

    fn with_members(members: &[&ResourceId]) -> Facts {
        let vms = members
            .iter()
            .map(|id| PolicyVm {
                id: (*id).clone(),
                ports: Vec::new(),
                firewall_address: None,
            })
            .collect();
        healthy().with(Update::Policies(known(vec![Policy { vms, ..policy() }])))
    }

    fn elsewhere() -> ResourceId {
        ResourceId::parse(&vm_id().as_str().replace("rg-shop", "rg-lab")).unwrap()
    }

    #[test]
    fn a_member_that_is_gone_is_named() {
        let gone = resource("Microsoft.Compute/virtualMachines/vm-old-01");
        assert_eq!(verdict(&CHECK, &with_members(&[&vm_id()])), "pass");
        for members in [vec![&vm_id(), &gone], vec![&elsewhere(), &vm_id(), &gone]] {
            assert_eq!(case(&CHECK, &with_members(&members)), "stale_members");
        }
    }

    #[test]
    fn a_member_of_a_group_that_was_not_listed_decides_nothing() {
        let snapshot = with_members(&[&vm_id(), &elsewhere()]);
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }

    #[test]
    fn without_a_policy_or_a_list_nothing_is_said() {
        let none = healthy().with(Update::Policies(known(Vec::new())));
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
        let unread = healthy().with(Update::GroupVms(unavailable(Reason::ServerError)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
