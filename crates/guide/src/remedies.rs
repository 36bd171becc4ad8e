//! What mends each failing case, in the order of the checks: what to know
//! first, the ways through the portal, the commands, the action that can be had
//! from here, what is offered first otherwise, and the permissions that it takes.
//! A row that leaves a part out has none of it.

mod needs;

use actions::{ActionKind, switch::Switch};
use diagnosis::ability::Need;

use crate::{
    commands::{Task, catalogue},
    portal_steps::{self, PortalSteps},
};

/// How a case is mended.
#[derive(Debug)]
pub struct Remedy {
    pub check: &'static str,
    pub case: &'static str,
    pub has_steps: bool,
    pub has_commands: bool,
    pub action: Option<ActionKind>,
    /// What is offered first where no action can be had from here.
    pub first: First,
    /// What mending it takes of the reader; empty where nobody needs a permission in
    /// Azure for it.
    pub needs: &'static [Need],
}

impl Remedy {
    /// Whether there is more to show of it than what it says.
    pub fn is_shown(&self) -> bool {
        self.has_steps || self.has_commands
    }
}

/// What there is to read about a case. It stands apart from what is offered, so that
/// what only offers comes without forty commands.
#[derive(Debug)]
pub struct Ways {
    /// What to know before the first step, for it costs money or opens
    /// something: names of texts under `guide.cautions`.
    pub cautions: &'static [&'static str],
    /// Ways through the portal, the best one first.
    pub steps: &'static [&'static PortalSteps],
    /// Tasks in the order in which they are done: look, change, and look again
    /// to see that it is mended.
    pub commands: &'static [&'static Task],
}

/// What a reader who may mend a case does first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// Follow the steps.
    Steps,
    SignIn,
    /// Go to the tenant of what was asked about.
    SwitchTenant,
    /// Wait, then check again.
    CheckAgain,
    /// Connect, to an address that only the case tells.
    Connect,
    /// Choose another VM to check.
    Choose,
    /// Look for a Bastion host, which reaches the VM at its private address.
    Bastion,
    /// Send the message that asks for it, unless the reader may do it themselves: then
    /// follow the steps.
    Message,
}

/// How to connect through a Bastion host.
pub const BASTION: Ways = Ways {
    cautions: &[],
    steps: &[&portal_steps::BASTION],
    commands: &[],
};

/// What is left to do where nothing is in the way.
pub const REQUEST: Ways = Ways {
    cautions: &["open_port"],
    steps: &[&portal_steps::REQUEST, &portal_steps::REQUEST_VM],
    commands: &[&catalogue::REQUEST_ACCESS, &catalogue::SHOW_JIT_POLICY],
};

/// How the portal shows which VMs have JIT, and who uses it.
pub const USAGE: Ways = Ways {
    cautions: &[],
    steps: &[&portal_steps::USAGE],
    commands: &[],
};

pub const WHO_HAS_ACCESS: Ways = Ways {
    cautions: &[],
    steps: &[&portal_steps::WHO_HAS_ACCESS],
    commands: &[],
};

/// The remedy of a failing case.
pub fn remedy(check: &str, case: &str) -> Option<&'static Remedy> {
    ALL.iter().find(|it| it.check == check && it.case == case)
}

/// The ways to mend a failing case.
pub fn ways(check: &str, case: &str) -> Option<&'static Ways> {
    let (_, ways) = WAYS.iter().find(|(of, _)| *of == (check, case))?;
    Some(ways)
}

/// The names of all texts under `guide.cautions` that a case has.
pub fn all_cautions() -> impl Iterator<Item = &'static str> {
    WAYS.iter().flat_map(|(_, it)| it.cautions).copied()
}

