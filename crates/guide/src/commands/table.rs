//! Which tasks belong to which case, in the order in which they are done: look,
//! change, and look again to see that it is mended.

use super::{
    Task,
    catalogue::{
        ACTIVATE_ROLE, ADD_NIC, ASSIGN_READER, ASSIGN_ROLE, ATTACH_NSG, CREATE_EXEMPTION,
        CREATE_NSG, CREATE_ROLE, DELETE_EXEMPTION, DELETE_JIT_POLICY, DELETE_LOCK, DELETE_RULE,
        DROP_ENTRIES, FIND_VM, GET_TOKEN, LIST_ADDRESSES, LIST_ADMIN_RULES, LIST_ASSIGNMENTS,
        LIST_DENY_ASSIGNMENTS, LIST_EFFECTIVE_ROUTES, LIST_EFFECTIVE_RULES, LIST_ELIGIBLE,
        LIST_EXEMPTIONS, LIST_JIT_POLICIES, LIST_JIT_RULES, LIST_LOCKS, LIST_MY_ASSIGNMENTS,
        LIST_POLICY_ASSIGNMENTS, LIST_REFUSALS, LIST_RULES, LIST_SUBSCRIPTIONS, LIST_TENANTS,
        REGISTER_PROVIDER, REMOVE_MACHINE_PLAN, REQUEST_ACCESS, SAVE_AGAIN, SET_JIT_AUDIT,
        SET_PORT, SET_RULE_PRIORITY, SHOW_ASSESSMENT, SHOW_FIREWALL, SHOW_JIT_ACTIVITY,
        SHOW_JIT_POLICY, SHOW_MACHINE_PLAN, SHOW_MY_PERMISSIONS, SHOW_NIC, SHOW_PLAN,
        SHOW_PROVIDER, SHOW_SUBSCRIPTION, SHOW_VM_STATE, SIGN_IN, START_VM, STOP_VM, TURN_JIT_ON,
        TURN_PLAN_ON,
    },
};

