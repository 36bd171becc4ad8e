//! Calls to Azure Resource Manager as the probes make them: a path in, JSON or
//! a reason out.

use std::{cell::Cell, collections::HashSet, rc::Rc, time::Duration};

use async_lock::Semaphore;
use serde_json::Value;

use super::{
    ArmError, ArmErrorKind, RetryPolicy, address,
    bearer::{Bearer, TokenSource},
    envelope,
    json::{Node, Unexpected},
    memo::Memo,
    retry::{self, Retry},
    transport::{Clock, LogEntry, Method, Request, RequestLog, Response, Transport},
};
use crate::{cloud::Cloud, timestamp::Timestamp};

/// No list that is read here has more pages in a tenant of any real size.
const MAX_PAGES: usize = 2_000;

/// A success, with the request that brought it for the evidence.
#[derive(Clone, Debug)]
pub struct Answer {
    pub json: Value,
    /// Method and path without the query.
    pub request: String,
    /// The `Date` header, where the browser lets it be read.
    pub date: Option<String>,
}

impl Answer {
    pub fn node(&self) -> Node<'_> {
        Node::new(&self.json)
    }
}

/// The way to Azure Resource Manager for one run. Clones share their memory of
/// what was asked; dropping the last one, and what it started, cancels
/// everything in flight.
#[derive(Clone)]
pub struct ArmClient {
    cloud: Cloud,
    language: Rc<str>,
    memo: Rc<Memo>,
    log: RequestLog,
    run: u32,
    /// How many runs share the log.
    runs: Rc<Cell<u32>>,
}

impl ArmClient {
    pub fn new(
        cloud: Cloud,
        language: &str,
        transport: Rc<dyn Transport>,
        tokens: Rc<dyn TokenSource>,
        clock: Rc<dyn Clock>,
        policy: RetryPolicy,
    ) -> Self {
        let log = RequestLog::default();
        let bearer = Bearer {
            cloud,
            tokens,
            transport,
            clock: clock.clone(),
            log: log.clone(),
        };
        let retry = Retry {
            policy,
            bearer,
            clock,
            permits: Semaphore::new(policy.concurrency),
        };
        Self {
            cloud,
            language: language.into(),
            memo: Rc::new(Memo::new(Rc::new(retry))),
            log,
            run: 0,
            runs: Rc::new(Cell::new(1)),
        }
    }

    /// A client for another run, which asks everything anew and keeps the same
    /// log.
    pub fn renewed(&self) -> Self {
        let run = self.runs.get();
        self.runs.set(run + 1);
        Self {
            memo: Rc::new(self.memo.emptied()),
            run,
            ..self.clone()
        }
    }

    /// The present time, by the reader's clock.
    pub fn now(&self) -> Timestamp {
        self.memo.now()
    }

    pub fn log(&self) -> &RequestLog {
        &self.log
    }

    /// What this run has asked for: the log may hold other runs, earlier ones
    /// and such as go on at the same time.
    pub fn log_of_run(&self) -> Vec<LogEntry> {
        let mut entries = self.log.entries();
        entries.retain(|it| it.run == self.run);
        entries
    }

    /// Reads one resource. `path` starts with a slash, holds ids as they are read, and
    /// carries its `api-version`; it is encoded when it is sent.
    pub async fn get(&self, path: &str) -> Result<Answer, ArmError> {
        self.call(Method::Get, self.url_of(path), None).await
    }

    /// Reads a list to its end. The answer's JSON is the array of all items.
    pub async fn list(&self, path: &str) -> Result<Answer, ArmError> {
        let mut items = Vec::new();
        let mut done = false;
        let mut pages = Pages::new(self.clone(), path, true);
        let mut first = None;
        while !done {
            let (page, answer) = pages.next().await?;
            items.extend(page);
            done = pages.is_done();
            first.get_or_insert(answer);
        }
        let (request, date) = first.map(|it| (it.request, it.date)).unwrap_or_default();
        Ok(Answer {
            json: Value::Array(items),
            request,
            date,
        })
    }

    /// A list page by page, for lists too long to hold as JSON: nobody keeps a page
    /// that was read.
    pub fn pages(&self, path: &str) -> Pages {
        Pages::new(self.clone(), path, false)
    }

    /// Asks a question that takes a body. Not for writes: an answer that was
    /// had once is given again.
    pub async fn query(&self, path: &str, body: &Value) -> Result<Answer, ArmError> {
        self.call(Method::Post, self.url_of(path), Some(body.to_string()))
            .await
    }

