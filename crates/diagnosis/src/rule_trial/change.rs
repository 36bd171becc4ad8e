//! A change of one inbound rule that a reader tries: what it is, how it goes with the
//! others, and what of a form Azure wouldn't take. Knows neither facts nor words.
//!
//! Source: learn.microsoft.com, "Network security groups overview": priorities go from 100
//! to 4096, each is unique for its direction, and default rules can't be removed.

use azure::{
    ip_range,
    resource_id::ResourceId,
    security_rules::{Access, Direction, Rule, RuleSet, Written},
};
use ipnet::IpNet;

use crate::{jit_rules::Jit, path::RuleLine};

pub const FIRST_PRIORITY: i64 = 100;
pub const LAST_PRIORITY: i64 = 4096;

const ANY: &str = "*";

/// What is tried with one rule of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub group: ResourceId,
    /// The rule's name, which is unique in its group.
    pub rule: String,
    /// Whether JIT has written the rule, and what for.
    pub jit: Option<Jit>,
    pub deed: Deed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Without { priority: Option<i64> },
    Move { from: Option<i64>, to: i64 },
    Add(NewRule),
}

/// A rule that isn't there yet, for TCP to any destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRule {
    pub access: Access,
    pub priority: i64,
    pub source: String,
    pub port: String,
}

impl NewRule {
    fn rule(&self, name: &str) -> Rule {
        let access = match self.access {
            Access::Deny => "Deny",
            Access::Allow | Access::AlwaysAllow => "Allow",
        };
        Rule::new(Written {
            name: name.to_owned(),
            priority: Some(self.priority),
            access: access.to_owned(),
            direction: "Inbound".to_owned(),
            protocol: "TCP".to_owned(),
            sources: vec![self.source.clone()],
            source_ports: vec![ANY.to_owned()],
            destinations: vec![ANY.to_owned()],
            ports: vec![self.port.clone()],
            ..Written::default()
        })
    }
}

impl Change {
    fn of(group: &ResourceId, line: &RuleLine, deed: Deed) -> Self {
        Self {
            group: group.clone(),
            rule: line.name.clone(),
            jit: line.jit,
            deed,
        }
    }

    pub fn without(group: &ResourceId, line: &RuleLine) -> Self {
        let priority = line.priority;
        Self::of(group, line, Deed::Without { priority })
    }

    pub fn moved(group: &ResourceId, line: &RuleLine, to: i64) -> Self {
        let from = line.priority;
        Self::of(group, line, Deed::Move { from, to })
    }

    pub fn added(group: &ResourceId, name: String, rule: NewRule) -> Self {
        Self {
            group: group.clone(),
            rule: name,
            jit: None,
            deed: Deed::Add(rule),
        }
    }

    fn is_same_rule(&self, other: &Self) -> bool {
        self.group == other.group && self.rule.eq_ignore_ascii_case(&other.rule)
    }

    fn is_about(&self, rule: &Rule) -> bool {
        let is_inbound = rule.direction != Some(Direction::Outbound);
        let is_own = is_inbound && rule.name.eq_ignore_ascii_case(&self.rule);
        is_own && !is_fixed(rule.is_default, rule.priority)
    }
}

/// The changes with one more: one rule has one change, and what is taken back is none.
#[must_use]
pub fn with_change(mut changes: Vec<Change>, change: Change) -> Vec<Change> {
    let Some(at) = changes.iter().position(|it| it.is_same_rule(&change)) else {
        changes.push(change);
        return changes;
    };
    let deed = match (&changes[at].deed, change.deed) {
        (Deed::Add(_), Deed::Without { .. }) => {
            changes.remove(at);
            return changes;
        }
        (Deed::Add(before), Deed::Move { to, .. }) => Deed::Add(NewRule {
            priority: to,
            ..before.clone()
        }),
        (Deed::Move { from, .. }, Deed::Move { to, .. }) if *from == Some(to) => {
            changes.remove(at);
            return changes;
        }
        (Deed::Move { from, .. }, Deed::Move { to, .. }) => Deed::Move { from: *from, to },
        (Deed::Move { from, .. }, Deed::Without { .. }) => Deed::Without { priority: *from },
        (_, deed) => deed,
    };
    changes[at].deed = deed;
    changes
}

/// The rules of one group after the changes that are about it.
pub(super) fn changed<'a>(
    rules: &RuleSet,
    changes: impl IntoIterator<Item = &'a Change>,
) -> RuleSet {
    let mut all: Vec<Rule> = rules.rules().to_vec();
    for change in changes {
        match &change.deed {
            Deed::Without { .. } => all.retain(|it| !change.is_about(it)),
            Deed::Move { to, .. } => {
                for rule in all.iter_mut().filter(|it| change.is_about(it)) {
                    rule.priority = Some(*to);
                }
            }
            Deed::Add(new) => all.push(new.rule(&change.rule)),
        }
    }
    RuleSet::new(all)
}