/// Every case of every check, in the order of the checks. A case that no
/// command mends has an empty list, so that one which was forgotten is told
/// from one which has none.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &[&Task])] = &[
    ("session.token", "expired", &[&SIGN_IN, &GET_TOKEN]),
    ("session.token", "wrong_audience", &[&GET_TOKEN]),
    ("session.token", "wrong_tenant", &[&SIGN_IN, &GET_TOKEN]),
    ("session.token", "malformed", &[&GET_TOKEN]),
    // What retires for a whole cloud is not brought back by anybody's command.
    ("session.cloud", "china_retired", &[]),
    ("session.mfa", "no_mfa", &[&SIGN_IN, &GET_TOKEN]),
    ("subscription.visible", "other_tenant", &[&LIST_TENANTS, &SIGN_IN, &LIST_SUBSCRIPTIONS]),
    ("subscription.visible", "not_visible", &[&LIST_SUBSCRIPTIONS, &ASSIGN_READER]),
    // Bills are paid in the portal; the state shows when that has worked.
    ("subscription.active", "disabled", &[&SHOW_SUBSCRIPTION]),
    ("subscription.active", "past_due", &[&SHOW_SUBSCRIPTION]),
    ("subscription.active", "warned", &[&SHOW_SUBSCRIPTION]),
    ("subscription.provider", "not_registered", &[&REGISTER_PROVIDER, &SHOW_PROVIDER]),
    ("subscription.provider", "registering", &[&SHOW_PROVIDER]),
    ("plan.servers", "off", &[&SHOW_PLAN, &TURN_PLAN_ON, &SHOW_PLAN]),
    ("plan.tier", "plan1", &[&SHOW_PLAN, &TURN_PLAN_ON, &SHOW_PLAN]),
    ("plan.machine", "excluded", &[&SHOW_MACHINE_PLAN, &REMOVE_MACHINE_PLAN, &SHOW_MACHINE_PLAN]),
    ("plan.machine", "machine_only", &[&TURN_PLAN_ON, &REMOVE_MACHINE_PLAN, &SHOW_MACHINE_PLAN]),
    ("vm.exists", "not_found", &[&FIND_VM]),
    ("vm.exists", "other_group", &[&FIND_VM]),
    // A classic VM is moved or built anew; which way is open is for support to say.
    ("vm.deployment", "classic", &[]),
    // JIT is not offered for these kinds.
    ("vm.kind", "arc", &[]),
    ("vm.kind", "scale_set_uniform", &[]),
    ("vm.guard", "no_nsg_no_firewall", &[&CREATE_NSG, &ATTACH_NSG, &SHOW_NIC]),
    ("vm.guard", "no_nic", &[&STOP_VM, &ADD_NIC, &START_VM, &SHOW_NIC]),
    ("vm.firewall", "firewall_policy", &[&SHOW_FIREWALL, &ATTACH_NSG, &SHOW_NIC]),
    ("vm.firewall", "secured_hub", &[&SHOW_FIREWALL, &ATTACH_NSG, &SHOW_NIC]),
    ("vm.firewall", "other_network", &[&SHOW_FIREWALL, &ATTACH_NSG, &SHOW_NIC]),
    ("vm.security_policy", "off_by_policy", &[&LIST_POLICY_ASSIGNMENTS, &SET_JIT_AUDIT, &SHOW_ASSESSMENT]),
    ("vm.security_policy", "exempt", &[&LIST_EXEMPTIONS, &DELETE_EXEMPTION, &SHOW_ASSESSMENT]),
    ("policy.exists", "not_configured", &[&LIST_JIT_POLICIES, &TURN_JIT_ON, &LIST_JIT_POLICIES]),
    ("policy.exists", "dropped", &[&SHOW_JIT_ACTIVITY, &TURN_JIT_ON, &LIST_JIT_POLICIES]),
    ("policy.place", "other_region", &[&SHOW_JIT_POLICY, &TURN_JIT_ON, &DROP_ENTRIES, &LIST_JIT_POLICIES]),
    ("policy.place", "other_group", &[&SHOW_JIT_POLICY, &TURN_JIT_ON, &DROP_ENTRIES, &LIST_JIT_POLICIES]),
    ("policy.single", "several", &[&LIST_JIT_POLICIES, &DROP_ENTRIES, &DELETE_JIT_POLICY, &LIST_JIT_POLICIES]),
    ("policy.members", "stale_members", &[&SHOW_JIT_POLICY, &DROP_ENTRIES, &DELETE_JIT_POLICY, &SHOW_JIT_POLICY]),
    ("policy.settled", "updating", &[&SHOW_JIT_POLICY]),
    ("policy.settled", "failed", &[&SHOW_JIT_ACTIVITY, &SAVE_AGAIN, &SHOW_JIT_POLICY]),
    ("policy.name", "too_long", &[&SHOW_JIT_POLICY, &TURN_JIT_ON, &DROP_ENTRIES, &LIST_JIT_POLICIES]),
    ("policy.port", "port_missing", &[&SHOW_JIT_POLICY, &SET_PORT, &SHOW_JIT_POLICY]),
    ("policy.port", "protocol", &[&SHOW_JIT_POLICY, &SET_PORT, &SHOW_JIT_POLICY]),
    ("policy.source", "outside", &[&SHOW_JIT_POLICY, &SET_PORT, &SHOW_JIT_POLICY]),
    ("policy.source", "not_exact", &[&REQUEST_ACCESS, &SHOW_JIT_POLICY]),
    ("policy.duration", "too_long", &[&REQUEST_ACCESS, &SET_PORT, &SHOW_JIT_POLICY]),
    ("access.read_vm", "missing_action", &[&SHOW_MY_PERMISSIONS, &ASSIGN_READER, &CREATE_ROLE, &ASSIGN_ROLE, &SHOW_MY_PERMISSIONS]),
    ("access.read_network", "missing_action", &[&SHOW_MY_PERMISSIONS, &ASSIGN_READER, &CREATE_ROLE, &ASSIGN_ROLE, &SHOW_MY_PERMISSIONS]),
    ("access.read_policy", "missing_action", &[&SHOW_MY_PERMISSIONS, &ASSIGN_READER, &CREATE_ROLE, &ASSIGN_ROLE, &SHOW_MY_PERMISSIONS]),
    ("access.initiate", "missing_action", &[&SHOW_MY_PERMISSIONS, &CREATE_ROLE, &ASSIGN_ROLE, &SHOW_MY_PERMISSIONS]),
    ("access.initiate", "vm_scope_only", &[&SHOW_MY_PERMISSIONS, &CREATE_ROLE, &ASSIGN_ROLE, &SHOW_MY_PERMISSIONS]),
    ("access.configure", "missing_action", &[&SHOW_MY_PERMISSIONS, &CREATE_ROLE, &ASSIGN_ROLE, &SHOW_MY_PERMISSIONS]),
    ("access.configure", "group_scope_only", &[&TURN_JIT_ON, &CREATE_ROLE, &ASSIGN_ROLE, &SHOW_MY_PERMISSIONS]),
    ("access.manage_plan", "missing_action", &[&LIST_ASSIGNMENTS, &CREATE_ROLE, &ASSIGN_ROLE, &SHOW_MY_PERMISSIONS]),
    ("access.denied", "deny_assignment", &[&LIST_DENY_ASSIGNMENTS]),
    ("access.condition", "condition", &[&LIST_MY_ASSIGNMENTS]),
    ("access.eligible", "activate_role", &[&LIST_ELIGIBLE, &ACTIVATE_ROLE, &SHOW_MY_PERMISSIONS]),
    ("change.lock", "read_only", &[&LIST_LOCKS, &DELETE_LOCK, &LIST_LOCKS]),
    ("change.lock", "can_not_delete", &[&LIST_JIT_RULES, &LIST_LOCKS, &DELETE_LOCK, &LIST_JIT_RULES]),
    ("change.policy", "denied", &[&LIST_REFUSALS, &LIST_POLICY_ASSIGNMENTS, &CREATE_EXEMPTION]),
    ("request.open", "none", REQUEST),
    ("request.open", "expired", REQUEST),
    ("request.open", "replaced", REQUEST),
    ("request.open", "revoked", REQUEST),
    ("request.open", "other_port", REQUEST),
    ("request.settled", "stuck", &[&SHOW_JIT_POLICY, &SHOW_JIT_ACTIVITY, &LIST_LOCKS]),
    ("request.settled", "failed", &[&SHOW_JIT_POLICY, &SHOW_JIT_ACTIVITY, &LIST_LOCKS]),
    ("request.source", "other_address", REQUEST),
    ("request.source", "ipv6", REQUEST),
    ("vm.running", "stopped", &[&SHOW_VM_STATE, &START_VM, &SHOW_VM_STATE]),
    ("vm.running", "deallocated", &[&SHOW_VM_STATE, &START_VM, &SHOW_VM_STATE, &LIST_ADDRESSES]),
    // Waiting is all there is to do.
    ("vm.running", "starting", &[&SHOW_VM_STATE]),
    ("network.rule", "missing", &[&LIST_JIT_RULES, &SHOW_JIT_ACTIVITY, &REQUEST_ACCESS, &LIST_JIT_RULES]),
    ("network.rule", "missing_in_one", &[&LIST_JIT_RULES, &REQUEST_ACCESS, &LIST_JIT_RULES]),
    ("network.target", "address_changed", &[&LIST_JIT_RULES, &REQUEST_ACCESS, &SAVE_AGAIN, &LIST_JIT_RULES]),
    ("network.target", "other_nic", &[&LIST_JIT_RULES, &REQUEST_ACCESS, &LIST_JIT_RULES]),
    // Its rule is for those to change who manage the networks.
    ("network.admin_rules", "denied", &[&LIST_ADMIN_RULES]),
    ("network.subnet", "denied_by", &[&LIST_RULES, &REQUEST_ACCESS, &SET_RULE_PRIORITY, &LIST_EFFECTIVE_RULES]),
    ("network.nic", "denied_by", &[&LIST_RULES, &REQUEST_ACCESS, &SET_RULE_PRIORITY, &LIST_EFFECTIVE_RULES]),
    ("network.address", "no_public_address", &[&LIST_ADDRESSES]),
    ("network.address", "ipv6_only", &[&LIST_ADDRESSES]),
    ("network.firewall_entry", "use_mapped_port", &[&SHOW_JIT_POLICY]),
    // A route of somebody else's network is theirs to change.
    ("network.return_path", "forced_through_appliance", &[&LIST_EFFECTIVE_ROUTES]),
    ("network.exposure", "always_open", &[&LIST_RULES, &DELETE_RULE, &LIST_RULES]),
    ("guest.agent", "agent_not_ready", &[&SHOW_VM_STATE]),
];

