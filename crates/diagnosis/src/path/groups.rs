//! What the security groups before an address say of the reader's packet, from
//! Azure's effective rules and from the rules as they are written.
//!
//! Both come from the same groups, so what the one decides and the other
//! leaves open is decided, and what they decide differently is a
//! contradiction: whichever of them cannot be read, the outcome is the same or
//! not known.

use azure::{
    answer::{Reason, Said, Unavailable},
    network::{EffectiveGroup, Place},
    resource_id::ResourceId,
    security_rules::{Access, Decision, Packet, Rule, RuleSet, Sender},
};

use super::Arrival;
use crate::{args, facts::Facts};

/// Which of the two groups before an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Subnet,
    Nic,
}

/// Which form of the rules decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    Effective,
    Written,
}

impl Used {
    /// The field of the answer in which the rule stands.
    pub fn field(self, rule: &Rule) -> &'static str {
        match self {
            Self::Effective => "value[].effectiveSecurityRules[]",
            Self::Written if rule.is_default => "properties.defaultSecurityRules[]",
            Self::Written => "properties.securityRules[]",
        }
    }
}

#[derive(Clone, Debug)]
pub enum Outcome<'a> {
    /// There is no group.
    NoGroup,
    Allowed(&'a Rule),
    Denied(&'a Rule),
    Unknown(Unavailable),
}

/// What one group says.
#[derive(Clone, Debug)]
pub struct Ruling<'a> {
    pub side: Side,
    pub group: Option<&'a ResourceId>,
    pub outcome: Outcome<'a>,
    pub used: Used,
    /// Method and path of the answer that decided.
    pub request: &'a str,
}

impl Ruling<'_> {
    pub fn lets_in(&self) -> bool {
        matches!(self.outcome, Outcome::NoGroup | Outcome::Allowed(_))
    }

    pub fn keeps_out(&self) -> bool {
        matches!(self.outcome, Outcome::Denied(_))
    }
}

/// A group before an address, if there is one.
pub type GroupBefore<'a> = Result<Option<&'a ResourceId>, Unavailable>;

/// The groups before an address, in the order in which a packet meets them.
pub fn sides_of<'a>(arrival: &Arrival<'a>) -> [(Side, GroupBefore<'a>); 2] {
    let of_subnet = arrival.subnet.clone();
    [
        (Side::Subnet, of_subnet.map(|it| it.security_group.as_ref())),
        (Side::Nic, Ok(arrival.nic.security_group.as_ref())),
    ]
}

/// A group by its id as its own answer spells it: an interface or a subnet may spell it
/// in another case, and the reader is to see one name.
pub(crate) fn spelled<'a>(facts: &'a Facts, group: &'a ResourceId) -> &'a ResourceId {
    let groups = facts.security_groups().ok();
    let own = groups.and_then(|all| all.read.iter().find(|it| it.id == *group));
    own.map_or(group, |it| &it.id)
}

/// The rules of a group as they are written.
pub(crate) fn raw_rules<'a>(
    facts: &'a Facts,
    group: &ResourceId,
) -> Result<(&'a RuleSet, &'a str), Unavailable> {
    let group = facts.security_groups()?.part(group)?;
    Ok((&group.rules, &group.request))
}

/// The rules of the group on this side as Azure applies them. `None` when the
/// answer has no such group, as it has none for a VM that does not run.
pub(super) fn effective_rules<'a>(
    facts: &'a Facts,
    arrival: &Arrival,
    side: Side,
    group: &ResourceId,
) -> Result<Option<&'a EffectiveGroup>, Unavailable> {
    let place = match side {
        Side::Subnet => Place::Subnet(arrival.subnet_id.clone()),
        Side::Nic => Place::Nic,
    };
    Ok(facts.effective_rules()?.iter().find(|it| {
        it.nic == arrival.nic.id && it.place == place && it.group.as_ref() == Some(group)
    }))
}

/// What the group on one side of an address says of a packet.
pub fn ruling<'a>(
    facts: &'a Facts,
    arrival: &Arrival<'a>,
    side: Side,
    packet: &Packet,
) -> Ruling<'a> {
    ruling_without(facts, arrival, side, packet, |_| false)
}

