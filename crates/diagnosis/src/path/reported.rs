//! The way as a report tells it: from the outcomes of the checks alone, where the
//! facts are gone. Less is known of each hop, and nothing is made up for it.

use azure::value::{Arg, Args, Noun, Value};

use super::{Hop, HopKind, HopState};
use crate::{
    args,
    engine::{Diagnosis, Outcome, Severity, Verdict},
    jit_rules::Jit,
};

/// The checks that judge a hop each, in the order of the way.
const HOPS: [(HopKind, &str); 6] = [
    (HopKind::Firewall, "network.firewall_entry"),
    (HopKind::PublicAddress, "network.address"),
    (HopKind::AdminRules, "network.admin_rules"),
    (HopKind::SubnetGroup, "network.subnet"),
    (HopKind::NicGroup, "network.nic"),
    (HopKind::Vm, "vm.running"),
];

/// The hops, or nothing where the checks of the way belong to another goal.
pub fn reported_hops(diagnosis: &Diagnosis, common: &Args) -> Vec<Hop> {
    let is_there = |check: &str| diagnosis.outcome(check).is_some_and(|it| it.in_goal);
    if !HOPS.iter().all(|(_, check)| is_there(check)) {
        return Vec::new();
    }
    let source = common.get(args::SOURCE).filter(|it| !it.is_nothing());
    let mut hops = vec![Hop::new(
        HopKind::Source,
        HopState::Passed,
        source.cloned(),
        "request.source",
    )];
    let rest = HOPS
        .iter()
        .filter_map(|(kind, check)| hop(diagnosis, *kind, check))
        .map(|it| with_entry(it, diagnosis, common));
    hops.extend(rest);
    hops
}

fn hop(diagnosis: &Diagnosis, kind: HopKind, check: &'static str) -> Option<Hop> {
    let outcome = diagnosis.outcome(check)?;
    let of = |state| Hop::new(kind, state, None, check);
    let finding = match &outcome.verdict {
        Verdict::Pass { .. } => return Some(of(HopState::Passed)),
        Verdict::NotApplicable => return Some(of(HopState::NotInTheWay)),
        Verdict::CannotTell(why) => return Some(of(HopState::Unknown(why.clone()))),
        Verdict::Fail(finding) => finding,
    };
    let state = match outcome.severity() {
        Some(Severity::Info) => HopState::NotInTheWay,
        _ => HopState::Blocking,
    };
    let label = match kind {
        HopKind::SubnetGroup | HopKind::NicGroup => told(&finding.args, args::NSG),
        // Its check tells of an entrance, which need not be a firewall.
        HopKind::Firewall => None,
        _ => told(&finding.args, args::ADDRESS),
    };
    let rule = told(&finding.args, args::RULE);
    let jit = match &rule {
        // What denies is JIT's deny rule.
        Some(Value::Alias(Noun::JitRule, _)) => Some(Jit::Deny),
        Some(Value::Name(_, name)) => Jit::of_name(name),
        _ => None,
    };
    Some(Hop {
        label,
        rule: rule.as_ref().map(ToString::to_string),
        jit,
        ..of(state)
    })
}

/// The hop where one connects to, with the port that leads to the VM's.
fn with_entry(mut hop: Hop, diagnosis: &Diagnosis, common: &Args) -> Hop {
    let entry = diagnosis.outcome("network.firewall_entry");
    let Some(finding) = entry.and_then(Outcome::failed).map(|it| it.finding) else {
        return hop;
    };
    let port = |args: &Args, name| match args.get(name) {
        Some(Value::Number(it)) => u16::try_from(*it).ok(),
        _ => None,
    };
    let ports = port(&finding.args, args::MAPPED_PORT).zip(port(common, args::PORT));
    match (hop.kind, finding.case) {
        // Its check tells where to connect, and that is in the way of nothing.
        (HopKind::Firewall, "use_mapped_port") => hop.state = HopState::Passed,
        (HopKind::PublicAddress, "use_balancer_port") => {}
        _ => return hop,
    }
    hop.label = told(&finding.args, args::ADDRESS);
    hop.mapped = ports.filter(|(outer, port)| outer != port);
    hop
}

fn told<K>(args: &Args, name: Arg<K>) -> Option<Value> {
    args.get(name).filter(|it| !it.is_nothing()).cloned()
}
