//! Which entry explains the present cause. Sure only where the entry does what the cause
//! tells of, nothing after it can have undone that, and its time can be relied on.

use azure::{timestamp::Timestamp, value::Value};

use super::{
    deed_kind::Link,
    deeds::{Changed, Deed, RuleSeen, name_of, power_of},
    entry::{Entry, Gap, Mark},
    target::{Target, TargetKind},
};
use crate::{
    args,
    engine::{Diagnosis, Verdict},
    facts::CLOCK_SKEW,
    jit_rules::Jit,
};

/// The present cause, as far as a change can explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    check: &'static str,
    case: &'static str,
    vm: String,
    port: Option<u16>,
    /// Since when the reader's window is open.
    since: Option<Timestamp>,
    rule: Option<String>,
    groups: Vec<String>,
    /// The address that the VM has, and those in JIT's rule.
    address: Option<String>,
    rule_addresses: Vec<String>,
}

impl Cause {
    pub(super) fn of(
        diagnosis: &Diagnosis,
        vm: &str,
        port: Option<u16>,
        since: Option<Timestamp>,
    ) -> Option<Self> {
        let outcome = diagnosis.root_cause()?;
        let Verdict::Fail(finding) = &outcome.verdict else {
            return None;
        };
        let args = &finding.args;
        let texts = |value: Option<&Value>| -> Vec<String> {
            let items = value.map(Value::items).unwrap_or_default();
            items
                .iter()
                .filter_map(Value::text)
                .map(str::to_owned)
                .collect()
        };
        let groups = match texts(args.get(args::GROUPS)) {
            groups if groups.is_empty() => texts(args.get(args::NSG)),
            groups => groups,
        };
        Some(Self {
            check: outcome.check.id,
            case: finding.case,
            vm: vm.to_owned(),
            port,
            since,
            rule: one(&texts(args.get(args::RULE))),
            groups,
            address: one(&texts(args.get(args::ADDRESS))),
            rule_addresses: texts(args.get(args::RULE_ADDRESS)),
        })
    }

    /// Whether it's still the cause of this diagnosis, of the same question and facts.
    pub(super) fn is_of(&self, diagnosis: &Diagnosis) -> bool {
        Self::of(diagnosis, &self.vm, self.port, self.since).as_ref() == Some(self)
    }

    /// Whether the cause has anything that a change could explain.
    fn explained_by(&self) -> Option<Explained> {
        Some(match (self.check, self.case) {
            ("network.rule", _) => Explained::RuleGone,
            ("network.subnet" | "network.nic", "denied_by") => Explained::RuleDenies,
            ("network.address", "no_public_address") => Explained::AddressGone,
            ("network.target", "address_changed") => Explained::AddressOther,
            ("vm.running", "stopped" | "deallocated") => Explained::Stopped,
            ("vm.guard", "no_nsg_no_firewall") => Explained::GroupGone,
            ("vm.exists", _) => Explained::VmGone,
            _ => return None,
        })
    }

    fn is_group(&self, name: &str) -> bool {
        self.groups.iter().any(|it| it.eq_ignore_ascii_case(name))
    }

    /// Whether a rule of JIT's was for this VM and port: `None` where it isn't told.
    fn is_own(&self, rule: &RuleSeen) -> Option<bool> {
        let vm = rule.vm.as_ref().map(|it| it.eq_ignore_ascii_case(&self.vm));
        let port = rule.port.as_ref().zip(self.port);
        let port = port.map(|(of, port)| of.trim() == port.to_string());
        match (vm, port) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }
}