/// Azure's own rules stay as they are. Their priorities come after all others.
fn is_fixed(is_default: bool, priority: Option<i64>) -> bool {
    is_default || priority.is_some_and(|it| it > LAST_PRIORITY)
}

/// Whether a rule can be changed: not one of Azure's own, nor one of which it isn't clear
/// which is meant.
pub fn is_changeable(line: &RuleLine, all: &[RuleLine]) -> bool {
    let is_same = |it: &&RuleLine| it.name.eq_ignore_ascii_case(&line.name);
    !is_fixed(line.is_default, line.priority) && all.iter().filter(is_same).count() == 1
}

/// Why Azure wouldn't take what is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    NotANumber,
    OutOfRange,
    /// The rule has this priority already.
    Same,
    /// Another rule has it.
    Taken(String),
    Source,
    Port,
}

/// Which field of a form is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Priority,
    Source,
    Port,
}

impl Problem {
    /// The name under which the text catalogue words it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotANumber => "not_a_number",
            Self::OutOfRange => "out_of_range",
            Self::Same => "same",
            Self::Taken(_) => "taken",
            Self::Source => "source",
            Self::Port => "port",
        }
    }

    pub fn field(&self) -> Field {
        match self {
            Self::NotANumber | Self::OutOfRange | Self::Same | Self::Taken(_) => Field::Priority,
            Self::Source => Field::Source,
            Self::Port => Field::Port,
        }
    }
}

/// The priority that is typed for the rule `own`, or for a new one.
pub fn read_priority(text: &str, lines: &[RuleLine], own: Option<&str>) -> Result<i64, Problem> {
    let priority: i64 = text.trim().parse().map_err(|_| Problem::NotANumber)?;
    if !(FIRST_PRIORITY..=LAST_PRIORITY).contains(&priority) {
        return Err(Problem::OutOfRange);
    }
    match lines.iter().find(|it| it.priority == Some(priority)) {
        None => Ok(priority),
        Some(it) if own == Some(&it.name) => Err(Problem::Same),
        Some(it) => Err(Problem::Taken(it.name.clone())),
    }
}

/// What is typed into the form of a new rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub access: Access,
    pub priority: String,
    pub source: String,
    pub port: String,
}

impl Draft {
    /// The first place that is free, for the port and the address that are asked about.
    pub fn new(lines: &[RuleLine], source: Option<IpNet>, port: Option<u16>) -> Self {
        let is_taken = |at: i64| lines.iter().any(|it| it.priority == Some(at));
        let free = (FIRST_PRIORITY..=LAST_PRIORITY).find(|it| !is_taken(*it));
        Self {
            access: Access::Allow,
            priority: free.map(|it| it.to_string()).unwrap_or_default(),
            source: source.map(ip_range::show).unwrap_or_default(),
            port: port.map(|it| it.to_string()).unwrap_or_default(),
        }
    }

    /// The rule, or all that is wrong.
    pub fn read(&self, lines: &[RuleLine]) -> Result<NewRule, Vec<Problem>> {
        let rule = |source: &str, port: &str| NewRule {
            access: self.access,
            priority: FIRST_PRIORITY,
            source: source.trim().to_owned(),
            port: port.trim().to_owned(),
        };
        let is_flawed = |it: NewRule| it.rule("").is_flawed();
        let mut problems = Vec::new();
        let priority = read_priority(&self.priority, lines, None);
        problems.extend(priority.clone().err());
        problems.extend(is_flawed(rule(&self.source, ANY)).then_some(Problem::Source));
        problems.extend(is_flawed(rule(ANY, &self.port)).then_some(Problem::Port));
        match priority {
            Ok(priority) if problems.is_empty() => Ok(NewRule {
                priority,
                ..rule(&self.source, &self.port)
            }),
            _ => Err(problems),
        }
    }
}

/// A name for a new rule that no rule of the group has.
pub fn new_name(lines: &[RuleLine], changes: &[Change]) -> String {
    let is_taken = |name: &str| {
        let of_lines = lines.iter().map(|it| &it.name);
        let mut all = of_lines.chain(changes.iter().map(|it| &it.rule));
        all.any(|it| it.eq_ignore_ascii_case(name))
    };
    let mut number = 1_usize;
    while is_taken(&format!("new-rule-{number}")) {
        number += 1;
    }
    format!("new-rule-{number}")
}
