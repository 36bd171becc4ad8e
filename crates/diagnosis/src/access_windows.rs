//! The access windows of VMs: who asked for which port, from where, until
//! when, and what became of it. Newest first, whatever order they came in.

use std::cmp::Reverse;

use azure::{
    answer::Unavailable,
    ip_range,
    resource_id::ResourceId,
    security::{Policy, Requested, RequestedPort},
    security_rules::Match,
    timestamp::Timestamp,
};
use ipnet::IpNet;

use crate::{facts::Facts, question::Question};

/// A request that is under way for longer is taken to be stuck. Microsoft
/// names no limit; scripts in public give up sooner.
pub(crate) const PATIENCE_MINUTES: i64 = 5;

/// One port of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub vm: ResourceId,
    /// The policy through which it was asked for.
    pub policy: ResourceId,
    /// Empty while the request is being carried out.
    pub requestor: String,
    pub justification: String,
    pub port: u16,
    /// As written; `*` is any.
    pub sources: Vec<String>,
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
    pub status: Status,
    /// The firewall's port to connect to.
    pub mapped_port: Option<u16>,
}

/// What became of a request. Source: learn.microsoft.com, REST "Jit Network
/// Access Policies - Get"; `Initiating` is in none of its lists and in its
/// examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    Open,
    /// Being carried out.
    Initiating,
    /// Its time is over.
    Expired,
    /// A newer request took its place.
    Replaced,
    /// Somebody closed it.
    Revoked,
    /// Any other, as Azure names it.
    Other(String),
}

impl Status {
    /// The name under which the text catalogue words it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Initiating => "initiating",
            Self::Expired => "expired",
            Self::Replaced => "replaced",
            Self::Revoked => "revoked",
            Self::Other(_) => "other",
        }
    }
}

impl Window {
    fn new(
        vm: &ResourceId,
        policy: &Policy,
        request: &Requested,
        port: &RequestedPort,
        now: Timestamp,
    ) -> Self {
        Self {
            vm: vm.clone(),
            policy: policy.id.clone(),
            requestor: request.requestor.clone(),
            justification: request.justification.clone(),
            port: port.number,
            sources: port.sources.clone(),
            start: request.start,
            end: port.end,
            status: status(port, now),
            mapped_port: port.mapped_port,
        }
    }

    /// Whether it takes longer to be carried out than it should.
    pub fn is_stuck(&self, now: Timestamp) -> bool {
        let is_late = |it: Timestamp| (now - it).whole_minutes() >= PATIENCE_MINUTES;
        self.status == Status::Initiating && self.start.is_some_and(is_late)
    }

    /// Whether it is for the reader's address; every window is without one.
    pub fn is_own(&self, question: &Question) -> bool {
        let source = question.source.as_ref();
        source.is_none_or(|source| self.is_for(source) == Match::Yes)
    }

    /// Whether it is for all of these addresses.
    pub fn is_for(&self, source: &IpNet) -> Match {
        let mut unclear = Match::No;
        for text in &self.sources {
            match ip_range::parse(text) {
                _ if text.trim() == "*" => return Match::Yes,
                Some(range) if range.contains(source) => return Match::Yes,
                Some(_) => {}
                None => unclear = Match::Maybe,
            }
        }
        unclear
    }
}

/// The windows of the VM in every policy that was read, those included that no
/// longer name it.
pub fn windows(facts: &Facts, vm: &ResourceId) -> Result<Vec<Window>, Unavailable> {
    let now = facts.now()?.utc;
    let policies = facts.policies()?;
    let windows = all(&policies.value, now, |it| it == vm);
    // Which is the newest, for whom and how it stands depends on all of these.
    for it in &windows {
        let missing = [
            ("startTimeUtc", it.start.is_none()),
            ("endTimeUtc", it.end.is_none()),
            ("status", it.status == Status::Other(String::new())),
            ("allowedSourceAddressPrefix", it.sources.is_empty()),
        ];
        if let Some((field, _)) = missing.iter().find(|it| it.1) {
            return Err(Unavailable::undecided(field, None).during(&policies.request));
        }
    }
    Ok(windows)
}

/// The windows in these policies of the VMs that are wanted.
pub fn all<'a>(
    policies: impl IntoIterator<Item = &'a Policy>,
    now: Timestamp,
    is_wanted: impl Fn(&ResourceId) -> bool,
) -> Vec<Window> {
    let mut windows = Vec::new();
    for policy in policies {
        for request in &policy.requests {
            for vm in request.vms.iter().filter(|it| is_wanted(&it.id)) {
                let of_port = |port| Window::new(&vm.id, policy, request, port, now);
                windows.extend(vm.ports.iter().map(of_port));
            }
        }
    }
    windows.sort_by_key(|it: &Window| Reverse((it.start, it.end)));
    windows
}

fn status(port: &RequestedPort, now: Timestamp) -> Status {
    let is = |text: &str, name: &str| text.eq_ignore_ascii_case(name);
    if is(&port.status, "Initiated") {
        return match port.end {
            Some(end) if end <= now => Status::Expired,
            Some(_) => Status::Open,
            None => Status::Other(port.status.clone()),
        };
    }
    if is(&port.status, "Initiating") {
        return Status::Initiating;
    }
    if is(&port.status, "Revoked") {
        return match &*port.reason {
            reason if is(reason, "Expired") => Status::Expired,
            reason if is(reason, "NewerRequestInitiated") => Status::Replaced,
            _ => Status::Revoked,
        };
    }
    Status::Other(port.status.clone())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: Timestamp = datetime!(2026-11-24 10:00 UTC);

    fn port(status: &str, reason: &str, minutes: i64) -> RequestedPort {
        RequestedPort {
            number: 3389,
            sources: vec!["203.0.113.0/24".to_owned()],
            end: Some(NOW + time::Duration::minutes(minutes)),
            status: status.to_owned(),
            reason: reason.to_owned(),
            mapped_port: None,
        }
    }

    #[test]
    fn the_clock_has_a_say() {
        for (text, reason, minutes, expected) in [
            ("Initiated", "UserRequested", 10, Status::Open),
            ("initiated", "", 10, Status::Open),
            ("Initiated", "UserRequested", 0, Status::Expired),
            ("Initiating", "UserRequested", 10, Status::Initiating),
            ("Revoked", "Expired", -10, Status::Expired),
            ("Revoked", "NewerRequestInitiated", 10, Status::Replaced),
            ("Revoked", "UserRequested", 10, Status::Revoked),
            ("Failed", "", 10, Status::Other("Failed".to_owned())),
        ] {
            assert_eq!(status(&port(text, reason, minutes), NOW), expected);
        }
        let endless = RequestedPort {
            end: None,
            ..port("Initiated", "", 0)
        };
        assert_eq!(status(&endless, NOW), Status::Other("Initiated".to_owned()));
    }
}
