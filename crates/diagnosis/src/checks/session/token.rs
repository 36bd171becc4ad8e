//! The sign-in is good for Azure Resource Manager. Its 401 decides; the token's
//! own claims only tell apart why, or settle what one odd 401 leaves open.

use azure::{
    answer::{Said, Unavailable},
    cloud::Cloud,
    resources::SubscriptionLookup,
};

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Area, Case, Check, Finding, Goals, Note, Verdict, fail, pass},
    facts::{CLOCK_SKEW, FactKey, FactSet, Facts, Rejection},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "session.token",
    wire: 0,
    area: Area::Availability,
    goals: Goals::ALL,
    depends_on: &[],
    needs: FactSet::of(&[
        FactKey::SignIn,
        FactKey::Claims,
        FactKey::Now,
        FactKey::Cloud,
        FactKey::Question,
        FactKey::Subscription,
    ]),
    cases: &[
        Case::blocker(0, "expired", &[args::EXPIRED_AT.name]),
        Case::blocker(1, "wrong_audience", &[args::AUDIENCE.name]),
        Case::blocker(
            2,
            "wrong_tenant",
            &[args::TOKEN_TENANT.name, args::ASKED_TENANT.name],
        ),
        Case::blocker(3, "malformed", &[args::CODE.name]),
        Case::blocker(96, "session_ended", &[args::TOLD.name]),
    ],
    notes: &[Note::new(20, "clock_off")],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let sign_in = facts.sign_in()?;
    let (of_tenant, of_token): (Vec<&Rejection>, Vec<&Rejection>) =
        sign_in.rejections.iter().partition(|it| it.is_of_tenant());
    let Some(rejection) = of_token.first() else {
        return tenant(
            facts,
            of_tenant.first().copied(),
            sign_in.accepted.is_some(),
        );
    };
    // A token has one thing wrong with it: two reasons are one too many.
    if let Some(other) = of_token.iter().find(|it| told(it) != told(rejection)) {
        return Err(Unavailable::disagree(&said(rejection), &said(other)));
    }
    // Whose tenant is wrong was read, and found good as far as that goes.
    let accepted = sign_in
        .accepted
        .as_ref()
        .map(|it| Said::new(it, "status", "200"))
        .or_else(|| of_tenant.first().map(|it| said(it)));
    let is_accepted = accepted.is_some();
    let finding = match &*rejection.code {
        _ if rejection.challenge.asks_for_claims() => session_ended(rejection, is_accepted),
        "ExpiredAuthenticationToken" => expired(facts, is_accepted)?,
        "InvalidAuthenticationTokenAudience" => wrong_audience(facts, is_accepted)?,
        _ => told_by_claims(facts, rejection, is_accepted)?,
    };
    let finding = finding.ok_or_else(|| {
        let accepted = accepted.unwrap_or_else(|| said(rejection));
        Unavailable::disagree(&said(rejection), &accepted)
    })?;
    let challenge = &rejection.challenge;
    let finding = finding.seen(&rejection.request, "error.code", &rejection.code);
    Ok(if challenge.error.is_empty() {
        finding.into()
    } else {
        finding
            .seen(&rejection.request, "error", &challenge.error)
            .into()
    })
}

/// A good token is a witness of the time, too.
fn passed(facts: &Facts) -> Verdict {
    if facts.now().is_ok_and(|it| it.is_off) {
        pass().note("clock_off")
    } else {
        pass()
    }
}

/// A token of another tenant than the one that is asked for. When none is asked
/// for, a token that was taken somewhere is good as such, and `subscription.visible`
/// tells that the subscription is elsewhere.
fn tenant(facts: &Facts, rejection: Option<&Rejection>, is_accepted: bool) -> Judged {
    let other = asked::other_tenant(facts)?;
    let is_good = is_accepted || rejection.is_none();
    if is_good && other.is_none() && !asked::is_tenant_unknown(facts)? {
        return Ok(passed(facts));
    }
    if let (Some(rejection), Some((asked, own))) = (rejection, other) {
        return Ok(fail("wrong_tenant")
            .arg(args::TOKEN_TENANT, own)
            .arg(args::ASKED_TENANT, asked)
            .seen(&rejection.request, "error.code", &rejection.code)
            .into());
    }
    match &facts.subscription()?.value {
        SubscriptionLookup::Visible(_) => Ok(passed(facts)),
        SubscriptionLookup::NotVisible(refusal) => Err(refusal.clone()),
    }
}

