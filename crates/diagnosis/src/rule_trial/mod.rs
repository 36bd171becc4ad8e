//! What the security rules would say if some of them were others: which rule decides in
//! each group, and whether the connection gets past all of them. The changes are made in
//! the rules that were read, as they are written and as Azure applies them, and the
//! outcome is judged as ever. Nothing is sent. Must not know words.

mod change;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use azure::{
    answer::{Reason, Unavailable},
    resource_id::ResourceId,
    security_rules::{Access, Rule, Sender},
};

pub use change::{
    Change, Deed, Draft, FIRST_PRIORITY, Field, LAST_PRIORITY, NewRule, Problem, is_changeable,
    new_name, read_priority, with_change,
};

use crate::{
    checks::asked_port,
    facts::{Facts, Snapshot, Update},
    jit_rules::Jit,
    path::{
        Arrival, GroupTrace, Hop, HopKind, HopState, Outcome, Ruling, Side, admin_ruling, arrivals,
        beside_rules, jit_firewall, ruling, sides_of, trace,
    },
};

/// The outcome of all changes together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The port that is asked about.
    pub port: u16,
    pub groups: Vec<GroupTrial>,
    pub passage: Passage,
    /// What else stops the connection where the rules let it through, or isn't known.
    pub beside: Vec<Hop>,
    pub clashes: Vec<Clash>,
}

/// One group with its rules as they are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupTrial {
    pub trace: GroupTrace,
    pub decision: Decision,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    By {
        rule: String,
        lets_in: bool,
        jit: Option<Jit>,
    },
    Unknown(Unavailable),
}

/// Whether the connection gets past the rules of network managers and of both groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passage {
    /// It isn't known where the reader connects from.
    NoSource,
    Through {
        /// The rule of a network manager by which no group is asked.
        always: Option<String>,
    },
    Stopped {
        at: HopKind,
        group: Option<ResourceId>,
        rule: String,
    },
    Unknown {
        at: HopKind,
        why: Unavailable,
    },
}

/// Rules of one priority, which Azure doesn't take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    pub group: ResourceId,
    pub priority: i64,
    pub rules: Vec<String>,
}

impl Trial {
    /// The groups whose rules say what becomes of this connection. There are none where
    /// nobody knows whose it is, where it comes out of a firewall with another address, and
    /// where a network manager's rule decides first, or may.
    pub fn asked_groups(&self) -> &[GroupTrial] {
        let is_asked = match &self.passage {
            Passage::NoSource => false,
            Passage::Through { always } => always.is_none(),
            Passage::Stopped { at, .. } | Passage::Unknown { at, .. } => {
                !matches!(at, HopKind::Firewall | HopKind::AdminRules)
            }
        };
        if is_asked { &self.groups } else { &[] }
    }
}

/// Judges the rules as if the changes were made.
pub fn trial(facts: &Facts, changes: &[Change]) -> Result<Trial, Unavailable> {
    let after = after(facts, changes);
    let facts = &Facts::new(&after);
    let source = facts.question()?.source;
    let port = asked_port(facts)?;
    let sender = source.map_or(Sender::Anyone, Sender::Range);
    let arrivals = arrivals(facts, source.as_ref())?;
    let groups = arrivals.iter().flat_map(|arrival| {
        let packet = arrival.packet(sender, port);
        let there = sides_of(arrival).into_iter();
        let there = there.filter_map(|(side, group)| Some((side, group.ok()??)));
        let judged = there.map(|(side, group)| GroupTrial {
            trace: trace(facts, arrival, side, group, &packet),
            decision: Decision::of(&ruling(facts, arrival, side, &packet)),
        });
        judged.collect::<Vec<_>>()
    });
    let groups: Vec<GroupTrial> = groups.collect();
    let (passage, beside) = match source {
        Some(_) => passage(facts, &arrivals, sender, port),
        None => (Passage::NoSource, Vec::new()),
    };
    Ok(Trial {
        port,
        clashes: clashes(&groups, changes),
        groups,
        passage,
        beside,
    })
}

/// What is known, with the changes made in both forms of the rules.
fn after(facts: &Facts, changes: &[Change]) -> Snapshot {
    let mut after = facts.snapshot().clone();
    let of = |group: &ResourceId| {
        let group = group.clone();
        changes.iter().filter(move |it| it.group == group)
    };
    if let Ok(groups) = facts.security_groups() {
        let mut groups = groups.clone();
        for group in &mut groups.value.read {
            group.rules = change::changed(&group.rules, of(&group.id));
        }
        after.apply(Update::SecurityGroups(Ok(Rc::new(groups))));
    }
    if let Ok(groups) = facts.effective_rules() {
        let mut groups = groups.clone();
        for applied in &mut groups.value {
            if let Some(group) = &applied.group {
                applied.rules = change::changed(&applied.rules, of(group));
            }
        }
        after.apply(Update::EffectiveRules(Ok(Rc::new(groups))));
    }
    after
}

