//! What the two group checks have in common.

use azure::{
    answer::{Reason, Unavailable},
    security_rules::{Access, Sender},
    value::NOTHING,
};

use crate::{
    args,
    checks::asked::{self, Judged},
    engine::{Severity, fail, not_applicable, pass},
    facts::Facts,
    jit_rules::Jit,
    path::{Outcome, PacketPath, Side, admin_ruling, arrivals, best_path, jit_firewall, sides_of},
};

/// Whether the group on one side of the VM's interface lets the reader in.
pub(super) fn lets_in(facts: &Facts, side: Side) -> Judged {
    let Some(source) = facts.question()?.source else {
        return Ok(not_applicable());
    };
    let port = asked::port(facts)?;
    let arrivals = arrivals(facts, Some(&source))?;
    let has_group = arrivals
        .iter()
        .flat_map(sides_of)
        .any(|(at, group)| at == side && group != Ok(None));
    if !has_group {
        return Ok(not_applicable());
    }
    if jit_firewall(facts, port)?.is_some() {
        return Err(Unavailable::new(Reason::BehindFirewall));
    }
    let ways = arrivals
        .into_iter()
        .map(|it| PacketPath::of(facts, it, Sender::Range(source), port))
        .collect();
    let Some(way) = best_path(ways)? else {
        return Ok(not_applicable());
    };
    let ruling = match side {
        Side::Subnet => &way.subnet,
        Side::Nic => &way.nic,
    };
    let (rule, is_allowed) = match &ruling.outcome {
        Outcome::NoGroup => return Ok(not_applicable()),
        Outcome::Unknown(why) => return Err(why.clone()),
        Outcome::Allowed(rule) => (rule, true),
        Outcome::Denied(rule) => (rule, false),
    };
    let priority = rule
        .priority
        .map_or_else(|| NOTHING.to_owned(), |it| it.to_string());
    let shown = format!("{} ({priority})", rule.name);
    if is_allowed {
        return Ok(pass().seen(ruling.request, ruling.used.field(rule), shown));
    }
    // Those deny whatever nothing before them allows.
    let is_last = rule.is_default || Jit::of(rule) == Some(Jit::Deny);
    let finding = fail(if is_last { "no_allow" } else { "denied_by" })
        .arg(args::RULE, &rule.name)
        .arg(args::PRIORITY, rule.priority)
        .arg(args::NSG, ruling.group)
        .seen(ruling.request, ruling.used.field(rule), shown);
    let packet = way.arrival.packet(Sender::Range(source), port);
    // Then no group is asked, whatever it would say.
    Ok(match admin_ruling(facts, &way.arrival, &packet) {
        Ok(Some((Access::AlwaysAllow, ..))) => finding.capped_at(Severity::Info).into(),
        _ => finding.into(),
    })
}