    pub(super) async fn send_anew(
        &self,
        method: Method,
        url: String,
        body: Option<String>,
    ) -> Result<Response, ArmErrorKind> {
        self.memo.send_anew(self.request(method, url, body)).await
    }

    pub(super) async fn sleep(&self, duration: Duration) {
        self.memo.sleep(duration).await;
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

    async fn call(
        &self,
        method: Method,
        url: String,
        body: Option<String>,
    ) -> Result<Answer, ArmError> {
        let request = format!("{method} {}", address::shown(&url));
        let sent = self.memo.send(self.request(method, url, body));
        let failed = |kind, correlation_id| ArmError {
            request: request.clone(),
            kind,
            correlation_id,
        };
        let response = sent.await.map_err(|kind| failed(kind, None))?;
        let json = read_body(&response).map_err(|kind| failed(kind, correlation_id(&response)))?;
        Ok(Answer {
            json,
            request,
            date: response.header("date").map(str::to_owned),
        })
    }

    pub(super) fn url_of(&self, path: &str) -> String {
        address::url(self.cloud, path)
    }
}

/// A list being read page by page.
pub struct Pages {
    client: ArmClient,
    /// Whether the answers are kept for others who ask the same.
    is_kept: bool,
    next: Option<String>,
    seen: HashSet<String>,
}

impl Pages {
    fn new(client: ArmClient, path: &str, is_kept: bool) -> Self {
        let next = Some(client.url_of(path));
        Self {
            client,
            is_kept,
            next,
            seen: HashSet::new(),
        }
    }

    pub fn is_done(&self) -> bool {
        self.next.is_none()
    }

    /// The items of the next page, none when there is no further one.
    pub async fn next(&mut self) -> Result<(Vec<Value>, Answer), ArmError> {
        let url = self.next.take().unwrap_or_default();
        let mut client = self.client.clone();
        if !self.is_kept {
            client.memo = Rc::new(client.memo.emptied());
        }
        let mut answer = client.call(Method::Get, url.clone(), None).await?;
        let request = answer.request.clone();
        let failed = |kind| ArmError {
            request: request.clone(),
            kind,
            correlation_id: None,
        };
        let node = answer.node();
        let next = node
            .at("nextLink")
            .optional_text()
            .map_err(|it| failed(ArmErrorKind::Unexpected(it)))?
            .filter(|it| !it.is_empty())
            .map(str::to_owned);
        let items =
            take_items(&mut answer.json).map_err(|it| failed(ArmErrorKind::Unexpected(it)))?;
        self.seen.insert(url);
        if let Some(next) = &next
            && (self.seen.len() >= MAX_PAGES || self.seen.contains(next))
        {
            return Err(failed(ArmErrorKind::EndlessList));
        }
        self.next = next;
        Ok((items, answer))
    }
}

/// The items of a page, out of it. Some providers write an empty page as
/// `null`; without `value` it is no page.
fn take_items(page: &mut Value) -> Result<Vec<Value>, Unexpected> {
    let name = || "value".to_owned();
    let fields = page.as_object_mut().into_iter().flatten();
    let found = fields
        .into_iter()
        .find(|(key, _)| key.eq_ignore_ascii_case("value"));
    let (_, value) = found.ok_or_else(|| Unexpected::Missing(name()))?;
    match value.take() {
        Value::Array(items) => Ok(items),
        Value::Null => Ok(Vec::new()),
        _ => Err(Unexpected::Wrong(name())),
    }
}

pub(super) fn is_success(response: &Response) -> bool {
    (200..300).contains(&response.status)
}

pub(super) fn correlation_id(response: &Response) -> Option<String> {
    let id = response.header("x-ms-correlation-request-id");
    id.map(str::to_owned)
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_says_that_it_is_empty() {
        for (page, items) in [
            (json!({"value": [1, 2]}), Some(2)),
            (json!({"Value": [1]}), Some(1)),
            (json!({"value": []}), Some(0)),
            (json!({"value": null}), Some(0)),
            (json!({"value": {}}), None),
            (json!({"value": "x"}), None),
            (json!({"values": []}), None),
            (json!({}), None),
            (json!([]), None),
            (json!(null), None),
        ] {
            let taken = take_items(&mut page.clone());
            assert_eq!(taken.ok().map(|it| it.len()), items, "{page}");
        }
    }
}
