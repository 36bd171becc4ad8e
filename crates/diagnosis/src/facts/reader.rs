//! What is known of the reader and of the moment, most of it without asking.

use azure::{
    answer::{Known, Reason, Unavailable},
    arm::{Challenge, LogEntry},
    claims::Claims,
    cloud::Cloud,
    resources::list_tenants,
    timestamp::{self, Duration, Timestamp},
};
use futures::future;

use super::context::Context;
use crate::question::Question;

/// The present time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    pub utc: Timestamp,
    /// From ARM's `Date` header; otherwise from the reader's machine, whose
    /// clock may be wrong.
    pub from_arm: bool,
    /// Whether the clock of the reader's machine is known to be wrong, for ARM
    /// took a token that by this clock is not good. Then `utc` is when the token
    /// was issued: it is later than that for certain.
    pub is_off: bool,
}

/// How far the reader's clock may be from ARM's.
pub(crate) const CLOCK_SKEW: Duration = Duration::minutes(5);

/// How ARM met the token in this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// A request for which ARM took the token. If there is none, it refused it
    /// for what every good token can ask for: the subscription, and the reader's
    /// tenants.
    pub accepted: Option<String>,
    /// Whether one of those requests was about something below the
    /// subscription.
    pub accepted_below: bool,
    /// The 401 answers that speak of the token.
    pub rejections: Vec<Rejection>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The error code, such as `ExpiredAuthenticationToken`; may be empty.
    pub code: String,
    pub request: String,
    pub challenge: Challenge,
}

impl Rejection {
    /// Whether a token of another tenant is asked for.
    pub fn is_of_tenant(&self) -> bool {
        self.code == "InvalidAuthenticationTokenTenant"
    }
}

pub(super) async fn question(context: &Context) -> Result<Known<Question>, Unavailable> {
    Ok(Known::unasked(context.question.clone()))
}

pub(super) async fn cloud(context: &Context) -> Result<Known<Cloud>, Unavailable> {
    Ok(Known::unasked(context.cloud))
}

pub(super) async fn claims(context: &Context) -> Result<Known<Claims>, Unavailable> {
    context
        .claims
        .clone()
        .map(Known::unasked)
        .ok_or_else(|| Unavailable::new(Reason::NoIdentity))
}

/// By ARM's `Date`, by the reader's clock, or by the token, of which ARM shows
/// that it is good at this moment.
pub(super) async fn now(context: &Context) -> Result<Known<Now>, Unavailable> {
    let answer = context.arm.get(&subscriptions_path(context)).await.ok();
    let own = context.clock.now();
    let from_arm = answer
        .as_ref()
        .and_then(|it| timestamp::parse_http_date(it.date.as_deref()?));
    let issued = answer
        .and(context.claims.as_ref())
        .and_then(|token| issued_if_off(token, own));
    let now = match (from_arm, issued) {
        (Some(utc), _) => Now {
            utc,
            from_arm: true,
            is_off: false,
        },
        (None, issued) => Now {
            utc: issued.unwrap_or(own),
            from_arm: false,
            is_off: issued.is_some(),
        },
    };
    Ok(Known::unasked(now))
}

/// When a good token was issued, if by this clock it is not good.
fn issued_if_off(token: &Claims, own: Timestamp) -> Option<Timestamp> {
    let (issued, expires) = (token.issued?, token.expires?);
    let is_within =
        issued <= own.saturating_add(CLOCK_SKEW) && own <= expires.saturating_add(CLOCK_SKEW);
    (!is_within).then_some(issued)
}

/// Whether the token is taken shows in the log of what was asked so far; two
/// answers are waited for, so that there is something to go by. Any answer that
/// makes sense shows a token that is taken, 401 to both show one that is not,
/// and anything else, such as a proxy's 404, shows nothing.
pub(super) async fn sign_in(context: &Context) -> Result<Known<SignIn>, Unavailable> {
    let path = subscriptions_path(context);
    let (subscription, tenants) =
        future::join(context.arm.get(&path), list_tenants(&context.arm)).await;
    let run = context.arm.log_of_run();
    let below = format!("{}/", context.question.vm.subscription_scope()).to_ascii_lowercase();
    let mut took = run.iter().filter(|it| it.took_token);
    let rejections: Vec<Rejection> = run
        .iter()
        .enumerate()
        .filter(|(at, it)| !renewed(it, &run[at + 1..]))
        .filter_map(|(_, it)| rejection(it))
        .collect();
    let sign_in = SignIn {
        accepted: took.clone().next().map(request),
        accepted_below: took.any(|it| it.path().to_ascii_lowercase().starts_with(&below)),
        rejections,
    };
    let probes = [subscription.map_err(Unavailable::from).err(), tenants.err()];
    let unclear = probes.into_iter().flatten().find(|it| {
        let mut rejected = sign_in.rejections.iter();
        !rejected.any(|rejection| it.is_of(&rejection.request))
    });
    match unclear {
        Some(why) if sign_in.accepted.is_none() => Err(why),
        _ => Ok(Known::unasked(sign_in)),
    }
}

/// A 401 that is about the token. Not every one is: providers use it for quotas
/// too.
fn rejection(entry: &LogEntry) -> Option<Rejection> {
    let challenge = entry.challenge.clone()?;
    let code = &*entry.code;
    let is_about_token = code.starts_with("InvalidAuthenticationToken")
        || matches!(
            code,
            "ExpiredAuthenticationToken"
                | "AuthenticationFailed"
                | "AuthenticationFailedInvalidHeader"
        )
        || challenge.is_about_token();
    is_about_token.then(|| Rejection {
        code: entry.code.clone(),
        request: request(entry),
        challenge,
    })
}

fn request(entry: &LogEntry) -> String {
    format!("{} {}", entry.method, entry.path())
}

/// Whether the same request went through later, with a newer token.
fn renewed(rejected: &LogEntry, later: &[LogEntry]) -> bool {
    later.iter().any(|it| {
        (it.method, &it.url) == (rejected.method, &rejected.url)
            && it.status.is_some_and(|status| status != 401)
    })
}

fn subscriptions_path(context: &Context) -> String {
    format!(
        "{}?api-version=2022-12-01",
        context.question.vm.subscription_scope()
    )
}
