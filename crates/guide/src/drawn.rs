//! What stands in the drawn pages beyond what a case's own words name: what the policy
//! says of the port, the rule of a security group, who last asked. A name that is not
//! known is left out.

use azure::{
    resource_id::ResourceId,
    security::{Policy, PolicyPort},
    security_rules::Rule,
    timestamp,
};
use diagnosis::{
    args,
    checks::{asked_port, asked_power},
    engine::Finding,
    facts::{Facts, Snapshot},
    question::Question,
};

use crate::{
    commands::Values,
    permission::{is_helped, narrowest_role},
};

/// How long a window is where nobody said otherwise: what the portal proposes.
const MINUTES: u32 = 180;

/// The names for a case, or for the question alone.
pub fn names(
    question: &Question,
    snapshot: &Snapshot,
    finding: Option<&Finding>,
) -> Vec<(&'static str, String)> {
    let facts = Facts::new(snapshot);
    let values = Values::new(question, snapshot, finding);
    let value = |slot| values.text(slot).map(str::to_owned);
    let mut names = vec![
        ("tenant", value("tenant")),
        ("region", value("location")),
        ("nsg", value("nsg")),
        ("nsg_name", Some(format!("{}-nsg", question.vm.name()))),
        (
            "asked_time",
            Some(hours(question.minutes.unwrap_or(MINUTES))),
        ),
    ];
    names.push(("power", asked_power(&facts).ok().and_then(power)));
    if let Ok(claims) = facts.claims() {
        names.push(("user", claims.user_name.clone()));
    }
    if let Some(rule) = policy_rule(question, &facts) {
        names.extend([
            ("rule_protocol", Some(any(&rule.protocol))),
            ("rule_sources", Some(any(&rule.sources.join(", ")))),
            ("rule_time", rule.longest_minutes.map(hours)),
        ]);
    }
    if let Some((user, start)) = last_request(question, &facts) {
        names.extend([("last_user", user), ("last_access", start)]);
    }
    if let Some(finding) = finding {
        names.push(("lock_type", lock_type(finding).map(str::to_owned)));
        let role = is_helped(finding)
            .then(|| narrowest_role(finding))
            .flatten();
        names.push(("wanted_role", role));
        let group = value("nsg_id").and_then(|it| ResourceId::parse(&it).ok());
        if let Some(rule) = group.and_then(|it| security_rule(&facts, &it, finding)) {
            names.extend([
                ("priority", rule.priority.map(|it| it.to_string())),
                ("rule_action", rule.access.map(|it| format!("{it:?}"))),
                ("rule_from", Some(any(&rule.sources.join(", ")))),
                ("rule_ports", Some(any(&rule.ports.join(", ")))),
            ]);
        }
    }
    names
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

/// The portal's English words that these names can hold.
pub const PORTAL_WORDS: [&str; 8] = [
    "Allow",
    "Any",
    "Delete",
    "Deny",
    "Read-only",
    "Running",
    "Stopped",
    "Stopped (deallocated)",
];

/// As the portal writes what Azure calls `*`.
fn any(text: &str) -> String {
    if text == "*" { "Any" } else { text }.to_owned()
}

/// As the portal writes a power state that lasts; a passing one is left out.
fn power(state: &str) -> Option<String> {
    let word = match &*state.to_ascii_lowercase() {
        "running" => "Running",
        "stopped" => "Stopped",
        "deallocated" => "Stopped (deallocated)",
        _ => return None,
    };
    Some(word.to_owned())
}

fn hours(minutes: u32) -> String {
    if minutes.is_multiple_of(60) {
        format!("{} h", minutes / 60)
    } else {
        format!("{minutes} min")
    }
}

/// What the policy says of the port; where the VM is in none, what the portal proposes.
fn policy_rule(question: &Question, facts: &Facts) -> Option<PolicyPort> {
    let port = asked_port(facts).ok()?;
    let policies = &facts.policies().ok()?.value;
    match policies.iter().find_map(|it| it.entry(&question.vm)) {
        Some(entry) => entry.ports.iter().find(|it| it.number == port).cloned(),
        None => Some(PolicyPort {
            number: port,
            protocol: "*".to_owned(),
            sources: vec!["*".to_owned()],
            longest_minutes: Some(MINUTES),
        }),
    }
}

/// Who asked last for the VM, and on which day.
fn last_request(question: &Question, facts: &Facts) -> Option<(Option<String>, Option<String>)> {
    let policies: &[Policy] = &facts.policies().ok()?.value;
    let requests = policies.iter().flat_map(|it| &it.requests);
    let last = requests
        .filter(|it| it.vms.iter().any(|it| it.id == question.vm))
        .max_by_key(|it| it.start)?;
    let day = last.start.map(timestamp::format);
    let day = day.and_then(|it| it.get(..10).map(str::to_owned));
    let user = Some(last.requestor.clone()).filter(|it| !it.is_empty());
    Some((user, day))
}

/// As the portal calls the kinds of locks.
fn lock_type(finding: &Finding) -> Option<&'static str> {
    match finding.case {
        "read_only" => Some("Read-only"),
        "can_not_delete" => Some("Delete"),
        _ => None,
    }
}

fn security_rule<'a>(facts: &'a Facts, group: &ResourceId, finding: &Finding) -> Option<&'a Rule> {
    let name = finding.args.get(args::RULE)?.items().first()?.text()?;
    let group = facts.security_groups().ok()?.part(group).ok()?;
    group.rules.rules().iter().find(|it| it.name == name)
}
