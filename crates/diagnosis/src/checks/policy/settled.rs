//! The policy is ready: Azure is done with its last change. A policy that is still
//! being updated has been seen to take requests, so that is only a warning. Source:
//! learn.microsoft.com, REST "Jit Network Access Policies - Get"
//! (`provisioningState`), and "Track asynchronous Azure operations" for the
//! values that a provisioning state has.

use azure::{answer::Unavailable, security::Policy};

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, Severity, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "policy.settled",
    wire: 19,
    area: Area::Availability,
    goals: Goals::REQUEST_CONNECT,
    depends_on: &["policy.exists"],
    needs: FactSet::of(&[FactKey::Question, FactKey::Policies, FactKey::AllPolicies]),
    cases: &[
        // A blocker in links of earlier releases, which read as they did.
        Case::blocker(35, "updating", &[args::POLICY.name, args::STATE.name]),
        Case::blocker(36, "failed", &[args::POLICY.name, args::STATE.name]),
    ],
    notes: &[],
};

const FIELD: &str = "value[].properties.provisioningState";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let policies = asked::policies(facts)?;
    let request = &facts.policies()?.request;
    let with = |states: &[&str]| policies.iter().find(|it| is_one_of(it, states));
    let settled = with(&["Succeeded"]);
    let unsettled = [
        ("failed", with(&["Failed", "Canceled"])),
        ("updating", with(&["Updating", "InProgress"])),
    ];
    for (case, policy) in unsettled {
        let Some(policy) = policy else { continue };
        let state = &policy.provisioning_state;
        // Another policy of the VM can be used in the meantime. So can one that is
        // being updated: REST answers that Microsoft recorded in
        // Azure/azure-powershell show a request that was taken then.
        let severity_cap = if settled.is_some() || case == "updating" {
            Severity::Warning
        } else {
            Severity::Blocker
        };
        return Ok(fail(case)
            .capped_at(severity_cap)
            .arg(args::POLICY, policy.id.name())
            .arg(args::STATE, state)
            .seen(request, FIELD, state)
            .into());
    }
    match settled {
        Some(_) => Ok(pass().seen(request, FIELD, "Succeeded")),
        None if policies.is_empty() => Ok(not_applicable()),
        None => {
            let state = policies.first().map(|it| it.provisioning_state.as_str());
            Err(Unavailable::undecided("provisioningState", state).during(request))
        }
    }
}

fn is_one_of(policy: &Policy, states: &[&str]) -> bool {
    states
        .iter()
        .any(|it| it.eq_ignore_ascii_case(&policy.provisioning_state))
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, security::Policy};

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, healthy, judged, known, policy, resource, unavailable, verdict,
        },
        engine::{Severity, Verdict},
        facts::Update,
    };

    fn in_states(states: &[&str]) -> Facts {
        let policies = states
            .iter()
            .map(|state| Policy {
                provisioning_state: (*state).to_owned(),
                ..policy()
            })
            .collect();
        healthy().with(Update::Policies(known(policies)))
    }

    #[test]
    fn tells_the_states_apart() {
        for (state, expected) in [
            ("Updating", "updating"),
            ("InProgress", "updating"),
            ("Failed", "failed"),
            ("canceled", "failed"),
        ] {
            assert_eq!(case(&CHECK, &in_states(&[state])), expected, "{state}");
        }
        assert_eq!(verdict(&CHECK, &in_states(&["succeeded"])), "pass");
    }

    #[test]
    fn only_a_failed_change_blocks() {
        for (state, expected) in [
            ("Updating", Severity::Warning),
            ("Failed", Severity::Blocker),
        ] {
            let Verdict::Fail(finding) = judged(&CHECK, &in_states(&[state])) else {
                panic!("it should fail");
            };
            assert_eq!(finding.severity_cap, expected, "{state}");
        }
    }

    #[test]
    fn a_state_that_is_not_known_decides_nothing() {
        for state in ["", "Paused"] {
            assert_eq!(verdict(&CHECK, &in_states(&[state])), "cannot-tell");
        }
    }

    #[test]
    fn beside_a_settled_policy_another_only_warns() {
        let Verdict::Fail(finding) = judged(&CHECK, &in_states(&["Updating", "Succeeded"])) else {
            panic!("it should fail");
        };
        assert_eq!(finding.severity_cap, Severity::Warning);
    }

    #[test]
    fn only_policies_of_this_vm_count() {
        let other = Policy {
            id: resource("Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/other"),
            provisioning_state: "Failed".to_owned(),
            vms: Vec::new(),
            ..policy()
        };
        let snapshot = healthy().with(Update::Policies(known(vec![other.clone(), policy()])));
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
        let snapshot = healthy().with(Update::Policies(known(vec![other])));
        assert_eq!(verdict(&CHECK, &snapshot), "not-applicable");
        let snapshot = healthy().with(Update::Policies(unavailable(Reason::NotJson)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
