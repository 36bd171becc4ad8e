//! Why a change was not made, or why nobody knows whether it was.

use azure::arm::{ArmError, ArmErrorKind};

/// A change that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError {
    pub why: WriteErrorKind,
    /// Azure's error code; empty for none.
    pub code: String,
    /// Azure's words; empty for none.
    pub message: String,
    /// Method and path.
    pub request: String,
    /// To quote to Azure support.
    pub correlation_id: Option<String>,
}

macro_rules! whys {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// What stood in the way, worded under `acts.refused.<key>`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum WriteErrorKind { $($(#[$doc])* $name,)* }

        impl WriteErrorKind {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

whys! {
    /// The reader lacks an action.
    Permission = "permission",
    /// A deny assignment takes it from them.
    Denied = "denied",
    /// An Azure Policy does not allow it.
    AzurePolicy = "azure_policy",
    /// A lock on the resource or above it.
    Locked = "locked",
    /// The subscription is disabled.
    ReadOnly = "read_only",
    /// Azure wants another sign-in, or a stronger one.
    SignIn = "sign_in",
    Throttled = "throttled",
    ProviderNotRegistered = "provider_not_registered",
    NotFound = "not_found",
    /// Somebody else changes the same thing.
    Conflict = "conflict",
    /// Azure takes exception to what was sent.
    Invalid = "invalid",
    /// An error of Azure's own; the change may have been made.
    Server = "server",
    /// No answer, or none that can be read; the change may have been made.
    Silent = "silent",
    Other = "other",
}

impl WriteErrorKind {
    /// Whether only a look at Azure tells if the change was made.
    pub fn is_indeterminate(self) -> bool {
        matches!(self, Self::Server | Self::Silent)
    }

    /// Whether Azure refuses it again until somebody has changed something there.
    pub fn lasts(self) -> bool {
        matches!(
            self,
            Self::Permission
                | Self::Denied
                | Self::AzurePolicy
                | Self::Locked
                | Self::ReadOnly
                | Self::ProviderNotRegistered
                | Self::Invalid
        )
    }

    /// Whether any other change would be refused for the same reason.
    pub fn stops_all(self) -> bool {
        matches!(
            self,
            Self::SignIn | Self::Throttled | Self::ReadOnly | Self::ProviderNotRegistered
        )
    }
}

impl WriteError {
    /// Code and message as Azure gave them; empty for neither.
    pub fn in_azures_words(&self) -> String {
        let words = [self.code.as_str(), self.message.as_str()];
        let words: Vec<&str> = words.into_iter().filter(|it| !it.is_empty()).collect();
        words.join(": ")
    }
}

impl From<ArmError> for WriteError {
    fn from(error: ArmError) -> Self {
        let (why, code, message) = match error.kind {
            ArmErrorKind::Status {
                status, envelope, ..
            } => (
                of_status(status, &envelope.code),
                envelope.code,
                envelope.message,
            ),
            ArmErrorKind::SignInNeeded => (WriteErrorKind::SignIn, String::new(), String::new()),
            ArmErrorKind::ForeignHost | ArmErrorKind::ChangedAddress => {
                (WriteErrorKind::Other, String::new(), String::new())
            }
            ArmErrorKind::Html
            | ArmErrorKind::NotJson
            | ArmErrorKind::Unexpected(_)
            | ArmErrorKind::EndlessList
            | ArmErrorKind::ListTooLong
            | ArmErrorKind::Unfinished
            | ArmErrorKind::Transport(_) => (WriteErrorKind::Silent, String::new(), String::new()),
        };
        Self {
            why,
            code,
            message,
            request: error.request,
            correlation_id: error.correlation_id,
        }
    }
}

/// Source: learn.microsoft.com, "Troubleshoot common Azure deployment errors".
/// A challenge is told by its status alone: its code may be another's.
fn of_status(status: u16, code: &str) -> WriteErrorKind {
    match (status, code) {
        (401, _) => WriteErrorKind::SignIn,
        (_, "RequestDisallowedByPolicy") => WriteErrorKind::AzurePolicy,
        (_, "ScopeLocked") => WriteErrorKind::Locked,
        (_, "ReadOnlyDisabledSubscription") => WriteErrorKind::ReadOnly,
        (_, "MissingSubscriptionRegistration" | "NoRegisteredProviderFound") => {
            WriteErrorKind::ProviderNotRegistered
        }
        (_, "DenyAssignmentAuthorizationFailed") => WriteErrorKind::Denied,
        (403, _) => WriteErrorKind::Permission,
        (404, _) => WriteErrorKind::NotFound,
        (409 | 412, _) => WriteErrorKind::Conflict,
        (429, _) => WriteErrorKind::Throttled,
        (400 | 422, _) => WriteErrorKind::Invalid,
        (408 | 500.., _) => WriteErrorKind::Server,
        _ => WriteErrorKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use azure::arm::TransportError;

    use super::*;

    #[test]
    fn what_lasts_is_not_what_passes_by_itself() {
        let passes = [
            WriteErrorKind::SignIn,
            WriteErrorKind::Throttled,
            WriteErrorKind::NotFound,
            WriteErrorKind::Conflict,
            WriteErrorKind::Server,
            WriteErrorKind::Silent,
            WriteErrorKind::Other,
        ];
        for kind in WriteErrorKind::ALL {
            assert_ne!(kind.lasts(), passes.contains(kind), "{}", kind.key());
        }
    }

    #[test]
    fn the_code_says_more_than_the_status() {
        for (status, code, why) in [
            (403, "AuthorizationFailed", WriteErrorKind::Permission),
            (403, "LinkedAuthorizationFailed", WriteErrorKind::Permission),
            (
                403,
                "RequestDisallowedByPolicy",
                WriteErrorKind::AzurePolicy,
            ),
            (401, "RequestDisallowedByPolicy", WriteErrorKind::SignIn),
            (409, "ScopeLocked", WriteErrorKind::Locked),
            (409, "AnotherOperationInProgress", WriteErrorKind::Conflict),
            (
                409,
                "MissingSubscriptionRegistration",
                WriteErrorKind::ProviderNotRegistered,
            ),
            (400, "InvalidInitiateInput", WriteErrorKind::Invalid),
            (500, "InternalServerError", WriteErrorKind::Server),
            (418, "", WriteErrorKind::Other),
        ] {
            assert_eq!(of_status(status, code), why, "{status} {code}");
        }
    }

    #[test]
    fn without_an_answer_the_outcome_is_open() {
        let error = ArmError {
            request: "PUT /x".to_owned(),
            kind: ArmErrorKind::Transport(TransportError::TimedOut),
            correlation_id: None,
        };
        assert!(WriteError::from(error).why.is_indeterminate());
        assert!(!WriteErrorKind::Permission.is_indeterminate());
    }
}