fn one(texts: &[String]) -> Option<String> {
    match texts {
        [text] => Some(text.clone()),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Explained {
    RuleGone,
    RuleDenies,
    AddressGone,
    AddressOther,
    Stopped,
    GroupGone,
    VmGone,
}

impl Explained {
    /// At which resources it happened.
    fn happens_at(self, kind: TargetKind) -> bool {
        match self {
            Self::RuleGone => {
                matches!(
                    kind,
                    TargetKind::Group | TargetKind::Nic | TargetKind::Network
                )
            }
            Self::RuleDenies => kind == TargetKind::Group,
            Self::AddressGone | Self::AddressOther => kind == TargetKind::Nic,
            Self::GroupGone => matches!(kind, TargetKind::Nic | TargetKind::Network),
            Self::Stopped | Self::VmGone => kind == TargetKind::Vm,
        }
    }

    /// Whether it can be explained only by what happened since the window was opened:
    /// JIT writes its rules then, for the address that the VM has at that time.
    fn is_since_window(self) -> bool {
        matches!(self, Self::RuleGone | Self::AddressOther)
    }
}

/// What a deed means for the cause.
enum Meaning {
    /// It's what the cause tells of; whether for sure.
    Does(bool),
    /// It's the opposite, so that nothing before it counts.
    Undoes,
    /// It can be either.
    Unclear,
    Nothing,
}

/// `entries` are the newest first; `is_whole` says that none is missing or unreadable.
pub(super) fn mark(
    cause: Option<&Cause>,
    targets: &[Target],
    entries: &mut [Entry],
    is_whole: bool,
) {
    let Some((cause, explained)) = cause.and_then(|it| Some((it, it.explained_by()?))) else {
        return;
    };
    for target in targets.iter().filter(|it| explained.happens_at(it.kind)) {
        let is_group = target.kind == TargetKind::Group;
        if is_group && !cause.is_group(target.id.name()) {
            continue;
        }
        if let Some((at, deed, mark)) = look(cause, explained, target, entries) {
            // The cause names a group by its name only.
            let alike = |it: &&Target| {
                it.kind == target.kind && it.id.name().eq_ignore_ascii_case(target.id.name())
            };
            let is_one = !is_group || targets.iter().filter(alike).count() == 1;
            let mark = if is_one && is_whole {
                mark
            } else {
                Mark::MayExplain
            };
            entries[at].mark = Some((mark, deed));
        }
    }
}

fn look(
    cause: &Cause,
    explained: Explained,
    target: &Target,
    entries: &[Entry],
) -> Option<(usize, usize, Mark)> {
    let own = || {
        entries
            .iter()
            .enumerate()
            .filter(|(_, it)| it.target == *target)
    };
    // One without a time can have been after any other.
    let mut is_doubtful = own().any(|(_, it)| it.at.is_none());
    for (at, entry) in own() {
        let time = entry.at?;
        let mut is_timely = true;
        if explained.is_since_window() {
            match cause.since {
                Some(since) if time < since.saturating_sub(CLOCK_SKEW) => return None,
                Some(since) => is_timely = time >= since,
                None => is_timely = false,
            }
        }
        is_doubtful |= entry.gap.is_some() || entry.is_ahead || !entry.is_counted;
        // What one change does happens at once: a deed that is sure stands for those that
        // may be meant.
        let mut may = None;
        for (place, deed) in entry.deeds.iter().enumerate().rev() {
            match meaning(cause, explained, target.kind, deed) {
                Meaning::Does(is_sure) if is_sure && is_timely && !is_doubtful => {
                    return Some((at, place, Mark::Explains));
                }
                Meaning::Does(_) => may = may.or(Some((at, place, Mark::MayExplain))),
                Meaning::Undoes => return may,
                Meaning::Unclear => is_doubtful = true,
                Meaning::Nothing => {}
            }
        }
        if may.is_some() {
            return may;
        }
        is_doubtful |= entry.follows_gap || entry.gap == Some(Gap::NoDetails);
    }
    None
}

fn meaning(cause: &Cause, explained: Explained, kind: TargetKind, deed: &Deed) -> Meaning {
    match explained {
        Explained::RuleGone if kind == TargetKind::Group => rule_gone(cause, deed),
        Explained::RuleGone => match deed {
            // JIT wrote into the group that was there before.
            Deed::Linked(Link::Group, it) => match &it.after {
                Some(after) if cause.is_group(name_of(after)) => {
                    Meaning::Does(kind == TargetKind::Nic && it.before.is_some())
                }
                _ => Meaning::Undoes,
            },
            Deed::Created | Deed::Deleted => Meaning::Undoes,
            _ => Meaning::Nothing,
        },
        Explained::RuleDenies => rule_denies(cause, deed),
        Explained::AddressGone => gone(deed, Link::PublicAddress, true),
        Explained::GroupGone => gone(deed, Link::Group, kind == TargetKind::Nic),
        Explained::AddressOther => match deed {
            Deed::Address(it) if it.after.is_some() && it.after == cause.address => {
                let before = it.before.as_ref();
                Meaning::Does(before.is_some_and(|it| cause.rule_addresses.contains(it)))
            }
            Deed::Address(it) if it.after.is_none() => Meaning::Unclear,
            Deed::Address(_) | Deed::Created | Deed::Deleted => Meaning::Undoes,
            _ => Meaning::Nothing,
        },
        Explained::Stopped => match deed {
            Deed::Power(it) => match it.after.as_deref().map(power_of) {
                Some(after) if after.eq_ignore_ascii_case(cause.case) => Meaning::Does(true),
                Some(_) => Meaning::Undoes,
                None => Meaning::Unclear,
            },
            Deed::Created => Meaning::Undoes,
            _ => Meaning::Nothing,
        },
        Explained::VmGone => match deed {
            Deed::Deleted => Meaning::Does(true),
            Deed::Created => Meaning::Undoes,
            _ => Meaning::Nothing,
        },
    }
}

fn rule_gone(cause: &Cause, deed: &Deed) -> Meaning {
    let is_allow = |rule: &RuleSeen| rule.jit() == Some(Jit::Allow);
    match deed {
        Deed::RuleRemoved(rule) | Deed::RuleAdded(rule) if rule.name.is_none() => Meaning::Unclear,
        Deed::RuleRemoved(rule) if is_allow(rule) => match cause.is_own(rule) {
            Some(false) => Meaning::Nothing,
            own => Meaning::Does(own == Some(true)),
        },
        Deed::RuleAdded(rule) if is_allow(rule) => match cause.is_own(rule) {
            Some(false) => Meaning::Nothing,
            Some(true) => Meaning::Undoes,
            None => Meaning::Unclear,
        },
        // The window is older than the group is, and so was the rule.
        Deed::Created => Meaning::Does(true),
        Deed::RulesUnclear => Meaning::Unclear,
        _ => Meaning::Nothing,
    }
}

fn rule_denies(cause: &Cause, deed: &Deed) -> Meaning {
    let Some(own) = cause.rule.as_deref() else {
        return Meaning::Nothing;
    };
    let is_own = |rule: &RuleSeen| rule.name.as_deref().map(|it| it.eq_ignore_ascii_case(own));
    match deed {
        Deed::RuleAdded(rule) | Deed::RuleRemoved(rule) | Deed::RuleChanged(rule, _)
            if is_own(rule).is_none() =>
        {
            Meaning::Unclear
        }
        Deed::RuleAdded(rule) if is_own(rule) == Some(true) => Meaning::Does(true),
        Deed::RuleRemoved(rule) if is_own(rule) == Some(true) => Meaning::Undoes,
        Deed::RuleChanged(rule, it) if is_own(rule) == Some(true) => changed(it),
        Deed::RulesUnclear => Meaning::Unclear,
        Deed::Created => Meaning::Does(false),
        _ => Meaning::Nothing,
    }
}

/// What a changed field means for a rule that denies.
fn changed(it: &Changed) -> Meaning {
    const DECIDING: [&str; 7] = [
        "access",
        "priority",
        "direction",
        "protocol",
        "portrange",
        "addressprefix",
        "applicationsecuritygroup",
    ];
    let path = it.path.to_ascii_lowercase();
    // The rule's own name stands before its fields, and may have any of these words in it.
    let field = path.rsplit("properties.").next().unwrap_or(&path);
    if field == "access" {
        let after = it.after.as_deref().unwrap_or_default();
        return if after.eq_ignore_ascii_case("Deny") {
            Meaning::Does(true)
        } else if after.eq_ignore_ascii_case("Allow") {
            Meaning::Undoes
        } else {
            Meaning::Does(false)
        };
    }
    if DECIDING.iter().any(|it| field.contains(it)) {
        Meaning::Does(false)
    } else {
        Meaning::Nothing
    }
}

fn gone(deed: &Deed, what: Link, is_sure: bool) -> Meaning {
    match deed {
        Deed::Linked(link, it) if *link == what => match (&it.before, &it.after) {
            (Some(_), None) => Meaning::Does(is_sure),
            (None, None) => Meaning::Unclear,
            _ => Meaning::Undoes,
        },
        Deed::Created | Deed::Deleted => Meaning::Undoes,
        _ => Meaning::Nothing,
    }
}

/// A cause for tests: the group is `nsg-1`, the rule `block`, the address `10.0.0.9`, and
/// the one in JIT's rule `10.0.0.4`.
#[cfg(test)]
pub(super) fn cause_of(check: &'static str, case: &'static str, since: Timestamp) -> Cause {
    Cause {
        check,
        case,
        vm: "vm-web-01".to_owned(),
        port: Some(3389),
        since: Some(since),
        rule: Some("block".to_owned()),
        groups: vec!["nsg-1".to_owned()],
        address: Some("10.0.0.9".to_owned()),
        rule_addresses: vec!["10.0.0.4".to_owned()],
    }
}
