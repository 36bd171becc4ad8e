//! Reads the values of a case out of the question, the facts and a finding. A
//! fact that is not known leaves its slots empty.

use std::time::Duration;

use serde_json::{Value, json};

use super::Values;
use crate::{
    checks::asked_port,
    engine::Finding,
    facts::{
        Eligibility, Facts, GroupVms, Lock, Nic, Policy, PolicyPort, Snapshot, SubscriptionLookup,
        Vm, VmLookup,
    },
    guide::permission,
    question::{Question, show_source},
    resource_id::ResourceId,
    timestamp,
};

/// How long access is asked for when the reader did not say: what the portal
/// proposes.
const MINUTES: u32 = 180;

/// Microsoft's limit on the names of a policy and a VM together.
const NAMES_AT_MOST: usize = 56;

pub(super) fn fill(
    values: &mut Values,
    question: &Question,
    snapshot: &Snapshot,
    finding: Option<&Finding>,
) {
    let facts = Facts::new(snapshot);
    let case = Case {
        question,
        facts: &facts,
        finding,
    };
    if let Ok(cloud) = facts.cloud() {
        values.cloud = cloud.value;
    }
    case.place(values);
    case.network(values);
    case.policies(values);
    case.access(values);
}

struct Case<'a> {
    question: &'a Question,
    facts: &'a Facts<'a>,
    finding: Option<&'a Finding>,
}

