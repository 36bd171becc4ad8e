//! The numbers under which links name checks, cases, notes and reasons: the
//! place in these lists. Links live for years, so a line is never moved, changed
//! or taken out; what is new goes to the end. A test says which line is missing.

/// Checks, by their ids.
pub const CHECKS: &[&str] = &[
    "session.token",
    "session.cloud",
    "session.mfa",
    "subscription.visible",
    "subscription.active",
    "subscription.provider",
    "plan.servers",
    "plan.tier",
    "plan.machine",
    "vm.exists",
    "vm.deployment",
    "vm.kind",
    "vm.guard",
    "vm.firewall",
    "vm.security_policy",
    "policy.exists",
    "policy.place",
    "policy.single",
    "policy.members",
    "policy.settled",
    "policy.name",
    "policy.port",
    "policy.source",
    "policy.duration",
    "access.read_vm",
    "access.read_network",
    "access.read_policy",
    "access.initiate",
    "access.configure",
    "access.manage_plan",
    "access.denied",
    "access.condition",
    "access.eligible",
    "change.lock",
    "change.policy",
    "request.open",
    "request.settled",
    "request.source",
    "vm.running",
    "network.rule",
    "network.target",
    "network.admin_rules",
    "network.subnet",
    "network.nic",
    "network.address",
    "network.firewall_entry",
    "network.return_path",
    "network.exposure",
    "guest.agent",
];

/// Cases, each with its check's id.
pub const CASES: &[(&str, &str)] = &[
    ("session.token", "expired"),
    ("session.token", "wrong_audience"),
    ("session.token", "wrong_tenant"),
    ("session.token", "malformed"),
    ("session.cloud", "china_retired"),
    ("session.mfa", "no_mfa"),
    ("subscription.visible", "other_tenant"),
    ("subscription.visible", "not_visible"),
    ("subscription.active", "disabled"),
    ("subscription.active", "past_due"),
    ("subscription.active", "warned"),
    ("subscription.provider", "not_registered"),
    ("subscription.provider", "registering"),
    ("plan.servers", "off"),
    ("plan.tier", "plan1"),
    ("plan.machine", "excluded"),
    ("plan.machine", "machine_only"),
    ("vm.exists", "not_found"),
    ("vm.exists", "other_group"),
    ("vm.deployment", "classic"),
    ("vm.kind", "arc"),
    ("vm.kind", "scale_set_uniform"),
    ("vm.guard", "no_nsg_no_firewall"),
    ("vm.guard", "no_nic"),
    ("vm.firewall", "firewall_policy"),
    ("vm.firewall", "secured_hub"),
    ("vm.firewall", "other_network"),
    ("vm.security_policy", "off_by_policy"),
    ("vm.security_policy", "exempt"),
    ("policy.exists", "not_configured"),
    ("policy.exists", "dropped"),
    ("policy.place", "other_region"),
    ("policy.place", "other_group"),
    ("policy.single", "several"),
    ("policy.members", "stale_members"),
    ("policy.settled", "updating"),
    ("policy.settled", "failed"),
    ("policy.name", "too_long"),
    ("policy.port", "port_missing"),
    ("policy.port", "protocol"),
    ("policy.source", "outside"),
    ("policy.source", "not_exact"),
    ("policy.duration", "too_long"),
    ("access.read_vm", "missing_action"),
    ("access.read_network", "missing_action"),
    ("access.read_policy", "missing_action"),
    ("access.initiate", "missing_action"),
    ("access.initiate", "vm_scope_only"),
    ("access.configure", "missing_action"),
    ("access.configure", "group_scope_only"),
    ("access.manage_plan", "missing_action"),
    ("access.denied", "deny_assignment"),
    ("access.condition", "condition"),
    ("access.eligible", "activate_role"),
    ("change.lock", "read_only"),
    ("change.lock", "can_not_delete"),
    ("change.policy", "denied"),
    ("request.open", "none"),
    ("request.open", "expired"),
    ("request.open", "replaced"),
    ("request.open", "revoked"),
    ("request.open", "other_port"),
    ("request.settled", "stuck"),
    ("request.settled", "failed"),
    ("request.source", "other_address"),
    ("request.source", "ipv6"),
    ("vm.running", "stopped"),
    ("vm.running", "deallocated"),
    ("vm.running", "starting"),
    ("network.rule", "missing"),
    ("network.rule", "missing_in_one"),
    ("network.target", "address_changed"),
    ("network.target", "other_nic"),
    ("network.admin_rules", "denied"),
    ("network.subnet", "denied_by"),
    ("network.nic", "denied_by"),
    ("network.address", "no_public_address"),
    ("network.address", "ipv6_only"),
    ("network.firewall_entry", "use_mapped_port"),
    ("network.return_path", "forced_through_appliance"),
    ("network.exposure", "always_open"),
    ("guest.agent", "agent_not_ready"),
];

