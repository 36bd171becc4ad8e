//! What is known once a cause is fixed, as far as that follows from what is known now.
//! A cause that is not among these brings what nobody can foresee: a role that reads
//! shows what was hidden, another VM has other settings.

use std::rc::Rc;

use azure::{
    answer::{Fact, Known},
    authorization::ScopePermissions,
    rbac::Permission,
    resource_id::ResourceId,
    resources::SubscriptionLookup,
    security::{
        LONGEST_MINUTES, OFFERED_MINUTES, OFFERED_PORTS, Plan, Policy, PolicyPort, PolicyVm,
        Requested, RequestedPort, RequestedVm,
    },
    security_rules::{Direction, Rule, RuleSet, Written},
    timestamp::Duration,
    value::Value,
};

use crate::{
    args,
    checks::asked_port,
    engine::Failed,
    facts::{Facts, Snapshot, Update, VmLookup},
};

/// How long a request is thought to last, in minutes, where the reader names no time.
const HOUR: u32 = 60;

/// Where JIT puts its allow rules: seen in public from 100 on, the first place that Azure has.
const FIRST_PRIORITY: i64 = 100;
const LAST_PRIORITY: i64 = 4096;

/// The snapshot with this cause fixed; `None` where what that brings can't be foreseen.
pub(super) fn after(snapshot: &Snapshot, cause: Failed) -> Option<Snapshot> {
    let facts = Facts::new(snapshot);
    let updates = match (cause.check.id, cause.finding.case) {
        ("subscription.active", _) => vec![active(&facts)?],
        ("subscription.provider", _) => {
            let provider = changed(facts.provider(), |it| "Registered".clone_into(it))?;
            vec![Update::Provider(provider)]
        }
        ("plan.servers" | "plan.tier", _) => vec![Update::Plan(changed(facts.plan(), turn_on)?)],
        ("plan.machine", "excluded") => {
            vec![Update::MachinePlan(changed(facts.machine_plan(), inherit)?)]
        }
        ("plan.machine", "machine_only") => vec![
            Update::Plan(changed(facts.plan(), turn_on)?),
            Update::MachinePlan(changed(facts.machine_plan(), inherit)?),
        ],
        ("policy.exists", _) => vec![policy_added(&facts)?],
        ("policy.settled", _) => vec![policies_changed(&facts, |it, _, _| {
            "Succeeded".clone_into(&mut it.provisioning_state);
        })?],
        ("policy.port", _) => vec![entries_changed(&facts, |entry, port| {
            entry.ports.retain(|it| it.number != port);
            entry.ports.push(offered(port));
        })?],
        ("policy.source", _) => vec![rows_changed(&facts, |it| {
            it.sources = vec![ANY.to_owned()];
        })?],
        ("policy.duration", _) => vec![rows_changed(&facts, |it| {
            it.longest_minutes = Some(LONGEST_MINUTES);
        })?],
        ("access.initiate" | "access.configure", _) => {
            let actions = cause.finding.args.get(args::ACTION)?.items();
            let actions: Vec<String> = actions.iter().filter_map(|it| text(Some(it))).collect();
            let grant = |it: &mut ScopePermissions| granted(it, &actions);
            let mut updates = vec![Update::PolicyPermissions(changed(
                facts.policy_permissions(),
                grant,
            )?)];
            updates.extend(changed(facts.vm_permissions(), grant).map(Update::VmPermissions));
            updates.extend(
                changed(facts.subscription_permissions(), grant)
                    .map(Update::SubscriptionPermissions),
            );
            updates
        }
        ("change.lock", _) => {
            let name = text(cause.finding.args.get(args::LOCK))?;
            let scope = text(cause.finding.args.get(args::SCOPE))?;
            vec![Update::Locks(changed(facts.locks(), |it| {
                it.all
                    .retain(|lock| lock.name != name || lock.scope.as_str() != scope);
            })?)]
        }
        (
            "request.open" | "request.settled" | "request.source" | "network.rule"
            | "network.target",
            _,
        ) => window_opened(&facts)?,
        ("vm.running", _) => vec![running(&facts)?],
        ("network.subnet" | "network.nic", "denied_by") => rule_gone(&facts, cause)?,
        _ => return None,
    };
    let mut after = snapshot.clone();
    for update in updates {
        after.apply(update);
    }
    Some(after)
}

