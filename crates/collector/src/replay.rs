//! A collected file in the place of the network: it answers what it has, and says of
//! everything else that it hasn't.

use std::collections::HashMap;

use azure::{
    arm::{Request, Response, SignInNeeded, TokenSource, Transport, TransportError},
    claims::Claims,
};
use futures::{
    FutureExt as _,
    future::{LocalBoxFuture, ready},
};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::file::{Answer, Collected, NotCollected, Reader, ReaderKind};

/// Answers from a file.
#[derive(Debug)]
pub struct Replay {
    answers: HashMap<String, Answer>,
}

impl Replay {
    /// An entry that is there twice must say the same.
    pub fn new(collected: &Collected) -> Result<Self, NotCollected> {
        let mut answers: HashMap<String, Answer> = HashMap::new();
        for answer in &collected.answers {
            let key = key(&answer.method, &answer.path, None);
            let before = answers.insert(key, answer.clone());
            if before.is_some_and(|it| (it.status, it.body) != (answer.status, answer.body.clone()))
            {
                return Err(NotCollected::Twice);
            }
        }
        Ok(Self { answers })
    }

    fn answer(&self, request: &Request) -> Option<Response> {
        let path = path_of(&request.url)?;
        let answer = self
            .answers
            .get(&key(&request.method.to_string(), path, page(request)))?;
        Some(Response {
            // Without a status nobody knows what Azure said.
            status: answer.status?,
            headers: Vec::new(),
            body: answer
                .body
                .as_ref()
                .map(Value::to_string)
                .unwrap_or_default(),
        })
    }
}

impl Transport for Replay {
    fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
        ready(self.answer(&request).ok_or(TransportError::NotInFile)).boxed_local()
    }
}

/// The page of a list that is asked for in a body, as an entry's path tells it.
fn page(request: &Request) -> Option<String> {
    let body: Value = serde_json::from_str(request.body.as_deref()?).ok()?;
    let token = body.get("skipToken")?.as_str()?;
    (!token.is_empty()).then(|| token.to_owned())
}

fn path_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    Some(&rest[rest.find('/')?..])
}

/// What one request is known by, however its address is encoded and its ids are
/// written. The period of the activity log is that of the collection.
fn key(method: &str, path: &str, page: Option<String>) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let parts = query.split('&').map(decoded);
    let query: Vec<String> = parts
        .filter(|it| !it.starts_with("$filter=eventTimestamp"))
        .chain(page.map(|it| format!("skipToken={it}")))
        .collect();
    // Tokens of pages tell capital letters apart; nothing else does.
    let as_one = |it: &String| {
        if it.to_ascii_lowercase().contains("skiptoken=") {
            it.clone()
        } else {
            it.to_ascii_lowercase()
        }
    };
    let query: Vec<String> = query.iter().map(as_one).collect();
    format!(
        "{method} {}?{}",
        decoded(path).to_lowercase(),
        query.join("&")
    )
}

/// In the place of a sign-in: the file was read by somebody whom Azure knew.
pub struct NoToken;

impl TokenSource for NoToken {
    fn token(&self) -> LocalBoxFuture<'static, Result<String, SignInNeeded>> {
        ready(Ok(String::new())).boxed_local()
    }

    fn renew(&self, _: Option<String>) -> LocalBoxFuture<'static, Option<String>> {
        ready(None).boxed_local()
    }
}

/// What the file tells of who collected it; `None` where it doesn't tell their tenant.
/// The rest of what a token says is not known.
pub fn claims(reader: &Reader) -> Option<Claims> {
    Some(Claims {
        tenant: Some(reader.tenant.clone()?),
        object_id: reader.object_id.clone(),
        is_app: match reader.kind {
            ReaderKind::User => Some(false),
            ReaderKind::ServicePrincipal | ReaderKind::ManagedIdentity => Some(true),
            ReaderKind::Unknown => None,
        },
        ..Claims::default()
    })
}
