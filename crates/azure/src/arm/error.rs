//! Why a call to Azure Resource Manager gave no usable answer.

use super::{Envelope, json::Unexpected, transport::TransportError};

/// The failure of one call, after all retries. `request` is the method and the
/// path without its query, fit to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArmError {
    pub request: String,
    pub kind: ArmErrorKind,
    /// To quote to Azure support.
    pub correlation_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArmErrorKind {
    /// ARM answered, but not with success.
    Status {
        status: u16,
        envelope: Envelope,
        /// How long ARM asks to wait, in seconds, where the browser lets it be
        /// read.
        wait: Option<u64>,
    },
    /// A success whose body is a web page: a proxy or a portal answered.
    Html,
    /// A success whose body is no JSON, or was cut.
    NotJson,
    /// JSON that breaks what its type promises.
    Unexpected(Unexpected),
    /// A list that goes in a circle.
    EndlessList,
    /// A list that went on for longer than any real one.
    ListTooLong,
    /// Azure was still working on it when patience ended.
    Unfinished,
    /// The answer, or a list's next page, pointed to another host; nothing was
    /// sent there.
    ForeignHost,
    /// It pointed to an address that a browser would change before it asks, so
    /// nothing was sent.
    ChangedAddress,
    /// The reader must sign in anew before anything can be asked.
    SignInNeeded,
    Transport(TransportError),
}

impl ArmError {
    pub fn status(&self) -> Option<u16> {
        match self.kind {
            ArmErrorKind::Status { status, .. } => Some(status),
            _ => None,
        }
    }

    /// The envelope's code, empty when there is none.
    pub fn code(&self) -> &str {
        match &self.kind {
            ArmErrorKind::Status { envelope, .. } => &envelope.code,
            _ => "",
        }
    }
}
