//! The plan includes JIT (Plan 2). Source: learn.microsoft.com, "Choose a
//! Defender for Servers plan": Plan 1 has no just-in-time access.

use super::unknown_value;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, Note, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "plan.tier",
    wire: 7,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &["plan.servers"],
    needs: FactSet::of(&[FactKey::Plan]),
    cases: &[Case::blocker(14, "plan1", &[args::SUB_PLAN.name])],
    notes: &[Note::new(0, "no_sub_plan")],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let plan = facts.plan()?;
    let field = "properties.subPlan";
    if !plan.is_on() {
        return Ok(not_applicable());
    }
    let verdict = match &plan.sub_plan {
        // Azure leaves the field out where the plan was bought whole.
        None => pass()
            .seen(&plan.request, "properties.pricingTier", &plan.tier)
            .note("no_sub_plan"),
        Some(it) => match plan.includes_jit() {
            Ok(true) => pass().seen(&plan.request, field, it),
            Ok(false) => fail("plan1")
                .arg(args::SUB_PLAN, it)
                .seen(&plan.request, field, it)
                .into(),
            Err(field) => return Err(unknown_value(field, plan)),
        },
    };
    Ok(verdict)
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::testing::{case, healthy, known, plan, unavailable, verdict},
        facts::Update,
    };

    #[test]
    fn plan_2_and_the_plan_of_old_pass() {
        for sub_plan in [Some("P2"), Some("p2"), None] {
            let snapshot = healthy().with(Update::Plan(known(plan("Standard", sub_plan))));
            assert_eq!(verdict(&CHECK, &snapshot), "pass", "{sub_plan:?}");
        }
    }

    #[test]
    fn plan_1_fails() {
        let snapshot = healthy().with(Update::Plan(known(plan("Standard", Some("P1")))));
        assert_eq!(case(&CHECK, &snapshot), "plan1");
    }

    #[test]
    fn a_plan_that_is_off_has_no_tier() {
        let snapshot = healthy().with(Update::Plan(known(plan("Free", None))));
        assert_eq!(verdict(&CHECK, &snapshot), "not-applicable");
    }
    #[test]
    fn a_newer_plan_and_one_that_was_not_read_are_left_open() {
        for fact in [
            known(plan("Standard", Some("P3"))),
            unavailable(Reason::Forbidden),
        ] {
            let snapshot = healthy().with(Update::Plan(fact));
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        }
    }
}
