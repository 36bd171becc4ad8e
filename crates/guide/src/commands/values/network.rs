//! The values of the interface, the network and the security group that a
//! finding is about.

use azure::{
    network::{Nic, Subnet},
    resource_id::ResourceId,
    security_rules::{Direction, Rule},
};
use diagnosis::{args, jit_rules::Jit};

use super::{Values, case::Case};

/// Azure's own rules stand from here on, and nobody can change them.
const FIRST_DEFAULT: i64 = 65000;

/// JIT's allow rules take priorities from 100 on; this leaves it a hundred.
const AFTER_JIT: i64 = 200;

impl<'a> Case<'a> {
    pub(super) fn network(&self, values: &mut Values) {
        let group = self.text(args::NSG).or_else(|| self.text(args::GROUPS));
        let nic = self.nic(group);
        let vm_nic = || self.vm()?.nics.first();
        if let Some(id) = nic.map(|it| &it.id).or_else(vm_nic) {
            values.set("nic", id.name());
            values.set("nic_id", id.as_str());
            if let Some(group) = id.resource_group() {
                values.set("nic_group", group);
            }
        }
        let mut networks = nic.into_iter().flat_map(Nic::subnets);
        if let Some(id) = networks.find_map(ResourceId::parent) {
            values.set("vnet", id.name());
            values.set("vnet_id", id.as_str());
            if let Some(group) = id.resource_group() {
                values.set("vnet_group", group);
            }
        }
        let guard = match group {
            Some(name) => self.guard_named(name),
            None => nic.and_then(|it| self.guards(it).next()),
        };
        if let Some(id) = guard {
            values.set("nsg", id.name());
            values.set("nsg_id", id.as_str());
            if let Some(group) = id.resource_group() {
                values.set("nsg_group", group);
            }
            self.rule(values, id);
        }
        if let (Some(name), Ok(firewalls)) = (self.text(args::FIREWALL), self.facts.firewalls()) {
            values.set("firewall", name);
            if let Some(it) = firewalls.iter().find(|it| it.id.name() == name) {
                values.set("firewall_id", it.id.as_str());
            }
        }
    }

    /// The rule that would be changed. A deny rule of JIT's and one of Azure's own are
    /// none; an allow rule of JIT's is named only where it was left behind.
    fn rule(&self, values: &mut Values, group: &ResourceId) {
        let priority = self
            .number(args::PRIORITY)
            .and_then(|it| i64::try_from(it).ok());
        let own = self
            .text(args::RULE)
            .zip(priority)
            .filter(|(name, priority)| {
                *priority < FIRST_DEFAULT
                    && self.arg(args::NSG).is_some()
                    && Jit::of_name(name) != Some(Jit::Deny)
            });
        if let Some((name, _)) = own {
            values.set("rule", name);
        }
        let groups = self.facts.security_groups().ok();
        let group = groups.and_then(|all| all.part(group).ok());
        let all = group.map_or(&[][..], |it| it.rules.rules());
        if let Some(free) = free_priority(all, own.map_or(0, |it| it.1)) {
            values.set("new_priority", free);
        }
    }

    /// The interface that the finding is about, or else the primary one.
    fn nic(&self, group: Option<&str>) -> Option<&'a Nic> {
        let mut nics: Vec<&Nic> = self.facts.nics().ok()?.iter().collect();
        nics.sort_by_key(|it| !it.primary);
        let wanted = self.text(args::NIC);
        let table = self.text(args::TABLE);
        let is_it = |nic: &&Nic| {
            let has_group = |name: &str| self.guards(nic).any(|it| it.name() == name);
            let has_table = |name: &str| {
                let mut tables = self.subnets(nic).filter_map(|it| it.route_table.as_ref());
                tables.any(|it| it.name() == name)
            };
            wanted.is_none_or(|name| nic.id.name() == name)
                && group.is_none_or(has_group)
                && table.is_none_or(has_table)
        };
        nics.into_iter().find(is_it)
    }

    fn subnets(&self, nic: &'a Nic) -> impl Iterator<Item = &'a Subnet> {
        let all: &[Subnet] = self.facts.subnets().map_or(&[], |it| &it.read);
        all.iter()
            .filter(|it| nic.subnets().any(|of_nic| *of_nic == it.id))
    }

    /// The groups before an interface, its own first.
    fn guards(&self, nic: &'a Nic) -> impl Iterator<Item = &'a ResourceId> {
        let of_subnets = self
            .subnets(nic)
            .filter_map(|it| it.security_group.as_ref());
        nic.security_group.iter().chain(of_subnets)
    }

    /// The group of this name, unless several groups have it.
    fn guard_named(&self, name: &str) -> Option<&'a ResourceId> {
        let nics = self.facts.nics().ok()?;
        let mut named = nics
            .iter()
            .flat_map(|it| self.guards(it))
            .filter(|it| it.name() == name);
        let first = named.next()?;
        named.all(|it| it == first).then_some(first)
    }
}

/// The first priority after JIT's allow rules and after the rule's own that no
/// inbound rule has.
fn free_priority(rules: &[Rule], own: i64) -> Option<i64> {
    let inbound = || {
        let rules = rules.iter();
        rules.filter(|it| it.direction == Some(Direction::Inbound))
    };
    let last_of_jit = inbound()
        .filter(|it| Jit::of(it) == Some(Jit::Allow))
        .filter_map(|it| it.priority)
        .max();
    let first = AFTER_JIT.max(last_of_jit.unwrap_or_default().max(own).saturating_add(1));
    (first..=4096).find(|free| inbound().all(|it| it.priority != Some(*free)))
}

#[cfg(test)]
mod tests {
    use azure::security_rules::{Rule, Written};

    use super::free_priority;

    fn rule(name: &str, priority: i64, direction: &str) -> Rule {
        Rule::new(Written {
            name: name.to_owned(),
            priority: Some(priority),
            access: "Allow".to_owned(),
            direction: direction.to_owned(),
            ..Written::default()
        })
    }

    #[test]
    fn a_moved_rule_comes_after_jits_allow_rules_where_none_stands() {
        let jit = "MicrosoftDefenderForCloud-JITRule-72283894-6B4F27F3A1664D3F5639D63DE7957782";
        assert_eq!(free_priority(&[rule(jit, 100, "Inbound")], 99), Some(200));
        let taken = [
            rule(jit, 101, "Inbound"),
            rule("Web", 200, "Inbound"),
            rule("Out", 201, "Outbound"),
        ];
        assert_eq!(free_priority(&taken, 100), Some(201));
        assert_eq!(free_priority(&[rule(jit, 300, "Inbound")], 100), Some(301));
        // Never before where it stands.
        assert_eq!(free_priority(&[], 1000), Some(1001));
        assert_eq!(free_priority(&[rule(jit, 4096, "Inbound")], 100), None);
        assert_eq!(free_priority(&[rule(jit, i64::MAX, "Inbound")], 100), None);
        assert_eq!(free_priority(&[], i64::MAX), None);
    }
}