/// A fact that is known, changed; the request stays that of the answer.
fn changed<T: Clone>(
    fact: Result<&Known<T>, azure::answer::Unavailable>,
    change: impl FnOnce(&mut T),
) -> Option<Fact<T>> {
    let mut known = fact.ok()?.clone();
    change(&mut known.value);
    Some(Ok(Rc::new(known)))
}

fn text(value: Option<&Value>) -> Option<String> {
    value?.text().map(str::to_owned)
}

fn active(facts: &Facts) -> Option<Update> {
    let subscription = changed(facts.subscription(), |it| {
        if let SubscriptionLookup::Visible(it) = it {
            "Enabled".clone_into(&mut it.state);
        }
    })?;
    Some(Update::Subscription(subscription))
}

fn turn_on(plan: &mut Plan) {
    "Standard".clone_into(&mut plan.tier);
    plan.sub_plan = Some("P2".to_owned());
}

/// A setting of its own is gone, so that the subscription's counts.
fn inherit(plan: &mut Plan) {
    turn_on(plan);
    plan.inherited = Some(true);
}

fn granted(at: &mut ScopePermissions, actions: &[String]) {
    at.permissions.0.push(Permission {
        actions: actions.to_vec(),
        not_actions: Vec::new(),
    });
}

fn running(facts: &Facts) -> Option<Update> {
    let vm = changed(facts.vm(), |it| {
        if let VmLookup::Found(vm) = it {
            vm.power = Some("running".to_owned());
        }
    })?;
    Some(Update::Vm(vm))
}

/// Any protocol, or any address.
const ANY: &str = "*";

/// A port as the portal offers it.
fn offered(number: u16) -> PolicyPort {
    PolicyPort {
        number,
        protocol: ANY.to_owned(),
        sources: vec![ANY.to_owned()],
        longest_minutes: Some(OFFERED_MINUTES),
    }
}

/// A policy of the VM's own, where Azure wants it, as it is when nobody changes what is
/// offered.
fn policy_added(facts: &Facts) -> Option<Update> {
    let question = facts.question().ok()?;
    let VmLookup::Found(vm) = &facts.vm().ok()?.value else {
        return None;
    };
    let group = question.vm.resource_group_scope()?;
    let id = format!(
        "{group}/providers/Microsoft.Security/locations/{}/jitNetworkAccessPolicies/{}",
        vm.location,
        question.vm.name(),
    );
    let policy = Policy {
        id: ResourceId::parse(&id).ok()?,
        location: vm.location.clone(),
        provisioning_state: "Succeeded".to_owned(),
        vms: vec![PolicyVm {
            id: question.vm.clone(),
            ports: OFFERED_PORTS.map(offered).to_vec(),
            firewall_address: None,
        }],
        requests: Vec::new(),
    };
    let policies = changed(facts.policies(), |all| all.push(policy))?;
    Some(Update::Policies(policies))
}

/// Each policy of the VM, changed for it and for the port that is asked for.
fn policies_changed(
    facts: &Facts,
    change: impl Fn(&mut Policy, &ResourceId, u16),
) -> Option<Update> {
    let vm = &facts.question().ok()?.vm;
    let port = asked_port(facts).ok()?;
    let policies = changed(facts.policies(), |all| {
        for policy in all.iter_mut().filter(|it| it.entry(vm).is_some()) {
            change(policy, vm, port);
        }
    })?;
    Some(Update::Policies(policies))
}

/// The VM's entry in each.
fn entries_changed(facts: &Facts, change: impl Fn(&mut PolicyVm, u16)) -> Option<Update> {
    policies_changed(facts, |policy, vm, port| {
        for entry in policy.vms.iter_mut().filter(|it| it.id == *vm) {
            change(entry, port);
        }
    })
}

/// What each says of the port.
fn rows_changed(facts: &Facts, change: impl Fn(&mut PolicyPort)) -> Option<Update> {
    entries_changed(facts, |entry, port| {
        let rows = entry.ports.iter_mut().filter(|it| it.number == port);
        rows.for_each(&change);
    })
}

