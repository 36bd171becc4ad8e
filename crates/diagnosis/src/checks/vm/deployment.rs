//! The VM was deployed with Resource Manager. Source: learn.microsoft.com,
//! "Understanding just-in-time virtual machine access": classic VMs are not
//! supported.

use azure::answer::{Reason, Unavailable};

use crate::{
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts, VmLookup},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "vm.deployment",
    wire: 10,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &["vm.exists"],
    needs: FactSet::of(&[FactKey::Vm]),
    cases: &[Case::blocker(19, "classic", &[])],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let lookup = facts.vm()?;
    match &lookup.value {
        VmLookup::Found(vm) => Ok(pass().seen(&lookup.request, "id", &vm.id)),
        VmLookup::Classic(id) => Ok(fail("classic").seen(&lookup.request, "id", id).into()),
        VmLookup::OtherKind(_) => Ok(not_applicable()),
        VmLookup::Elsewhere(_) | VmLookup::Absent => Err(Unavailable::new(Reason::NoVm)),
    }
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::testing::{Facts, case, healthy, known, resource, unavailable, verdict},
        facts::{Update, VmLookup},
    };

    fn found(lookup: VmLookup) -> Facts {
        healthy().with(Update::Vm(known(lookup)))
    }

    #[test]
    fn classic_vms_fail() {
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        let classic = resource("Microsoft.ClassicCompute/virtualMachines/vm-web-01");
        assert_eq!(case(&CHECK, &found(VmLookup::Classic(classic))), "classic");
    }

    #[test]
    fn other_kinds_are_judged_elsewhere() {
        let lookup = VmLookup::OtherKind("Microsoft.HybridCompute/machines".to_owned());
        assert_eq!(verdict(&CHECK, &found(lookup)), "not-applicable");
    }

    #[test]
    fn without_a_vm_there_is_nothing_to_judge() {
        assert_eq!(verdict(&CHECK, &found(VmLookup::Absent)), "cannot-tell");
        let snapshot = healthy().with(Update::Vm(unavailable(Reason::ServerError)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
