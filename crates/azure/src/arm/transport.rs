//! The two ports through which everything outside is reached: requests and
//! time. Must not know Azure beyond the shape of HTTP.

use std::{borrow::Cow, cell::RefCell, fmt, rc::Rc, time::Duration};

use futures::future::LocalBoxFuture;

use super::{address, challenge::Challenge};
use crate::timestamp::Timestamp;

/// No answer that the diagnosis needs comes near this; a larger one is refused
/// rather than held in the reader's tab.
pub const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        })
    }
}

/// A request with an absolute `https` address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    pub method: Method,
    pub url: String,
    /// JSON, for the methods that have a body.
    pub body: Option<String>,
    /// The access token. Only the bearer layer sets it.
    pub bearer: Option<String>,
    /// The language in which ARM words its messages.
    pub language: Option<String>,
    /// Which client asks, for the log that clients share.
    pub run: u32,
}

/// An answer of any status. Headers that a browser may not read are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
    /// A header's value, by its name in any casing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(it, _)| it.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// No answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// The host was not reached, or the browser withheld the answer.
    Unreachable,
    /// No answer within the time allowed.
    TimedOut,
    /// The answer was larger than [`MAX_BODY_BYTES`].
    TooLarge,
    /// The answers come from a file, and it has none to this.
    NotInFile,
}

/// Carries one request. Dropping the future cancels it.
pub trait Transport {
    fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>>;
}

/// Time and chance, which this crate itself has not.
pub trait Clock {
    /// The machine's idea of now.
    fn now(&self) -> Timestamp;
    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()>;
    /// A number from 0 up to, not including, 1.
    fn chance(&self) -> f64;
}

/// One request as it went over the wire; never holds a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    pub method: Method,
    pub url: String,
    /// `None` when no answer came.
    pub status: Option<u16>,
    /// The error code of the answer's envelope, empty for none.
    pub code: String,
    /// What a 401 asks of the next token.
    pub challenge: Option<Challenge>,
    /// Whether ARM took the token, as a success in JSON shows.
    pub took_token: bool,
    pub milliseconds: u64,
    pub correlation_id: Option<String>,
    pub run: u32,
}

impl LogEntry {
    /// The address without its host.
    pub fn path_and_query(&self) -> &str {
        let rest = self.url.split_once("://").map(|(_, rest)| rest);
        rest.and_then(|it| Some(&it[it.find('/')?..]))
            .unwrap_or("/")
    }

    /// What of the address may be shown as evidence: no host, no query.
    pub fn path(&self) -> Cow<'_, str> {
        address::shown(&self.url)
    }
}

/// Every request of a session in the order of its answer.
#[derive(Clone, Default)]
pub struct RequestLog(Rc<RefCell<Vec<LogEntry>>>);

impl RequestLog {
    pub(super) fn push(&self, entry: LogEntry) {
        self.0.borrow_mut().push(entry);
    }

    pub fn entries(&self) -> Vec<LogEntry> {
        self.0.borrow().clone()
    }

    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