/// What tells one rejection from another.
fn told(rejection: &Rejection) -> (bool, &str) {
    if rejection.challenge.asks_for_claims() {
        return (true, "");
    }
    (false, &rejection.code)
}

/// Azure asks for a newer token, or one that shows more, though this one has
/// not run out.
fn session_ended(rejection: &Rejection, accepted: bool) -> Option<Finding> {
    let challenge = &rejection.challenge;
    let told = [&challenge.cause, &challenge.error, &rejection.code];
    let told = told.into_iter().find(|it| !it.is_empty());
    (!accepted).then(|| fail("session_ended").arg(args::TOLD, told))
}

/// A token's end comes while it is in use, so ARM's word is enough, unless it
/// took the same token elsewhere and the token says that it is still good.
fn expired(facts: &Facts, accepted: bool) -> Result<Option<Finding>, Unavailable> {
    let ends = asked::claims(facts)?.and_then(|it| it.expires);
    let is_over = match ends {
        Some(at) if accepted => at <= facts.now()?.utc.saturating_add(CLOCK_SKEW),
        _ => true,
    };
    Ok(is_over.then(|| fail("expired").arg(args::EXPIRED_AT, ends)))
}

fn wrong_audience(facts: &Facts, accepted: bool) -> Result<Option<Finding>, Unavailable> {
    let audience = asked::claims(facts)?.and_then(|it| it.audience.as_deref());
    Ok((!accepted).then(|| fail("wrong_audience").arg(args::AUDIENCE, audience)))
}

/// ARM only says that the token is invalid.
fn told_by_claims(
    facts: &Facts,
    rejection: &Rejection,
    accepted: bool,
) -> Result<Option<Finding>, Unavailable> {
    if accepted {
        return Ok(None);
    }
    if let Some(claims) = asked::claims(facts)? {
        let cloud = facts.cloud()?.value;
        let audience = claims.audience.as_deref();
        if audience.is_some_and(|it| !is_for(it, cloud)) {
            return wrong_audience(facts, accepted);
        }
        if let Some(ends) = claims.expires
            && ends <= facts.now()?.utc
        {
            return expired(facts, accepted);
        }
    }
    Ok(Some(fail("malformed").arg(args::CODE, &rejection.code)))
}

fn is_for(audience: &str, cloud: Cloud) -> bool {
    cloud
        .audiences()
        .iter()
        .any(|it| it.eq_ignore_ascii_case(audience.trim_end_matches('/')))
}

