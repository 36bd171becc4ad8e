//! Answers that go wrong on purpose: which requests are hit, and how.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::clock;
use crate::http::{Delivery, Response};
use crate::pattern;
use crate::resource_id;

/// A fault, and the requests that it hits.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// Pattern for path and query, without case; `*` is any run of characters.
    pub path: String,
    #[serde(default)]
    pub method: Option<String>,
    /// How many requests of that kind go well first.
    #[serde(default)]
    pub after: u32,
    /// How many are hit then; all, when not given.
    #[serde(default)]
    pub times: Option<u32>,
    pub does: Failure,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Failure {
    /// Another answer in place of the true one. A body that is a string is
    /// sent as it stands, any other as JSON; `{name}` in it is the last segment
    /// of the path.
    Answer {
        status: u16,
        #[serde(default)]
        content_type: Option<String>,
        #[serde(default)]
        body: Value,
        #[serde(default)]
        headers: BTreeMap<String, String>,
    },
    /// A page for people, as proxies and gateways send it.
    Html {
        status: u16,
    },
    Empty {
        status: u16,
    },
    /// A 200 whose body is not JSON though it says so.
    Garbled,
    /// The true answer, whole as HTTP and cut as JSON.
    Truncated,
    /// The true answer, with the connection closed half-way.
    Dropped,
    /// No answer at all.
    Never,
    /// The true answer after this many milliseconds.
    Slow {
        ms: u64,
    },
    /// The true answer, padded with this many bytes of JSON.
    Huge {
        bytes: usize,
    },
    /// The true list, padded with this many bytes of JSON, and again behind it,
    /// without an end.
    Endless {
        bytes: usize,
    },
    /// The true list, of which only so many items are given, as if there were no
    /// more. Answers that are no lists stay.
    Short {
        keep: usize,
    },
    /// ARM's answer to a token that has run out.
    Expired,
}

/// A fault at work, with the requests that it has met so far.
#[derive(Debug, Clone)]
pub(crate) struct Armed {
    fault: Fault,
    met: u32,
}

impl From<Fault> for Armed {
    fn from(fault: Fault) -> Self {
        Self { fault, met: 0 }
    }
}

impl Armed {
    /// The fault, when no request so far was of its kind.
    pub(crate) fn unmet(&self) -> Option<&Fault> {
        (self.met == 0).then_some(&self.fault)
    }

    /// Counts a request; the failure, when it hits this one.
    pub(crate) fn meet(&mut self, method: &str, path: &str) -> Option<&Failure> {
        let fault = &self.fault;
        if !pattern::meets((fault.method.as_deref(), &fault.path), (method, path)) {
            return None;
        }
        self.met += 1;
        let hit = self.met.checked_sub(fault.after).filter(|&n| n > 0)?;
        fault
            .times
            .is_none_or(|times| hit <= times)
            .then_some(&fault.does)
    }
}

impl Failure {
    /// The answer that stands in for the true one to a request for `path`, so
    /// that the request is never carried out; `None` when it is.
    pub(crate) fn instead(&self, path: &str, now: OffsetDateTime) -> Option<Response> {
        Some(match self {
            Self::Answer {
                status,
                content_type,
                body,
                headers,
            } => {
                let text = match body {
                    Value::String(text) => text.clone(),
                    Value::Null => String::new(),
                    body => body.to_string(),
                };
                let kind = content_type
                    .as_deref()
                    .unwrap_or("application/json; charset=utf-8");
                let path = path.split('?').next().unwrap_or_default();
                let text = text.replace("{name}", resource_id::name(path));
                let mut response = Response::text(*status, kind, text);
                for (name, value) in headers {
                    response.set(name, value);
                }
                response
            }
            Self::Html { status } => Response::text(
                *status,
                "text/html; charset=utf-8",
                "<!DOCTYPE html><html><head><title>Service unavailable</title></head>\
                 <body><h1>Our services aren't available right now</h1>\
                 <p>We're working to restore all services as soon as possible.</p></body></html>",
            ),
            Self::Empty { status } => Response::empty(*status),
            Self::Garbled => Response::text(
                200,
                "application/json; charset=utf-8",
                "{\"value\":[{\"id\":\"/subscriptions/\u{fffd}\",]}}",
            ),
            Self::Never => Response {
                delivery: Delivery::Never,
                ..Response::empty(504)
            },
            Self::Expired => expired(now - Duration::seconds(20), now),
            Self::Truncated
            | Self::Dropped
            | Self::Slow { .. }
            | Self::Huge { .. }
            | Self::Endless { .. }
            | Self::Short { .. } => return None,
        })
    }

