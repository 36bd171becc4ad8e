//! The plan covers the VM. Source: learn.microsoft.com, "Deploy Defender for
//! Servers": a single machine can be left out of the subscription's plan or
//! given Plan 1 of its own; Plan 2 is for whole subscriptions only.

use azure::{
    answer::{Known, Said, Unavailable},
    security::Plan,
};

use super::unknown_value;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "plan.machine",
    wire: 8,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &["plan.tier"],
    needs: FactSet::of(&[FactKey::Plan, FactKey::MachinePlan, FactKey::Question]),
    cases: &[
        Case::blocker(15, "excluded", &[args::OWN_PLAN.name, args::VM_ID.name]),
        Case::blocker(16, "machine_only", &[args::OWN_PLAN.name, args::VM_ID.name]),
    ],
    notes: &[],
};

const FIELD: &str = "properties.pricingTier";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let plan = facts.plan()?;
    let own = facts.machine_plan()?;
    let case = match (plan.is_on(), own.is_on()) {
        (false, false) => return Ok(not_applicable()),
        // What is inherited cannot be on while the subscription's is off.
        (false, true) if own.inherited == Some(true) => {
            let said = |it: &Known<Plan>| shown(it).join(", ");
            return Err(Unavailable::disagree(
                &Said::new(&own.request, FIELD, said(own)),
                &Said::new(&plan.request, FIELD, said(plan)),
            ));
        }
        (false, true) => Some("machine_only"),
        (true, _) if own.inherited == Some(true) => None,
        (true, _) => {
            let includes_jit = own.includes_jit().map_err(|it| unknown_value(it, own))?;
            // Where the answer does not say whose setting it is, one that
            // differs from the subscription's is the VM's own.
            let is_own = own.inherited == Some(false) || plan.includes_jit() == Ok(true);
            (is_own && !includes_jit).then_some("excluded")
        }
    };
    Ok(match case {
        None => pass().seen(&own.request, FIELD, shown(own)),
        Some(case) => fail(case)
            .arg(args::OWN_PLAN, shown(own))
            .arg(args::VM_ID, &facts.question()?.vm)
            .seen(&plan.request, FIELD, shown(plan))
            .seen(&own.request, FIELD, shown(own))
            .into(),
    })
}

/// The tier and what it is divided into, such as `Standard, P1`.
fn shown(plan: &Plan) -> Vec<&str> {
    let sub_plan = plan.sub_plan.as_deref();
    std::iter::once(&*plan.tier).chain(sub_plan).collect()
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, security::Plan};

    use super::CHECK;
    use crate::{
        checks::testing::{Facts, case, healthy, known, plan, unavailable, verdict},
        facts::Update,
    };

    const P1: Option<&str> = Some("P1");
    const P2: Option<&str> = Some("P2");

    fn own(tier: &str, sub_plan: Option<&str>, inherited: Option<bool>) -> Facts {
        healthy().with(Update::MachinePlan(known(Plan {
            inherited,
            ..plan(tier, sub_plan)
        })))
    }

    fn subscription(tier: &str, sub_plan: Option<&str>) -> Update {
        Update::Plan(known(plan(tier, sub_plan)))
    }

    #[test]
    fn what_is_inherited_covers() {
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        let snapshot = own("Standard", P2, None);
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
    }

    #[test]
    fn less_than_the_subscriptions_plan_is_an_exclusion() {
        for (tier, sub_plan) in [("Free", None), ("Standard", P1)] {
            for inherited in [Some(false), None] {
                let snapshot = own(tier, sub_plan, inherited);
                assert_eq!(case(&CHECK, &snapshot), "excluded", "{tier} {inherited:?}");
            }
        }
    }

    #[test]
    fn plan_1_everywhere_is_no_exclusion() {
        let snapshot = own("Standard", P1, Some(true)).with(subscription("Standard", P1));
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
        let snapshot = own("Standard", P1, None).with(subscription("Standard", P1));
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
    }

    #[test]
    fn a_plan_of_the_vms_own_is_told_apart_from_none() {
        let off = || subscription("Free", None);
        let snapshot = own("Standard", P1, Some(false)).with(off());
        assert_eq!(case(&CHECK, &snapshot), "machine_only");
        let snapshot = own("Free", None, Some(true)).with(off());
        assert_eq!(verdict(&CHECK, &snapshot), "not-applicable");
    }

    #[test]
    fn what_is_not_known_decides_nothing() {
        for snapshot in [
            own("Standard", Some("P3"), Some(false)),
            own("Standard", P2, Some(true)).with(subscription("Free", None)),
            healthy().with(Update::MachinePlan(unavailable(Reason::NoVm))),
            own("Free", None, Some(false)).with(Update::Plan(unavailable(Reason::Throttled))),
        ] {
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        }
    }
}