fn said(rejection: &Rejection) -> Said<'_> {
    Said::new(&rejection.request, "error.code", &rejection.code)
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::{Reason, Unavailable},
        arm::Challenge,
        resources::SubscriptionLookup,
    };

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, NOW, case, claims, healthy, judged, known, question, unavailable, verdict,
        },
        engine::Verdict,
        facts::{Rejection, SignIn, Update},
        question::Question,
    };

    const OTHER_TENANT: &str = "12121212-3434-5656-7878-909090909090";

    fn rejected(codes: &[&str], accepted: bool) -> Facts {
        let rejections = codes.iter().map(|code| Rejection {
            code: (*code).to_owned(),
            request: "GET /subscriptions".to_owned(),
            challenge: Challenge::default(),
        });
        signed_in(rejections.collect(), accepted)
    }

    fn signed_in(rejections: Vec<Rejection>, accepted: bool) -> Facts {
        healthy().with(Update::SignIn(known(SignIn {
            accepted: accepted.then(|| "GET /tenants".to_owned()),
            accepted_below: accepted,
            rejections,
        })))
    }

    fn challenged(code: &str, cause: &str) -> Rejection {
        Rejection {
            code: code.to_owned(),
            request: "GET /subscriptions".to_owned(),
            challenge: Challenge {
                error: "insufficient_claims".to_owned(),
                cause: cause.to_owned(),
                ..Challenge::default()
            },
        }
    }

    #[test]
    fn a_challenge_for_claims_tells_why_a_session_has_ended() {
        let cause = "TokenIssuedBeforeRevocationTimestamp";
        for (rejection, told) in [
            (challenged("InvalidAuthenticationToken", cause), cause),
            (challenged("", ""), "insufficient_claims"),
        ] {
            let snapshot = signed_in(vec![rejection.clone()], false);
            let Verdict::Fail(finding) = judged(&CHECK, &snapshot) else {
                panic!("should fail");
            };
            assert_eq!(finding.case, "session_ended");
            let args: Vec<_> = finding.args.texts().collect();
            assert_eq!(args, [("told", told.to_owned())]);
            // Another request was answered with the same token.
            let snapshot = signed_in(vec![rejection], true);
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        }
    }

    fn asked_for_other_tenant() -> Update {
        Update::Question(known(Question {
            tenant: Some(OTHER_TENANT.to_owned()),
            ..question()
        }))
    }

    #[test]
    fn tells_the_reasons_apart() {
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        for (code, expected) in [
            ("ExpiredAuthenticationToken", "expired"),
            ("InvalidAuthenticationTokenAudience", "wrong_audience"),
            ("InvalidAuthenticationToken", "malformed"),
        ] {
            assert_eq!(case(&CHECK, &rejected(&[code], false)), expected);
        }
    }

    #[test]
    fn a_tenant_is_wrong_only_when_another_one_is_asked_for() {
        let snapshot = rejected(&["InvalidAuthenticationTokenTenant"], true);
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
        let snapshot = snapshot.with(asked_for_other_tenant());
        assert_eq!(case(&CHECK, &snapshot), "wrong_tenant");
    }

    #[test]
    fn a_token_that_was_taken_nowhere_is_not_called_good() {
        let refusal = Unavailable::new(Reason::Forbidden);
        let refused = SubscriptionLookup::NotVisible(refusal);
        let snapshot = rejected(&["InvalidAuthenticationTokenTenant"], false);
        let snapshot = snapshot.with(Update::Subscription(known(refused)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }

    #[test]
    fn a_token_of_another_tenant_than_asked_for_passes_only_if_it_works() {
        let snapshot = healthy().with(asked_for_other_tenant());
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
        let refusal = Unavailable::new(Reason::Forbidden);
        let snapshot = snapshot.with(Update::Subscription(known(SubscriptionLookup::NotVisible(
            refusal,
        ))));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }

    #[test]
    fn claims_tell_why_a_token_is_invalid() {
        let mut own = claims();
        own.audience = Some("https://graph.microsoft.com".to_owned());
        let snapshot =
            rejected(&["InvalidAuthenticationToken"], false).with(Update::Claims(known(own)));
        assert_eq!(case(&CHECK, &snapshot), "wrong_audience");
    }

    #[test]
    fn one_odd_401_among_answers_decides_nothing() {
        for codes in [
            &["ExpiredAuthenticationToken"][..],
            &["InvalidAuthenticationToken"],
            &[
                "InvalidAuthenticationToken",
                "InvalidAuthenticationTokenTenant",
            ],
        ] {
            let snapshot = rejected(codes, true);
            assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell", "{codes:?}");
        }
    }

    #[test]
    fn two_reasons_are_none() {
        let codes = ["ExpiredAuthenticationToken", "InvalidAuthenticationToken"];
        assert_eq!(verdict(&CHECK, &rejected(&codes, false)), "cannot-tell");
    }

    #[test]
    fn a_token_that_ends_in_the_middle_of_a_run_is_expired() {
        let mut own = claims();
        own.expires = Some(NOW - std::time::Duration::from_secs(5));
        let snapshot =
            rejected(&["ExpiredAuthenticationToken"], true).with(Update::Claims(known(own)));
        assert_eq!(case(&CHECK, &snapshot), "expired");
        let snapshot = snapshot.with(Update::Now(unavailable(Reason::Pending)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }

    #[test]
    fn an_opaque_token_is_judged_by_arm_alone() {
        let opaque = Update::Claims(unavailable(Reason::NoIdentity));
        assert_eq!(verdict(&CHECK, &healthy().with(opaque.clone())), "pass");
        let snapshot = rejected(&["InvalidAuthenticationToken"], false).with(opaque);
        assert_eq!(case(&CHECK, &snapshot), "malformed");
    }
}
