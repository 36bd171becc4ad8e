//! What decides for the reader's address: the rules of each group before each
//! address, in the order in which they are asked, as data for a table.

use azure::{
    answer::Unavailable,
    resource_id::ResourceId,
    security_rules::{Access, Decision, Match, Packet, Rule, RuleSet, Sender, Step},
};

use super::{
    Arrival, Side, Used,
    groups::{effective_rules, raw_rules, spelled},
    sides_of,
};
use crate::{facts::Facts, jit_rules::Jit, question::Question};

/// The rules of one group, asked about the reader's packet to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupTrace {
    pub side: Side,
    pub group: ResourceId,
    pub nic: ResourceId,
    /// The private address that is meant.
    pub address: String,
    pub used: Used,
    /// Inbound rules only.
    pub rules: Result<Vec<RuleLine>, Unavailable>,
}

/// One rule as a line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    pub name: String,
    pub priority: Option<i64>,
    pub access: Option<Access>,
    pub protocol: String,
    pub sources: Vec<String>,
    pub destinations: Vec<String>,
    pub ports: Vec<String>,
    /// Whether JIT has written it, and what for.
    pub jit: Option<Jit>,
    /// Whether it holds for the reader's packet.
    pub holds: Match,
    /// Whether it means the reader's address, whatever else it says.
    pub holds_source: Match,
    /// Whether it decides, or keeps the outcome open.
    pub decides: bool,
    /// Whether it has a part in the outcome: it holds or may hold, and none
    /// before it holds for certain.
    pub matters: bool,
    /// Whether it is one of Azure's own, which every group has.
    pub is_default: bool,
}

/// The walks of every address at which the reader's packet can arrive. Without
/// the reader's address, of somebody's whom no rule means in particular.
pub fn rule_traces(facts: &Facts) -> Result<Vec<GroupTrace>, Unavailable> {
    let question: &Question = facts.question()?;
    let port = crate::checks::asked_port(facts)?;
    let sender = question.source.map_or(Sender::Anyone, Sender::Range);
    let mut traces = Vec::new();
    for arrival in super::arrivals(facts, question.source.as_ref())? {
        let packet = arrival.packet(sender, port);
        for (side, group) in sides_of(&arrival) {
            if let Ok(Some(group)) = group {
                traces.push(trace(facts, &arrival, side, group, &packet));
            }
        }
    }
    Ok(traces)
}

/// The rules of one group, asked about a packet.
pub(crate) fn trace(
    facts: &Facts,
    arrival: &Arrival,
    side: Side,
    group: &ResourceId,
    packet: &Packet,
) -> GroupTrace {
    let lines = |rules: &RuleSet| -> Vec<RuleLine> {
        let steps = rules.trace(packet);
        let last = steps.iter().position(|it| it.holds == Match::Yes);
        let is_asked = |at: usize| last.is_none_or(|last| at <= last);
        let lines = steps.iter().enumerate();
        lines
            .map(|(at, it)| line(it, packet, is_asked(at)))
            .collect()
    };
    let is_open = |rules: &RuleSet| matches!(rules.decide(packet), Decision::Open(_));
    let written = raw_rules(facts, group).map(|(rules, _)| rules);
    let (used, rules) = match (effective_rules(facts, arrival, side, group), written) {
        // What decides is shown, as it is what the checks go by.
        (Ok(Some(effective)), Ok(written)) if is_open(&effective.rules) && !is_open(written) => {
            (Used::Written, Ok(lines(written)))
        }
        (Ok(Some(effective)), _) => (Used::Effective, Ok(lines(&effective.rules))),
        (_, written) => (Used::Written, written.map(lines)),
    };
    GroupTrace {
        side,
        group: spelled(facts, group).clone(),
        nic: arrival.nic.id.clone(),
        address: arrival.target.address.to_string(),
        used,
        rules,
    }
}

fn line(step: &Step, packet: &Packet, is_asked: bool) -> RuleLine {
    let rule: &Rule = step.rule;
    RuleLine {
        name: rule.name.clone(),
        priority: rule.priority,
        access: rule.access,
        protocol: rule.protocol.clone(),
        sources: rule.sources.clone(),
        destinations: rule.destinations.clone(),
        ports: rule.ports.clone(),
        jit: Jit::of(rule),
        holds: step.holds,
        holds_source: rule.holds_sender(packet),
        decides: step.decides,
        matters: step.decides || (is_asked && step.holds != Match::No),
        is_default: rule.is_default,
    }
}
