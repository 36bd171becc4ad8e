//! HTTP as plain data, so that the same answer serves a test, a page and a
//! socket. Knows nothing of Azure, sockets or browsers.

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// One request, as a client sends it. `url` is absolute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, url: impl Into<String>) -> Self {
        Self {
            method: method.to_owned(),
            url: url.into(),
            ..Self::default()
        }
    }

    pub fn get(url: impl Into<String>) -> Self {
        Self::new("GET", url)
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    #[must_use]
    pub fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("content-type", "application/json")
    }

    /// The first header of that name, compared without case.
    pub fn header_value(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

/// How much of an answer reaches the client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Delivery {
    #[default]
    Whole,
    /// The connection closes after `body`, though more was announced.
    Cut,
    /// The connection stays open and silent.
    Never,
}

/// One answer. A transport waits `delay_ms` milliseconds before it delivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub delay_ms: u64,
    pub delivery: Delivery,
}

/// What the Fetch standard lets a script read without the server's leave.
const SAFELISTED: [&str; 7] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
];

impl Response {
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            delay_ms: 0,
            delivery: Delivery::Whole,
        }
    }

    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json; charset=utf-8", body.to_string())
    }

    pub fn text(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut response = Self::empty(status);
        response.set("content-type", content_type);
        response.body = body.into();
        response
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    /// The first header of that name, compared without case.
    pub fn header_value(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The body as JSON; `None` when it is empty or not JSON.
    pub fn body_json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The headers that a browser shows to a script of another origin.
    pub fn readable_headers(&self) -> impl Iterator<Item = &(String, String)> {
        let exposed = self
            .header_value("access-control-expose-headers")
            .unwrap_or_default()
            .to_ascii_lowercase();
        self.headers.iter().filter(move |(name, _)| {
            let name = name.to_ascii_lowercase();
            SAFELISTED.contains(&name.as_str()) || exposed.split(',').any(|e| e.trim() == name)
        })
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// An absolute URL in its parts: host without port, path decoded and without a
/// closing slash, query pairs decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
}

impl Target {
    pub(crate) fn parse(url: &str) -> Self {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
        let host = authority
            .rsplit_once(':')
            .map_or(authority, |(host, _)| host);
        let path = percent_decode_str(path).decode_utf8_lossy();
        Self {
            host: host.to_ascii_lowercase(),
            path: path.trim_end_matches('/').to_owned(),
            query: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        }
    }

    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_comes_apart() {
        let target = Target::parse(
            "https://Management.Azure.com:443/subscriptions/a%20b/?api-version=1&%24filter=x%20eq%20'y'#z",
        );
        assert_eq!(target.host, "management.azure.com");
        assert_eq!(target.path, "/subscriptions/a b");
        assert_eq!(target.query("API-Version"), Some("1"));
        assert_eq!(target.query("$filter"), Some("x eq 'y'"));
    }

    #[test]
    fn a_script_reads_only_what_is_exposed() {
        let response = Response::json(429, &Value::Null)
            .with("Retry-After", "5")
            .with("x-ms-request-id", "1")
            .with("Access-Control-Expose-Headers", "X-Ms-Request-Id");
        let seen: Vec<&str> = response
            .readable_headers()
            .map(|(n, _)| n.as_str())
            .collect();
        assert_eq!(seen, ["content-type", "x-ms-request-id"]);
    }
}
