//! Questions that Azure works out in its own time: a `POST` that answers 202
//! and is asked for until it is done.
//!
//! Where to ask stands in a `Location` header, which a browser may not be let
//! read. Inside a batch the headers of an answer are part of its body, so the
//! question goes out in one; a plain request stands in where that fails.
//! Source: learn.microsoft.com, "Track asynchronous Azure operations". ARM's
//! batch is undocumented and in wide use.

use std::{rc::Rc, time::Duration};

use serde_json::{Value, json};

use super::{
    Answer, ArmClient, ArmError, ArmErrorKind, Envelope, address, channel::read_body, envelope,
    json::Node, transport::Method,
};

/// How often an unfinished operation is asked for. Each time is a read more in
/// a run, and what takes Azure longer than seconds is not worth waiting for.
const POLLS: u32 = 2;
/// Between two askings, when Azure does not say.
const WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(10);
const BATCH: &str = "/batch?api-version=2020-06-01";

/// Where an operation stands.
struct Progress {
    status: u16,
    content: Value,
    location: Option<String>,
    /// What Azure asked to wait, where that could be read.
    wait: Option<Duration>,
}

impl ArmClient {
    /// Asks for what Azure has to work out first. Not for writes.
    pub async fn post_long_running(&self, path: &str) -> Result<Answer, ArmError> {
        let request = format!("POST {}", path.split('?').next().unwrap_or_default());
        let failed = |kind| ArmError {
            request: request.clone(),
            kind,
            correlation_id: None,
        };
        let mut progress = match self.start_in_batch(path).await {
            Some(progress) => progress,
            None => self.start(path).await.map_err(failed)?,
        };
        for _ in 0..POLLS {
            if progress.status != 202 {
                break;
            }
            self.sleep(progress.wait.unwrap_or(WAIT)).await;
            let next = match progress.location.clone() {
                Some(location) => self.poll(&location).await,
                // Asking anew is all that is left, and some answers come at
                // once.
                None => self.start(path).await,
            };
            let next = next.map_err(failed)?;
            progress = Progress {
                location: next.location.or(progress.location),
                wait: next.wait.or(progress.wait),
                ..next
            };
        }
        match progress.status {
            202 => Err(failed(ArmErrorKind::Unfinished)),
            200..300 => Ok(Answer {
                json: Rc::new(progress.content),
                request,
                date: None,
                bytes: 0,
            }),
            status => Err(failed(ArmErrorKind::Status {
                status,
                envelope: envelope_of(&progress.content),
                wait: None,
            })),
        }
    }

    async fn start(&self, path: &str) -> Result<Progress, ArmErrorKind> {
        self.ask(Method::Post, self.url_of(path), None).await
    }

    async fn poll(&self, location: &str) -> Result<Progress, ArmErrorKind> {
        self.ask(Method::Get, location.to_owned(), None).await
    }

    /// `None` when the batch as such brought nothing to go by.
    async fn start_in_batch(&self, path: &str) -> Option<Progress> {
        let body = json!({"requests": [{"httpMethod": "POST", "name": "0", "url": address::encoded(path)}]});
        let batch = self
            .ask(Method::Post, self.url_of(BATCH), Some(body.to_string()))
            .await
            .ok()?;
        let node = Node::new(&batch.content);
        let parts = node.at("responses").items().ok()?;
        let part = parts.first()?;
        let status = u16::try_from(part.at("httpStatusCode").number().ok()?).ok()?;
        // A batch makes no further attempt where a plain request would.
        if status == 429 || status >= 500 {
            return None;
        }
        let header = |name: &str| {
            let path = format!("headers.{name}");
            part.at(&path).optional_text().ok().flatten()
        };
        Some(Progress {
            status,
            content: part.at("content").value().cloned().unwrap_or_default(),
            location: header("Location").map(str::to_owned),
            wait: wait(header("Retry-After")),
        })
    }

    async fn ask(
        &self,
        method: Method,
        url: String,
        body: Option<String>,
    ) -> Result<Progress, ArmErrorKind> {
        let response = self.send_anew(method, url, body).await?;
        Ok(Progress {
            status: response.status,
            content: read_body(&response)?,
            location: response.header("location").map(str::to_owned),
            wait: wait(response.header("retry-after")),
        })
    }
}

fn wait(asked: Option<&str>) -> Option<Duration> {
    let seconds = asked?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

fn envelope_of(content: &Value) -> Envelope {
    envelope::parse(&content.to_string())
}
