//! The rules that JIT has written for the reader's window, group by group.

use azure::{
    answer::{Reason, Unavailable},
    resource_id::ResourceId,
    security_rules::{Match, Rule, Sender},
};
use ipnet::IpNet;

use crate::{
    access_windows::{Status, windows},
    args,
    checks::asked,
    facts::Facts,
    jit_rules::{Jit, vm_of_description},
    path::{Arrival, arrivals, jit_firewall, raw_rules, sides_of, spelled},
};

/// A group on the way, with JIT's allow rules for the VM, port and address.
#[derive(Clone)]
pub(super) struct Written<'a> {
    pub(super) group: &'a ResourceId,
    pub(super) request: &'a str,
    pub(super) rules: Vec<&'a Rule>,
}

impl Written<'_> {
    pub(super) fn lacks_rule(&self) -> bool {
        self.rules.is_empty()
    }
}

/// What an open window leads one to expect, and what is there.
pub(super) struct OfWindow<'a> {
    pub(super) arrivals: Vec<Arrival<'a>>,
    /// By the group's id. A group that cannot be read hides no other.
    groups: Vec<(&'a ResourceId, Result<Written<'a>, Unavailable>)>,
}

/// The groups before one address.
pub(super) type Before<'a> = Vec<Written<'a>>;

impl<'a> OfWindow<'a> {
    /// The groups before the first address of which `lets_in` holds, or else before
    /// the first of all: one address that lets in is enough. An error where that
    /// depends on a group that is not known. `None` without any group.
    pub(super) fn best(
        &self,
        lets_in: impl Fn(&Arrival, &Before) -> bool,
    ) -> Result<Option<(bool, Before<'a>)>, Unavailable> {
        let mut doubt = None;
        let mut first = None;
        for arrival in &self.arrivals {
            match self.before(arrival) {
                Ok(groups) if groups.is_empty() => {}
                Ok(groups) if lets_in(arrival, &groups) => return Ok(Some((true, groups))),
                Ok(groups) => first = first.or(Some((false, groups))),
                Err(why) => doubt = Some(why),
            }
        }
        doubt.map_or(Ok(first), Err)
    }

    /// Whether a group before one of the addresses lacks the rule.
    pub(super) fn is_partial(&self) -> bool {
        let known = |arrival| self.before(arrival).unwrap_or_default();
        let mut all = self.arrivals.iter();
        all.any(|it| known(it).iter().any(Written::lacks_rule))
    }

    fn before(&self, arrival: &Arrival<'a>) -> Result<Before<'a>, Unavailable> {
        let mut before = Vec::new();
        for (_, group) in sides_of(arrival) {
            let group = group?;
            let mut known = self.groups.iter();
            if let Some((_, written)) = known.find(|(id, _)| Some(*id) == group) {
                before.push(written.clone()?);
            }
        }
        Ok(before)
    }
}

/// The groups on the way and what JIT has written there; `None` where no
/// window is open for the reader, so that there is nothing to expect.
pub(super) fn of_window<'a>(facts: &'a Facts) -> Result<Option<OfWindow<'a>>, Unavailable> {
    let question = facts.question()?;
    let Some(source) = question.source else {
        return Ok(None);
    };
    if asked::policies(facts)?.is_empty() {
        return Ok(None);
    }
    let port = asked::port(facts)?;
    let is_open = windows(facts, &question.vm)?
        .iter()
        .any(|it| it.port == port && it.status == Status::Open && it.is_for(&source) == Match::Yes);
    if !is_open {
        return Ok(None);
    }
    let arrivals = arrivals(facts, Some(&source))?;
    let mut groups: Vec<&ResourceId> = Vec::new();
    for (_, group) in arrivals.iter().flat_map(sides_of) {
        let group = group.ok().flatten();
        groups.extend(group.filter(|it| !groups.contains(it)));
    }
    // A firewall in between shows another sender.
    let behind_firewall = jit_firewall(facts, port)?.is_some();
    let look = Look {
        facts,
        arrivals: &arrivals,
        source,
        port,
        behind_firewall,
    };
    let groups = groups.into_iter().map(|it| (it, look.in_group(it)));
    let groups = groups.collect();
    Ok(Some(OfWindow { arrivals, groups }))
}

/// By what it does, or by its name where it does not tell.
fn may_be_allow(rule: &Rule) -> bool {
    let jit = if rule.is_flawed() {
        Jit::of_name(&rule.name)
    } else {
        Jit::of(rule)
    };
    jit == Some(Jit::Allow)
}

struct Look<'a, 'b> {
    facts: &'a Facts<'a>,
    arrivals: &'b [Arrival<'a>],
    source: IpNet,
    port: u16,
    behind_firewall: bool,
}

impl<'a> Look<'a, '_> {
    fn in_group(&self, group: &'a ResourceId) -> Result<Written<'a>, Unavailable> {
        let group = spelled(self.facts, group);
        let (all, request) = raw_rules(self.facts, group)?;
        let mut rules = Vec::new();
        let mut doubtful = None;
        for rule in all.rules().iter().filter(|it| may_be_allow(it)) {
            match self.is_meant(rule) {
                Match::Yes => rules.push(rule),
                Match::Maybe => doubtful = Some(rule),
                Match::No => {}
            }
        }
        match doubtful {
            Some(rule) if rules.is_empty() => Err(Unavailable::new(Reason::RuleInDoubt)
                .arg(args::RULE, &*rule.name)
                .arg(args::NSG, group.name())
                .during(request)),
            _ => Ok(Written {
                group,
                request,
                rules,
            }),
        }
    }

    /// Whether the rule is for this VM, port and sender, whatever address of
    /// the VM it names.
    fn is_meant(&self, rule: &Rule) -> Match {
        let Some(first) = self.arrivals.first() else {
            return Match::No;
        };
        let packet = first.packet(Sender::Range(self.source), self.port);
        // Of a rule with parts left out it is not known whom it is for.
        if rule.is_flawed() {
            return Match::Maybe;
        }
        if !self.is_of_vm(rule) || rule.holds_port(self.port) == Match::No {
            return Match::No;
        }
        match (rule.holds_port(self.port), rule.holds_sender(&packet)) {
            (_, Match::No) if !self.behind_firewall => Match::No,
            (Match::Yes, Match::Yes) => Match::Yes,
            (Match::Yes, _) if self.behind_firewall => Match::Yes,
            _ => Match::Maybe,
        }
    }

    /// A group of a subnet holds the rules of other VMs, too. JIT names the VM
    /// in the rule's description; without one the address tells.
    fn is_of_vm(&self, rule: &Rule) -> bool {
        match vm_of_description(&rule.description) {
            Some(name) => self
                .facts
                .question()
                .is_ok_and(|it| it.vm.name().eq_ignore_ascii_case(name)),
            None => self.arrivals.iter().any(|arrival| {
                let packet = arrival.packet(Sender::Range(self.source), self.port);
                rule.holds_target(&packet) == Match::Yes
            }),
        }
    }
}