/// Every task, each once.
pub fn all_tasks() -> Vec<&'static Task> {
    let mut tasks: Vec<&Task> = Vec::new();
    for task in WAYS.iter().flat_map(|(_, it)| it.commands) {
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
        $(first $first:ident;)?
        $(needs $($need:ident),+;)?
    })+ })+) => {
        /// A remedy for every case of every check.
        pub const ALL: &[Remedy] = &[$($(Remedy {
            check: $check,
            case: $case,
            has_steps: remedies!(@is_there $($($way)+)?),
            has_commands: remedies!(@is_there $($($command)+)?),
            action: remedies!(@action $($action)?),
            first: remedies!(@first $($first)?),
            needs: &[$($(needs::$need),+)?],
        },)+)+];

        const WAYS: &[((&str, &str), Ways)] = &[$($((($check, $case), Ways {
            cautions: &[$($($caution),+)?],
            steps: &[$($(&portal_steps::$way),+)?],
            commands: &[$($(&catalogue::$command),+)?],
        }),)+)+];
    };
    (@is_there) => { false };
    (@is_there $($it:ident)+) => { true };
    (@action) => { None };
    (@action $action:expr) => { Some($action) };
    (@first) => { First::Steps };
    (@first $first:ident) => { First::$first };
}

remedies! {
    "session.token" {
        "expired" { commands SIGN_IN, GET_TOKEN; first SignIn; }
        "wrong_audience" { commands GET_TOKEN; first SignIn; }
        "wrong_tenant" { commands SIGN_IN, GET_TOKEN; first SwitchTenant; }
        "malformed" { commands GET_TOKEN; first SignIn; }
        "session_ended" { commands SIGN_IN, GET_TOKEN; first SignIn; }
    }
    "session.cloud" {
        // What retires for a whole cloud is not brought back by anybody's command.
        "china_retired" { first Message; }
    }
    "session.mfa" {
        "no_mfa" { commands SIGN_IN, GET_TOKEN; first SignIn; }
    }
    "subscription.visible" {
        "other_tenant" { commands LIST_TENANTS, SIGN_IN, LIST_SUBSCRIPTIONS; first SwitchTenant; }
        "not_visible" {
            cautions "role_at_subscription";
            steps ASSIGN_ROLE;
            commands LIST_SUBSCRIPTIONS, ASSIGN_READER;
            first Message;
            needs ASSIGN_SEEN;
        }
        "other_directory" { commands SIGN_IN, GET_TOKEN; first SwitchTenant; }
        "unnamed_directory" { commands LIST_TENANTS, SIGN_IN, GET_TOKEN; first SwitchTenant; }
    }
    "subscription.active" {
        // Bills are paid in the portal; the state shows when that has worked.
        "disabled" {
            cautions "billing";
            steps SUBSCRIPTION_STATE;
            commands SHOW_SUBSCRIPTION;
            needs OUTSIDE;
        }
        "past_due" {
            cautions "billing";
            steps SUBSCRIPTION_STATE;
            commands SHOW_SUBSCRIPTION;
            needs OUTSIDE;
        }
        "warned" {
            cautions "billing";
            steps SUBSCRIPTION_STATE;
            commands SHOW_SUBSCRIPTION;
            needs OUTSIDE;
        }
    }
    "subscription.provider" {
        "not_registered" {
            steps REGISTER_PROVIDER;
            commands REGISTER_PROVIDER, SHOW_PROVIDER;
            action ActionKind::Switch(Switch::Provider);
            needs REGISTER;
        }
        "registering" {
            steps REGISTER_PROVIDER;
            commands SHOW_PROVIDER;
            first CheckAgain;
        }
    }
    "plan.servers" {
        "off" {
            cautions "plan_cost";
            steps PLAN_ON, PLAN_ON_JIT_PAGE;
            commands SHOW_PLAN, TURN_PLAN_ON, SHOW_PLAN;
            action ActionKind::Switch(Switch::Plan);
            needs PLAN;
        }
    }
    "plan.tier" {
        "plan1" {
            cautions "tier_cost";
            steps PLAN_TIER;
            commands SHOW_PLAN, TURN_PLAN_ON, SHOW_PLAN;
            action ActionKind::Switch(Switch::Plan);
            needs PLAN;
        }
    }
    "plan.machine" {
        "excluded" {
            cautions "machine_cost";
            commands SHOW_MACHINE_PLAN, REMOVE_MACHINE_PLAN, SHOW_MACHINE_PLAN;
            needs MACHINE_PLAN;
        }
        "machine_only" {
            cautions "plan_cost";
            steps PLAN_ON;
            commands TURN_PLAN_ON, REMOVE_MACHINE_PLAN, SHOW_MACHINE_PLAN;
            needs PLAN;
        }
    }
    "vm.exists" {
        "not_found" { commands FIND_VM; first Choose; }
        "other_group" { commands FIND_VM; first Choose; }
    }
    "vm.deployment" {
        // A classic VM is moved or built anew; which way is open is for support to say.
        "classic" { needs OUTSIDE; }
    }
    "vm.kind" {
        // JIT is not offered for these kinds.
        "arc" { first Message; }
        "scale_set_uniform" { needs OUTSIDE; }
    }
    "vm.guard" {
        "no_nsg_no_firewall" {
            cautions "blocks_all";
            steps CREATE_NSG;
            commands CREATE_NSG, ATTACH_NSG, SHOW_NIC;
            needs WRITE_NIC, JOIN_GROUP;
        }
        "no_nic" {
            cautions "stops_vm";
            steps STOP_VM, START_VM;
            commands STOP_VM, ADD_NIC, START_VM, SHOW_NIC;
            needs WRITE_VM;
        }
    }
    "vm.firewall" {
        "firewall_policy" {
            cautions "blocks_all";
            steps CREATE_NSG, BASTION;
            commands SHOW_FIREWALL, ATTACH_NSG, SHOW_NIC;
            needs WRITE_NIC, JOIN_GROUP;
        }
        "secured_hub" {
            cautions "blocks_all";
            steps CREATE_NSG, BASTION;
            commands SHOW_FIREWALL, ATTACH_NSG, SHOW_NIC;
            needs WRITE_NIC, JOIN_GROUP;
        }
        "other_network" {
            cautions "blocks_all";
            steps CREATE_NSG, BASTION;
            commands SHOW_FIREWALL, ATTACH_NSG, SHOW_NIC;
            needs WRITE_NIC, JOIN_GROUP;
        }
    }
    "vm.security_policy" {
        "off_by_policy" {
            steps SECURITY_POLICY;
            commands LIST_POLICY_ASSIGNMENTS, SET_JIT_AUDIT, SHOW_ASSESSMENT;
            needs ASSIGN_POLICY;
        }
        "exempt" {
            steps POLICY_EXEMPTIONS;
            commands LIST_EXEMPTIONS, DELETE_EXEMPTION, SHOW_ASSESSMENT;
            needs EXEMPT;
        }
    }
    "policy.exists" {
        "not_configured" {
            cautions "azure_portal", "any_source";
            steps JIT_ON, JIT_ON_VM;
            commands LIST_JIT_POLICIES, TURN_JIT_ON, LIST_JIT_POLICIES;
            action ActionKind::TurnOn;
            needs CONFIGURE, WRITE_VM;
        }
        "dropped" {
            cautions "azure_portal", "any_source";
            steps JIT_ON, ACTIVITY_LOG;
            commands SHOW_JIT_ACTIVITY, TURN_JIT_ON, LIST_JIT_POLICIES;
            action ActionKind::TurnOn;
            needs CONFIGURE, WRITE_VM;
        }
    }
    "policy.place" {
        "other_region" {
            commands SHOW_JIT_POLICY, TURN_JIT_ON, DROP_ENTRIES, LIST_JIT_POLICIES;
            needs CONFIGURE, WRITE_VM;
        }
        "other_group" {
            commands SHOW_JIT_POLICY, TURN_JIT_ON, DROP_ENTRIES, LIST_JIT_POLICIES;
            needs CONFIGURE, WRITE_VM;
        }
    }
    "policy.single" {
        "several" {
            commands LIST_JIT_POLICIES, DROP_ENTRIES, DELETE_JIT_POLICY, LIST_JIT_POLICIES;
            needs CONFIGURE;
        }
    }
    "policy.members" {
        "stale_members" {
            commands SHOW_JIT_POLICY, DROP_ENTRIES, DELETE_JIT_POLICY, SHOW_JIT_POLICY;
            needs CONFIGURE;
        }
    }
    "policy.settled" {
        "updating" {
            steps ACTIVITY_LOG;
            commands SHOW_JIT_POLICY;
            first CheckAgain;
        }
        "failed" {
            steps JIT_SAVE_AGAIN, ACTIVITY_LOG;
            commands SHOW_JIT_ACTIVITY, SAVE_AGAIN, SHOW_JIT_POLICY;
            needs CONFIGURE;
        }
    }
    "policy.name" {
        "too_long" {
            commands SHOW_JIT_POLICY, TURN_JIT_ON, DROP_ENTRIES, LIST_JIT_POLICIES;
            needs CONFIGURE, WRITE_VM;
        }
    }
    "policy.port" {
        "port_missing" {
            cautions "any_source";
            steps JIT_ADD_PORT;
            commands SHOW_JIT_POLICY, SET_PORT, SHOW_JIT_POLICY;
            needs CONFIGURE;
        }
        "protocol" {
            steps JIT_PROTOCOL;
            commands SHOW_JIT_POLICY, SET_PORT, SHOW_JIT_POLICY;
            needs CONFIGURE;
        }
    }
    "policy.source" {
        "outside" {
            cautions "wider_source";
            steps JIT_SOURCE;
            commands SHOW_JIT_POLICY, SET_PORT, SHOW_JIT_POLICY;
            needs CONFIGURE;
        }
        "not_exact" {
            cautions "whole_range";
            steps REQUEST_RANGE;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            needs REQUEST;
        }
    }
    "policy.duration" {
        "too_long" {
            cautions "longer_window";
            steps JIT_TIME;
            commands REQUEST_ACCESS, SET_PORT, SHOW_JIT_POLICY;
            needs CONFIGURE;
        }
    }
    "access.read_vm" {
        "missing_action" {
            cautions "role_scope";
            steps ASSIGN_ROLE, MY_ACCESS;
            commands SHOW_MY_PERMISSIONS, ASSIGN_READER, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
            first Message;
            needs ASSIGN_AT_VM;
        }
    }
    "access.read_network" {
        "missing_action" {
            cautions "role_scope";
            steps ASSIGN_ROLE;
            commands SHOW_MY_PERMISSIONS, ASSIGN_READER, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
            first Message;
            needs ASSIGN_SEEN;
        }
    }
    "access.read_policy" {
        "missing_action" {
            cautions "role_scope", "unified_rbac";
            steps ASSIGN_ROLE;
            commands SHOW_MY_PERMISSIONS, ASSIGN_READER, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
            first Message;
            needs ASSIGN_AT_POLICY;
        }
    }
    "access.initiate" {
        "missing_action" {
            cautions "role_scope", "unified_rbac";
            steps ASSIGN_ROLE;
            commands SHOW_MY_PERMISSIONS, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
            first Message;
            needs ASSIGN_AT_POLICY;
        }
        "vm_scope_only" {
            cautions "role_scope", "unified_rbac";
            steps ASSIGN_ROLE;
            commands SHOW_MY_PERMISSIONS, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
            first Message;
            needs ASSIGN_AT_POLICY;
        }
    }
    "access.configure" {
        "missing_action" {
            cautions "role_at_subscription", "unified_rbac";
            steps ASSIGN_ROLE;
            commands SHOW_MY_PERMISSIONS, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
            first Message;
            needs ASSIGN_AT_SUBSCRIPTION;
        }
        "group_scope_only" {
            cautions "role_at_subscription", "unified_rbac";
            steps ASSIGN_ROLE;
            commands TURN_JIT_ON, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
            first Message;
            needs ASSIGN_AT_SUBSCRIPTION;
        }
    }
    "access.manage_plan" {
        "missing_action" {
            cautions "role_at_subscription", "unified_rbac";
            steps ASSIGN_ROLE;
            commands LIST_ASSIGNMENTS, CREATE_ROLE, ASSIGN_ROLE, SHOW_MY_PERMISSIONS;
            first Message;
            needs ASSIGN_AT_SUBSCRIPTION;
        }
    }
    "access.denied" {
        "deny_assignment" {
            steps DENY_ASSIGNMENTS;
            commands LIST_DENY_ASSIGNMENTS;
            first Message;
            needs OUTSIDE;
        }
        "own_deny_assignment" {
            steps DENY_ASSIGNMENTS;
            commands LIST_DENY_ASSIGNMENTS;
            first Message;
            needs CHANGE_DENIAL;
        }
    }
    "access.condition" {
        "condition" {
            steps ROLE_CONDITION;
            commands LIST_MY_ASSIGNMENTS;
            first Message;
            needs ASSIGN_AT_POLICY;
        }
    }
    "access.eligible" {
        "activate_role" {
            steps ACTIVATE_ROLE;
            commands LIST_ELIGIBLE, ACTIVATE_ROLE, SHOW_MY_PERMISSIONS;
        }
        "sign_in_again" { commands SIGN_IN, GET_TOKEN, SHOW_MY_PERMISSIONS; first SignIn; }
    }
    "change.lock" {
        "read_only" {
            cautions "lock";
            steps LOCKS;
            commands LIST_LOCKS, DELETE_LOCK, LIST_LOCKS;
            needs DELETE_LOCK;
        }
        "can_not_delete" {
            cautions "lock";
            steps LOCKS;
            commands LIST_JIT_RULES, LIST_LOCKS, DELETE_LOCK, LIST_JIT_RULES;
            needs DELETE_LOCK;
        }
    }
    "change.denied" {
        "rules_denied" {
            steps DENY_ASSIGNMENTS;
            commands LIST_DENY_ASSIGNMENTS, REQUEST_ACCESS;
            first Message;
            needs OUTSIDE;
        }
    }
    "change.policy" {
        "stopped_request" {
            cautions "exemption";
            steps ACTIVITY_LOG;
            commands LIST_REFUSALS, LIST_POLICY_ASSIGNMENTS, CREATE_EXEMPTION, REQUEST_ACCESS;
            needs EXEMPT;
        }
        "denied" {
            cautions "exemption";
            steps ACTIVITY_LOG;
            commands LIST_REFUSALS, LIST_POLICY_ASSIGNMENTS, CREATE_EXEMPTION;
            needs EXEMPT;
        }
    }
    "change.room" {
        "group_full" {
            steps NSG_RULES;
            commands LIST_RULES;
            needs WRITE_RULES;
        }
        "stopped_request" {
            steps NSG_RULES;
            commands LIST_REFUSALS, LIST_RULES, REQUEST_ACCESS;
            needs WRITE_RULES;
        }
    }
    "request.open" {
        "none" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
            needs REQUEST;
        }
        "expired" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
            needs REQUEST;
        }
        "replaced" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM, USAGE;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
            needs REQUEST;
        }
        "revoked" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM, USAGE;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
            needs REQUEST;
        }
        "other_port" {
            cautions "open_port";
            steps REQUEST;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
            needs REQUEST;
        }
    }
    "request.settled" {
        "stuck" {
            steps ACTIVITY_LOG, REQUEST;
            commands SHOW_JIT_POLICY, SHOW_JIT_ACTIVITY, LIST_LOCKS;
            needs READ_RULES;
        }
        "failed" {
            steps ACTIVITY_LOG, REQUEST;
            commands SHOW_JIT_POLICY, SHOW_JIT_ACTIVITY, LIST_LOCKS;
            needs READ_RULES;
        }
    }
    "request.source" {
        "other_address" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            action ActionKind::Request;
            needs REQUEST;
        }
        "ipv6" {
            cautions "open_port";
            steps REQUEST, REQUEST_VM;
            commands REQUEST_ACCESS, SHOW_JIT_POLICY;
            needs REQUEST;
        }
    }
    "vm.running" {
        "stopped" {
            cautions "vm_cost";
            steps START_VM;
            commands SHOW_VM_STATE, START_VM, SHOW_VM_STATE;
            action ActionKind::Switch(Switch::Vm);
            needs START_VM;
        }
        "deallocated" {
            cautions "vm_cost";
            steps START_VM;
            commands SHOW_VM_STATE, START_VM, SHOW_VM_STATE, LIST_ADDRESSES;
            action ActionKind::Switch(Switch::Vm);
            needs START_VM;
        }
        // Waiting is all there is to do.
        "starting" { commands SHOW_VM_STATE; first CheckAgain; }
        "stopping" { commands SHOW_VM_STATE; first CheckAgain; }
    }
    "network.rule" {
        "missing" {
            cautions "open_port";
            steps REQUEST, ACTIVITY_LOG;
            commands LIST_JIT_RULES, SHOW_JIT_ACTIVITY, REQUEST_ACCESS, LIST_JIT_RULES;
            action ActionKind::Request;
            needs REQUEST;
        }
        "missing_in_one" {
            cautions "open_port";
            steps REQUEST, ACTIVITY_LOG;
            commands LIST_JIT_RULES, REQUEST_ACCESS, LIST_JIT_RULES;
            action ActionKind::Request;
            needs REQUEST;
        }
    }
    "network.target" {
        "address_changed" {
            cautions "open_port";
            steps REQUEST, JIT_SAVE_AGAIN;
            commands LIST_JIT_RULES, REQUEST_ACCESS, SAVE_AGAIN, LIST_JIT_RULES;
            action ActionKind::Request;
            needs REQUEST;
        }
        "other_nic" {
            cautions "open_port";
            steps REQUEST;
            commands LIST_JIT_RULES, REQUEST_ACCESS, LIST_JIT_RULES;
            action ActionKind::Request;
            needs REQUEST;
        }
    }
    "network.admin_rules" {
        // Its rule is for those to change who manage the networks.
        "denied" { commands LIST_ADMIN_RULES; needs ADMIN_RULES; }
    }
    "network.subnet" {
        "denied_by" {
            cautions "rule_change";
            steps NSG_RULES;
            commands LIST_RULES, SET_RULE_PRIORITY, LIST_EFFECTIVE_RULES;
            needs WRITE_RULES;
        }
        "no_allow" {
            cautions "open_port";
            steps REQUEST, NSG_RULES;
            commands LIST_RULES, REQUEST_ACCESS, LIST_EFFECTIVE_RULES;
            action ActionKind::Request;
            needs REQUEST;
        }
    }
    "network.nic" {
        "denied_by" {
            cautions "rule_change";
            steps NSG_RULES;
            commands LIST_RULES, SET_RULE_PRIORITY, LIST_EFFECTIVE_RULES;
            needs WRITE_RULES;
        }
        "no_allow" {
            cautions "open_port";
            steps REQUEST, NSG_RULES;
            commands LIST_RULES, REQUEST_ACCESS, LIST_EFFECTIVE_RULES;
            action ActionKind::Request;
            needs REQUEST;
        }
    }
    "network.address" {
        "no_public_address" {
            cautions "bastion_window";
            steps BASTION;
            commands LIST_ADDRESSES;
            first Bastion;
            needs WRITE_NIC;
        }
        "ipv6_only" {
            cautions "bastion_window";
            steps BASTION;
            commands LIST_ADDRESSES;
            first Bastion;
            needs WRITE_NIC;
        }
        "closed_without_group" {
            cautions "blocks_all";
            steps CREATE_NSG;
            commands CREATE_NSG, ATTACH_NSG, SHOW_NIC;
            needs WRITE_NIC, JOIN_GROUP;
        }
        "not_forwarded" {
            cautions "bastion_window";
            steps BASTION;
            commands LIST_ADDRESSES;
            first Bastion;
            needs WRITE_BALANCER;
        }
    }
    "network.firewall_entry" {
        "use_mapped_port" {
            steps USAGE;
            commands SHOW_JIT_POLICY;
            first Connect;
        }
        "use_balancer_port" { first Connect; }
    }
    "network.return_path" {
        // A route of somebody else's network is theirs to change.
        "forced_through_appliance" {
            cautions "bastion_window";
            steps BASTION;
            commands LIST_EFFECTIVE_ROUTES;
            needs WRITE_ROUTES;
        }
        "private_through_appliance" {
            cautions "bastion_window";
            steps BASTION;
            commands LIST_EFFECTIVE_ROUTES;
            needs WRITE_ROUTES;
        }
    }
    "network.exposure" {
        "always_open" {
            cautions "cuts_users";
            steps NSG_RULES;
            commands LIST_RULES, DELETE_RULE, LIST_RULES;
            needs WRITE_RULES;
        }
        "window_for_everyone" {
            cautions "cuts_users";
            steps NSG_RULES;
            commands LIST_RULES, DELETE_RULE, LIST_RULES;
            needs WRITE_RULES;
        }
    }
    "guest.agent" {
        "agent_not_ready" { commands SHOW_VM_STATE; needs WRITE_VM; }
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
