//! JIT is configured for the VM. Only the lists of policies decide: the
//! recommendation in Defender for Cloud can be healthy without a policy. That
//! there is none is said by two lists, the subscription's and that of the VM's
//! resource group. A policy in another group stands in the first alone, so for
//! that one there is no second witness.
//! Source: learn.microsoft.com, REST "Jit Network Access Policies - List By
//! Subscription".

use azure::{
    resource_id::ResourceId,
    security::{Policy, Requested},
};

use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "policy.exists",
    wire: 15,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &[
        "subscription.provider",
        "plan.machine",
        "vm.exists",
        "vm.deployment",
        "vm.kind",
        "vm.guard",
        "vm.firewall",
    ],
    needs: FactSet::of(&[FactKey::Question, FactKey::Policies, FactKey::AllPolicies]),
    cases: &[
        Case::blocker(29, "not_configured", &[]),
        Case::blocker(30, "dropped", &[args::POLICY.name, args::LAST_REQUEST.name]),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let vm = &facts.question()?.vm;
    let policies = facts.policies()?;
    if let Some(policy) = policies.iter().find(|it| it.entry(vm).is_some()) {
        return Ok(pass().seen(&policies.request, "value[].id", &policy.id));
    }
    // A reader whose role stands lower sees no more than their resource group.
    facts.all_policies()?;
    let finding = match last_request(policies, vm) {
        // Access was requested through a policy that no longer names the VM.
        Some((policy, request)) => {
            let at = request.start;
            fail("dropped")
                .arg(args::POLICY, policy.id.name())
                .arg(args::LAST_REQUEST, at)
                .seen(
                    &policies.request,
                    "value[].properties.requests[].startTimeUtc",
                    at,
                )
        }
        None => fail("not_configured"),
    };
    Ok(finding
        .lacks(
            &policies.request,
            "value[].properties.virtualMachines[].id",
            vm,
        )
        .into())
}

/// The newest request for the VM, with the policy that remembers it.
fn last_request<'a>(
    policies: &'a [Policy],
    vm: &ResourceId,
) -> Option<(&'a Policy, &'a Requested)> {
    policies
        .iter()
        .flat_map(|policy| policy.requests.iter().map(move |it| (policy, it)))
        .filter(|(_, it)| it.vms.iter().any(|it| it.id == *vm))
        .max_by_key(|(_, it)| it.start)
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::Reason,
        security::{Policy, PolicyVm, Requested, RequestedVm},
    };

    use super::CHECK;
    use crate::{
        checks::testing::{
            NOW, case, healthy, judged, known, policy, resource, unavailable, verdict, vm_id,
        },
        engine::Verdict,
        facts::Update,
    };

    fn policy_of_another_vm() -> Policy {
        let other = resource("Microsoft.Compute/virtualMachines/vm-db-01");
        let entry = PolicyVm {
            id: other,
            ports: Vec::new(),
            firewall_address: None,
        };
        Policy {
            vms: vec![entry],
            ..policy()
        }
    }

    #[test]
    fn a_policy_that_names_the_vm_is_enough() {
        let policies = vec![policy_of_another_vm(), policy()];
        let snapshot = healthy().with(Update::Policies(known(policies)));
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
    }

    #[test]
    fn no_policy_names_the_vm() {
        for policies in [Vec::new(), vec![policy_of_another_vm()]] {
            let snapshot = healthy().with(Update::Policies(known(policies)));
            assert_eq!(case(&CHECK, &snapshot), "not_configured");
        }
    }

    #[test]
    fn a_vm_with_requests_was_configured_once() {
        let request = |start| Requested {
            requestor: String::new(),
            start,
            justification: String::new(),
            vms: vec![RequestedVm {
                id: vm_id(),
                ports: Vec::new(),
            }],
        };
        let policy = Policy {
            requests: vec![request(None), request(Some(NOW)), request(None)],
            ..policy_of_another_vm()
        };
        let snapshot = healthy().with(Update::Policies(known(vec![policy])));
        let Verdict::Fail(finding) = judged(&CHECK, &snapshot) else {
            panic!("it should fail");
        };
        assert_eq!(finding.case, "dropped");
        let last = ("last_request", "2026-11-24T10:00:00Z".to_owned());
        assert!(
            finding.args.texts().any(|it| it == last),
            "{:?}",
            finding.args
        );
    }

    #[test]
    fn a_part_of_the_list_shows_no_absence() {
        let part = healthy().with(Update::AllPolicies(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &part), "pass");
        let without = part.with(Update::Policies(known(vec![policy_of_another_vm()])));
        assert_eq!(verdict(&CHECK, &without), "cannot-tell");
    }

    #[test]
    fn without_the_list_nothing_is_said() {
        let snapshot = healthy().with(Update::Policies(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
