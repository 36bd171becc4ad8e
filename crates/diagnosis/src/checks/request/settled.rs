//! The latest request was carried out. Azure answers a request at once and
//! carries it out afterwards, which takes moments as a rule.

use azure::{
    answer::{Reason, Unavailable},
    timestamp::Timestamp,
};

use super::{STATUS, Windows};
use crate::{
    access_windows::{PATIENCE_MINUTES, Status, Window},
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "request.settled",
    wire: 36,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &[
        "policy.exists",
        "policy.port",
        "change.policy",
        "change.room",
    ],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::AllPolicies,
        FactKey::Now,
    ]),
    cases: &[
        Case::blocker(62, "stuck", &[args::STARTED.name, args::MINUTES.name]),
        Case::blocker(63, "failed", &[args::STARTED.name, args::STATUS.name]),
    ],
    notes: &[],
};

/// How the requests for the port stand.
enum Standing<'a> {
    /// There is none.
    Nothing,
    /// The newest was carried out, or another is open.
    Done(&'a Window),
    UnderWay(&'a Window),
    /// It is under way for too long, by so many minutes.
    Stuck(&'a Window, i64),
    /// With Azure's word for it.
    Failed(&'a Window, &'a str),
}

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    if asked::policies(facts)?.is_empty() {
        return Ok(not_applicable());
    }
    let windows = Windows::read(facts, asked::port(facts)?)?;
    let request = &facts.policies()?.request;
    Ok(match standing(facts, &windows)? {
        Standing::Nothing => not_applicable(),
        Standing::Done(window) => pass().seen(request, STATUS, window.status.name()),
        Standing::Failed(window, status) => fail("failed")
            .arg(args::STARTED, window.start)
            .arg(args::STATUS, status)
            .seen(request, STATUS, status)
            .into(),
        Standing::Stuck(window, minutes) => fail("stuck")
            .arg(args::STARTED, window.start)
            .arg(args::MINUTES, minutes)
            .seen(request, STATUS, "Initiating")
            .seen(
                request,
                "value[].properties.requests[].startTimeUtc",
                window.start,
            )
            .into(),
        Standing::UnderWay(window) => {
            return Err(Unavailable::new(Reason::RequestUnderWay)
                .arg(args::STARTED, window.start)
                .during(request));
        }
    })
}

fn standing<'a>(facts: &Facts, windows: &'a Windows) -> Result<Standing<'a>, Unavailable> {
    if let Some(open) = windows.own_open() {
        return Ok(Standing::Done(open));
    }
    let Some(newest) = windows.newest() else {
        return Ok(Standing::Nothing);
    };
    Ok(match &newest.status {
        Status::Initiating => {
            let now = facts.now()?.utc;
            let age = newest.start.map(|it| (now - it).whole_minutes());
            match age {
                _ if newest.end.is_some_and(|it| it <= now) => {
                    Standing::Failed(newest, "Initiating")
                }
                Some(minutes) if minutes >= PATIENCE_MINUTES => Standing::Stuck(newest, minutes),
                _ => Standing::UnderWay(newest),
            }
        }
        Status::Other(status) if status.to_ascii_lowercase().contains("fail") => {
            Standing::Failed(newest, status)
        }
        Status::Other(status) => {
            let why = Unavailable::undecided("status", Some(status));
            return Err(why.during(&facts.policies()?.request));
        }
        _ => Standing::Done(newest),
    })
}

/// Since when the newest request hangs: it was not carried out, or is under way for
/// too long.
pub(in crate::checks) fn hangs_since(facts: &Facts) -> Result<Option<Timestamp>, Unavailable> {
    if asked::policies(facts)?.is_empty() {
        return Ok(None);
    }
    let windows = Windows::read(facts, asked::port(facts)?)?;
    Ok(match standing(facts, &windows)? {
        Standing::Stuck(window, _) | Standing::Failed(window, _) => window.start,
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::testing::{Facts, case, healthy, verdict, window, with_requests};

    const ME: &str = "203.0.113.7";

    fn newest(start: i64, end: i64, status: &str) -> Facts {
        let older = window(ME, -600, -420, "Revoked", "Expired");
        let newest = window(ME, start, end, status, "UserRequested");
        with_requests(healthy(), vec![newest, older])
    }

    #[test]
    fn a_request_that_stays_under_way_is_stuck() {
        assert_eq!(verdict(&CHECK, &newest(-30, 150, "Initiated")), "pass");
        assert_eq!(
            verdict(&CHECK, &newest(-1, 150, "Initiating")),
            "cannot-tell"
        );
        assert_eq!(case(&CHECK, &newest(-30, 150, "Initiating")), "stuck");
        assert_eq!(case(&CHECK, &newest(-300, -10, "Initiating")), "failed");
        assert_eq!(case(&CHECK, &newest(-3, 150, "Failed")), "failed");
        assert_eq!(
            verdict(&CHECK, &newest(-3, 150, "Pondering")),
            "cannot-tell"
        );
    }

    #[test]
    fn an_open_window_makes_up_for_a_stuck_one() {
        let snapshot = with_requests(
            healthy(),
            vec![
                window(ME, -20, 150, "Initiating", "UserRequested"),
                window(ME, -60, 100, "Initiated", "UserRequested"),
            ],
        );
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
    }

    #[test]
    fn without_a_request_there_is_nothing_to_settle() {
        let none = with_requests(healthy(), Vec::new());
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
    }
}