/// What is left to do where nothing is in the way.
pub const REQUEST: &[&Task] = &[&REQUEST_ACCESS, &SHOW_JIT_POLICY];

/// The tasks of a case; none where no command helps.
pub fn tasks(check: &str, case: &str) -> &'static [&'static Task] {
    let line = TABLE.iter().find(|it| it.0 == check && it.1 == case);
    line.map_or(&[], |it| it.2)
}

/// Every task, each once.
pub fn all() -> Vec<&'static Task> {
    let mut all: Vec<&Task> = Vec::new();
    for task in TABLE.iter().flat_map(|it| it.2) {
        if !all.iter().any(|it| it.name == task.name) {
            all.push(task);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use diagnosis::checks;

    use super::TABLE;

    #[test]
    fn every_case_of_every_check_has_its_line_in_order() {
        let expected: Vec<(&str, &str)> = checks::ALL
            .iter()
            .flat_map(|check| check.cases.iter().map(|it| (check.id, it.name)))
            .collect();
        let actual: Vec<(&str, &str)> = TABLE.iter().map(|it| (it.0, it.1)).collect();
        let missing: Vec<_> = expected.iter().filter(|it| !actual.contains(it)).collect();
        assert!(missing.is_empty(), "no line for {missing:?}");
        assert_eq!(actual, expected);
    }
}
