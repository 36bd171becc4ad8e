//! No Azure Policy refuses the rules and policies that JIT writes. The
//! activity log tells of refusals; whether an assignment would refuse the next
//! write is not worked out. Source: learn.microsoft.com, "Resolve error for
//! request disallowed by policy".

use azure::{
    answer::{Reason, Unavailable},
    timestamp,
};

use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, not_applicable},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "change.policy",
    wire: 34,
    area: Area::Access,
    goals: Goals::ENABLE_REQUEST,
    depends_on: &["subscription.visible"],
    needs: FactSet::of(&[FactKey::Activity]),
    cases: &[Case::warning(
        56,
        "denied",
        &[args::OPERATION.name, args::ASSIGNMENT.name, args::AT.name],
    )],
    notes: &[],
    eval,
};

fn eval(facts: &Facts) -> Judged {
    let activity = facts.activity()?;
    let Some(newest) = activity.refused.iter().max_by_key(|it| &it.at) else {
        return if activity.partial {
            Err(Unavailable::new(Reason::OnlyPartRead).during(&activity.request))
        } else {
            // No refusal does not mean that none would come.
            Ok(not_applicable())
        };
    };
    Ok(fail("denied")
        .arg(args::OPERATION, &newest.operation)
        .arg(args::ASSIGNMENT, newest.assignment.as_deref())
        .arg(args::AT, timestamp::parse(&newest.at))
        .seen(
            &activity.request,
            "value[].operationName.value",
            &newest.operation,
        )
        .seen(&activity.request, "value[].eventTimestamp", &newest.at)
        .into())
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::testing::{Facts, healthy, judged, known, unavailable, verdict},
        engine::Verdict,
        facts::{Activity, RefusedWrite, Update},
    };

    fn refused(times: &[&str], partial: bool) -> Facts {
        let refused = times
            .iter()
            .map(|at| RefusedWrite {
                operation: "Microsoft.Network/networkSecurityGroups/securityRules/write".to_owned(),
                at: (*at).to_owned(),
                assignment: None,
            })
            .collect();
        healthy().with(Update::Activity(known(Activity { refused, partial })))
    }

    #[test]
    fn the_newest_refusal_is_told() {
        for partial in [false, true] {
            let times = ["2026-11-21T08:00:00Z", "2026-11-23T08:00:00.1234567Z"];
            let Verdict::Fail(finding) = judged(&CHECK, &refused(&times, partial)) else {
                panic!("it should fail");
            };
            assert_eq!(finding.case, "denied");
            assert!(
                finding
                    .args
                    .texts()
                    .any(|it| it == ("at", "2026-11-23T08:00:00Z".to_owned()))
            );
        }
    }

    #[test]
    fn no_refusal_proves_nothing() {
        assert_eq!(verdict(&CHECK, &healthy()), "not-applicable");
        assert_eq!(verdict(&CHECK, &refused(&[], true)), "cannot-tell");
        let unread = healthy().with(Update::Activity(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
