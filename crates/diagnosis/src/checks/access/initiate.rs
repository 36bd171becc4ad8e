//! The reader may request access. Source: learn.microsoft.com, "Enable
//! just-in-time access on VMs". The action counts at the policy, which stands
//! beside the VM in its resource group: a role on the VM alone does not reach it.
//! Azure's list of permissions has no second witness for a write. One that lacks
//! even what was read is not used (see the facts).

use azure::rbac::INITIATE;

use super::granted;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, Note, fail},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "access.initiate",
    wire: 27,
    area: Area::Access,
    goals: Goals::REQUEST,
    depends_on: &["subscription.visible", "subscription.provider"],
    needs: FactSet::of(&[FactKey::PolicyPermissions, FactKey::VmPermissions]),
    cases: &[
        Case::blocker(46, "missing_action", &[args::ACTION.name, args::SCOPE.name]),
        Case::blocker(47, "vm_scope_only", &[args::ACTION.name, args::SCOPE.name]),
    ],
    notes: &[Note::new(4, "star_read")],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let at_policy = facts.policy_permissions()?;
    let wanted = [(INITIATE, &**at_policy)];
    let Some(finding) = granted::missing(&wanted)? else {
        return Ok(granted::passed(&wanted));
    };
    // Which of the two cases it is depends on the VM's own scope.
    let at_vm = facts.vm_permissions()?;
    if granted::missing(&[(INITIATE, at_vm)])?.is_some() {
        return Ok(finding.into());
    }
    Ok(fail("vm_scope_only")
        .arg(args::ACTION, INITIATE)
        .arg(args::SCOPE, &at_policy.scope)
        .seen(&at_vm.request, granted::FIELD, INITIATE)
        .lacks(&at_policy.request, granted::FIELD, INITIATE)
        .into())
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::{Reason, Unavailable},
        authorization::{Doubt, ScopePermissions},
    };

    use super::CHECK;
    use crate::{
        checks::testing::{case, group, healthy, known, permissions, unavailable, verdict, vm_id},
        facts::Update,
    };

    #[test]
    fn only_the_policys_scope_counts() {
        let reader = permissions(&group(), &["*/read"]);
        let snapshot = healthy().with(Update::PolicyPermissions(known(reader.clone())));
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        assert_eq!(case(&CHECK, &snapshot), "vm_scope_only");
        let none = permissions(&vm_id(), &["*/read"]);
        let snapshot = snapshot.with(Update::VmPermissions(known(none)));
        assert_eq!(case(&CHECK, &snapshot), "missing_action");
    }

    #[test]
    fn what_may_be_granted_is_not_missing() {
        let everything = permissions(&group(), &["*"]).permissions;
        let doubts = vec![Doubt {
            permissions: everything,
            why: Unavailable::new(Reason::GroupsOfGroup),
        }];
        let reader = ScopePermissions {
            doubts,
            ..permissions(&group(), &["*/read"])
        };
        let snapshot = healthy().with(Update::PolicyPermissions(known(reader)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }

    #[test]
    fn without_the_vms_scope_the_case_stays_open() {
        let reader = permissions(&group(), &["*/read"]);
        let snapshot = healthy()
            .with(Update::PolicyPermissions(known(reader)))
            .with(Update::VmPermissions(unavailable(Reason::Throttled)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
