//! The templates of every task, by what they are about.

use super::{Lines, Request, Task};

mod access;
mod change;
mod jit;
mod network;
mod plan;
mod session;
mod vm;

pub(crate) use access::*;
pub(crate) use change::*;
pub(crate) use jit::*;
pub(crate) use network::*;
pub(crate) use plan::*;
pub(crate) use session::*;
pub(crate) use vm::*;

/// A task that only looks.
const fn look(name: &'static str, cli: Lines, powershell: Lines, rest: &'static [Request]) -> Task {
    Task {
        name,
        changes: false,
        about: None,
        cli,
        powershell,
        rest,
    }
}

/// A task that changes something in Azure.
const fn change(
    name: &'static str,
    cli: Lines,
    powershell: Lines,
    rest: &'static [Request],
) -> Task {
    Task {
        name,
        changes: true,
        about: None,
        cli,
        powershell,
        rest,
    }
}

const fn get(path: &'static str) -> Request {
    bare("GET", path)
}

/// A request without a body.
const fn bare(method: &'static str, path: &'static str) -> Request {
    Request {
        method,
        path,
        body: "",
    }
}

const fn put(path: &'static str, body: &'static str) -> Request {
    Request {
        method: "PUT",
        path,
        body,
    }
}
