//! Which walks mend which case, in the order of the checks. A case that the
//! portal cannot mend has no walk, and says so by an empty list.

use super::walk::{self, Walk};

/// How a case is mended in the portal.
#[derive(Debug)]
pub struct Guide {
    pub check: &'static str,
    pub case: &'static str,
    /// What to know before the first step, for it costs money or opens
    /// something: the name of a text under `guide.cautions`.
    pub caution: Option<&'static str>,
    /// The best way first.
    pub walks: &'static [&'static Walk],
}

/// The guide of a failing case.
pub fn guide(check: &str, case: &str) -> Option<&'static Guide> {
    ALL.iter().find(|it| it.check == check && it.case == case)
}

macro_rules! guides {
    ($($check:literal { $($case:literal $([$caution:literal])? => $($walk:ident),*;)* })*) => {
        /// A guide for every case of every check.
        pub const ALL: &[Guide] = &[$($(Guide {
            check: $check,
            case: $case,
            caution: guides!(@caution $($caution)?),
            walks: &[$(&walk::$walk),*],
        },)*)*];
    };
    (@caution) => { None };
    (@caution $caution:literal) => { Some($caution) };
}

guides! {
    "session.token" {
        "expired" =>;
        "wrong_audience" =>;
        "wrong_tenant" =>;
        "malformed" =>;
    }
    "session.cloud" { "china_retired" =>; }
    "session.mfa" { "no_mfa" =>; }
    "subscription.visible" {
        "other_tenant" =>;
        "not_visible" ["role_at_subscription"] => ASSIGN_ROLE;
    }
    "subscription.active" {
        "disabled" ["billing"] => SUBSCRIPTION_STATE;
        "past_due" ["billing"] => SUBSCRIPTION_STATE;
        "warned" ["billing"] => SUBSCRIPTION_STATE;
    }
    "subscription.provider" {
        "not_registered" => REGISTER_PROVIDER;
        "registering" => REGISTER_PROVIDER;
    }
    "plan.servers" { "off" ["plan_cost"] => PLAN_ON, PLAN_ON_JIT_PAGE; }
    "plan.tier" { "plan1" ["tier_cost"] => PLAN_TIER; }
    "plan.machine" {
        "excluded" ["machine_cost"] =>;
        "machine_only" ["plan_cost"] => PLAN_ON;
    }
    "vm.exists" {
        "not_found" =>;
        "other_group" =>;
    }
    "vm.deployment" { "classic" =>; }
    "vm.kind" {
        "arc" =>;
        "scale_set_uniform" =>;
    }
    "vm.guard" {
        "no_nsg_no_firewall" ["blocks_all"] => CREATE_NSG;
        "no_nic" ["stops_vm"] => STOP_VM, START_VM;
    }
    "vm.firewall" {
        "firewall_policy" ["blocks_all"] => CREATE_NSG, BASTION;
        "secured_hub" ["blocks_all"] => CREATE_NSG, BASTION;
        "other_network" ["blocks_all"] => CREATE_NSG, BASTION;
    }
    "vm.security_policy" {
        "off_by_policy" => SECURITY_POLICY;
        "exempt" => POLICY_EXEMPTIONS;
    }
    "policy.exists" {
        "not_configured" ["any_source"] => JIT_ON, JIT_ON_VM;
        "dropped" ["any_source"] => JIT_ON, ACTIVITY_LOG;
    }
    "policy.place" {
        "other_region" =>;
        "other_group" =>;
    }
    "policy.single" { "several" =>; }
    "policy.members" { "stale_members" =>; }
    "policy.settled" {
        "updating" => ACTIVITY_LOG;
        "failed" => JIT_SAVE_AGAIN, ACTIVITY_LOG;
    }
    "policy.name" { "too_long" =>; }
    "policy.port" {
        "port_missing" ["any_source"] => JIT_ADD_PORT;
        "protocol" => JIT_PROTOCOL;
    }
    "policy.source" {
        "outside" ["wider_source"] => JIT_SOURCE;
        "not_exact" ["whole_range"] => REQUEST_RANGE;
    }
    "policy.duration" { "too_long" ["longer_window"] => JIT_TIME; }
    "access.read_vm" { "missing_action" ["role_scope"] => ASSIGN_ROLE, MY_ACCESS; }
    "access.read_network" { "missing_action" ["role_scope"] => ASSIGN_ROLE; }
    "access.read_policy" { "missing_action" ["role_scope"] => ASSIGN_ROLE; }
    "access.initiate" {
        "missing_action" ["role_scope"] => ASSIGN_ROLE;
        "vm_scope_only" ["role_scope"] => ASSIGN_ROLE;
    }
    "access.configure" {
        "missing_action" ["role_at_subscription"] => ASSIGN_ROLE;
        "group_scope_only" ["role_at_subscription"] => ASSIGN_ROLE;
    }
    "access.manage_plan" { "missing_action" ["role_at_subscription"] => ASSIGN_ROLE; }
    "access.denied" { "deny_assignment" => DENY_ASSIGNMENTS; }
    "access.condition" { "condition" => ROLE_CONDITION; }
    "access.eligible" { "activate_role" => ACTIVATE_ROLE; }
    "change.lock" {
        "read_only" ["lock"] => LOCKS;
        "can_not_delete" ["lock"] => LOCKS;
    }
    "change.policy" { "denied" ["exemption"] => ACTIVITY_LOG; }
    "request.open" {
        "none" ["open_port"] => REQUEST, REQUEST_VM;
        "expired" ["open_port"] => REQUEST, REQUEST_VM;
        "replaced" ["open_port"] => REQUEST, REQUEST_VM, USAGE;
        "revoked" ["open_port"] => REQUEST, REQUEST_VM, USAGE;
        "other_port" ["open_port"] => REQUEST;
    }
    "request.settled" {
        "stuck" => ACTIVITY_LOG, REQUEST;
        "failed" => ACTIVITY_LOG, REQUEST;
    }
    "request.source" {
        "other_address" ["open_port"] => REQUEST, REQUEST_VM;
        "ipv6" ["open_port"] => REQUEST, REQUEST_VM;
    }
    "vm.running" {
        "stopped" ["vm_cost"] => START_VM;
        "deallocated" ["vm_cost"] => START_VM;
        "starting" =>;
    }
    "network.rule" {
        "missing" => REQUEST, ACTIVITY_LOG;
        "missing_in_one" => REQUEST, ACTIVITY_LOG;
    }
    "network.target" {
        "address_changed" => REQUEST, JIT_SAVE_AGAIN;
        "other_nic" => REQUEST;
    }
    "network.admin_rules" { "denied" =>; }
    "network.subnet" { "denied_by" ["rule_change"] => NSG_RULES; }
    "network.nic" { "denied_by" ["rule_change"] => NSG_RULES; }
    "network.address" {
        "no_public_address" => BASTION;
        "ipv6_only" => BASTION;
    }
    "network.firewall_entry" { "use_mapped_port" => USAGE; }
    "network.return_path" { "forced_through_appliance" => BASTION; }
    "network.exposure" { "always_open" ["cuts_users"] => NSG_RULES; }
    "guest.agent" { "agent_not_ready" =>; }
}
