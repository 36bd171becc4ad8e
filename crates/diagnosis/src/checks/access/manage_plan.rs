//! The reader may change the Defender plan, which only matters when the plan
//! is what is in the way. Source: learn.microsoft.com, "User roles and
//! permissions in Defender for Cloud".
//! Azure's list of permissions has no second witness for a write. One that lacks
//! even what was read is not used (see the facts).

use azure::{
    answer::{Known, Reason, Unavailable},
    rbac::MANAGE_PLAN,
    security::Plan,
};

use super::granted;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, Note, not_applicable},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "access.manage_plan",
    wire: 29,
    area: Area::Access,
    goals: Goals::ENABLE,
    depends_on: &["subscription.visible"],
    needs: FactSet::of(&[
        FactKey::Plan,
        FactKey::MachinePlan,
        FactKey::SubscriptionPermissions,
        FactKey::VmPermissions,
    ]),
    cases: &[Case::info(
        50,
        "missing_action",
        &[args::ACTION.name, args::SCOPE.name],
    )],
    notes: &[Note::new(6, "star_read")],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    // The plan has to be changed where it is at fault.
    let at = if !includes_jit(facts.plan()?)? {
        facts.subscription_permissions()?
    } else if !includes_jit(facts.machine_plan()?)? {
        facts.vm_permissions()?
    } else {
        return Ok(not_applicable());
    };
    granted::granted(&[(MANAGE_PLAN, at)])
}

fn includes_jit(plan: &Known<Plan>) -> Result<bool, Unavailable> {
    plan.includes_jit().map_err(|field| {
        Unavailable::new(Reason::UnknownValue)
            .arg(args::FIELD, field)
            .during(&plan.request)
    })
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, healthy, known, permissions, plan, subscription, unavailable, verdict,
            vm_id,
        },
        facts::Update,
    };

    fn plan_off() -> Facts {
        healthy().with(Update::Plan(known(plan("Free", None))))
    }

    fn machine_excluded() -> Facts {
        healthy().with(Update::MachinePlan(known(plan("Free", None))))
    }

    #[test]
    fn matters_only_when_the_plan_is_at_fault() {
        assert_eq!(verdict(&CHECK, &healthy()), "not-applicable");
        assert_eq!(verdict(&CHECK, &plan_off()), "pass");
        assert_eq!(verdict(&CHECK, &machine_excluded()), "pass");
    }

    #[test]
    fn counts_where_the_plan_is_at_fault() {
        let none_above =
            Update::SubscriptionPermissions(known(permissions(&subscription(), &["*/read"])));
        assert_eq!(
            case(&CHECK, &plan_off().with(none_above.clone())),
            "missing_action"
        );
        assert_eq!(
            verdict(&CHECK, &machine_excluded().with(none_above)),
            "pass"
        );
        let none = Update::VmPermissions(known(permissions(&vm_id(), &["*/read"])));
        assert_eq!(
            case(&CHECK, &machine_excluded().with(none)),
            "missing_action"
        );
    }

    #[test]
    fn without_the_plan_nothing_is_said() {
        for unread in [
            Update::Plan(unavailable(Reason::Forbidden)),
            Update::MachinePlan(unavailable(Reason::NoVm)),
        ] {
            assert_eq!(verdict(&CHECK, &healthy().with(unread)), "cannot-tell");
        }
    }
}
