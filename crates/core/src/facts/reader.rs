//! What is known of the reader and of the moment, most of it without asking.

use super::{Context, Known, Reason, Unavailable};
use crate::{
    claims::Claims,
    cloud::Cloud,
    question::Question,
    timestamp::{self, Timestamp},
};

/// The present time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    pub utc: Timestamp,
    /// From ARM's `Date` header; otherwise from the reader's machine, whose
    /// clock may be wrong.
    pub from_arm: bool,
}

/// How ARM met the token so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Whether any request was let in: answered, or refused for want of a role.
    pub accepted: bool,
    /// The 401 answers since the last request that was let in.
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

/// Whether the token is taken shows in the log of what was asked so far; one
/// answer is waited for, so that there is something to go by.
pub(super) async fn sign_in(context: &Context) -> Result<Known<SignIn>, Unavailable> {
    let first = context.arm.get(&subscriptions_path(context)).await;
    let log = context.arm.log().entries();
    let last_accepted = log.iter().rposition(
        |it| matches!(it.status, Some(status) if status < 500 && !matches!(status, 401 | 408 | 429)),
    );
    let accepted = last_accepted.is_some();
    let rejections: Vec<Rejection> = log[last_accepted.map_or(0, |at| at + 1)..]
        .iter()
        .filter(|it| it.status == Some(401) && is_about_token(&it.code))
        .map(|it| Rejection {
            code: it.code.clone(),
            request: format!("{} {}", it.method, path_of(&it.url)),
        })
        .collect();
    match first {
        Err(error) if !accepted && rejections.is_empty() => Err(error.into()),
        _ => Ok(Known::new(
            SignIn {
                accepted,
                rejections,
            },
            "",
        )),
    }
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

fn path_of(url: &str) -> &str {
    let path = url.split('?').next().unwrap_or_default();
    path.find("//")
        .and_then(|at| {
            path[at + 2..]
                .find('/')
                .map(|slash| &path[at + 2 + slash..])
        })
        .unwrap_or(path)
}
