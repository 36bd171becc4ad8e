//! Patience: bounded concurrency, a time-out for each attempt, and retries of
//! 429 and 5xx with jitter. A browser may hide `Retry-After`, so the waiting
//! does not depend on it.

use std::{rc::Rc, time::Duration};

use async_lock::Semaphore;
use futures::future::{Either, select};

use super::{
    ArmErrorKind,
    bearer::Bearer,
    transport::{Clock, Method, Request, Response, TransportError},
};

/// How patient to be.
#[derive(Clone, Copy, Debug)]
pub struct RetryPolicy {
    pub attempts: u32,
    /// The first wait; each later one is twice as long, all of them jittered.
    pub first_wait: Duration,
    pub longest_wait: Duration,
    /// For one attempt, from when it can have been sent.
    pub time_out: Duration,
    /// Requests handed to the browser at once.
    pub concurrency: usize,
    /// How many of them a browser sends at once where it has to: over HTTP/1.1
    /// the others wait for a free connection. Which protocol is spoken, a page
    /// is not told.
    pub connections: usize,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(15),
            time_out: Duration::from_secs(20),
            concurrency: 12,
            connections: 6,
        }
    }
}

pub(super) struct Retry {
    pub(super) policy: RetryPolicy,
    pub(super) bearer: Bearer,
    pub(super) clock: Rc<dyn Clock>,
    pub(super) in_flight: Semaphore,
    pub(super) connections: Semaphore,
}

impl Retry {
    pub(super) async fn send(&self, request: Request) -> Result<Response, ArmErrorKind> {
        let mut attempt = 1;
        loop {
            let result = {
                let _permit = self.in_flight.acquire().await;
                self.attempt(request.clone()).await
            };
            if attempt >= self.policy.attempts
                || !is_worth_retrying(request.method, attempt, &result)
            {
                return result;
            }
            let asked = result.as_ref().ok().and_then(retry_after);
            // What comes sooner than ARM asks for is refused again and counts.
            if asked.is_some_and(|it| it > self.policy.longest_wait * 2) {
                return result;
            }
            self.clock.sleep(self.wait(attempt, asked)).await;
            attempt += 1;
        }
    }

    /// One attempt and no other.
    pub(super) async fn send_once(&self, request: Request) -> Result<Response, ArmErrorKind> {
        let _permit = self.in_flight.acquire().await;
        self.attempt(request).await
    }

    async fn attempt(&self, request: Request) -> Result<Response, ArmErrorKind> {
        let sent = Box::pin(self.bearer.send(request));
        let patience = Box::pin(async {
            // Held until the request has ended, one way or the other.
            let connection = self.connections.acquire().await;
            self.clock.sleep(self.policy.time_out).await;
            connection
        });
        match select(sent, patience).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => Err(ArmErrorKind::Transport(TransportError::TimedOut)),
        }
    }

    /// Full jitter over the upper half, so that many clients spread out and
    /// none comes back at once.
    fn wait(&self, attempt: u32, asked: Option<Duration>) -> Duration {
        let doubled = self.policy.first_wait * 2_u32.saturating_pow(attempt - 1);
        let ceiling = doubled.min(self.policy.longest_wait);
        let jittered = ceiling.mul_f64(0.5 + self.clock.chance() / 2.0);
        asked.map_or(jittered, |it| it + jittered / 4)
    }
}

fn is_worth_retrying(
    method: Method,
    attempt: u32,
    result: &Result<Response, ArmErrorKind>,
) -> bool {
    // Anything but a read may have been carried out before the answer got lost.
    let repeatable = method == Method::Get;
    match result {
        Ok(response) => {
            response.status == 429
                || (repeatable && matches!(response.status, 408 | 500 | 502 | 503 | 504))
        }
        Err(ArmErrorKind::Transport(TransportError::TimedOut | TransportError::Unreachable)) => {
            repeatable && attempt < 2
        }
        Err(_) => false,
    }
}

pub(super) fn retry_after(response: &Response) -> Option<Duration> {
    let seconds: u64 = response.header("retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
