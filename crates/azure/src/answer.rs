//! What came of asking: a value that is known, or why it is not. There is no
//! default between the two.

use std::{ops::Deref, rc::Rc};

use crate::{
    arm::{ArmError, ArmErrorKind, TransportError, json::Unexpected, post_action, read_action},
    reason_args as args,
    value::{Arg, Args, Make, Value},
};

/// A fact, and the request that brought it for the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known<T> {
    pub value: T,
    /// Method and path; empty for what was [not asked](Known::unasked) over the wire.
    pub request: String,
}

/// A request that was made; `None` for the empty one of what was not asked.
pub fn made(request: &str) -> Option<String> {
    (!request.is_empty()).then(|| request.to_owned())
}

impl<T> Known<T> {
    /// What the page knows without a request.
    pub fn unasked(value: T) -> Self {
        Self::new(value, "")
    }

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

/// What stood in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable {
    pub reason: Reason,
    /// Values for the text of the reason, by placeholder.
    pub args: Args,
    /// The request that failed; `None` when none was made.
    pub request: Option<String>,
    /// To quote to Azure support.
    pub correlation_id: Option<String>,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $wire:expr;)*) => {
        /// The kinds of obstacle; each has a text of the same name in every language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Reason { $($(#[$doc])* $name,)* }

        impl Reason {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name under which the text catalogue words this reason.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// Its number in links, which never changes and is never given again;
            /// `None` for what no link tells.
            pub fn wire(self) -> Option<u16> {
                match self { $(Self::$name => $wire,)* }
            }
        }
    };
}

reasons! {
    /// Not an obstacle: the answer is on its way.
    Pending = "pending", None;
    /// The reader lacks an action at a scope.
    Forbidden = "forbidden", Some(0);
    /// ARM did not take the token.
    TokenRejected = "token_rejected", Some(1);
    /// There is no token to be had before the reader signs in again.
    SignInNeeded = "sign_in_needed", Some(2);
    NotFound = "not_found", Some(3);
    ProviderNotRegistered = "provider_not_registered", Some(4);
    Throttled = "throttled", Some(5);
    ServerError = "server_error", Some(6);
    /// Any other refusal.
    Refused = "refused", Some(7);
    TimedOut = "timed_out", Some(8);
    Unreachable = "unreachable", Some(9);
    TooLarge = "too_large", Some(10);
    Html = "html", Some(11);
    NotJson = "not_json", Some(12);
    Unexpected = "unexpected", Some(13);
    EndlessList = "endless_list", Some(14);
    /// A list that went on for longer than any real one.
    ListTooLong = "list_too_long", Some(40);
    ForeignHost = "foreign_host", Some(15);
    /// The answer pointed to an address that a browser would change.
    ChangedAddress = "changed_address", Some(41);
    /// Azure was still working on the answer.
    Unfinished = "unfinished", Some(24);
    /// Two answers of ARM contradict each other. Only where it is not told which
    /// two; elsewhere it is `Disagree`.
    Contradiction = "contradiction", Some(16);
    /// Throttled, and ARM says for how long.
    ThrottledFor = "throttled_for", Some(39);
    /// A deny assignment would decide, and a condition limits it.
    ConditionalDeny = "conditional_deny", Some(38);
    /// Two answers of ARM contradict each other, and what each said is told.
    Disagree = "disagree", Some(37);
    /// Nothing can be asked because the VM was not found.
    NoVm = "no_vm", Some(17);
    /// The token does not tell who the reader is.
    NoIdentity = "no_identity", Some(18);
    /// It depends on groups, which the page cannot see.
    GroupsUnknown = "groups_unknown", Some(19);
    /// A policy's VM stands in a resource group that was not listed.
    NotListed = "not_listed", Some(20);
    /// There are more entries than were read, and none decides so far.
    OnlyPartRead = "only_part_read", Some(21);
    /// Defender for Cloud has no assessment of this VM.
    NoAssessment = "no_assessment", Some(22);
    /// A value that this program does not know would decide.
    UnknownValue = "unknown_value", Some(23);
    /// A security rule would decide, and whether it holds is not known.
    RuleInDoubt = "rule_in_doubt", Some(25);
    /// No security rule holds at all, not even one of Azure's own.
    NoRule = "no_rule", Some(26);
    /// The request is being carried out.
    RequestUnderWay = "request_under_way", Some(27);
    /// A firewall stands in between and changes what the rules see.
    BehindFirewall = "behind_firewall", Some(28);
    /// The VM has no address of the reader's kind.
    NoAddressOfKind = "no_address_of_kind", Some(29);
    /// Azure gave no power state.
    NoPowerState = "no_power_state", Some(30);
    /// The guest agent has reported nothing.
    NoAgent = "no_agent", Some(31);
    /// A field holds something else than its type promises.
    WrongType = "wrong_type", Some(32);
    /// A field that would decide is not in the answer.
    MissingValue = "missing_value", Some(33);
    /// A field that would decide is empty.
    EmptyValue = "empty_value", Some(34);
    /// A public address resource stands for no address at the moment.
    NotAssigned = "not_assigned", Some(35);
    /// A load balancer leads the port to several machines.
    SharedByBalancer = "shared_by_balancer", Some(36);
    /// A person looks instead of this program, and has not said yet what they see.
    NotAnswered = "not_answered", Some(42);
    /// A person looks, and cannot see it.
    NotSeen = "not_seen", Some(43);
    /// A person looks, and this is nothing that a person can see.
    NotForPeople = "not_for_people", Some(44);
    /// The answers come from a collected file, and it has none to this.
    NotInFile = "not_in_file", Some(45);
    /// Only a role with a condition grants it to the one whom the question is about.
    ConditionalRole = "conditional_role", Some(46);
    /// The question is about a group, which may be in others that Azure does not list.
    GroupsOfGroup = "groups_of_group", Some(47);
    /// The question is about an id that Azure lists no role for, and that may be a group.
    KindUnknown = "kind_unknown", Some(48);
    /// Azure Lighthouse hands out roles, and no list shows to whom.
    DelegatedRoles = "delegated_roles", Some(49);
}

