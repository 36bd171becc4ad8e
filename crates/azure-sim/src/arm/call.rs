//! A request to ARM as the functions that answer it see it.

use serde_json::Value;

use crate::error::ArmError;
use crate::http::{Request, Response, Target};
use crate::rbac::Caller;

pub(super) type Outcome = Result<Response, ArmError>;

/// One request in the parts that the answering functions look at.
pub(super) struct Call<'a> {
    pub(super) method: &'a str,
    pub(super) target: &'a Target,
    pub(super) body: Value,
    pub(super) caller: &'a Caller,
    pub(super) request: &'a Request,
}

impl Call<'_> {
    pub(super) fn path(&self) -> &str {
        &self.target.path
    }

    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.target.query(name)
    }

    /// The `$filter` without surrounding space; empty when there is none.
    pub(super) fn filter(&self) -> &str {
        self.query("$filter").unwrap_or_default().trim()
    }
}

pub(super) fn path_and_query(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
}
