//! JIT is not switched off by policy. Source: learn.microsoft.com, REST
//! "Assessments - Get": the recommendation about JIT says why it does not apply.
//! Whether JIT is on, it does not say, and neither cause forbids it.

use azure::answer::Unavailable;

use crate::{
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "vm.security_policy",
    wire: 14,
    area: Area::Availability,
    goals: Goals::ENABLE,
    depends_on: &["plan.servers", "vm.exists", "vm.deployment", "vm.kind"],
    needs: FactSet::of(&[FactKey::Assessment]),
    cases: &[
        Case::warning(27, "off_by_policy", &[]),
        Case::warning(28, "exempt", &[]),
    ],
    notes: &[],
};

const CODE: &str = "properties.status.code";
const CAUSE: &str = "properties.status.cause";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let assessment = facts.assessment()?;
    let status = assessment.code.to_ascii_lowercase();
    let finding = match (&*status, &*assessment.cause.to_ascii_lowercase()) {
        ("notapplicable", "offbypolicy") => fail("off_by_policy"),
        ("notapplicable", "exempt") => fail("exempt"),
        ("notapplicable", "") => {
            return Err(Unavailable::undecided(CAUSE, None).during(&assessment.request));
        }
        ("healthy" | "unhealthy" | "notapplicable", _) => {
            return Ok(pass().seen(&assessment.request, CODE, &assessment.code));
        }
        _ => {
            return Err(
                Unavailable::undecided(CODE, Some(&assessment.code)).during(&assessment.request)
            );
        }
    };
    Ok(finding
        .seen(&assessment.request, CODE, &assessment.code)
        .seen(&assessment.request, CAUSE, &assessment.cause)
        .into())
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, security::Assessment};

    use super::CHECK;
    use crate::{
        checks::testing::{Facts, case, healthy, known, unavailable, verdict},
        facts::Update,
    };

    fn assessed(code: &str, cause: &str) -> Facts {
        healthy().with(Update::Assessment(known(Assessment {
            code: code.to_owned(),
            cause: cause.to_owned(),
        })))
    }

    #[test]
    fn only_policy_and_exemption_switch_it_off() {
        for (code, cause) in [
            ("Healthy", ""),
            ("Unhealthy", ""),
            ("NotApplicable", "NoNsgOrFwOnVm"),
            ("Healthy", "JitIsEnabled"),
        ] {
            assert_eq!(verdict(&CHECK, &assessed(code, cause)), "pass", "{cause}");
        }
        let off = assessed("NotApplicable", "OffByPolicy");
        assert_eq!(case(&CHECK, &off), "off_by_policy");
        assert_eq!(case(&CHECK, &assessed("NotApplicable", "exempt")), "exempt");
    }

    #[test]
    fn what_is_not_known_decides_nothing() {
        assert_eq!(verdict(&CHECK, &assessed("Puzzled", "")), "cannot-tell");
        let snapshot = healthy().with(Update::Assessment(unavailable(Reason::NoAssessment)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