/// What one answer says in a field.
pub struct Said<'a> {
    pub request: &'a str,
    pub field: &'a str,
    pub value: Value,
}

impl<'a> Said<'a> {
    /// What a refusal says, beside another answer.
    pub fn by_refusal(error: &'a ArmError) -> Self {
        let status = error.status().map(|it| it.to_string()).unwrap_or_default();
        let words = [&*status, error.code()].join(" ");
        Self::new(&error.request, "status", words.trim())
    }

    pub fn new(request: &'a str, field: &'a str, value: impl Into<Value>) -> Self {
        Self {
            request,
            field,
            value: value.into(),
        }
    }
}

impl Reason {
    /// Whether the request was answered, and the answer does not tell what was
    /// asked of it. Of the others the request failed, or none was made.
    pub fn is_of_answer(self) -> bool {
        matches!(
            self,
            Self::Contradiction
                | Self::Disagree
                | Self::ConditionalDeny
                | Self::GroupsUnknown
                | Self::ConditionalRole
                | Self::GroupsOfGroup
                | Self::KindUnknown
                | Self::DelegatedRoles
                | Self::NotListed
                | Self::OnlyPartRead
                | Self::NoAssessment
                | Self::UnknownValue
                | Self::RuleInDoubt
                | Self::NoRule
                | Self::RequestUnderWay
                | Self::BehindFirewall
                | Self::NoAddressOfKind
                | Self::NoPowerState
                | Self::NoAgent
        )
    }
}

impl Unavailable {
    pub fn new(reason: Reason) -> Self {
        Self {
            reason,
            args: Args::default(),
            request: None,
            correlation_id: None,
        }
    }

    #[must_use]
    pub fn arg<K>(mut self, arg: Arg<K>, value: impl Make<K>) -> Self {
        self.args.push(arg, value);
        self
    }

    #[must_use]
    pub fn during(mut self, request: &str) -> Self {
        self.request = made(request);
        self
    }

    /// Whether another sign-in is what helps.
    pub fn wants_sign_in(&self) -> bool {
        matches!(self.reason, Reason::TokenRejected | Reason::SignInNeeded)
    }

    /// Whether it was this request that failed.
    pub fn is_of(&self, request: &str) -> bool {
        self.request.as_deref() == Some(request)
    }

