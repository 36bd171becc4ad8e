//! The resource provider of Defender for Cloud is registered. Source:
//! learn.microsoft.com, "Azure resource providers and types".

use azure::answer::Unavailable;

use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "subscription.provider",
    wire: 5,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &["subscription.active"],
    needs: FactSet::of(&[FactKey::Provider]),
    cases: &[
        Case::blocker(11, "not_registered", &[args::STATE.name]),
        Case::blocker(12, "registering", &[]),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let state = facts.provider()?;
    let field = "registrationState";
    let finding = match &*state.to_ascii_lowercase() {
        "registered" => return Ok(pass().seen(&state.request, field, &state.value)),
        "registering" => fail("registering"),
        "notregistered" | "unregistered" | "unregistering" => {
            fail("not_registered").arg(args::STATE, &state.value)
        }
        _ => {
            return Err(Unavailable::undecided(field, Some(&state.value)).during(&state.request));
        }
    };
    Ok(finding.seen(&state.request, field, &state.value).into())
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::testing::{Facts, case, healthy, known, unavailable, verdict},
        facts::Update,
    };

    fn in_state(state: &str) -> Facts {
        healthy().with(Update::Provider(known(state.to_owned())))
    }

    #[test]
    fn each_state_has_its_verdict() {
        assert_eq!(verdict(&CHECK, &in_state("Registered")), "pass");
        for (state, expected) in [
            ("Registering", "registering"),
            ("NotRegistered", "not_registered"),
            ("Unregistered", "not_registered"),
            ("Unregistering", "not_registered"),
        ] {
            assert_eq!(case(&CHECK, &in_state(state)), expected);
        }
    }

    #[test]
    fn what_is_not_known_decides_nothing() {
        assert_eq!(verdict(&CHECK, &in_state("Melted")), "cannot-tell");
        let snapshot = healthy().with(Update::Provider(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
