//! The only layer that sees a token: it adds it to requests to the configured
//! cloud's ARM host over HTTPS, and to nothing else.

use std::rc::Rc;

use futures::future::LocalBoxFuture;

use super::{
    ArmErrorKind, Challenge,
    address::is_rewritten,
    envelope,
    transport::{Clock, LogEntry, Method, Request, RequestLog, Response, Transport},
};
use crate::cloud::Cloud;

/// The claims for which ARM asks before a change by somebody who has not passed
/// multifactor authentication: `{"access_token":{"acrs":{"essential":true,
/// "values":["p1"]}}}` in base64. Source: learn.microsoft.com, "Mandatory
/// multifactor authentication for Azure", and the Azure CLI's own handling.
const STEP_UP: &str =
    "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlcyI6WyJwMSJdfX19";

/// No token can be had before the reader signs in again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInNeeded;

/// Where access tokens come from: a pasted one, or the identity library.
pub trait TokenSource {
    fn token(&self) -> LocalBoxFuture<'static, Result<String, SignInNeeded>>;

    /// A newer token than the one that ARM has just refused, if one can be had
    /// without the reader. `claims` is the challenge that ARM sent along, when
    /// the browser let it be read.
    fn renew(&self, claims: Option<String>) -> LocalBoxFuture<'static, Option<String>>;
}

pub(super) struct Bearer {
    pub(super) cloud: Cloud,
    pub(super) tokens: Rc<dyn TokenSource>,
    pub(super) transport: Rc<dyn Transport>,
    pub(super) clock: Rc<dyn Clock>,
    pub(super) log: RequestLog,
}

impl Bearer {
    pub(super) async fn send(&self, request: Request) -> Result<Response, ArmErrorKind> {
        if !is_arm_url(&request.url, self.cloud) {
            return Err(ArmErrorKind::ForeignHost);
        }
        if is_rewritten(&request.url) {
            return Err(ArmErrorKind::ChangedAddress);
        }
        let token = self
            .tokens
            .token()
            .await
            .map_err(|SignInNeeded| ArmErrorKind::SignInNeeded)?;
        let first = self.send_with(request.clone(), token).await?;
        if first.status != 401 {
            return Ok(first);
        }
        let asked = challenge(&first).claims;
        let Some(newer) = self.tokens.renew(asked.clone()).await else {
            return Ok(first);
        };
        let second = self.send_with(request.clone(), newer).await?;
        if second.status != 401 {
            return Ok(second);
        }
        // Claims that were asked for only now, or, for a change, such as the
        // browser may have kept to itself.
        let is_hidden = asked.is_none() && request.method != Method::Get;
        let more = challenge(&second)
            .claims
            .filter(|it| asked.as_ref() != Some(it))
            .or_else(|| is_hidden.then(|| STEP_UP.to_owned()));
        let Some(more) = more else {
            return Ok(second);
        };
        match self.tokens.renew(Some(more)).await {
            Some(stronger) => self.send_with(request, stronger).await,
            None => Ok(second),
        }
    }

    async fn send_with(
        &self,
        mut request: Request,
        token: String,
    ) -> Result<Response, ArmErrorKind> {
        request.bearer = Some(token);
        let (method, url, run) = (request.method, request.url.clone(), request.run);
        let started = self.clock.now();
        let result = self.transport.send(request).await;
        let elapsed = self.clock.now() - started;
        let response = result.as_ref().ok();
        self.log.push(LogEntry {
            method,
            url,
            status: response.map(|it| it.status),
            code: response
                .filter(|it| it.status >= 400)
                .map(|it| envelope::parse(&it.body).code)
                .unwrap_or_default(),
            challenge: response.filter(|it| it.status == 401).map(challenge),
            took_token: response
                .is_some_and(|it| (200..300).contains(&it.status) && is_json(&it.body)),
            milliseconds: u64::try_from(elapsed.whole_milliseconds()).unwrap_or_default(),
            correlation_id: response
                .and_then(|it| it.header("x-ms-correlation-request-id"))
                .map(str::to_owned),
            run,
        });
        result.map_err(ArmErrorKind::Transport)
    }
}

/// Whether a token may go to this address.
fn is_arm_url(url: &str, cloud: Cloud) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else {
        return false;
    };
    let Some(authority) = uri.authority() else {
        return false;
    };
    // ARM writes its own next links with an explicit port 443.
    let host = cloud.arm_host();
    uri.scheme_str() == Some("https")
        && authority
            .as_str()
            .strip_suffix(":443")
            .unwrap_or(authority.as_str())
            .eq_ignore_ascii_case(host)
}

fn challenge(refusal: &Response) -> Challenge {
    Challenge::read(refusal.header("www-authenticate"), &refusal.body)
}

/// Whether a body is JSON and not cut, without holding it.
fn is_json(body: &str) -> bool {
    let body = body.trim_start_matches('\u{feff}');
    serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_clouds_own_host_gets_a_token() {
        for (url, allowed) in [
            ("https://management.azure.com/subscriptions", true),
            ("https://MANAGEMENT.azure.com:443/subscriptions?a=b", true),
            ("http://management.azure.com/", false),
            ("https://management.azure.com:8443/", false),
            ("https://management.azure.com.evil.example/", false),
            ("https://evil.example/https://management.azure.com/", false),
            ("https://management.azure.com@evil.example/", false),
            ("https://user@management.azure.com/", false),
            ("https://management.usgovcloudapi.net/", false),
            ("//management.azure.com/", false),
            ("/subscriptions", false),
            ("", false),
        ] {
            assert_eq!(is_arm_url(url, Cloud::Public), allowed, "{url}");
        }
    }
}