    /// What becomes of the true answer to a request for `url`.
    pub(crate) fn spoil(&self, url: &str, response: &mut Response) {
        match self {
            Self::Truncated => response.body.truncate(response.body.len() / 2),
            Self::Dropped => {
                response.body.truncate(response.body.len() / 2);
                response.delivery = Delivery::Cut;
            }
            Self::Slow { ms } => response.delay_ms += ms,
            Self::Huge { bytes } => pad(&mut response.body, *bytes),
            Self::Endless { bytes } => go_on(url, response, *bytes),
            Self::Short { keep } => shorten(response, *keep),
            _ => {}
        }
    }
}

/// Adds a field of blind text to a JSON object; other bodies stay.
fn pad(body: &mut Vec<u8>, bytes: usize) {
    if body.pop() == Some(b'}') {
        body.extend_from_slice(b",\"padding\":\"");
        body.resize(body.len() + bytes, b'x');
        body.extend_from_slice(b"\"}");
    }
}

/// Leads on to the same list under an address that was not asked for yet.
fn go_on(url: &str, response: &mut Response, bytes: usize) {
    let Some(mut body) = response.body_json() else {
        return;
    };
    let (url, page) = url.split_once("&again=").unwrap_or((url, "0"));
    let page = page.parse::<u32>().unwrap_or_default() + 1;
    body["nextLink"] = format!("{url}&again={page}").into();
    response.body = body.to_string().into_bytes();
    pad(&mut response.body, bytes);
}

/// Leaves the first items of a list, and says that there are no more.
fn shorten(response: &mut Response, keep: usize) {
    let Some(mut body) = response.body_json() else {
        return;
    };
    if let Some(items) = body.get_mut("value").and_then(Value::as_array_mut) {
        items.truncate(keep);
        if let Some(body) = body.as_object_mut() {
            body.remove("nextLink");
        }
        response.body = body.to_string().into_bytes();
    }
}

pub(crate) fn expired(expiry: OffsetDateTime, now: OffsetDateTime) -> Response {
    let message = format!(
        "The access token expiry UTC time '{}' is earlier than current UTC time '{}'.",
        clock::us(expiry),
        clock::us(now)
    );
    Response::json(
        401,
        &json!({"error": {"code": "ExpiredAuthenticationToken", "message": message}}),
    )
    .with(
        "WWW-Authenticate",
        "Bearer authorization_uri=\"https://login.microsoftonline.com/common\", \
         error=\"invalid_token\", error_description=\"The access token has expired.\"",
    )
}

/// One fault of every class of failure that ARM and what lies before it are
/// known to answer with, on all requests.
pub fn fault_classes() -> Vec<Fault> {
    let mut kinds: Vec<Failure> = envelopes()
        .into_iter()
        .map(|(status, body)| Failure::Answer {
            status,
            body,
            content_type: None,
            headers: BTreeMap::new(),
        })
        .collect();
    kinds.push(Failure::Answer {
        status: 429,
        content_type: None,
        body: json!({"error": {"code": "TooManyRequests", "message": "The limit for reads is used up."}}),
        headers: BTreeMap::from([("Retry-After".to_owned(), "3".to_owned())]),
    });
    kinds.extend(challenges());
    kinds.push(Failure::Answer {
        status: 200,
        content_type: Some("text/plain".to_owned()),
        body: json!("OK"),
        headers: BTreeMap::new(),
    });
    kinds.extend([200, 403, 502, 503].map(|status| Failure::Html { status }));
    kinds.extend([200, 204, 404, 500, 503, 504].map(|status| Failure::Empty { status }));
    kinds.extend([
        Failure::Garbled,
        Failure::Truncated,
        Failure::Dropped,
        Failure::Never,
        Failure::Slow { ms: 2_000 },
        Failure::Huge { bytes: 200_000 },
        Failure::Expired,
    ]);
    kinds
        .into_iter()
        .map(|does| Fault {
            path: "*".to_owned(),
            method: None,
            after: 0,
            times: None,
            does,
        })
        .collect()
}

