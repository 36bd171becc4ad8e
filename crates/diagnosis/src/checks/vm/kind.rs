//! This kind of machine can use JIT. Source: learn.microsoft.com, "Defender for
//! Servers support": VMs and instances of flexible scale sets can, Arc-enabled
//! machines and instances of uniform scale sets cannot.

use azure::answer::{Reason, Unavailable};

use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts, VmLookup},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "vm.kind",
    wire: 11,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &["vm.exists"],
    needs: FactSet::of(&[FactKey::Vm]),
    cases: &[
        Case::blocker(20, "arc", &[]),
        Case::blocker(21, "scale_set_uniform", &[]),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let lookup = facts.vm()?;
    let kind = match &lookup.value {
        VmLookup::Found(vm) => {
            let kind = vm.id.resource_type();
            return Ok(pass().seen(&lookup.request, "type", kind));
        }
        VmLookup::OtherKind(kind) => kind,
        VmLookup::Classic(_) => return Ok(not_applicable()),
        VmLookup::Elsewhere(_) | VmLookup::Absent => return Err(Unavailable::new(Reason::NoVm)),
    };
    let case = match &*kind.to_ascii_lowercase() {
        "microsoft.hybridcompute/machines" => "arc",
        // An instance of a flexible scale set is a VM like any other, and its
        // id does not go through the scale set.
        "microsoft.compute/virtualmachinescalesets/virtualmachines" => "scale_set_uniform",
        _ => return Err(Unavailable::new(Reason::UnknownValue).arg(args::FIELD, "type")),
    };
    Ok(fail(case).seen(&lookup.request, "type", kind).into())
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::testing::{Facts, case, healthy, known, resource, unavailable, verdict},
        facts::{Update, VmLookup},
    };

    fn of_kind(kind: &str) -> Facts {
        found(VmLookup::OtherKind(kind.to_owned()))
    }

    fn found(lookup: VmLookup) -> Facts {
        healthy().with(Update::Vm(known(lookup)))
    }

    #[test]
    fn machines_that_are_no_vms_fail() {
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        assert_eq!(
            case(&CHECK, &of_kind("Microsoft.HybridCompute/machines")),
            "arc"
        );
        let instance = "Microsoft.Compute/virtualMachineScaleSets/VIRTUALMACHINES";
        assert_eq!(case(&CHECK, &of_kind(instance)), "scale_set_uniform");
    }

    #[test]
    fn classic_vms_are_judged_elsewhere() {
        let classic = resource("Microsoft.ClassicCompute/virtualMachines/vm-web-01");
        assert_eq!(
            verdict(&CHECK, &found(VmLookup::Classic(classic))),
            "not-applicable"
        );
    }

    #[test]
    fn what_is_not_known_decides_nothing() {
        for snapshot in [
            of_kind("Microsoft.ConnectedVMwarevSphere/virtualMachines"),
            found(VmLookup::Absent),
            healthy().with(Update::Vm(unavailable(Reason::Html))),
        ] {
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        }
    }
}
