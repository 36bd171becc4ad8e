//! A session with a pasted access token: it stays in this tab's memory, and
//! nothing can renew it.

use std::rc::Rc;

use azure::{
    arm::{SignInNeeded, TokenSource},
    claims::{Claims, PastedTokenError, read_pasted},
    cloud::Cloud,
    resource_id::is_guid,
    timestamp::Timestamp,
};
use futures::{
    FutureExt as _,
    future::{LocalBoxFuture, ready},
};

use super::{access::Access, present::Session, request_history::RequestHistory};

/// One token, for as long as it lasts.
pub(super) struct OneToken(pub(super) String);

impl TokenSource for OneToken {
    fn token(&self) -> LocalBoxFuture<'static, Result<String, SignInNeeded>> {
        ready(Ok(self.0.clone())).boxed_local()
    }

    fn renew(&self, _: Option<String>) -> LocalBoxFuture<'static, Option<String>> {
        ready(None).boxed_local()
    }
}

/// A session with the token that a pasted text holds.
pub(crate) fn pasted(text: &str, cloud: Cloud) -> Result<Session, PastedTokenError> {
    let (token, claims) = read_pasted(text)?;
    Ok(Session::Token(Access {
        cloud,
        claims: Some(claims),
        tokens: Rc::new(OneToken(token)),
        transport: None,
        at: None,
        history: RequestHistory::default(),
    }))
}

/// What a token's own claims speak against. None of it is certain: the clock
/// of the machine may be wrong, and Azure's answer is what counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenWarning {
    Expired,
    OtherAudience(String),
    /// The token's tenant, and the one that the address asks for.
    OtherTenant(String, String),
}

impl TokenWarning {
    /// Whether Azure would refuse every request with such a token. One for
    /// another tenant at least tells which subscriptions it can see.
    pub(crate) fn is_grave(&self) -> bool {
        !matches!(self, Self::OtherTenant(..))
    }

    /// The text's key.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Self::Expired => "page.token.warnings.expired",
            Self::OtherAudience(_) => "page.token.warnings.other_audience",
            Self::OtherTenant(..) => "page.token.warnings.other_tenant",
        }
    }

    /// The values of the text's placeholders.
    pub(crate) fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Expired => Vec::new(),
            Self::OtherAudience(audience) => vec![("audience", audience.clone())],
            Self::OtherTenant(own, asked) => vec![("own", own.clone()), ("asked", asked.clone())],
        }
    }
}

/// Compares what a token says of itself with what it is wanted for. `tenant`
/// is the one that the address asks for.
pub(crate) fn warnings(
    claims: &Claims,
    cloud: Cloud,
    tenant: Option<&str>,
    now: Timestamp,
) -> Vec<TokenWarning> {
    let is_over = claims.expires.is_some_and(|at| at <= now);
    let expired = is_over.then_some(TokenWarning::Expired);
    let audience = claims
        .audience
        .as_ref()
        .filter(|it| !is_for_arm(it, cloud))
        .map(|it| TokenWarning::OtherAudience(it.clone()));
    // A tenant may also be named by a domain, which a token does not tell.
    let tenant = match (&claims.tenant, tenant) {
        (Some(own), Some(asked)) if is_guid(asked) && !own.eq_ignore_ascii_case(asked) => {
            Some(TokenWarning::OtherTenant(own.clone(), asked.to_owned()))
        }
        _ => None,
    };
    [expired, audience, tenant].into_iter().flatten().collect()
}

fn is_for_arm(audience: &str, cloud: Cloud) -> bool {
    let audience = audience.trim_end_matches('/');
    // An audience may also be an application's id, which does not tell.
    is_guid(audience)
        || cloud
            .audiences()
            .iter()
            .any(|it| it.eq_ignore_ascii_case(audience))
}

#[cfg(test)]
mod tests {
    use azure::timestamp;

    use super::*;

    const HOME: &str = "11111111-2222-3333-4444-555555555555";
    const OTHER: &str = "99999999-2222-3333-4444-555555555555";

    fn claims() -> Claims {
        Claims {
            audience: Some("https://management.azure.com/".to_owned()),
            tenant: Some(HOME.to_owned()),
            expires: timestamp::parse("2026-11-24T11:00:00Z"),
            ..Claims::default()
        }
    }

    fn keys(claims: &Claims, tenant: Option<&str>, now: &str) -> Vec<&'static str> {
        let now = timestamp::parse(now).unwrap();
        warnings(claims, Cloud::Public, tenant, now)
            .iter()
            .map(|it| it.key().rsplit('.').next().unwrap())
            .collect()
    }

    #[test]
    fn a_good_token_raises_no_warning() {
        for tenant in [None, Some(HOME), Some("contoso.com")] {
            assert!(keys(&claims(), tenant, "2026-11-24T10:00:00Z").is_empty());
        }
        assert!(keys(&Claims::default(), Some(HOME), "2026-11-24T10:00:00Z").is_empty());
    }

    #[test]
    fn says_what_speaks_against_a_token() {
        let noon = "2026-11-24T12:00:00Z";
        assert_eq!(keys(&claims(), None, noon), ["expired"]);
        let graph = Claims {
            audience: Some("https://graph.microsoft.com".to_owned()),
            ..claims()
        };
        assert_eq!(
            keys(&graph, Some(OTHER), noon),
            ["expired", "other_audience", "other_tenant"]
        );
    }
}
