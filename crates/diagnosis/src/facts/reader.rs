//! What is known of the reader and of the moment, most of it without asking.

use azure::{
    answer::{Known, Reason, Unavailable},
    arm::LogEntry,
    claims::Claims,
    cloud::Cloud,
    reason_args::CODE,
    resources::list_tenants,
    timestamp::{self, Timestamp},
    value::Value,
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
}

/// How ARM met the token in this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Whether ARM answered one of what a good token can ask for: the
    /// subscription, and the reader's tenants. If not, it refused the token for
    /// both.
    pub accepted: bool,
    /// The 401 answers that speak of the token.
    pub rejections: Vec<Rejection>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The error code, such as `ExpiredAuthenticationToken`.
    pub code: String,
    pub request: String,
}

pub(super) async fn question(context: &Context) -> Result<Known<Question>, Unavailable> {
    Ok(Known::new(context.question.clone(), ""))
}

pub(super) async fn cloud(context: &Context) -> Result<Known<Cloud>, Unavailable> {
    Ok(Known::new(context.cloud, ""))
}

pub(super) async fn claims(context: &Context) -> Result<Known<Claims>, Unavailable> {
    context
        .claims
        .clone()
        .map(|it| Known::new(it, ""))
        .ok_or_else(|| Unavailable::new(Reason::NoIdentity))
}

pub(super) async fn now(context: &Context) -> Result<Known<Now>, Unavailable> {
    let from_arm = context
        .arm
        .get(&subscriptions_path(context))
        .await
        .ok()
        .and_then(|it| timestamp::parse_http_date(it.date.as_deref()?));
    let now = Now {
        utc: from_arm.unwrap_or_else(|| context.clock.now()),
        from_arm: from_arm.is_some(),
    };
    Ok(Known::new(now, ""))
}

/// Whether the token is taken shows in the log of what was asked so far; two
/// answers are waited for, so that there is something to go by. An answer that
/// makes sense shows a token that is taken, two 401 show one that is not, and
/// anything else, such as a proxy's 404, shows nothing.
pub(super) async fn sign_in(context: &Context) -> Result<Known<SignIn>, Unavailable> {
    let path = subscriptions_path(context);
    let (subscription, tenants) =
        future::join(context.arm.get(&path), list_tenants(&context.arm)).await;
    let accepted = subscription.is_ok() || tenants.is_ok();
    if let (Err(one), Err(other)) = (subscription.map_err(Unavailable::from), tenants)
        && let Some(unclear) = [one, other].into_iter().find(|it| !speaks_of_token(it))
    {
        return Err(unclear);
    }
    let run = context.arm.log_of_run();
    let rejections: Vec<Rejection> = run
        .iter()
        .enumerate()
        .filter(|(at, it)| {
            it.status == Some(401) && is_about_token(&it.code) && !renewed(it, &run[at + 1..])
        })
        .map(|(_, it)| Rejection {
            code: it.code.clone(),
            request: format!("{} {}", it.method, it.path()),
        })
        .collect();
    Ok(Known::new(
        SignIn {
            accepted,
            rejections,
        },
        "",
    ))
}

/// Whether ARM refused the token itself.
fn speaks_of_token(why: &Unavailable) -> bool {
    why.reason == Reason::TokenRejected
        && why
            .args
            .get(CODE)
            .and_then(Value::text)
            .is_some_and(is_about_token)
}

/// Whether the same request went through later, with a newer token.
fn renewed(rejected: &LogEntry, later: &[LogEntry]) -> bool {
    later.iter().any(|it| {
        (it.method, &it.url) == (rejected.method, &rejected.url)
            && it.status.is_some_and(|status| status != 401)
    })
}

/// A 401 is not always about the token: providers use it for quotas too.
fn is_about_token(code: &str) -> bool {
    code.starts_with("InvalidAuthenticationToken")
        || matches!(
            code,
            "ExpiredAuthenticationToken"
                | "AuthenticationFailed"
                | "AuthenticationFailedInvalidHeader"
        )
}

fn subscriptions_path(context: &Context) -> String {
    format!(
        "{}?api-version=2022-12-01",
        context.question.vm.subscription_scope()
    )
}
