//! The values of the JIT policy that a finding is about, and of the one that
//! would be created.

use azure::{
    ip_range,
    resource_id::ResourceId,
    security::{Policy, PolicyPort},
    timestamp,
};
use diagnosis::{args, checks::asked_port, facts::GroupVms};
use serde_json::{Value, json};

use super::{
    Values,
    case::{Case, MINUTES},
};

/// Microsoft's limit on the names of a policy and a VM together.
const NAMES_AT_MOST: usize = 56;

impl<'a> Case<'a> {
    pub(super) fn policies(&self, values: &mut Values) {
        let vm = &self.question.vm;
        let none = Vec::new();
        let all: &[Policy] = self.facts.policies().map_or(&none, |it| &it.value);
        values.set("new_policy", new_policy_name(vm.name(), all));
        let Some(policy) = self.policy(all) else {
            if let Some(name) = self.text(args::POLICY) {
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
            && self.arg(args::MEMBERS).is_some()
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
        if self.arg(args::POLICIES).is_some() {
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
        let named = self.text(args::POLICY);
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
            protocol: "*".to_owned(),
            sources: vec!["*".to_owned()],
            longest_minutes: Some(MINUTES),
        });
        if rule.protocol.eq_ignore_ascii_case("UDP") {
            "*".clone_into(&mut rule.protocol);
        }
        let is_source = self.arg(args::ALLOWED).is_some();
        if let Some(source) = self.question.source.filter(|_| is_source) {
            rule.sources.push(ip_range::show(source));
        }
        let wanted = self
            .number(args::ASKED)
            .and_then(|it| u32::try_from(it).ok());
        if let Some(wanted) = wanted {
            // A day is the most that a policy can allow.
            rule.longest_minutes = Some(wanted.min(24 * 60));
        }
        rule
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

#[cfg(test)]
mod tests {
    use azure::{
        resource_id::ResourceId,
        security::{Policy, PolicyPort},
    };
    use proptest::prelude::*;

    use super::{NAMES_AT_MOST, new_policy_name, port_rule};

    fn policy(name: &str) -> Policy {
        let id = format!(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.Security/locations/l/jitNetworkAccessPolicies/{name}"
        );
        Policy {
            id: ResourceId::parse(&id).unwrap(),
            location: "l".to_owned(),
            provisioning_state: "Succeeded".to_owned(),
            vms: Vec::new(),
            requests: Vec::new(),
        }
    }

    #[test]
    fn a_new_policy_is_named_after_its_vm() {
        assert_eq!(new_policy_name("vm-1", &[policy("default")]), "vm-1");
        let taken = [policy("VM-1"), policy("vm-1-1")];
        assert_eq!(new_policy_name("vm-1", &taken), "vm-1-2");
    }

    proptest! {
        #[test]
        fn a_new_policy_is_new_and_short_enough(vm in "[a-z]{1,54}", taken in 0_usize..5) {
            let mut all = Vec::new();
            for _ in 0..=taken {
                let name = new_policy_name(&vm, &all);
                prop_assert!(name.len() + vm.len() <= NAMES_AT_MOST, "{name}");
                // With a single character to choose, only the first is new.
                if vm.len() < 54 || all.is_empty() {
                    prop_assert!(all.iter().all(|it: &Policy| it.id.name() != name), "{name}");
                }
                all.push(policy(&name));
            }
        }
    }

    #[test]
    fn one_source_and_several_go_into_fields_of_their_own() {
        let rule = |sources: &[&str]| {
            port_rule(&PolicyPort {
                number: 22,
                protocol: "TCP".to_owned(),
                sources: sources.iter().map(|it| (*it).to_owned()).collect(),
                longest_minutes: Some(90),
            })
        };
        let one = rule(&["*"]);
        assert_eq!(one["allowedSourceAddressPrefix"], "*");
        assert_eq!(one["maxRequestAccessDuration"], "PT1H30M");
        let two = rule(&["192.0.2.0/24", "203.0.113.7"]);
        assert_eq!(two["allowedSourceAddressPrefixes"][1], "203.0.113.7");
        assert!(two.get("allowedSourceAddressPrefix").is_none());
    }
}