/// The same as if the excused rules were not there.
pub(crate) fn ruling_without<'a>(
    facts: &'a Facts,
    arrival: &Arrival<'a>,
    side: Side,
    packet: &Packet,
    is_excused: impl Fn(&Rule) -> bool,
) -> Ruling<'a> {
    let [(_, subnet), (_, nic)] = sides_of(arrival);
    let group = match side {
        Side::Subnet => subnet,
        Side::Nic => nic,
    };
    let known = group.as_ref().copied().unwrap_or_default();
    let known = known.map(|it| spelled(facts, it));
    let of = |outcome, used, request| Ruling {
        side,
        group: known,
        outcome,
        used,
        request,
    };
    let id = match group {
        Ok(Some(id)) => id,
        Ok(None) => return of(Outcome::NoGroup, Used::Written, ""),
        Err(why) => return of(Outcome::Unknown(why), Used::Written, ""),
    };
    let decide = |rules: &'a RuleSet| rules.decide_without(packet, &is_excused);
    let written = raw_rules(facts, id).map(|(rules, request)| (decide(rules), request));
    let effective = effective_rules(facts, arrival, side, id)
        .map(|it| it.map(|it| (decide(&it.rules), &*it.request)));
    match (written, effective) {
        (
            Ok((Decision::By(one, written), request)),
            Ok(Some((Decision::By(other, applied), applied_request))),
        ) if one != other => {
            let said = |access: Access, rule: &Rule| format!("{access:?} {}", rule.name);
            let why = Unavailable::disagree(
                &Said::new(request, Used::Written.field(written), said(one, written)),
                &Said::new(
                    applied_request,
                    Used::Effective.field(applied),
                    said(other, applied),
                ),
            );
            of(Outcome::Unknown(why), Used::Written, request)
        }
        (_, Ok(Some((Decision::By(access, rule), request)))) => {
            of(outcome(access, rule), Used::Effective, request)
        }
        (Ok((Decision::By(access, rule), request)), _) => {
            of(outcome(access, rule), Used::Written, request)
        }
        // Azure's own answer may still come and decide.
        (_, Err(why)) if why.reason == Reason::Pending => {
            of(Outcome::Unknown(why), Used::Written, "")
        }
        (Ok((decision, request)), _) => of(
            Outcome::Unknown(doubt(&decision, spelled(facts, id), request)),
            Used::Written,
            request,
        ),
        (Err(_), Ok(Some((decision, request)))) => of(
            Outcome::Unknown(doubt(&decision, spelled(facts, id), request)),
            Used::Effective,
            request,
        ),
        (Err(why), _) => of(Outcome::Unknown(why), Used::Written, ""),
    }
}

fn outcome(access: Access, rule: &Rule) -> Outcome<'_> {
    match access {
        Access::Allow | Access::AlwaysAllow => Outcome::Allowed(rule),
        Access::Deny => Outcome::Denied(rule),
    }
}

pub(crate) fn doubt(decision: &Decision, group: &ResourceId, request: &str) -> Unavailable {
    let why = match decision {
        Decision::Open(rule) => Unavailable::new(Reason::RuleInDoubt).arg(args::RULE, &*rule.name),
        _ => Unavailable::new(Reason::NoRule),
    };
    why.arg(args::NSG, group.name()).during(request)
}

/// What network managers say of a packet to this address: the rule that
/// decides, none when they have nothing to say.
pub(crate) fn admin_ruling<'a>(
    facts: &'a Facts,
    arrival: &Arrival,
    packet: &Packet,
) -> Result<Option<(Access, &'a Rule, &'a str)>, Unavailable> {
    let Some(network) = arrival.subnet_id.parent() else {
        return Ok(None);
    };
    let own = facts.admin_rules()?.part(&network)?;
    match own.rules.decide(packet) {
        Decision::By(access, rule) => Ok(Some((access, rule, &own.request))),
        Decision::Nothing => Ok(None),
        open @ Decision::Open(_) => Err(doubt(&open, &network, &own.request)),
    }
}

/// One address with what both groups before it say.
pub(crate) struct PacketPath<'a> {
    pub(crate) arrival: Arrival<'a>,
    pub(crate) subnet: Ruling<'a>,
    pub(crate) nic: Ruling<'a>,
}

impl<'a> PacketPath<'a> {
    pub(crate) fn of(facts: &'a Facts, arrival: Arrival<'a>, sender: Sender, port: u16) -> Self {
        let packet = arrival.packet(sender, port);
        let subnet = ruling(facts, &arrival, Side::Subnet, &packet);
        let nic = ruling(facts, &arrival, Side::Nic, &packet);
        Self {
            arrival,
            subnet,
            nic,
        }
    }
}

/// The address that lets the reader in, or else the first. An error when it
/// depends on what is not known.
pub(crate) fn best_path(ways: Vec<PacketPath<'_>>) -> Result<Option<PacketPath<'_>>, Unavailable> {
    if let Some(open) = ways
        .iter()
        .position(|it| it.subnet.lets_in() && it.nic.lets_in())
    {
        return Ok(ways.into_iter().nth(open));
    }
    let single = ways.len() == 1;
    for way in &ways {
        let shut = way.subnet.keeps_out() || way.nic.keeps_out();
        if single || shut {
            continue;
        }
        for ruling in [&way.subnet, &way.nic] {
            if let Outcome::Unknown(why) = &ruling.outcome {
                return Err(why.clone());
            }
        }
    }
    Ok(ways.into_iter().next())
}