/// The reader's request, and the rule that JIT writes for it into each group.
fn window_opened(facts: &Facts) -> Option<Vec<Update>> {
    let question = facts.question().ok()?;
    let source = question.source.as_ref()?.to_string();
    let port = asked_port(facts).ok()?;
    let now = facts.now().ok()?.utc;
    let minutes = question.minutes.unwrap_or(HOUR);
    let vm = &question.vm;
    let request = Requested {
        requestor: String::new(),
        start: Some(now),
        justification: String::new(),
        vms: vec![RequestedVm {
            id: vm.clone(),
            ports: vec![RequestedPort {
                number: port,
                sources: vec![source.clone()],
                end: now.checked_add(Duration::minutes(minutes.into())),
                status: "Initiated".to_owned(),
                reason: "UserRequested".to_owned(),
                mapped_port: None,
            }],
        }],
    };
    let policies = changed(facts.policies(), |all| {
        // It takes the place of what was requested for the port before.
        for policy in all.iter_mut() {
            for of_vm in policy.requests.iter_mut().flat_map(|it| &mut it.vms) {
                if of_vm.id == *vm {
                    of_vm.ports.retain(|it| it.number != port);
                }
            }
        }
        if let Some(policy) = all.iter_mut().find(|it| it.entry(vm).is_some()) {
            policy.requests.push(request);
        }
    })?;
    let mut updates = vec![Update::Policies(policies)];
    let nics = facts.nics().ok();
    let addresses: Vec<String> = nics
        .iter()
        .flat_map(|it| &it.value)
        .flat_map(|it| &it.ip_configurations)
        .filter_map(|it| it.address)
        .map(|it| it.to_string())
        .collect();
    if let Some(groups) = changed(facts.security_groups(), |all| {
        for group in &mut all.read {
            group.rules = with_rule(&group.rules, vm.name(), &source, &addresses, port);
        }
    }) {
        updates.push(Update::SecurityGroups(groups));
        updates.push(as_written());
    }
    Some(updates)
}

/// The rules with JIT's own before them, behind what takes the places before it.
fn with_rule(rules: &RuleSet, vm: &str, source: &str, addresses: &[String], port: u16) -> RuleSet {
    let mut all: Vec<Rule> = rules.rules().to_vec();
    let is_taken = |at: i64| {
        let mut inbound = all
            .iter()
            .filter(|it| it.direction != Some(Direction::Outbound));
        inbound.any(|it| it.priority == Some(at))
    };
    let priority = (FIRST_PRIORITY..=LAST_PRIORITY).find(|it| !is_taken(*it));
    all.push(Rule::new(Written {
        name: "MicrosoftDefenderForCloud-JITRule-0-00000000000000000000000000000000".to_owned(),
        description: format!("MDC JIT Network Access rule of VM '{vm}'."),
        priority,
        access: "Allow".to_owned(),
        direction: "Inbound".to_owned(),
        protocol: "*".to_owned(),
        sources: vec![source.to_owned()],
        source_groups: Vec::new(),
        source_ports: vec!["*".to_owned()],
        destinations: addresses.to_vec(),
        destination_groups: Vec::new(),
        ports: vec![port.to_string()],
        expanded_sources: Vec::new(),
        expanded_destinations: Vec::new(),
        is_default: false,
    }));
    RuleSet::new(all)
}

/// What Azure applies is that of before, so the rules as they are written count.
fn as_written() -> Update {
    Update::EffectiveRules(Ok(Rc::new(Known::unasked(Vec::new()))))
}

fn rule_gone(facts: &Facts, cause: Failed) -> Option<Vec<Update>> {
    let rule = text(cause.finding.args.get(args::RULE))?;
    let group = text(cause.finding.args.get(args::NSG))?;
    let groups = changed(facts.security_groups(), |all| {
        for it in all.read.iter_mut().filter(|it| it.id.name() == group) {
            let left = it.rules.rules().iter().filter(|it| it.name != rule);
            it.rules = RuleSet::new(left.cloned().collect());
        }
    })?;
    Some(vec![Update::SecurityGroups(groups), as_written()])
}
