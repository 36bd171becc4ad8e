//! The reader may read the VM. Source: learn.microsoft.com, "Enable
//! just-in-time access on VMs" (permissions needed to request access).
//! Azure's list of permissions is held against the VM itself: if that was
//! read, a list that lacks the action came short.

use azure::rbac::READ_VM;

use super::granted;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, Note},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "access.read_vm",
    wire: 24,
    area: Area::Access,
    goals: Goals::REQUEST_CONNECT,
    depends_on: &["subscription.visible", "vm.exists"],
    needs: FactSet::of(&[FactKey::VmPermissions]),
    cases: &[Case::blocker(
        43,
        "missing_action",
        &[args::ACTION.name, args::SCOPE.name],
    )],
    notes: &[Note::new(1, "star_read")],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    granted::granted(&[(READ_VM, facts.vm_permissions()?)])
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::testing::{case, healthy, judged, known, permissions, unavailable, verdict, vm_id},
        engine::Verdict,
        facts::Update,
    };

    #[test]
    fn the_action_counts_at_the_vm() {
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        let security = permissions(&vm_id(), &["Microsoft.Security/*"]);
        let snapshot = healthy().with(Update::VmPermissions(known(security)));
        assert_eq!(case(&CHECK, &snapshot), "missing_action");
    }

    #[test]
    fn a_star_before_read_passes_with_a_note() {
        let login = permissions(&vm_id(), &["Microsoft.Compute/virtualMachines/*/read"]);
        let snapshot = healthy().with(Update::VmPermissions(known(login)));
        let Verdict::Pass { notes, .. } = judged(&CHECK, &snapshot) else {
            panic!("it should pass");
        };
        assert_eq!(notes, ["star_read"]);
    }

    #[test]
    fn without_the_permissions_nothing_is_said() {
        let snapshot = healthy().with(Update::VmPermissions(unavailable(Reason::Throttled)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
