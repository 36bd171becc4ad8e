//! The templates of a task, for each shell.

/// How a task is done in a shell.
#[derive(Debug)]
pub(super) enum Lines {
    /// By sending the task's REST requests: there is no command of its own.
    Rest,
    Script(&'static [&'static str]),
    /// For PowerShell, whose commands mean the subscription that is selected:
    /// selects the right one first, and goes on only if that has worked.
    InContext(&'static [&'static str]),
}

/// A request to Azure Resource Manager.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: &'static str,
    /// Path and query, values percent-encoded.
    pub(super) path: &'static str,
    /// A JSON template; empty for none.
    pub(super) body: &'static str,
}