impl<'a> Case<'a> {
    /// An argument of the finding; a dash stands for none.
    fn arg(&self, name: &str) -> Option<&'a str> {
        let args = &self.finding?.args;
        let (_, value) = args.iter().find(|(it, _)| *it == name)?;
        Some(value.as_str()).filter(|it| *it != "–")
    }

    fn vm(&self) -> Option<&Vm> {
        match &self.facts.vm().ok()?.value {
            VmLookup::Found(vm) => Some(vm),
            _ => None,
        }
    }

    fn place(&self, values: &mut Values) {
        let id = &self.question.vm;
        values.set("subscription", id.subscription());
        if let Some(group) = id.resource_group() {
            values.set("group", group);
        }
        values.set("vm", id.name());
        values.set("vm_id", id.as_str());
        if let Some(vm) = self.vm() {
            values.set("location", vm.location.as_str());
        }
        let tenant = self.arg("asked_tenant").map(str::to_owned);
        if let Some(tenant) = tenant.or_else(|| self.question.tenant.clone()) {
            values.set("tenant", tenant);
        } else if let Ok(SubscriptionLookup::Visible(it)) =
            self.facts.subscription().map(|it| &it.value)
        {
            values.set("tenant", it.tenant.as_str());
        }
        if let Ok(port) = asked_port(self.facts) {
            values.set("port", port);
        }
        if let Some(source) = self.question.source {
            values.set("source", show_source(source));
        }
        let minutes = self.question.minutes.unwrap_or(MINUTES);
        let longest = self.arg("longest").and_then(|it| it.parse::<u32>().ok());
        let window = longest.map_or(minutes, |it| minutes.min(it));
        values.set("duration", timestamp::format_duration_minutes(minutes));
        if let Ok(now) = self.facts.now() {
            let end = now.utc + Duration::from_secs(60 * u64::from(window));
            values.set("end", timestamp::format(end));
            let since = now.utc - Duration::from_hours(24 * 30);
            values.set("since", timestamp::format(since));
        }
    }

    fn network(&self, values: &mut Values) {
        let nics = self.facts.nics().ok();
        let wanted = self.arg("nic");
        let nic = nics.and_then(|nics| {
            nics.iter()
                .find(|it| wanted.is_none_or(|name| it.id.name() == name))
        });
        let vm_nic = || self.vm()?.nics.first();
        if let Some(id) = nic.map(|it| &it.id).or_else(vm_nic) {
            values.set("nic", id.name());
            values.set("nic_id", id.as_str());
        }
        if let Some(id) = nic.and_then(|it| self.security_group(it)) {
            values.set("nsg", id.name());
            values.set("nsg_id", id.as_str());
            if let Some(group) = id.resource_group() {
                values.set("nsg_group", group);
            }
        }
        if let (Some(name), Ok(firewalls)) = (self.arg("firewall"), self.facts.firewalls()) {
            values.set("firewall", name);
            if let Some(it) = firewalls.iter().find(|it| it.id.name() == name) {
                values.set("firewall_id", it.id.as_str());
            }
        }
    }

    fn security_group(&self, nic: &'a Nic) -> Option<ResourceId> {
        nic.security_group.clone().or_else(|| {
            let subnets = self.facts.subnets().ok()?;
            let of_nic = |id: &ResourceId| nic.subnets().any(|it| it == id);
            let subnet = subnets.iter().find(|it| of_nic(&it.id))?;
            subnet.security_group.clone()
        })
    }

    fn policies(&self, values: &mut Values) {
        let vm = &self.question.vm;
        let none = Vec::new();
        let all: &[Policy] = self.facts.policies().map_or(&none, |it| &it.value);
        values.set("new_policy", new_policy_name(vm.name(), all));
        let Some(policy) = self.policy(all) else {
            if let Some(name) = self.arg("policy") {
                values.set("policy", name);
            }
            return;
        };
        values.set("policy", policy.id.name());
        values.set("policy_id", policy.id.as_str());
        values.set("policy_location", policy.location.as_str());
        if let Some(group) = policy.id.resource_group() {
            values.set("policy_group", group);
        }
        if let Some(entry) = policy.entry(vm) {
            values.set("entry", entry.id.as_str());
            let ports: Vec<Value> = entry.ports.iter().map(port_rule).collect();
            if !ports.is_empty() {
                values.set("ports", ports);
            }
            if let Ok(port) = asked_port(self.facts) {
                let rule = entry.ports.iter().find(|it| it.number == port);
                values.set("port_rule", port_rule(&self.mended(port, rule)));
            }
        }
        if let Ok(existing) = self.facts.group_vms()
            && self.arg("members").is_some()
        {
            let stale: Vec<Value> = policy
                .vms
                .iter()
                .filter(|it| is_stale(&it.id, existing))
                .map(|it| it.id.as_str().into())
                .collect();
            values.set("dropped", stale);
        }
    }

    /// The policy that the finding is about: of several, one that may go.
    fn policy(&self, all: &'a [Policy]) -> Option<&'a Policy> {
        let vm = &self.question.vm;
        let naming: Vec<&Policy> = all.iter().filter(|it| it.entry(vm).is_some()).collect();
        if self.arg("policies").is_some() {
            let group = vm.resource_group_scope();
            let at_home = naming
                .iter()
                .position(|it| it.id.resource_group_scope() == group);
            let kept = at_home.unwrap_or_default();
            return naming
                .iter()
                .enumerate()
                .find(|(at, _)| *at != kept)
                .map(|(_, it)| *it);
        }
        let named = self.arg("policy");
        let by_name = |it: &&Policy| named.is_some_and(|name| it.id.name() == name);
        let first = naming.iter().copied().find(by_name);
        first
            .or_else(|| all.iter().find(by_name))
            .or_else(|| naming.first().copied())
    }

    /// The policy's rule for the port as it would have to be for what the
    /// reader asks; one that is missing is the portal's.
    fn mended(&self, port: u16, rule: Option<&PolicyPort>) -> PolicyPort {
        let mut rule = rule.cloned().unwrap_or(PolicyPort {
            number: port,
            protocol: "TCP".to_owned(),
            sources: vec!["*".to_owned()],
            longest_minutes: Some(MINUTES),
        });
        if rule.protocol.eq_ignore_ascii_case("UDP") {
            "TCP".clone_into(&mut rule.protocol);
        }
        let is_source = self.arg("allowed").is_some();
        if let Some(source) = self.question.source.filter(|_| is_source) {
            rule.sources.push(show_source(source));
        }
        let wanted = self.arg("asked").and_then(|it| it.parse::<u32>().ok());
        if let Some(wanted) = wanted {
            // A day is the most that a policy can allow.
            rule.longest_minutes = Some(wanted.min(24 * 60));
        }
        rule
    }

    fn access(&self, values: &mut Values) {
        if let Ok(claims) = self.facts.claims() {
            if let Some(oid) = &claims.object_id {
                values.set("oid", oid.as_str());
            }
            if claims.is_app == Some(true) {
                values.set("principal_type", "ServicePrincipal");
            }
        }
        let scope = self.arg("scope").and_then(|it| it.split(", ").next());
        if let Some(scope) = scope {
            values.set("scope", scope);
            values.set("role_scope", scope);
        }
        if self.finding.is_some_and(permission::is_helped) {
            // Where no scope is named, the subscription is meant.
            let subscription = self.question.vm.subscription_scope();
            values.set("checked_scope", scope.unwrap_or(subscription.as_str()));
        }
        if let Some(lock) = self.arg("lock") {
            values.set("lock", lock);
            let locks = self.facts.locks().map_or(&[][..], |it| &it.locks);
            let is_it = |it: &&Lock| it.name == lock && Some(it.scope.as_str()) == scope;
            if let Some(it) = locks.iter().find(is_it) {
                let id = format!(
                    "{}/providers/Microsoft.Authorization/locks/{lock}",
                    it.scope
                );
                values.set("lock_id", id);
            }
        }
        if let (Some(role), Ok(eligible)) = (self.arg("role"), self.facts.eligibilities()) {
            let is_it = |it: &&Eligibility| it.role.name == role && Some(&*it.scope) == scope;
            if let Some(it) = eligible.iter().find(is_it) {
                values.set("role_id", it.role.id.as_str());
            }
        }
        let role = permission::CustomRole::of(self.question, self.finding);
        values.set("role_name", role.name);
        values.set("role_description", role.description);
        values.set("role_actions", role.actions);
    }
}

