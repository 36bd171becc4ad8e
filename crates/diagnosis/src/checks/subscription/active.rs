//! The subscription is active. Source: learn.microsoft.com, "Azure subscription
//! states": all operations work while a subscription is past due; a warned or
//! disabled one can be read and deleted from, but nothing in it can be created,
//! changed or acted on.

use azure::{answer::Unavailable, resources::SubscriptionLookup};

use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "subscription.active",
    wire: 4,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &["subscription.visible"],
    needs: FactSet::of(&[FactKey::Subscription]),
    cases: &[
        Case::blocker(8, "disabled", &[args::STATE.name]),
        Case::warning(9, "past_due", &[]),
        Case::blocker(10, "warned", &[]),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let lookup = facts.subscription()?;
    let subscription = match &lookup.value {
        SubscriptionLookup::Visible(it) => it,
        SubscriptionLookup::NotVisible(refusal) => return Err(refusal.clone()),
    };
    let state = &subscription.state;
    let finding = match &*state.to_ascii_lowercase() {
        "enabled" | "active" => return Ok(pass().seen(&lookup.request, "state", state)),
        "disabled" | "deleted" | "expired" => fail("disabled").arg(args::STATE, state),
        "pastdue" => fail("past_due"),
        "warned" => fail("warned"),
        _ => {
            return Err(Unavailable::undecided("state", Some(state)).during(&lookup.request));
        }
    };
    Ok(finding.seen(&lookup.request, "state", state).into())
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::{Reason, Unavailable},
        resources::{Subscription, SubscriptionLookup},
    };

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, SUBSCRIPTION, TENANT, case, healthy, known, unavailable, verdict,
        },
        facts::Update,
    };

    fn in_state(state: &str) -> Facts {
        healthy().with(Update::Subscription(known(SubscriptionLookup::Visible(
            Subscription {
                id: SUBSCRIPTION.to_owned(),
                name: "Shop".to_owned(),
                state: state.to_owned(),
                tenant: TENANT.to_owned(),
                managing_tenants: Vec::new(),
            },
        ))))
    }

    #[test]
    fn each_state_has_its_verdict() {
        assert_eq!(verdict(&CHECK, &in_state("Enabled")), "pass");
        for (state, expected) in [
            ("Disabled", "disabled"),
            ("deleted", "disabled"),
            ("PastDue", "past_due"),
            ("Warned", "warned"),
        ] {
            assert_eq!(case(&CHECK, &in_state(state)), expected);
        }
    }

    #[test]
    fn a_new_state_and_one_that_is_not_seen_are_left_open() {
        assert_eq!(verdict(&CHECK, &in_state("Paused")), "cannot-tell");
        let refusal = Unavailable::new(Reason::NotFound);
        for fact in [
            known(SubscriptionLookup::NotVisible(refusal)),
            unavailable(Reason::TimedOut),
        ] {
            let snapshot = healthy().with(Update::Subscription(fact));
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        }
    }
}