impl Decision {
    fn of(ruling: &Ruling) -> Self {
        let by = |rule: &Rule, lets_in| Self::By {
            rule: rule.name.clone(),
            lets_in,
            jit: Jit::of(rule),
        };
        match &ruling.outcome {
            Outcome::Allowed(rule) => by(rule, true),
            Outcome::Denied(rule) => by(rule, false),
            Outcome::Unknown(why) => Self::Unknown(why.clone()),
            Outcome::NoGroup => Self::Unknown(Unavailable::new(Reason::NoRule)),
        }
    }
}

/// One address that lets in is enough, and an address of which it isn't known may be it.
fn passage(facts: &Facts, arrivals: &[Arrival], sender: Sender, port: u16) -> (Passage, Vec<Hop>) {
    let unknown = |at, why| (Passage::Unknown { at, why }, Vec::new());
    match jit_firewall(facts, port) {
        Ok(None) => {}
        Ok(Some(_)) => {
            let why = Unavailable::new(Reason::BehindFirewall);
            return unknown(HopKind::Firewall, why);
        }
        Err(why) => return unknown(HopKind::Firewall, why),
    }
    let ways = arrivals
        .iter()
        .map(|it| (it, at_address(facts, it, sender, port)));
    let ways: Vec<(&Arrival, Passage)> = ways.collect();
    let through = ways
        .iter()
        .filter(|(_, it)| matches!(it, Passage::Through { .. }));
    let through = through.map(|(arrival, it)| {
        let beside = beside_rules(facts, arrival, port).into_iter();
        let open =
            beside.filter(|it| matches!(it.state, HopState::Blocking | HopState::Unknown(_)));
        (it.clone(), open.collect::<Vec<_>>())
    });
    if let Some(best) = through.min_by_key(|(_, beside)| beside.len()) {
        return best;
    }
    let is_unknown = |it: &Passage| matches!(it, Passage::Unknown { .. });
    let mut all = ways.into_iter().map(|(_, it)| it);
    let first = all.next();
    let open = first.iter().cloned().chain(all).find(is_unknown);
    match open.or(first) {
        Some(it) => (it, Vec::new()),
        None => unknown(
            HopKind::PublicAddress,
            Unavailable::new(Reason::NoAddressOfKind),
        ),
    }
}

fn at_address(facts: &Facts, arrival: &Arrival, sender: Sender, port: u16) -> Passage {
    let packet = arrival.packet(sender, port);
    match admin_ruling(facts, arrival, &packet) {
        Ok(Some((Access::Deny, rule, _))) => {
            return Passage::Stopped {
                at: HopKind::AdminRules,
                group: None,
                rule: rule.name.clone(),
            };
        }
        Ok(Some((Access::AlwaysAllow, rule, _))) => {
            return Passage::Through {
                always: Some(rule.name.clone()),
            };
        }
        Ok(_) => {}
        // One may let in whatever a group says, or nobody.
        Err(why) => {
            return Passage::Unknown {
                at: HopKind::AdminRules,
                why,
            };
        }
    }
    let mut open = None;
    for (side, at) in [
        (Side::Subnet, HopKind::SubnetGroup),
        (Side::Nic, HopKind::NicGroup),
    ] {
        let ruling = ruling(facts, arrival, side, &packet);
        match ruling.outcome {
            Outcome::NoGroup | Outcome::Allowed(_) => {}
            Outcome::Denied(rule) => {
                return Passage::Stopped {
                    at,
                    group: ruling.group.cloned(),
                    rule: rule.name.clone(),
                };
            }
            Outcome::Unknown(why) => open = open.or(Some(Passage::Unknown { at, why })),
        }
    }
    open.unwrap_or(Passage::Through { always: None })
}

/// What a change has put where another rule is. Undoing one of several changes can do that.
fn clashes(groups: &[GroupTrial], changes: &[Change]) -> Vec<Clash> {
    let mut clashes: Vec<Clash> = Vec::new();
    for change in changes {
        let priority = match &change.deed {
            Deed::Without { .. } => continue,
            Deed::Move { to, .. } => *to,
            Deed::Add(new) => new.priority,
        };
        let own = groups.iter().find(|it| it.trace.group == change.group);
        let lines = own.and_then(|it| it.trace.rules.as_ref().ok());
        let there = lines.into_iter().flatten();
        let there = there.filter(|it| it.priority == Some(priority));
        let clash = Clash {
            group: change.group.clone(),
            priority,
            rules: there.map(|it| it.name.clone()).collect(),
        };
        if clash.rules.len() > 1 && !clashes.contains(&clash) {
            clashes.push(clash);
        }
    }
    clashes
}
