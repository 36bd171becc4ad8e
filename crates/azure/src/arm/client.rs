//! Calls to Azure Resource Manager as the probes make them: a path in, JSON or
//! a reason out.

use std::{cell::Cell, rc::Rc, time::Duration};

use async_lock::Semaphore;
use serde_json::Value;

use super::{
    Answer, ArmError, ArmErrorKind, RetryPolicy,
    bearer::{Bearer, TokenSource},
    channel::Channel,
    memo::{Memo, Question},
    pages::{ListLimit, Pages},
    retry::Retry,
    transport::{Clock, LogEntry, Method, RequestLog, Response, Transport},
};
use crate::{cloud::Cloud, timestamp::Timestamp};

/// The way to Azure Resource Manager for one run. Clones share their memory of
/// what was asked; dropping the last one, and what it started, cancels
/// everything in flight.
#[derive(Clone)]
pub struct ArmClient {
    channel: Channel,
    memo: Rc<Memo>,
    log: RequestLog,
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
            bearer,
            clock,
            in_flight: Semaphore::new(policy.concurrency),
            connections: Semaphore::new(policy.connections),
            policy,
        };
        Self {
            channel: Channel {
                cloud,
                language: language.into(),
                retry: Rc::new(retry),
                run: 0,
            },
            memo: Rc::default(),
            log,
            runs: Rc::new(Cell::new(1)),
        }
    }

    /// A client for another run, which asks everything anew and keeps the same
    /// log.
    pub fn renewed(&self) -> Self {
        let run = self.runs.get();
        self.runs.set(run + 1);
        Self {
            channel: Channel {
                run,
                ..self.channel.clone()
            },
            memo: Rc::default(),
            ..self.clone()
        }
    }

    /// The present time, by the reader's clock.
    pub fn now(&self) -> Timestamp {
        self.channel.retry.clock.now()
    }

    /// Lets others have their turn, in the middle of long work.
    pub async fn pause(&self) {
        self.channel.retry.clock.sleep(Duration::ZERO).await;
    }

    pub fn log(&self) -> &RequestLog {
        &self.log
    }

    /// What this run has asked for: the log may hold other runs, earlier ones
    /// and such as go on at the same time.
    pub fn log_of_run(&self) -> Vec<LogEntry> {
        let mut entries = self.log.entries();
        entries.retain(|it| it.run == self.channel.run);
        entries
    }

    /// Reads one resource. `path` starts with a slash, holds ids as they are read, and
    /// carries its `api-version`; it is encoded when it is sent.
    pub async fn get(&self, path: &str) -> Result<Answer, ArmError> {
        self.once(Question::Get(self.url_of(path))).await
    }

    /// Reads a list to its end. The answer's JSON is the array of all items.
    pub async fn list(&self, path: &str) -> Result<Answer, ArmError> {
        self.once(Question::List(self.url_of(path))).await
    }

    /// A list page by page, for lists too long to hold as JSON. It is read anew
    /// each time, for nobody keeps its pages.
    pub fn pages(&self, path: &str) -> Pages {
        Pages::new(self.channel.clone(), self.url_of(path), ListLimit::REDUCED)
    }

    /// Asks a question that takes a body. Not for writes: an answer that was
    /// had once is given again.
    pub async fn query(&self, path: &str, body: &Value) -> Result<Answer, ArmError> {
        let question = Question::Query(self.url_of(path), body.to_string());
        self.once(question).await
    }

    /// Sends a request whose answer changes with time.
    pub(super) async fn send_anew(
        &self,
        method: Method,
        url: String,
        body: Option<String>,
    ) -> Result<Response, ArmErrorKind> {
        self.channel.send(method, url, body).await
    }

    /// The same without a second attempt, whatever the first one brings.
    pub(super) async fn send_once(
        &self,
        method: Method,
        url: String,
        body: Option<String>,
    ) -> Result<Response, ArmErrorKind> {
        self.channel.send_once(method, url, body).await
    }

    /// Waits, as long as the clock below says.
    pub(super) async fn sleep(&self, duration: Duration) {
        self.channel.retry.clock.sleep(duration).await;
    }

    async fn once(&self, question: Question) -> Result<Answer, ArmError> {
        self.memo.ask(question, &self.channel).await
    }

    pub(super) fn url_of(&self, path: &str) -> String {
        self.channel.url_of(path)
    }
}