    /// Two answers of which one must be wrong.
    pub fn disagree(one: &Said, other: &Said) -> Self {
        let path = other.request.split_once(' ').map_or("", |(_, path)| path);
        Self::new(Reason::Disagree)
            .arg(args::SAID, (one.field, one.value.clone()))
            .arg(args::OTHER_SAID, (other.field, other.value.clone()))
            .arg(args::OTHER_PATH, path)
            .during(one.request)
    }

    /// Whether it is that two answers contradict each other.
    pub fn is_contradiction(&self) -> bool {
        matches!(self.reason, Reason::Contradiction | Reason::Disagree)
    }

    /// A body that was read, and breaks what its type promises.
    pub fn unexpected(request: &str, at: &Unexpected) -> Self {
        let (reason, path) = match at {
            Unexpected::Missing(path) => (Reason::Unexpected, path),
            Unexpected::Wrong(path) => (Reason::WrongType, path),
        };
        Self::new(reason).arg(args::PATH, path).during(request)
    }

    /// A field that would decide, and that is left out, empty, or holds a value that
    /// this program does not know.
    pub fn undecided(field: &str, held: Option<&str>) -> Self {
        match held {
            None => Self::new(Reason::MissingValue).arg(args::FIELD, field),
            Some("") => Self::new(Reason::EmptyValue).arg(args::FIELD, field),
            Some(held) => Self::new(Reason::UnknownValue).arg(args::FIELD, (field, held)),
        }
    }
}

impl From<ArmError> for Unavailable {
    fn from(error: ArmError) -> Self {
        let it = match &error.kind {
            ArmErrorKind::Status {
                status: 429,
                wait: Some(seconds),
                ..
            } => Self::new(Reason::ThrottledFor).arg(args::SECONDS, *seconds),
            ArmErrorKind::Status {
                status, envelope, ..
            } => of_status(*status, &envelope.code, &error)
                .arg(args::STATUS, *status)
                .arg(
                    args::CODE,
                    if envelope.code.is_empty() {
                        "-"
                    } else {
                        &envelope.code
                    },
                ),
            ArmErrorKind::Html => Self::new(Reason::Html),
            ArmErrorKind::NotJson => Self::new(Reason::NotJson),
            ArmErrorKind::Unexpected(at) => Self::unexpected("", at),
            ArmErrorKind::EndlessList => Self::new(Reason::EndlessList),
            ArmErrorKind::ListTooLong => Self::new(Reason::ListTooLong),
            ArmErrorKind::Unfinished => Self::new(Reason::Unfinished),
            ArmErrorKind::ForeignHost => Self::new(Reason::ForeignHost),
            ArmErrorKind::ChangedAddress => Self::new(Reason::ChangedAddress),
            ArmErrorKind::SignInNeeded => Self::new(Reason::SignInNeeded),
            ArmErrorKind::Transport(TransportError::TimedOut) => Self::new(Reason::TimedOut),
            ArmErrorKind::Transport(TransportError::TooLarge) => Self::new(Reason::TooLarge),
            ArmErrorKind::Transport(TransportError::Unreachable) => Self::new(Reason::Unreachable),
            ArmErrorKind::Transport(TransportError::NotInFile) => Self::new(Reason::NotInFile),
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
        .arg(args::ACTION, action.as_deref().unwrap_or("-"))
        .arg(args::SCOPE, scope)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arm::json::Node;

    #[test]
    fn missing_empty_unknown_and_wrong_are_four_facts() {
        let of = |body: &str| {
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            match Node::new(&body).at("state").optional_text() {
                Ok(held) => Unavailable::undecided("state", held).reason,
                Err(at) => Unavailable::unexpected("", &at).reason,
            }
        };
        assert_eq!(of("{}"), Reason::MissingValue);
        assert_eq!(of(r#"{"state": null}"#), Reason::MissingValue);
        assert_eq!(of(r#"{"state": ""}"#), Reason::EmptyValue);
        assert_eq!(of(r#"{"state": "Odd"}"#), Reason::UnknownValue);
        assert_eq!(of(r#"{"state": 1}"#), Reason::WrongType);
        assert_eq!(of("[]"), Reason::WrongType);
    }
}
