//! Defender for Servers is on in the subscription. Source:
//! learn.microsoft.com, "Enable just-in-time access on VMs".

use super::unknown_value;
use crate::{
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "plan.servers",
    wire: 6,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &["session.cloud", "subscription.provider"],
    needs: FactSet::of(&[FactKey::Plan]),
    cases: &[Case::blocker(13, "off", &[])],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let plan = facts.plan()?;
    let field = "properties.pricingTier";
    if plan.is_on() {
        return Ok(pass().seen(&plan.request, field, &plan.tier));
    }
    if plan.tier.eq_ignore_ascii_case("Free") {
        return Ok(fail("off").seen(&plan.request, field, &plan.tier).into());
    }
    Err(unknown_value("pricingTier", plan))
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
    fn any_plan_for_servers_passes_here() {
        for sub_plan in [Some("P1"), Some("P2"), None] {
            let snapshot = healthy().with(Update::Plan(known(plan("standard", sub_plan))));
            assert_eq!(verdict(&CHECK, &snapshot), "pass", "{sub_plan:?}");
        }
    }

    #[test]
    fn the_free_tier_is_off() {
        let snapshot = healthy().with(Update::Plan(known(plan("Free", None))));
        assert_eq!(case(&CHECK, &snapshot), "off");
    }

    #[test]
    fn what_is_not_known_decides_nothing() {
        for fact in [
            known(plan("Gold", None)),
            unavailable(Reason::ProviderNotRegistered),
        ] {
            let snapshot = healthy().with(Update::Plan(fact));
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        }
    }
}
