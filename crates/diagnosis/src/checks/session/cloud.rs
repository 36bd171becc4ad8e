//! The cloud offers JIT. Source: learn.microsoft.com, the notice on the pages of
//! Defender for Cloud that it retires in Azure operated by 21Vianet on 18 August
//! 2026.

use azure::cloud::Cloud;

use crate::{
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "session.cloud",
    wire: 1,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &[],
    needs: FactSet::of(&[FactKey::Cloud]),
    cases: &[Case::blocker(4, "china_retired", &[])],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let cloud = facts.cloud()?.value;
    let verdict = match cloud {
        Cloud::Public | Cloud::UsGov => pass().known("cloud", cloud.name()),
        Cloud::China => fail("china_retired").known("cloud", cloud.name()).into(),
    };
    Ok(verdict)
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, cloud::Cloud};

    use super::CHECK;
    use crate::{
        checks::testing::{case, healthy, known, unavailable, verdict},
        facts::Update,
    };

    #[test]
    fn only_china_has_lost_it() {
        let in_cloud = |cloud| healthy().with(Update::Cloud(known(cloud)));
        assert_eq!(verdict(&CHECK, &in_cloud(Cloud::Public)), "pass");
        assert_eq!(verdict(&CHECK, &in_cloud(Cloud::UsGov)), "pass");
        assert_eq!(case(&CHECK, &in_cloud(Cloud::China)), "china_retired");
    }

    #[test]
    fn waits_for_the_cloud() {
        let snapshot = healthy().with(Update::Cloud(unavailable(Reason::Pending)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
