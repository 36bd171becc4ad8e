//! Azure Resource Manager over whatever carries requests.
//!
//! The layers, outermost first: [`ArmClient`] (reads, writes, operations that take
//! their time), `memo` (one request per question and run), `pages` (lists, and how
//! much of one is read), `channel` (parsing, error envelopes), `retry` (429 and 5xx,
//! time-outs, how many at once), `bearer` (the token and the allow-list of hosts;
//! the only layer that sees a token), and at the end a [`Transport`]: the browser's
//! fetch or the simulator.

mod action;
mod address;
mod bearer;
mod challenge;
mod channel;
mod client;
mod envelope;
mod error;
mod graph;
pub mod json;
mod memo;
mod operation;
mod pages;
mod retry;
mod transport;
mod write;

pub(crate) use action::{post_action, read_action};
pub use address::encoded as encoded_path;
pub use bearer::{SignInNeeded, TokenSource};
pub use challenge::Challenge;
pub use channel::Answer;
pub use client::ArmClient;
pub use envelope::{Envelope, parse as parse_envelope};
pub use error::{ArmError, ArmErrorKind};
pub use graph::{GraphPage, GraphPages, GraphQuery, GraphRest};
pub use pages::{ListLimit, Pages};
pub use retry::RetryPolicy;
pub use transport::{
    Clock, LogEntry, MAX_BODY_BYTES, Method, Request, RequestLog, Response, Transport,
    TransportError,
};
pub use write::Write;
