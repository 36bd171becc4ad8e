//! The open window is for the reader's address. The address that a request
//! opens the port for is the one that the portal saw, which may be a proxy's.
//! Source: learn.microsoft.com, "Enable just-in-time access on VMs".

use azure::{
    answer::{Reason, Unavailable},
    ip_range,
    security_rules::Match,
    value::BETWEEN,
};

use super::{SOURCE, Windows};
use crate::{
    access_windows::{Status, Window},
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "request.source",
    wire: 37,
    area: Area::Connection,
    goals: Goals::CONNECT,
    depends_on: &["request.open", "request.settled"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::AllPolicies,
        FactKey::Now,
    ]),
    cases: &[
        Case::blocker(64, "other_address", &[args::ALLOWED.name]),
        Case::blocker(65, "ipv6", &[args::ALLOWED.name]),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let Some(source) = facts.question()?.source else {
        return Ok(not_applicable());
    };
    if asked::policies(facts)?.is_empty() {
        return Ok(not_applicable());
    }
    let windows = Windows::read(facts, asked::port(facts)?)?;
    let request = &facts.policies()?.request;
    let open: Vec<&Window> = windows
        .on_port
        .iter()
        .filter(|it| it.status == Status::Open)
        .collect();
    if open.is_empty() {
        return Ok(not_applicable());
    }
    if let Some(own) = windows.own_open() {
        return Ok(pass().seen(request, SOURCE, own.sources.clone()));
    }
    let mut allowed: Vec<&str> = open
        .iter()
        .flat_map(|it| &it.sources)
        .map(String::as_str)
        .collect();
    allowed.dedup();
    if open.iter().any(|it| it.is_for(&source) == Match::Maybe) {
        return Err(Unavailable::new(Reason::UnknownValue)
            .arg(
                args::FIELD,
                ("allowedSourceAddressPrefix", &*allowed.join(BETWEEN)),
            )
            .during(request));
    }
    let of_kind = |text: &&str| {
        ip_range::parse(text).is_some_and(|it| it.addr().is_ipv4() == source.addr().is_ipv4())
    };
    let case = if allowed.iter().any(of_kind) {
        "other_address"
    } else {
        "ipv6"
    };
    Ok(fail(case)
        .arg(args::ALLOWED, allowed.clone())
        .seen(request, SOURCE, allowed)
        .into())
}

#[cfg(test)]
mod tests {
    use azure::ip_range;

    use super::CHECK;
    use crate::{
        checks::testing::{Facts, case, healthy, known, question, verdict, window, with_requests},
        facts::Update,
        question::Question,
    };

    fn open_for(source: &str) -> Facts {
        with_requests(
            healthy(),
            vec![window(source, -30, 150, "Initiated", "UserRequested")],
        )
    }

    fn from(snapshot: Facts, source: Option<&str>) -> Facts {
        snapshot.with(Update::Question(known(Question {
            source: source.and_then(ip_range::parse),
            ..question()
        })))
    }

    #[test]
    fn the_window_must_hold_the_whole_address() {
        for source in ["203.0.113.7", "203.0.113.0/24", "*"] {
            assert_eq!(verdict(&CHECK, &open_for(source)), "pass", "{source}");
        }
        assert_eq!(case(&CHECK, &open_for("198.51.100.7")), "other_address");
        assert_eq!(case(&CHECK, &open_for("2001:db8::7")), "ipv6");
        assert_eq!(verdict(&CHECK, &open_for("CorpNet")), "cannot-tell");
        // Several addresses of one's own, of which the window holds one.
        let several = from(open_for("203.0.113.7"), Some("203.0.113.0/28"));
        assert_eq!(case(&CHECK, &several), "other_address");
        let v6 = from(open_for("203.0.113.7"), Some("2001:db8::1"));
        assert_eq!(case(&CHECK, &v6), "ipv6");
    }

    #[test]
    fn without_a_window_or_an_address_it_has_no_meaning() {
        let none = with_requests(healthy(), Vec::new());
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
        let silent = from(open_for("203.0.113.7"), None);
        assert_eq!(verdict(&CHECK, &silent), "not-applicable");
    }
}
