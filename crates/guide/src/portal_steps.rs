//! Ways through the Azure portal: each a short row of steps, a picture for
//! every one. The words of a step are `guide.walks.<name>.steps` of the text
//! catalogue, in the same number.

use super::link::Link;

/// One way through the portal.
#[derive(Debug, PartialEq, Eq)]
pub struct PortalSteps {
    /// The name under which the text catalogue knows it.
    pub name: &'static str,
    /// Where it begins.
    pub start: Link,
    pub steps: &'static [Step],
}

/// A scene, and the place in it that the step points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub scene: &'static str,
    pub mark: &'static str,
}

const fn step(scene: &'static str, mark: &'static str) -> Step {
    Step { scene, mark }
}

macro_rules! portal_steps {
    ($($(#[$doc:meta])* $way:ident = $name:literal from $start:expr => $([$scene:literal $mark:literal])*;)*) => {
        $($(#[$doc])* pub const $way: PortalSteps = PortalSteps {
            name: $name,
            start: $start,
            steps: &[$(step($scene, $mark)),*],
        };)*

        /// Every walk, in the order in which a translator reads them.
        pub const ALL: &[&PortalSteps] = &[$(&$way,)*];
    };
}

portal_steps! {
    /// Defender for Servers, from Defender for Cloud's own settings.
    PLAN_ON = "plan_on" from Link::DefenderPlans =>
        ["defender" "settings"]
        ["environment-settings" "subscription"]
        ["defender-plans" "servers"]
        ["defender-plans" "change"]
        ["plan-choice" "plan2"]
        ["defender-plans" "save"];
    /// The same, from where somebody meets it first.
    PLAN_ON_JIT_PAGE = "plan_on_jit_page" from Link::DefenderForCloud =>
        ["jit-off" "enable"]
        ["enable-plans" "subscription"]
        ["enable-plans" "all"]
        ["enable-plans" "servers"];
    PLAN_TIER = "plan_tier" from Link::DefenderPlans =>
        ["defender" "settings"]
        ["environment-settings" "subscription"]
        ["defender-plans" "change"]
        ["plan-choice" "plan2"]
        ["plan-choice" "confirm"]
        ["defender-plans" "save"];
    REGISTER_PROVIDER = "register_provider" from Link::Subscription =>
        ["subscription" "providers"]
        ["resource-providers" "provider"]
        ["resource-providers" "register"];
    SUBSCRIPTION_STATE = "subscription_state" from Link::Subscription =>
        ["subscription" "status"];
    JIT_ON = "jit_on" from Link::DefenderForCloud =>
        ["defender" "workload"]
        ["workload-protections" "jit"]
        ["jit-not-configured" "tab"]
        ["jit-not-configured" "vm"]
        ["jit-not-configured" "enable"]
        ["jit-configuration" "port"]
        ["jit-configuration" "save"];
    JIT_ON_VM = "jit_on_vm" from Link::Vm =>
        ["vm" "configuration"]
        ["vm-configuration" "enable"];
    JIT_ADD_PORT = "jit_add_port" from Link::DefenderForCloud =>
        ["defender" "workload"]
        ["workload-protections" "jit"]
        ["jit-configured" "edit"]
        ["jit-configuration" "add"]
        ["jit-port" "port"]
        ["jit-port" "ok"]
        ["jit-configuration" "save"];
    JIT_PROTOCOL = "jit_protocol" from Link::DefenderForCloud =>
        ["jit-configured" "edit"]
        ["jit-configuration" "port"]
        ["jit-port" "protocol"]
        ["jit-configuration" "save"];
    JIT_SOURCE = "jit_source" from Link::DefenderForCloud =>
        ["jit-configured" "edit"]
        ["jit-configuration" "port"]
        ["jit-port" "source"]
        ["jit-configuration" "save"];
    JIT_TIME = "jit_time" from Link::DefenderForCloud =>
        ["jit-configured" "edit"]
        ["jit-configuration" "port"]
        ["jit-port" "time"]
        ["jit-configuration" "save"];
    JIT_SAVE_AGAIN = "jit_save_again" from Link::DefenderForCloud =>
        ["jit-configured" "edit"]
        ["jit-configuration" "save"];
    REQUEST = "request" from Link::DefenderForCloud =>
        ["jit-configured" "vm"]
        ["jit-configured" "request"]
        ["jit-request" "toggle"]
        ["jit-request" "source"]
        ["jit-request" "time"]
        ["jit-request" "open"];
    REQUEST_VM = "request_vm" from Link::Vm =>
        ["vm" "connect"]
        ["vm-connect" "source"]
        ["vm-connect" "request"];
    REQUEST_RANGE = "request_range" from Link::Vm =>
        ["vm" "connect"]
        ["vm-connect" "all"]
        ["vm-connect" "request"];
    /// Which VMs have JIT, and how it is used now.
    USAGE = "usage" from Link::DefenderForCloud =>
        ["defender" "workload"]
        ["workload-protections" "jit"]
        ["jit-configured" "details"]
        ["jit-configured" "log"];
    /// Who has access to the VM.
    WHO_HAS_ACCESS = "who_has_access" from Link::Vm =>
        ["vm" "iam"]
        ["iam" "view"];
    MY_ACCESS = "my_access" from Link::Vm =>
        ["vm" "iam"]
        ["iam" "mine"];
    ASSIGN_ROLE = "assign_role" from Link::Scope =>
        ["iam" "add"]
        ["role-assignment" "role"]
        ["role-assignment-members" "members"]
        ["role-assignment-members" "review"];
    DENY_ASSIGNMENTS = "deny_assignments" from Link::Scope =>
        ["iam" "deny"];
    ROLE_CONDITION = "role_condition" from Link::Scope =>
        ["iam-roles" "tab"]
        ["iam-roles" "condition"];
    ACTIVATE_ROLE = "activate_role" from Link::Portal =>
        ["pim" "resources"]
        ["pim" "activate"];
    LOCKS = "locks" from Link::Scope =>
        ["locks" "menu"]
        ["locks" "delete"];
    ACTIVITY_LOG = "activity_log" from Link::Group =>
        ["activity-log" "menu"]
        ["activity-log" "row"];
    CREATE_NSG = "create_nsg" from Link::Group =>
        ["nsg-create" "name"]
        ["nsg-create" "create"]
        ["nsg-rules" "add"]
        ["nsg-subnets" "associate"];
    SECURITY_POLICY = "security_policy" from Link::DefenderPlans =>
        ["environment-settings" "subscription"]
        ["security-policy" "menu"];
    POLICY_EXEMPTIONS = "policy_exemptions" from Link::Portal =>
        ["policy-exemptions" "menu"]
        ["policy-exemptions" "row"];
    BASTION = "bastion" from Link::Vm =>
        ["vm" "bastion"];
    STOP_VM = "stop_vm" from Link::Vm =>
        ["vm" "stop"];
    START_VM = "start_vm" from Link::Vm =>
        ["vm" "start"];
    NSG_RULES = "nsg_rules" from Link::Vm =>
        ["vm" "network"]
        ["nsg-rules" "rule"];
}
