//! The reader may read JIT policies. Without this the portal says that JIT is
//! not enabled on a VM that has it. Source: learn.microsoft.com, "Enable
//! just-in-time access on VMs" (permissions needed to request access).
//! Azure's list of permissions is held against the policy: if that was
//! read, a list that lacks the action came short.

use azure::rbac::READ_POLICY;

use super::granted;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, Note},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "access.read_policy",
    wire: 26,
    area: Area::Access,
    goals: Goals::REQUEST_CONNECT,
    depends_on: &["subscription.visible", "subscription.provider"],
    needs: FactSet::of(&[FactKey::PolicyPermissions]),
    cases: &[Case::blocker(
        45,
        "missing_action",
        &[args::ACTION.name, args::SCOPE.name],
    )],
    notes: &[Note::new(3, "star_read")],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let at = facts.policy_permissions()?;
    granted::granted(&[(READ_POLICY, at)])
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::testing::{case, group, healthy, known, permissions, unavailable, verdict},
        facts::Update,
    };

    #[test]
    fn the_documented_star_passes() {
        let star = "Microsoft.Security/locations/jitNetworkAccessPolicies/*/read";
        let requester = permissions(&group(), &[star]);
        let snapshot = healthy().with(Update::PolicyPermissions(known(requester)));
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
    }

    #[test]
    fn a_role_on_machines_alone_does_not_read_policies() {
        let contributor = permissions(&group(), &["Microsoft.Compute/virtualMachines/*"]);
        let snapshot = healthy().with(Update::PolicyPermissions(known(contributor)));
        assert_eq!(case(&CHECK, &snapshot), "missing_action");
    }

    #[test]
    fn without_the_permissions_nothing_is_said() {
        let snapshot = healthy().with(Update::PolicyPermissions(unavailable(Reason::TimedOut)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
