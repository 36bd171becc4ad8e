//! What mends each failing case, in the order of the checks: what to know
//! first, the ways through the portal, the commands, and the action that can be
//! had from here. A row that leaves a part out has none of it.

use actions::{ActionKind, switch::Switch};

use crate::{
    commands::{Task, catalogue},
    portal_steps::{self, PortalSteps},
};

/// How a case is mended.
#[derive(Debug)]
pub struct Remedy {
    pub check: &'static str,
    pub case: &'static str,
    /// What to know before the first step, for it costs money or opens
    /// something: names of texts under `guide.cautions`.
    pub cautions: &'static [&'static str],
    /// Ways through the portal, the best one first.
    pub steps: &'static [&'static PortalSteps],
    /// Tasks in the order in which they are done: look, change, and look again
    /// to see that it is mended.
    pub commands: &'static [&'static Task],
    pub action: Option<ActionKind>,
}

/// What is left to do where nothing is in the way.
pub const REQUEST: &[&Task] = &[&catalogue::REQUEST_ACCESS, &catalogue::SHOW_JIT_POLICY];

/// The remedy of a failing case.
pub fn remedy(check: &str, case: &str) -> Option<&'static Remedy> {
    ALL.iter().find(|it| it.check == check && it.case == case)
}

/// Every task, each once.
pub fn all_tasks() -> Vec<&'static Task> {
    let mut tasks: Vec<&Task> = Vec::new();
    for task in ALL.iter().flat_map(|it| it.commands) {
        if !tasks.iter().any(|it| it.name == task.name) {
            tasks.push(task);
        }
    }
    tasks
}

macro_rules! remedies {
    ($($check:literal { $($case:literal {
        $(cautions $($caution:literal),+;)?
        $(steps $($way:ident),+;)?
        $(commands $($command:ident),+;)?
        $(action $action:expr;)?
    })+ })+) => {
        /// A remedy for every case of every check.
        pub const ALL: &[Remedy] = &[$($(Remedy {
            check: $check,
            case: $case,
            cautions: &[$($($caution),+)?],
            steps: &[$($(&portal_steps::$way),+)?],
            commands: &[$($(&catalogue::$command),+)?],
            action: remedies!(@action $($action)?),
        },)+)+];
    };
    (@action) => { None };
    (@action $action:expr) => { Some($action) };
}

