//! The sign-in is good for Azure Resource Manager. Its 401 decides; the token's
//! own claims only tell apart why, or settle what one odd 401 leaves open.

use crate::{
    checks::asked::Judged,
    claims::Claims,
    cloud::Cloud,
    engine::{Area, Case, Check, Finding, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts, Reason, Rejection, Unavailable},
    resource_id::is_guid,
    timestamp,
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "session.token",
    area: Area::Availability,
    goals: Goals::ALL,
    after: &[],
    needs: FactSet::of(&[
        FactKey::SignIn,
        FactKey::Claims,
        FactKey::Now,
        FactKey::Cloud,
        FactKey::Question,
    ]),
    cases: &[
        Case::blocker("expired", &["expired_at"]),
        Case::blocker("wrong_audience", &["audience"]),
        Case::blocker("wrong_tenant", &["token_tenant"]),
        Case::blocker("malformed", &["code"]),
    ],
    notes: &[],
    eval,
};

fn eval(facts: &Facts) -> Judged {
    let sign_in = facts.sign_in()?;
    let Some(rejection) = sign_in.rejections.first() else {
        return Ok(pass());
    };
    let finding = match &*rejection.code {
        "ExpiredAuthenticationToken" => expired(facts)?,
        "InvalidAuthenticationTokenAudience" => wrong_audience(facts, sign_in.accepted)?,
        "InvalidAuthenticationTokenTenant" => wrong_tenant(facts, sign_in.accepted)?,
        _ => told_by_claims(facts, rejection, sign_in.accepted)?,
    };
    let finding = finding.ok_or_else(|| contradiction(rejection))?;
    Ok(finding
        .seen(&rejection.request, "error.code", &rejection.code)
        .into())
}

/// A token's end comes while it is in use, so ARM's word is enough, unless it
/// took the same token elsewhere and the token says that it is still good.
fn expired(facts: &Facts) -> Result<Option<Finding>, Unavailable> {
    let claims = claims(facts)?;
    let ends = claims.and_then(|it| it.expires);
    let is_over = match ends {
        Some(at) => at <= facts.now()?.utc,
        None => true,
    };
    Ok((is_over || !facts.sign_in()?.accepted).then(|| {
        fail("expired").arg(
            "expired_at",
            ends.map(timestamp::format).unwrap_or_default(),
        )
    }))
}

fn wrong_audience(facts: &Facts, accepted: bool) -> Result<Option<Finding>, Unavailable> {
    let audience = claims(facts)?.and_then(|it| it.audience.clone());
    Ok((!accepted).then(|| fail("wrong_audience").arg("audience", audience.unwrap_or_default())))
}

/// Where ARM took the token for other things, the subscription stands in
/// another tenant, which is not the token's fault: `subscription.visible`
/// speaks of it.
fn wrong_tenant(facts: &Facts, accepted: bool) -> Result<Option<Finding>, Unavailable> {
    let tenant = claims(facts)?.and_then(|it| it.tenant.clone());
    Ok((!accepted).then(|| fail("wrong_tenant").arg("token_tenant", tenant.unwrap_or_default())))
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
    if let Some(claims) = claims(facts)? {
        let cloud: Cloud = facts.cloud()?.value;
        if claims
            .audience
            .as_deref()
            .is_some_and(|it| !is_for(it, cloud))
        {
            return wrong_audience(facts, accepted);
        }
        if claims
            .expires
            .is_some_and(|it| facts.now().is_ok_and(|now| it <= now.utc))
        {
            return expired(facts);
        }
        let asked = facts.question()?.tenant.clone();
        if let (Some(asked), Some(own)) = (asked.filter(|it| is_guid(it)), &claims.tenant)
            && !asked.eq_ignore_ascii_case(own)
        {
            return wrong_tenant(facts, accepted);
        }
    }
    Ok(Some(fail("malformed").arg("code", &rejection.code)))
}

fn is_for(audience: &str, cloud: Cloud) -> bool {
    cloud
        .audiences()
        .iter()
        .any(|it| it.eq_ignore_ascii_case(audience.trim_end_matches('/')))
}

/// The claims, if the token could be decoded.
fn claims<'a>(facts: &'a Facts) -> Result<Option<&'a Claims>, Unavailable> {
    match facts.claims() {
        Ok(known) => Ok(Some(&known.value)),
        Err(why) if why.reason == Reason::NoIdentity => Ok(None),
        Err(why) => Err(why),
    }
}

fn contradiction(rejection: &Rejection) -> Unavailable {
    Unavailable::new(Reason::Contradiction).during(&rejection.request)
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::{
        checks::testing::{Facts, NOW, case, claims, healthy, known, unavailable, verdict},
        facts::{Reason, Rejection, SignIn, Update},
    };

    fn rejected(code: &str, accepted: bool) -> Facts {
        healthy().with(Update::SignIn(known(SignIn {
            accepted,
            rejections: vec![Rejection {
                code: code.to_owned(),
                request: "GET /subscriptions".to_owned(),
            }],
        })))
    }

    #[test]
    fn tells_the_reasons_apart() {
        for (code, expected) in [
            ("ExpiredAuthenticationToken", "expired"),
            ("InvalidAuthenticationTokenAudience", "wrong_audience"),
            ("InvalidAuthenticationTokenTenant", "wrong_tenant"),
            ("InvalidAuthenticationToken", "malformed"),
        ] {
            assert_eq!(case(&CHECK, &rejected(code, false)), expected);
        }
    }

    #[test]
    fn claims_tell_why_a_token_is_invalid() {
        let mut own = claims();
        own.audience = Some("https://graph.microsoft.com".to_owned());
        let snapshot =
            rejected("InvalidAuthenticationToken", false).with(Update::Claims(known(own)));
        assert_eq!(case(&CHECK, &snapshot), "wrong_audience");
    }

    #[test]
    fn one_odd_401_among_answers_decides_nothing() {
        for code in [
            "ExpiredAuthenticationToken",
            "InvalidAuthenticationToken",
            "InvalidAuthenticationTokenTenant",
        ] {
            assert_eq!(
                verdict(&CHECK, &rejected(code, true)),
                "cannot-tell",
                "{code}"
            );
        }
    }

    #[test]
    fn a_token_that_ends_in_the_middle_of_a_run_is_expired() {
        let mut own = claims();
        own.expires = Some(NOW - std::time::Duration::from_secs(5));
        let snapshot =
            rejected("ExpiredAuthenticationToken", true).with(Update::Claims(known(own)));
        assert_eq!(case(&CHECK, &snapshot), "expired");
    }

    #[test]
    fn an_opaque_token_is_judged_by_arm_alone() {
        let opaque = Update::Claims(unavailable(Reason::NoIdentity));
        assert_eq!(verdict(&CHECK, &healthy().with(opaque.clone())), "pass");
        let snapshot = rejected("InvalidAuthenticationToken", false).with(opaque);
        assert_eq!(case(&CHECK, &snapshot), "malformed");
    }
}