/// ARM's answers to a session that was ended and to one of another directory: by
/// the header, by the words of the body, and by both. Quoted in issues 31777 of
/// Azure/azure-cli and 28200 of Azure/azure-powershell.
fn challenges() -> Vec<Failure> {
    let ended = "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp";
    let directory = "https://login.windows.net/b7d2a9c4-13e8-4c55-8f0a-6e91c0d4a2f3";
    let asks = "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhIjoxfQ==\"";
    let names = format!("Bearer authorization_uri=\"{directory}\", error=\"invalid_token\"");
    let issuer = format!("Please use the authority (URL) '{directory}' to get the token.");
    let (token, tenant) = (
        "InvalidAuthenticationToken",
        "InvalidAuthenticationTokenTenant",
    );
    [
        (token, ended, Some(asks)),
        (token, ended, None),
        ("Unauthorized", "No.", Some(asks)),
        (tenant, &issuer, Some(&names)),
        (tenant, &issuer, None),
    ]
    .into_iter()
    .map(|(code, message, header)| Failure::Answer {
        status: 401,
        content_type: None,
        body: json!({"error": {"code": code, "message": message}}),
        headers: header
            .map(|it| ("WWW-Authenticate".to_owned(), it.to_owned()))
            .into_iter()
            .collect(),
    })
    .collect()
}

/// Status and body of errors in every envelope that resource providers use: a
/// quota error that calls itself `Unauthorized` and a throttle that reads like
/// a refusal are among them.
fn envelopes() -> Vec<(u16, Value)> {
    serde_json::from_str(include_str!("../data/error-envelopes.json")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_hits_the_requests_that_it_counts() {
        let mut armed = Armed::from(Fault {
            path: "*/nics/*".to_owned(),
            method: Some("get".to_owned()),
            after: 1,
            times: Some(2),
            does: Failure::Garbled,
        });
        let mut meet = |method, path| armed.meet(method, path).is_some();
        assert!(!meet("POST", "/nics/a"));
        assert!(!meet("GET", "/vms/a"));
        assert!(!meet("GET", "/NICs/a"));
        assert!(meet("GET", "/nics/a"));
        assert!(meet("GET", "/nics/b"));
        assert!(!meet("GET", "/nics/a"));
    }

    #[test]
    fn padding_keeps_an_object_json() {
        let mut response = Response::json(200, &json!({"value": [1]}));
        Failure::Huge { bytes: 1_000 }.spoil("", &mut response);
        assert!(response.body.len() > 1_000);
        assert_eq!(response.body_json().unwrap()["value"][0], 1);
    }

    #[test]
    fn a_short_list_has_no_further_page() {
        let list = json!({"value": [1, 2, 3], "nextLink": "https://management.azure.com/x"});
        let mut response = Response::json(200, &list);
        Failure::Short { keep: 1 }.spoil("", &mut response);
        assert_eq!(response.body_json(), Some(json!({"value": [1]})));
        let mut response = Response::json(200, &json!({"id": "x"}));
        Failure::Short { keep: 1 }.spoil("", &mut response);
        assert_eq!(response.body_json(), Some(json!({"id": "x"})));
    }

    #[test]
    fn a_list_without_an_end_goes_in_no_circle() {
        let mut url = "https://management.azure.com/x?api-version=1".to_owned();
        let mut seen = vec![url.clone()];
        for _ in 0..3 {
            let mut response = Response::json(200, &json!({"value": [1]}));
            Failure::Endless { bytes: 10 }.spoil(&url, &mut response);
            let body = response.body_json().unwrap();
            assert_eq!(body["value"], json!([1]));
            body["nextLink"].as_str().unwrap().clone_into(&mut url);
            assert!(!seen.contains(&url), "{url}");
            seen.push(url.clone());
        }
    }

    #[test]
    fn the_classes_are_many_and_every_one_does_something() {
        let classes = fault_classes();
        assert!(classes.len() > 40);
        for fault in classes {
            let mut response = Response::json(200, &json!({"value": ["some", "longer", "answer"]}));
            let before = response.clone();
            fault.does.spoil("", &mut response);
            let instead = fault.does.instead("/", OffsetDateTime::UNIX_EPOCH);
            assert!(instead.is_some() || response != before, "{fault:?}");
        }
    }
}
