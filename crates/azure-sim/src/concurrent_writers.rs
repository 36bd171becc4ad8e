//! Somebody else who writes while a client is at work: when, and what. Knows
//! nothing of what a write does.

use serde::Deserialize;
use serde_json::Value;

use crate::pattern;

/// A colleague, a pipeline or a script, with the one write that it makes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ConcurrentWriter {
    pub after: Cue,
    #[serde(flatten)]
    pub change: Change,
}

/// The request after whose answer the write happens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// Pattern for path and query, without case; `*` is any run of characters.
    pub path: String,
    #[serde(default)]
    pub method: Option<String>,
    /// Which of the requests of that kind, counted from 1.
    #[serde(default = "first")]
    pub times: u32,
}

fn first() -> u32 {
    1
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Change {
    /// A resource in wire form, in the place of the one of that id.
    Put {
        id: String,
        body: Value,
    },
    Delete {
        id: String,
    },
    /// A JSON merge patch over a resource in wire form.
    Merge {
        id: String,
        body: Value,
    },
    /// A VM that somebody stops or starts, in Azure's word for it: `deallocated`.
    Power {
        id: String,
        state: String,
    },
}

/// A writer who waits, with the requests that it has seen so far.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    writer: ConcurrentWriter,
    met: u32,
}

impl From<ConcurrentWriter> for Waiting {
    fn from(writer: ConcurrentWriter) -> Self {
        Self { writer, met: 0 }
    }
}

impl Waiting {
    /// Counts a request that was answered; the change, when this was the one.
    pub(crate) fn meet(&mut self, method: &str, path: &str) -> Option<&Change> {
        let after = &self.writer.after;
        if !pattern::meets((after.method.as_deref(), &after.path), (method, path)) {
            return None;
        }
        self.met += 1;
        (self.met == after.times).then_some(&self.writer.change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn writer(json: Value) -> Result<ConcurrentWriter, serde_json::Error> {
        serde_json::from_value(json)
    }

    #[test]
    fn a_writer_writes_once_after_the_request_that_it_waits_for() {
        let mut waiting = Waiting::from(
            writer(json!({
                "after": {"path": "*/policies?*", "method": "GET", "times": 2},
                "delete": {"id": "/x"},
            }))
            .unwrap(),
        );
        let mut meet = |method, path| waiting.meet(method, path).is_some();
        assert!(!meet("GET", "/policies?a"));
        assert!(!meet("PUT", "/policies?a"));
        assert!(!meet("GET", "/policies/x"));
        assert!(meet("GET", "/Policies?a"));
        assert!(!meet("GET", "/policies?a"));
    }

    #[test]
    fn a_writer_puts_or_deletes() {
        let put = writer(json!({"after": {"path": "*"}, "put": {"id": "/x", "body": {}}})).unwrap();
        assert_eq!(put.after.times, 1);
        assert!(matches!(put.change, Change::Put { .. }));
        assert!(writer(json!({"after": {"path": "*"}})).is_err());
        assert!(writer(json!({"after": {"path": "*"}, "put": {"id": "/x"}})).is_err());
    }
}
