//! What came of asking: a value that is known, or why it is not. There is no
//! default between the two.

use std::{ops::Deref, rc::Rc};

use crate::arm::{
    ArmError, ArmErrorKind, TransportError, json::Unexpected, post_action, read_action,
};

/// A fact, and the request that brought it for the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known<T> {
    pub value: T,
    /// Method and path; empty for what was not asked over the wire.
    pub request: String,
}

impl<T> Known<T> {
    pub fn new(value: T, request: impl Into<String>) -> Self {
        Self {
            value,
            request: request.into(),
        }
    }
}

impl<T> Deref for Known<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A fact, or why it is not known. There is no default.
pub type Fact<T> = Result<Rc<Known<T>>, Unavailable>;

/// Named values that a text's placeholders stand for.
pub type Args = Vec<(&'static str, String)>;

/// What stood in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable {
    pub reason: Reason,
    /// Values for the text of the reason, by placeholder.
    pub args: Args,
    /// The request that failed, empty when none was made.
    pub request: String,
    /// To quote to Azure support.
    pub correlation_id: Option<String>,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// The kinds of obstacle; each has a text of the same name in every language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Reason { $($(#[$doc])* $name,)* }

        impl Reason {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name under which the text catalogue words this reason.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

reasons! {
    /// Not an obstacle: the answer is on its way.
    Pending = "pending",
    /// The reader lacks an action at a scope.
    Forbidden = "forbidden",
    /// ARM did not take the token.
    TokenRejected = "token_rejected",
    /// There is no token to be had before the reader signs in again.
    SignInNeeded = "sign_in_needed",
    NotFound = "not_found",
    ProviderNotRegistered = "provider_not_registered",
    Throttled = "throttled",
    ServerError = "server_error",
    /// Any other refusal.
    Refused = "refused",
    TimedOut = "timed_out",
    Unreachable = "unreachable",
    TooLarge = "too_large",
    Html = "html",
    NotJson = "not_json",
    Unexpected = "unexpected",
    EndlessList = "endless_list",
    ForeignHost = "foreign_host",
    /// Azure was still working on the answer.
    Unfinished = "unfinished",
    /// Two answers of ARM contradict each other.
    Contradiction = "contradiction",
    /// Nothing can be asked because the VM was not found.
    NoVm = "no_vm",
    /// The token does not tell who the reader is.
    NoIdentity = "no_identity",
    /// It depends on groups, which the page cannot see.
    GroupsUnknown = "groups_unknown",
    /// A policy's VM stands in a resource group that was not listed.
    NotListed = "not_listed",
    /// There are more entries than were read, and none decides so far.
    OnlyPartRead = "only_part_read",
    /// Defender for Cloud has no assessment of this VM.
    NoAssessment = "no_assessment",
    /// A value that this program does not know would decide.
    UnknownValue = "unknown_value",
    /// A security rule would decide, and whether it holds is not known.
    RuleInDoubt = "rule_in_doubt",
    /// No security rule holds at all, not even one of Azure's own.
    NoRule = "no_rule",
    /// The request is being carried out.
    RequestUnderWay = "request_under_way",
    /// A firewall stands in between and changes what the rules see.
    BehindFirewall = "behind_firewall",
    /// The VM has no address of the reader's kind.
    NoAddressOfKind = "no_address_of_kind",
    /// Azure gave no power state.
    NoPowerState = "no_power_state",
    /// The guest agent has reported nothing.
    NoAgent = "no_agent",
}

impl Unavailable {
    pub fn new(reason: Reason) -> Self {
        Self {
            reason,
            args: Vec::new(),
            request: String::new(),
            correlation_id: None,
        }
    }

    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn during(mut self, request: &str) -> Self {
        request.clone_into(&mut self.request);
        self
    }

    /// A body that was read, and lacks something.
    pub fn unexpected(request: &str, at: &Unexpected) -> Self {
        Self::new(Reason::Unexpected)
            .arg("path", &at.0)
            .during(request)
    }
}

impl From<ArmError> for Unavailable {
    fn from(error: ArmError) -> Self {
        let it = match &error.kind {
            ArmErrorKind::Status { status, envelope } => of_status(*status, &envelope.code, &error)
                .arg("status", status.to_string())
                .arg(
                    "code",
                    if envelope.code.is_empty() {
                        "-"
                    } else {
                        &envelope.code
                    },
                ),
            ArmErrorKind::Html => Self::new(Reason::Html),
            ArmErrorKind::NotJson => Self::new(Reason::NotJson),
            ArmErrorKind::Unexpected(path) => Self::new(Reason::Unexpected).arg("path", path),
            ArmErrorKind::EndlessList => Self::new(Reason::EndlessList),
            ArmErrorKind::Unfinished => Self::new(Reason::Unfinished),
            ArmErrorKind::ForeignHost => Self::new(Reason::ForeignHost),
            ArmErrorKind::SignInNeeded => Self::new(Reason::SignInNeeded),
            ArmErrorKind::Transport(TransportError::TimedOut) => Self::new(Reason::TimedOut),
            ArmErrorKind::Transport(TransportError::TooLarge) => Self::new(Reason::TooLarge),
            ArmErrorKind::Transport(TransportError::Unreachable) => Self::new(Reason::Unreachable),
        };
        Self {
            correlation_id: error.correlation_id,
            ..it.during(&error.request)
        }
    }
}

fn of_status(status: u16, code: &str, error: &ArmError) -> Unavailable {
    let reason = match (status, code) {
        // A provider that is not registered answers in several ways.
        (_, "MissingSubscriptionRegistration" | "NoRegisteredProviderFound") => {
            Reason::ProviderNotRegistered
        }
        (401, _) => Reason::TokenRejected,
        (403, _) => Reason::Forbidden,
        (404, _) => Reason::NotFound,
        (429, _) => Reason::Throttled,
        (500.., _) => Reason::ServerError,
        _ => Reason::Refused,
    };
    let unavailable = Unavailable::new(reason);
    if reason != Reason::Forbidden {
        return unavailable;
    }
    let (method, path) = error.request.split_once(' ').unwrap_or_default();
    let action = match method {
        "POST" => post_action(path),
        _ => read_action(path),
    };
    let scope = match method {
        "POST" => path.rsplit_once('/').map_or(path, |(of, _)| of),
        _ => scope_of(path),
    };
    unavailable
        .arg("action", action.unwrap_or_else(|| "-".to_owned()))
        .arg("scope", scope)
}

/// The scope at which a role would have to stand for this path: what comes
/// before the provider that is asked, or the resource itself.
fn scope_of(path: &str) -> &str {
    let extension = [
        "/providers/microsoft.authorization/",
        "/providers/microsoft.security/",
    ];
    let lower = path.to_ascii_lowercase();
    extension
        .iter()
        .filter_map(|it| lower.rfind(it))
        .filter(|at| *at > 0)
        .max()
        .map_or(path, |at| &path[..at])
}

/// A value from a body that was parsed, with its request either way.
pub fn known<T>(parsed: Result<T, Unexpected>, request: &str) -> Result<Known<T>, Unavailable> {
    parsed
        .map(|it| Known::new(it, request))
        .map_err(|at| Unavailable::unexpected(request, &at))
}