remedies! {
    "session.token" {
        "expired" { commands SIGN_IN, GET_TOKEN; }
        "wrong_audience" { commands GET_TOKEN; }
        "wrong_tenant" { commands SIGN_IN, GET_TOKEN; }
        "malformed" { commands GET_TOKEN; }
    }
    "session.cloud" {
        // What retires for a whole cloud is not brought back by anybody's command.
        "china_retired" {}
    }
    "session.mfa" {
        "no_mfa" { commands SIGN_IN, GET_TOKEN; }
    }
    "subscription.visible" {
        "other_tenant" { commands LIST_TENANTS, SIGN_IN, LIST_SUBSCRIPTIONS; }
        "not_visible" {
            cautions "role_at_subscription";
            steps ASSIGN_ROLE;
            commands LIST_SUBSCRIPTIONS, ASSIGN_READER;
        }
    }
    "subscription.active" {
        // Bills are paid in the portal; the state shows when that has worked.
        "disabled" {
            cautions "billing";
            steps SUBSCRIPTION_STATE;
            commands SHOW_SUBSCRIPTION;
        }
        "past_due" {
            cautions "billing";
            steps SUBSCRIPTION_STATE;
            commands SHOW_SUBSCRIPTION;
        }
        "warned" {
            cautions "billing";
            steps SUBSCRIPTION_STATE;
            commands SHOW_SUBSCRIPTION;
        }
    }
    "subscription.provider" {
        "not_registered" {
            steps REGISTER_PROVIDER;
            commands REGISTER_PROVIDER, SHOW_PROVIDER;
            action ActionKind::Switch(Switch::Provider);
        }
        "registering" {
            steps REGISTER_PROVIDER;
            commands SHOW_PROVIDER;
        }
    }
    "plan.servers" {
        "off" {
            cautions "plan_cost";
            steps PLAN_ON, PLAN_ON_JIT_PAGE;
            commands SHOW_PLAN, TURN_PLAN_ON, SHOW_PLAN;
            action ActionKind::Switch(Switch::Plan);
        }
    }
    "plan.tier" {
        "plan1" {
            cautions "tier_cost";
            steps PLAN_TIER;
            commands SHOW_PLAN, TURN_PLAN_ON, SHOW_PLAN;
            action ActionKind::Switch(Switch::Plan);
        }
    }
    "plan.machine" {
        "excluded" {
            cautions "machine_cost";
            commands SHOW_MACHINE_PLAN, REMOVE_MACHINE_PLAN, SHOW_MACHINE_PLAN;
        }
        "machine_only" {
            cautions "plan_cost";
            steps PLAN_ON;
            commands TURN_PLAN_ON, REMOVE_MACHINE_PLAN, SHOW_MACHINE_PLAN;
        }
    }
    "vm.exists" {
        "not_found" { commands FIND_VM; }
        "other_group" { commands FIND_VM; }
    }
    "vm.deployment" {
        // A classic VM is moved or built anew; which way is open is for support to say.
        "classic" {}
    }
    "vm.kind" {
        // JIT is not offered for these kinds.
        "arc" {}
        "scale_set_uniform" {}
    }
    "vm.guard" {
        "no_nsg_no_firewall" {
            cautions "blocks_all";
            steps CREATE_NSG;
            commands CREATE_NSG, ATTACH_NSG, SHOW_NIC;
        }
        "no_nic" {
            cautions "stops_vm";
            steps STOP_VM, START_VM;
            commands STOP_VM, ADD_NIC, START_VM, SHOW_NIC;
        }
    }
    "vm.firewall" {
        "firewall_policy" {
            cautions "blocks_all";
            steps CREATE_NSG, BASTION;
            commands SHOW_FIREWALL, ATTACH_NSG, SHOW_NIC;
        }
        "secured_hub" {
            cautions "blocks_all";
            steps CREATE_NSG, BASTION;
            commands SHOW_FIREWALL, ATTACH_NSG, SHOW_NIC;
        }
        "other_network" {
            cautions "blocks_all";
            steps CREATE_NSG, BASTION;
            commands SHOW_FIREWALL, ATTACH_NSG, SHOW_NIC;
        }
    }
    "vm.security_policy" {
        "off_by_policy" {
            steps SECURITY_POLICY;
            commands LIST_POLICY_ASSIGNMENTS, SET_JIT_AUDIT, SHOW_ASSESSMENT;
        }
        "exempt" {
            steps POLICY_EXEMPTIONS;
            commands LIST_EXEMPTIONS, DELETE_EXEMPTION, SHOW_ASSESSMENT;
        }
    }
    "policy.exists" {
        "not_configured" {
            cautions "any_source";
            steps JIT_ON, JIT_ON_VM;
            commands LIST_JIT_POLICIES, TURN_JIT_ON, LIST_JIT_POLICIES;
            action ActionKind::TurnOn;
        }
        "dropped" {
            cautions "any_source";
            steps JIT_ON, ACTIVITY_LOG;
            commands SHOW_JIT_ACTIVITY, TURN_JIT_ON, LIST_JIT_POLICIES;
            action ActionKind::TurnOn;
        }
    }
    "policy.place" {
        "other_region" { commands SHOW_JIT_POLICY, TURN_JIT_ON, DROP_ENTRIES, LIST_JIT_POLICIES; }
        "other_group" { commands SHOW_JIT_POLICY, TURN_JIT_ON, DROP_ENTRIES, LIST_JIT_POLICIES; }
    }
    "policy.single" {
        "several" {
            commands LIST_JIT_POLICIES, DROP_ENTRIES, DELETE_JIT_POLICY, LIST_JIT_POLICIES;
        }
    }
    "policy.members" {
        "stale_members" {
            commands SHOW_JIT_POLICY, DROP_ENTRIES, DELETE_JIT_POLICY, SHOW_JIT_POLICY;
        }
    }
    "policy.settled" {
        "updating" {
            steps ACTIVITY_LOG;
            commands SHOW_JIT_POLICY;
        }
        "failed" {
            steps JIT_SAVE_AGAIN, ACTIVITY_LOG;
            commands SHOW_JIT_ACTIVITY, SAVE_AGAIN, SHOW_JIT_POLICY;
        }
    }
    "policy.name" {
        "too_long" { commands SHOW_JIT_POLICY, TURN_JIT_ON, DROP_ENTRIES, LIST_JIT_POLICIES; }
    }
    "policy.port" {
        "port_missing" {
            cautions "any_source";
            steps JIT_ADD_PORT;
            commands SHOW_JIT_POLICY, SET_PORT, SHOW_JIT_POLICY;
        }
        "protocol" {
            steps JIT_PROTOCOL;
            commands SHOW_JIT_POLICY, SET_PORT, SHOW_JIT_POLICY;
        }
    }
    "policy.source" {
        "outside" {
            cautions "wider_source";
            steps JIT_SOURCE;
            commands SHOW_JIT_POLICY, SET_PORT, SHOW_JIT_POLICY;
        }
        "not_exact" {
            cautions "whole_range";
            steps REQUEST_RANGE;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
        }
    }
    "policy.duration" {
        "too_long" {
            cautions "longer_window";
            steps JIT_TIME;
            commands REQUEST_ACCESS, SET_PORT, SHOW_JIT_POLICY;
        }
    }
    "access.read_vm" {
        "missing_action" {
            cautions "role_scope";
            steps ASSIGN_ROLE, MY_ACCESS;
            commands SHOW_MY_PERMISSIONS, ASSIGN_READER, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
        }
    }
    "access.read_network" {
        "missing_action" {
            cautions "role_scope";
            steps ASSIGN_ROLE;
            commands SHOW_MY_PERMISSIONS, ASSIGN_READER, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
        }
    }
    "access.read_policy" {
        "missing_action" {
            cautions "role_scope";
            steps ASSIGN_ROLE;
            commands SHOW_MY_PERMISSIONS, ASSIGN_READER, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
        }
    }
    "access.initiate" {
        "missing_action" {
            cautions "role_scope";
            steps ASSIGN_ROLE;
            commands SHOW_MY_PERMISSIONS, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
        }
        "vm_scope_only" {
            cautions "role_scope";
            steps ASSIGN_ROLE;
            commands SHOW_MY_PERMISSIONS, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
        }
    }
    "access.configure" {
        "missing_action" {
            cautions "role_at_subscription";
            steps ASSIGN_ROLE;
            commands SHOW_MY_PERMISSIONS, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
        }
        "group_scope_only" {
            cautions "role_at_subscription";
            steps ASSIGN_ROLE;
            commands TURN_JIT_ON, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
        }
    }
    "access.manage_plan" {
        "missing_action" {
            cautions "role_at_subscription";
            steps ASSIGN_ROLE;
            commands LIST_ASSIGNMENTS, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
        }
    }
    "access.denied" {
        "deny_assignment" {
            steps DENY_ASSIGNMENTS;
            commands LIST_DENY_ASSIGNMENTS;
        }
    }
    "access.condition" {
        "condition" {
            steps ROLE_CONDITION;
            commands LIST_MY_ASSIGNMENTS;
        }
    }
    "access.eligible" {
        "activate_role" {
            steps ACTIVATE_ROLE;
            commands LIST_ELIGIBLE, ACTIVATE_ROLE, SHOW_MY_PERMISSIONS;
        }
    }
    "change.lock" {
        "read_only" {
            cautions "lock";
            steps LOCKS;
            commands LIST_LOCKS, DELETE_LOCK, LIST_LOCKS;
        }
        "can_not_delete" {
            cautions "lock";
            steps LOCKS;
            commands LIST_JIT_RULES, LIST_LOCKS, DELETE_LOCK, LIST_JIT_RULES;
        }
    }
    "change.policy" {
        "denied" {
            cautions "exemption";
            steps ACTIVITY_LOG;
            commands LIST_REFUSALS, LIST_POLICY_ASSIGNMENTS, CREATE_EXEMPTION;
        }
    }
    "request.open" {
        "none" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
        }
        "expired" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
        }
        "replaced" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM, USAGE;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
        }
        "revoked" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM, USAGE;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
        }
        "other_port" {
            cautions "open_port";
            steps REQUEST;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
        }
    }
    "request.settled" {
        "stuck" {
            steps ACTIVITY_LOG, REQUEST;
            commands SHOW_JIT_POLICY, SHOW_JIT_ACTIVITY, LIST_LOCKS;
        }
        "failed" {
            steps ACTIVITY_LOG, REQUEST;
            commands SHOW_JIT_POLICY, SHOW_JIT_ACTIVITY, LIST_LOCKS;
        }
    }
    "request.source" {
        "other_address" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
        }
        "ipv6" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
        }
    }
    "vm.running" {
        "stopped" {
            cautions "vm_cost";
            steps START_VM;
            commands SHOW_VM_STATE, START_VM, SHOW_VM_STATE;
        }
        "deallocated" {
            cautions "vm_cost";
            steps START_VM;
            commands SHOW_VM_STATE, START_VM, SHOW_VM_STATE, LIST_ADDRESSES;
        }
        // Waiting is all there is to do.
        "starting" { commands SHOW_VM_STATE; }
    }
    "network.rule" {
        "missing" {
            steps REQUEST, ACTIVITY_LOG;
            commands LIST_JIT_RULES, SHOW_JIT_ACTIVITY, REQUEST_ACCESS, LIST_JIT_RULES;
        }
        "missing_in_one" {
            steps REQUEST, ACTIVITY_LOG;
            commands LIST_JIT_RULES, REQUEST_ACCESS, LIST_JIT_RULES;
        }
    }
    "network.target" {
        "address_changed" {
            steps REQUEST, JIT_SAVE_AGAIN;
            commands LIST_JIT_RULES, REQUEST_ACCESS, SAVE_AGAIN, LIST_JIT_RULES;
        }
        "other_nic" {
            steps REQUEST;
            commands LIST_JIT_RULES, REQUEST_ACCESS, LIST_JIT_RULES;
        }
    }
    "network.admin_rules" {
        // Its rule is for those to change who manage the networks.
        "denied" { commands LIST_ADMIN_RULES; }
    }
    "network.subnet" {
        "denied_by" {
            cautions "rule_change";
            steps NSG_RULES;
            commands LIST_RULES, REQUEST_ACCESS, SET_RULE_PRIORITY, LIST_EFFECTIVE_RULES;
        }
    }
    "network.nic" {
        "denied_by" {
            cautions "rule_change";
            steps NSG_RULES;
            commands LIST_RULES, REQUEST_ACCESS, SET_RULE_PRIORITY, LIST_EFFECTIVE_RULES;
        }
    }
    "network.address" {
        "no_public_address" {
            steps BASTION;
            commands LIST_ADDRESSES;
        }
        "ipv6_only" {
            steps BASTION;
            commands LIST_ADDRESSES;
        }
    }
    "network.firewall_entry" {
        "use_mapped_port" {
            steps USAGE;
            commands SHOW_JIT_POLICY;
        }
    }
    "network.return_path" {
        // A route of somebody else's network is theirs to change.
        "forced_through_appliance" {
            steps BASTION;
            commands LIST_EFFECTIVE_ROUTES;
        }
    }
    "network.exposure" {
        "always_open" {
            cautions "cuts_users";
            steps NSG_RULES;
            commands LIST_RULES, DELETE_RULE, LIST_RULES;
        }
    }
    "guest.agent" {
        "agent_not_ready" { commands SHOW_VM_STATE; }
    }
}

#[cfg(test)]
mod tests {
    use diagnosis::checks;

    use super::ALL;

    #[test]
    fn every_case_of_every_check_has_one_remedy_in_order() {
        let expected: Vec<(&str, &str)> = checks::ALL
            .iter()
            .flat_map(|check| check.cases.iter().map(|it| (check.id, it.name)))
            .collect();
        let actual: Vec<(&str, &str)> = ALL.iter().map(|it| (it.check, it.case)).collect();
        let missing: Vec<_> = expected.iter().filter(|it| !actual.contains(it)).collect();
        assert!(missing.is_empty(), "no remedy for {missing:?}");
        assert_eq!(actual, expected);
    }
}
