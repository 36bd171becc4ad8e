//! A window is open on the port. Whether it is for the reader's address is for
//! `request.source` to say. Source: learn.microsoft.com, REST "Jit Network
//! Access Policies - Get" (`requests`).

use azure::answer::{Reason, Unavailable};

use super::{END, STATUS, Windows, first_open};
use crate::{
    access_windows::Status,
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, Note, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "request.open",
    wire: 35,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &["policy.exists", "policy.port"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::AllPolicies,
        FactKey::Now,
    ]),
    cases: &[
        Case::blocker(57, "none", &[]),
        Case::blocker(58, "expired", &[args::ENDED.name]),
        Case::blocker(59, "replaced", &[args::STARTED.name]),
        Case::blocker(60, "revoked", &[args::STARTED.name]),
        Case::blocker(61, "other_port", &[args::PORTS.name]),
    ],
    notes: &[Note::new(7, "own_clock"), Note::new(21, "azure_status")],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    if asked::policies(facts)?.is_empty() {
        return Ok(not_applicable());
    }
    let port = asked::port(facts)?;
    let windows = Windows::read(facts, port)?;
    let request = &facts.policies()?.request;
    let is_replaced = windows
        .own
        .first()
        .is_some_and(|it| it.status == Status::Replaced);
    let standing = windows
        .own_open()
        .or_else(|| first_open(&windows.on_port).filter(|_| !is_replaced));
    if let Some(window) = standing {
        let passed = pass()
            .seen(request, STATUS, "Initiated")
            .seen(request, END, window.end);
        let now = facts.now()?;
        return Ok(match (now.from_arm, now.is_off) {
            (true, _) => passed,
            (false, false) => passed.note("own_clock"),
            (false, true) => passed.note("azure_status"),
        });
    }
    let Some(newest) = windows.newest() else {
        return Ok(without(&windows, request));
    };
    let finding = match &newest.status {
        Status::Initiating => {
            return Err(Unavailable::new(Reason::RequestUnderWay)
                .arg(args::STARTED, newest.start)
                .during(request));
        }
        Status::Other(status) => {
            return Err(Unavailable::undecided("status", Some(status)).during(request));
        }
        Status::Replaced => fail("replaced").arg(args::STARTED, newest.start),
        Status::Revoked => fail("revoked").arg(args::STARTED, newest.start),
        Status::Expired | Status::Open => fail("expired").arg(args::ENDED, newest.end),
    };
    Ok(finding
        .seen(request, STATUS, newest.status.name())
        .seen(request, END, newest.end)
        .into())
}

fn without(windows: &Windows, request: &str) -> crate::engine::Verdict {
    let mut ports: Vec<u16> = windows
        .all
        .iter()
        .filter(|it| it.status == Status::Open)
        .map(|it| it.port)
        .collect();
    ports.dedup();
    let field = "value[].properties.requests[].virtualMachines[].ports[].number";
    if ports.is_empty() {
        return fail("none").lacks_all(request, field).into();
    }
    fail("other_port")
        .arg(args::PORTS, ports.clone())
        .seen(request, field, ports)
        .into()
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::Reason,
        security::{PolicyVm, Requested, RequestedVm},
    };

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, asked_for, case, healthy, policy, resource, unavailable, verdict, window,
            with_requests,
        },
        facts::Update,
    };

    fn with(requests: Vec<Requested>) -> Facts {
        with_requests(healthy(), requests)
    }

    const ME: &str = "203.0.113.7";
    const OTHER: &str = "198.51.100.7";

    #[test]
    fn an_open_window_passes_wherever_it_stands_in_the_list() {
        let old = window(ME, -600, -420, "Revoked", "Expired");
        let open = window(ME, -30, 150, "Initiated", "UserRequested");
        let older = window(ME, -900, -720, "Revoked", "NewerRequestInitiated");
        assert_eq!(verdict(&CHECK, &with(vec![old, open, older])), "pass");
    }

    #[test]
    fn the_newest_request_tells_why_there_is_none() {
        assert_eq!(case(&CHECK, &with(Vec::new())), "none");
        for (reason, expected) in [
            ("Expired", "expired"),
            ("NewerRequestInitiated", "replaced"),
            ("UserRequested", "revoked"),
        ] {
            let older = window(ME, -600, -420, "Revoked", "Expired");
            let newest = window(ME, -60, -10, "Revoked", reason);
            assert_eq!(case(&CHECK, &with(vec![newest, older])), expected);
        }
        // Azure has not marked it yet.
        let over = window(ME, -200, -1, "Initiated", "UserRequested");
        assert_eq!(case(&CHECK, &with(vec![over])), "expired");
    }

    #[test]
    fn a_window_for_somebody_else_is_one_unless_it_took_the_readers_place() {
        let others = || window(OTHER, -30, 150, "Initiated", "UserRequested");
        assert_eq!(verdict(&CHECK, &with(vec![others()])), "pass");
        let mine = window(ME, -60, 100, "Revoked", "NewerRequestInitiated");
        assert_eq!(case(&CHECK, &with(vec![others(), mine])), "replaced");
    }

    #[test]
    fn a_window_on_another_port_is_named() {
        let mut other = window(ME, -30, 150, "Initiated", "UserRequested");
        other.vms[0].ports[0].number = 22;
        assert_eq!(case(&CHECK, &with(vec![other])), "other_port");
    }

    #[test]
    fn a_request_under_way_is_neither_open_nor_not() {
        let under_way = window(ME, -1, 150, "Initiating", "UserRequested");
        assert_eq!(verdict(&CHECK, &with(vec![under_way])), "cannot-tell");
        let odd = window(ME, -1, 150, "Pondering", "");
        assert_eq!(verdict(&CHECK, &with(vec![odd])), "cannot-tell");
    }

    #[test]
    fn every_policy_counts_and_other_vms_do_not() {
        let gone = Requested {
            vms: vec![RequestedVm {
                id: resource("Microsoft.Compute/virtualMachines/vm-gone"),
                ports: vec![asked_for(ME, 150, "Initiated", "UserRequested")],
            }],
            ..window(ME, -5, 150, "Initiated", "UserRequested")
        };
        assert_eq!(case(&CHECK, &with(vec![gone])), "none");
        let mut second = policy();
        second.requests = vec![window(ME, -30, 150, "Initiated", "UserRequested")];
        second.vms = vec![PolicyVm {
            id: resource("Microsoft.Compute/virtualMachines/vm-db-01"),
            ports: Vec::new(),
            firewall_address: None,
        }];
        let two = healthy().with(Update::Policies(crate::checks::testing::known(vec![
            policy(),
            second,
        ])));
        assert_eq!(verdict(&CHECK, &two), "pass");
    }

    #[test]
    fn without_the_list_nothing_is_said() {
        let unread = healthy().with(Update::Policies(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
        let timeless = with(Vec::new()).with(Update::Now(unavailable(Reason::TimedOut)));
        assert_eq!(verdict(&CHECK, &timeless), "cannot-tell");
    }
}
