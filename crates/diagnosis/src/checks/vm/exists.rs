//! The VM exists where the reader thinks: the lists of the whole subscription
//! decide, not the answer at one address. A machine of another kind is left to
//! the two checks that follow. The VM's own 404 is the second witness of its
//! absence; that no other group has one of its name rests on the list alone.

use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts, VmLookup},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "vm.exists",
    wire: 9,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &["subscription.visible"],
    needs: FactSet::of(&[FactKey::Vm, FactKey::Question]),
    cases: &[
        Case::blocker(17, "not_found", &[]),
        Case::blocker(18, "other_group", &[args::WHERE.name]),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let lookup = facts.vm()?;
    let request = &lookup.request;
    Ok(match &lookup.value {
        VmLookup::Found(vm) => pass().seen(request, "id", &vm.id),
        VmLookup::Elsewhere(namesakes) => {
            let groups: Vec<&str> = namesakes
                .iter()
                .filter_map(|it| it.resource_group())
                .collect();
            let finding = fail("other_group").arg(args::WHERE, groups);
            namesakes
                .iter()
                .fold(finding, |it, id| it.seen(request, "value[].id", id))
                .into()
        }
        VmLookup::Absent => {
            let name = facts.question()?.vm.name();
            fail("not_found")
                .lacks(request, "value[].name", name)
                .into()
        }
        VmLookup::Classic(_) | VmLookup::OtherKind(_) => not_applicable(),
    })
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, healthy, judged, known, resource, unavailable, verdict, vm_id,
        },
        engine::Verdict,
        facts::{Update, VmLookup},
    };

    fn found(lookup: VmLookup) -> Facts {
        healthy().with(Update::Vm(known(lookup)))
    }

    #[test]
    fn only_the_place_asked_for_passes() {
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        assert_eq!(case(&CHECK, &found(VmLookup::Absent)), "not_found");
        let Verdict::Fail(finding) = judged(&CHECK, &found(VmLookup::Elsewhere(vec![vm_id()])))
        else {
            panic!("should fail");
        };
        assert_eq!(finding.case, "other_group");
        let args: Vec<_> = finding.args.texts().collect();
        assert_eq!(args, [("where", "rg-shop".to_owned())]);
    }

    #[test]
    fn other_kinds_of_machine_are_not_looked_for() {
        let classic = resource("Microsoft.ClassicCompute/virtualMachines/vm-web-01");
        for lookup in [
            VmLookup::Classic(classic),
            VmLookup::OtherKind("Microsoft.HybridCompute/machines".to_owned()),
        ] {
            assert_eq!(verdict(&CHECK, &found(lookup)), "not-applicable");
        }
    }

    #[test]
    fn without_the_lists_nothing_is_missing() {
        let snapshot = healthy().with(Update::Vm(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