/// What the API takes for a port. It has one field for a single source and
/// another for several.
fn port_rule(port: &PolicyPort) -> Value {
    let longest = port.longest_minutes.unwrap_or(MINUTES);
    let mut rule = json!({
        "number": port.number,
        "protocol": port.protocol,
        "maxRequestAccessDuration": timestamp::format_duration_minutes(longest),
    });
    match port.sources.as_slice() {
        [] => {}
        [only] => rule["allowedSourceAddressPrefix"] = only.as_str().into(),
        several => rule["allowedSourceAddressPrefixes"] = several.into(),
    }
    rule
}

/// Whether it is among the VMs that are known to be gone.
fn is_stale(vm: &ResourceId, existing: &GroupVms) -> bool {
    vm.resource_group_scope()
        .is_some_and(|it| existing.groups.contains(&it))
        && !existing.vms.contains(vm)
}

/// A name that no policy has yet, so that creating it takes no VM out of
/// another one: the VM's own, as far as the two fit together.
fn new_policy_name(vm: &str, all: &[Policy]) -> String {
    let room = NAMES_AT_MOST.saturating_sub(vm.chars().count()).max(1);
    let own: String = vm.chars().take(room).collect();
    let is_taken = |name: &str| all.iter().any(|it| it.id.name().eq_ignore_ascii_case(name));
    let numbered = (1..=all.len()).map(|number| {
        let suffix = format!("-{number}");
        let kept = room.saturating_sub(suffix.len());
        let start: String = own.chars().take(kept).collect();
        format!("{start}{suffix}")
    });
    std::iter::once(own.clone())
        .chain(numbered)
        .find(|it| !is_taken(it))
        .unwrap_or(own)
}