/// Notes, each with its check's id.
pub const NOTES: &[(&str, &str)] = &[
    ("plan.tier", "no_sub_plan"),
    ("access.read_vm", "star_read"),
    ("access.read_network", "star_read"),
    ("access.read_policy", "star_read"),
    ("access.initiate", "star_read"),
    ("access.configure", "star_read"),
    ("access.manage_plan", "star_read"),
    ("request.open", "own_clock"),
    ("network.address", "through_load_balancer"),
    ("guest.agent", "inside"),
];

/// Reasons why something is not known, by their keys.
pub const REASONS: &[&str] = &[
    "forbidden",
    "token_rejected",
    "sign_in_needed",
    "not_found",
    "provider_not_registered",
    "throttled",
    "server_error",
    "refused",
    "timed_out",
    "unreachable",
    "too_large",
    "html",
    "not_json",
    "unexpected",
    "endless_list",
    "foreign_host",
    "contradiction",
    "no_vm",
    "no_identity",
    "groups_unknown",
    "not_listed",
    "only_part_read",
    "no_assessment",
    "unknown_value",
    "unfinished",
    "rule_in_doubt",
    "no_rule",
    "request_under_way",
    "behind_firewall",
    "no_address_of_kind",
    "no_power_state",
    "no_agent",
];

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, fmt::Debug, hash::Hash};

    use azure::answer::Reason;
    use diagnosis::checks;

    use super::*;

    fn check_list<T: Copy + Eq + Hash + Debug>(
        name: &str,
        list: &[T],
        needed: impl IntoIterator<Item = T>,
    ) {
        let known: HashSet<T> = list.iter().copied().collect();
        assert_eq!(known.len(), list.len(), "a line of {name} stands twice");
        let missing: Vec<String> = needed
            .into_iter()
            .filter(|it| !known.contains(it))
            .map(|it| format!("    {it:?},"))
            .collect();
        assert!(
            missing.is_empty(),
            "append to {name} in link/numbers.rs:\n{}",
            missing.join("\n")
        );
    }

    #[test]
    fn every_check_has_its_number() {
        check_list("CHECKS", CHECKS, checks::ALL.iter().map(|it| it.id));
    }

    #[test]
    fn every_case_has_its_number() {
        let cases = checks::ALL
            .iter()
            .flat_map(|check| check.cases.iter().map(|it| (check.id, it.name)));
        check_list("CASES", CASES, cases);
    }

    #[test]
    fn every_note_has_its_number() {
        let notes = checks::ALL
            .iter()
            .flat_map(|check| check.notes.iter().map(|it| (check.id, *it)));
        check_list("NOTES", NOTES, notes);
    }

    #[test]
    fn every_reason_has_its_number() {
        let reasons = Reason::ALL.iter().filter(|it| **it != Reason::Pending);
        check_list("REASONS", REASONS, reasons.map(|it| it.key()));
    }
}
