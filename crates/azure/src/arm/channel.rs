//! Sends a run's requests and reads their answers. It remembers nothing: the
//! body goes as soon as it is parsed.

use std::rc::Rc;

use serde_json::Value;

use super::{
    ArmError, ArmErrorKind, address, envelope,
    json::Node,
    retry::{self, Retry},
    transport::{Method, Request, Response},
};
use crate::cloud::Cloud;

/// A success, with the request that brought it for the evidence.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(super) json: Rc<Value>,
    /// Method and path without the query.
    pub request: String,
    /// The `Date` header, where the browser lets it be read.
    pub date: Option<String>,
    /// How long the body was.
    pub(super) bytes: usize,
}

impl Answer {
    pub fn node(&self) -> Node<'_> {
        Node::new(&self.json)
    }
}

#[derive(Clone)]
pub(super) struct Channel {
    pub(super) cloud: Cloud,
    pub(super) language: Rc<str>,
    pub(super) retry: Rc<Retry>,
    pub(super) run: u32,
}

impl Channel {
    pub(super) fn url_of(&self, path: &str) -> String {
        address::url(self.cloud, path)
    }

    pub(super) async fn send(
        &self,
        method: Method,
        url: String,
        body: Option<String>,
    ) -> Result<Response, ArmErrorKind> {
        let request = self.request(method, url, body);
        self.retry.send(request).await
    }

    /// Without a second attempt.
    pub(super) async fn send_once(
        &self,
        method: Method,
        url: String,
        body: Option<String>,
    ) -> Result<Response, ArmErrorKind> {
        let request = self.request(method, url, body);
        self.retry.send_once(request).await
    }

    fn request(&self, method: Method, url: String, body: Option<String>) -> Request {
        Request {
            method,
            url,
            body,
            bearer: None,
            language: Some(self.language.to_string()),
            run: self.run,
        }
    }

    /// An answer, which is to be JSON.
    pub(super) async fn ask(
        &self,
        method: Method,
        url: String,
        body: Option<String>,
    ) -> Result<Answer, ArmError> {
        let request = format!("{method} {}", address::shown(&url));
        let sent = self.send(method, url, body).await;
        answer_of(request, sent, read_body)
    }
}

/// What was sent, as the answer that `read` makes of its body.
pub(super) fn answer_of(
    request: String,
    sent: Result<Response, ArmErrorKind>,
    read: impl FnOnce(&Response) -> Result<Value, ArmErrorKind>,
) -> Result<Answer, ArmError> {
    let failed = |request, kind, correlation_id| ArmError {
        request,
        kind,
        correlation_id,
    };
    let response = match sent {
        Ok(response) => response,
        Err(kind) => return Err(failed(request, kind, None)),
    };
    match read(&response) {
        Ok(json) => Ok(Answer {
            json: Rc::new(json),
            request,
            date: response.header("date").map(str::to_owned),
            bytes: response.body.len(),
        }),
        Err(kind) => {
            let correlation_id = response.header("x-ms-correlation-request-id");
            Err(failed(request, kind, correlation_id.map(str::to_owned)))
        }
    }
}

pub(super) fn is_success(response: &Response) -> bool {
    (200..300).contains(&response.status)
}

pub(super) fn read_body(response: &Response) -> Result<Value, ArmErrorKind> {
    if !is_success(response) {
        return Err(ArmErrorKind::Status {
            status: response.status,
            envelope: envelope::parse(&response.body),
            wait: retry::retry_after(response).map(|it| it.as_secs()),
        });
    }
    let body = response.body.trim_start_matches('\u{feff}').trim_start();
    if body.starts_with('<') {
        return Err(ArmErrorKind::Html);
    }
    serde_json::from_str(body).map_err(|_| ArmErrorKind::NotJson)
}
