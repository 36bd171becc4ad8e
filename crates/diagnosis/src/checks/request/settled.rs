//! The latest request was carried out. Azure answers a request at once and
//! carries it out afterwards, which takes moments as a rule.

use azure::answer::{Reason, Unavailable};

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
    depends_on: &["policy.exists", "policy.port", "change.policy"],
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
    eval,
};

fn eval(facts: &Facts) -> Judged {
    if asked::policies(facts)?.is_empty() {
        return Ok(not_applicable());
    }
    let windows = Windows::read(facts, asked::port(facts)?)?;
    let request = &facts.policies()?.request;
    if let Some(open) = windows.own_open() {
        return Ok(pass().seen(request, STATUS, open.status.name()));
    }
    let Some(newest) = windows.newest() else {
        return Ok(not_applicable());
    };
    let started = newest.start;
    let failed = |status: &str| {
        Ok(fail("failed")
            .arg(args::STARTED, started)
            .arg(args::STATUS, status)
            .seen(request, STATUS, status)
            .into())
    };
    match &newest.status {
        Status::Initiating => {}
        Status::Other(status) if status.to_ascii_lowercase().contains("fail") => {
            return failed(status);
        }
        Status::Other(status) => {
            return Err(Unavailable::undecided("status", Some(status)).during(request));
        }
        done => return Ok(pass().seen(request, STATUS, done.name())),
    }
    let now = facts.now()?.utc;
    if newest.end.is_some_and(|it| it <= now) {
        return failed("Initiating");
    }
    let under_way = || {
        Unavailable::new(Reason::RequestUnderWay)
            .arg(args::STARTED, started)
            .during(request)
    };
    let age = newest.start.map(|it| (now - it).whole_minutes());
    match age {
        Some(minutes) if minutes >= PATIENCE_MINUTES => Ok(fail("stuck")
            .arg(args::STARTED, started)
            .arg(args::MINUTES, minutes)
            .seen(request, STATUS, "Initiating")
            .seen(
                request,
                "value[].properties.requests[].startTimeUtc",
                started,
            )
            .into()),
        _ => Err(under_way()),
    }
}

/// The newest request, if it was not carried out or is under way for too long.
pub(in crate::checks) fn hanging<'a>(
    facts: &Facts,
    windows: &'a Windows,
) -> Result<Option<&'a Window>, Unavailable> {
    if windows.own_open().is_some() {
        return Ok(None);
    }
    let Some(newest) = windows.newest() else {
        return Ok(None);
    };
    let hangs = match &newest.status {
        Status::Initiating => newest.is_stuck(facts.now()?.utc),
        Status::Other(status) => status.to_ascii_lowercase().contains("fail"),
        _ => false,
    };
    Ok(hangs.then_some(newest))
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
