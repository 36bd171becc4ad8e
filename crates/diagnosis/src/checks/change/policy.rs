//! No Azure Policy refuses the rules and policies that JIT writes. The
//! activity log tells of refusals; whether an assignment would refuse the next
//! write is not worked out. A refusal after which a request hangs is its cause.
//! Source: learn.microsoft.com, "Resolve error for request disallowed by policy".

use azure::{
    answer::{Reason, Unavailable},
    timestamp::{self, Timestamp},
};

use super::with_refusal;
use crate::{
    args,
    checks::{asked::Judged, request::settled},
    engine::{Area, Case, Check, Goals, fail, not_applicable},
    facts::{FactKey, FactSet, Facts, Refusal, RefusedWrite},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "change.policy",
    wire: 34,
    area: Area::Access,
    goals: Goals::ALL,
    depends_on: &["subscription.visible"],
    needs: FactSet::of(&[
        FactKey::Activity,
        FactKey::Question,
        FactKey::Now,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::AllPolicies,
    ]),
    cases: &[
        Case::blocker(
            116,
            "stopped_request",
            &[
                args::ASSIGNMENT.name,
                args::SCOPE.name,
                args::STARTED.name,
                args::AT.name,
            ],
        ),
        Case::warning(
            56,
            "denied",
            &[args::OPERATION.name, args::ASSIGNMENT.name, args::AT.name],
        ),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let activity = facts.activity()?;
    // What an entry does not tell keeps from passing, and hides no policy that is told.
    let told = |it: &&RefusedWrite| matches!(it.cause, Refusal::Policy { .. });
    let refused = activity.refused.iter();
    let untold = refused.clone().filter(|it| it.cause == Refusal::Untold);
    let newest = refused.filter(told).max_by_key(|it| &it.at);
    let Some(newest) = newest.or(untold.max_by_key(|it| &it.at)) else {
        return if activity.partial {
            Err(Unavailable::new(Reason::OnlyPartRead).during(&activity.request))
        } else {
            // No refusal does not mean that none would come.
            Ok(not_applicable())
        };
    };
    let Refusal::Policy { assignment, scope } = &newest.cause else {
        let why = Unavailable::undecided("properties.statusMessage", None);
        return Err(why.during(&activity.request));
    };
    let finding = match stopped(facts, newest)? {
        Some(started) => fail("stopped_request")
            .arg(args::ASSIGNMENT, assignment.as_deref())
            .arg(args::SCOPE, scope.as_deref())
            .arg(args::STARTED, started),
        None => fail("denied")
            .arg(args::OPERATION, &newest.operation)
            .arg(args::ASSIGNMENT, assignment.as_deref()),
    };
    Ok(with_refusal(finding, &activity.request, newest).into())
}

/// The start of the request that hangs since the refusal, if one does.
fn stopped(facts: &Facts, refused: &RefusedWrite) -> Result<Option<Timestamp>, Unavailable> {
    if !refused.is_of_rules {
        return Ok(None);
    }
    let start = settled::hangs_since(facts)?;
    let at = timestamp::parse(&refused.at);
    Ok(start.filter(|start| at.is_some_and(|at| *start <= at)))
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, healthy, judged, known, unavailable, verdict, window, with_requests,
        },
        engine::Verdict,
        facts::{Activity, Refusal, RefusedWrite, Update},
    };

    const ME: &str = "203.0.113.7";

    fn refused(times: &[&str], partial: bool) -> Facts {
        let refused = times
            .iter()
            .map(|at| RefusedWrite {
                operation: "Microsoft.Network/networkSecurityGroups/securityRules/write".to_owned(),
                is_of_rules: true,
                at: (*at).to_owned(),
                resource: String::new(),
                cause: Refusal::Policy {
                    assignment: None,
                    scope: None,
                },
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
    fn a_refusal_since_a_request_that_hangs_is_its_cause() {
        let hanging = |minutes: i64| {
            let request = window(ME, -minutes, 150, "Initiating", "UserRequested");
            with_requests(refused(&["2026-11-24T09:35:00Z"], false), vec![request])
        };
        assert_eq!(case(&CHECK, &hanging(30)), "stopped_request");
        // It began after the refusal.
        assert_eq!(case(&CHECK, &hanging(20)), "denied");
        let carried_out = window(ME, -30, 150, "Initiated", "UserRequested");
        let open = with_requests(refused(&["2026-11-24T09:35:00Z"], false), vec![carried_out]);
        assert_eq!(case(&CHECK, &open), "denied");
        let unread = hanging(30).with(Update::Policies(unavailable(Reason::TimedOut)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }

    #[test]
    fn no_refusal_proves_nothing() {
        assert_eq!(verdict(&CHECK, &healthy()), "not-applicable");
        assert_eq!(verdict(&CHECK, &refused(&[], true)), "cannot-tell");
        let unread = healthy().with(Update::Activity(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
    }
}
