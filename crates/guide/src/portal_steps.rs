//! Ways through the Azure portal: each a short row of steps. Steps that follow one
//! another on one page share a picture, in which each has its number. The words of a
//! step are `guide.walks.<name>.steps` of the text catalogue, in the same number.

use super::link::Link;

/// One way through the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortalSteps {
    /// The name under which the text catalogue knows it.
    pub name: &'static str,
    /// Where it begins.
    pub start: Link,
    /// The number of the step that is done on the page which the link opens. Those
    /// before it are the way there by hand.
    pub lands: usize,
    pub steps: &'static [Step],
}

/// A scene, and the place in it that the step points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub scene: &'static str,
    pub mark: &'static str,
}

impl PortalSteps {
    /// The steps page by page, each with the number of its first step.
    pub fn pages(&self) -> impl Iterator<Item = (usize, &'static [Step])> {
        let pages = self.steps.chunk_by(|one, next| one.scene == next.scene);
        pages.scan(1, |first, steps| {
            let at = *first;
            *first += steps.len();
            Some((at, steps))
        })
    }
}

const fn step(scene: &'static str, mark: &'static str) -> Step {
    Step { scene, mark }
}

macro_rules! portal_steps {
    ($($(#[$doc:meta])* $way:ident = $name:literal from $start:ident $(at $lands:literal)? =>
        $($scene:literal [$($mark:literal)+])+;)*) => {
        $($(#[$doc])* pub const $way: PortalSteps = PortalSteps {
            name: $name,
            start: Link::$start,
            lands: portal_steps!(@lands $($lands)?),
            steps: &[$($(step($scene, $mark)),+),+],
        };)*

        /// Every walk, in the order in which a translator reads them.
        pub const ALL: &[&PortalSteps] = &[$(&$way,)*];
    };
    (@lands) => { 1 };
    (@lands $lands:literal) => { $lands };
}

portal_steps! {
    /// Defender for Servers, from Defender for Cloud's own settings.
    PLAN_ON = "plan_on" from DefenderPlans at 3 =>
        "environment-settings" ["menu" "subscription"]
        "defender-plans" ["servers" "change" "plan2" "save"];
    /// The same, from where somebody meets it first.
    PLAN_ON_JIT_PAGE = "plan_on_jit_page" from DefenderForCloud =>
        "workload-protections" ["workload" "jit"]
        "jit-off" ["enable"]
        "enable-plans" ["subscription" "all" "servers"];
    PLAN_TIER = "plan_tier" from DefenderPlans at 3 =>
        "environment-settings" ["menu" "subscription"]
        "defender-plans" ["change" "plan2" "confirm" "save"];
    REGISTER_PROVIDER = "register_provider" from Subscription =>
        "resource-providers" ["menu" "provider" "register"];
    SUBSCRIPTION_STATE = "subscription_state" from Subscription =>
        "subscription" ["status"];
    JIT_ON = "jit_on" from DefenderForCloud =>
        "workload-protections" ["workload" "jit"]
        "jit-not-configured" ["tab" "vm" "enable"]
        "jit-configuration" ["port" "save"];
    JIT_ON_VM = "jit_on_vm" from Vm =>
        "vm-configuration" ["menu" "enable"];
    JIT_ADD_PORT = "jit_add_port" from DefenderForCloud =>
        "workload-protections" ["workload" "jit"]
        "jit-row" ["edit"]
        "jit-add" ["add" "port" "ok" "save"];
    JIT_PROTOCOL = "jit_protocol" from DefenderForCloud =>
        "workload-protections" ["workload" "jit"]
        "jit-row" ["edit"]
        "jit-port" ["port" "protocol" "save"];
    JIT_SOURCE = "jit_source" from DefenderForCloud =>
        "workload-protections" ["workload" "jit"]
        "jit-row" ["edit"]
        "jit-port" ["port" "source" "save"];
    JIT_TIME = "jit_time" from DefenderForCloud =>
        "workload-protections" ["workload" "jit"]
        "jit-row" ["edit"]
        "jit-port" ["port" "time" "save"];
    JIT_SAVE_AGAIN = "jit_save_again" from DefenderForCloud =>
        "workload-protections" ["workload" "jit"]
        "jit-row" ["edit"]
        "jit-configuration" ["save"];
    REQUEST = "request" from DefenderForCloud =>
        "workload-protections" ["workload" "jit"]
        "jit-configured" ["vm" "request"]
        "jit-request" ["toggle" "source" "time" "open"];
    REQUEST_VM = "request_vm" from Vm =>
        "vm-connect" ["menu" "source" "request"];
    REQUEST_RANGE = "request_range" from Vm =>
        "vm-connect" ["menu" "all" "request"];
    /// Which VMs have JIT, and how it is used now.
    USAGE = "usage" from DefenderForCloud =>
        "workload-protections" ["workload" "jit"]
        "jit-row" ["details" "log"];
    /// Who has access to the VM.
    WHO_HAS_ACCESS = "who_has_access" from Vm =>
        "iam" ["menu" "view"];
    MY_ACCESS = "my_access" from Vm =>
        "iam" ["menu" "mine"];
    ASSIGN_ROLE = "assign_role" from Scope =>
        "iam-add" ["menu" "add"]
        "role-assignment" ["role" "next"]
        "role-assignment-members" ["members" "review"];
    DENY_ASSIGNMENTS = "deny_assignments" from Scope =>
        "iam-deny" ["menu" "tab"];
    ROLE_CONDITION = "role_condition" from Scope =>
        "iam-roles" ["menu" "tab" "condition"];
    ACTIVATE_ROLE = "activate_role" from Portal =>
        "pim" ["search" "resources" "activate"];
    LOCKS = "locks" from Scope =>
        "locks" ["menu" "delete"];
    ACTIVITY_LOG = "activity_log" from Group =>
        "activity-log" ["menu" "row"];
    CREATE_NSG = "create_nsg" from Group =>
        "nsg-create" ["search" "name" "create"]
        "nsg-rules" ["add"]
        "nsg-subnets" ["menu" "associate"];
    SECURITY_POLICY = "security_policy" from DefenderPlans at 3 =>
        "environment-settings" ["menu" "subscription"]
        "security-policy" ["menu"];
    POLICY_EXEMPTIONS = "policy_exemptions" from Portal =>
        "policy-exemptions" ["search" "menu" "row"];
    BASTION = "bastion" from Vm =>
        "vm-bastion" ["menu" "connect"];
    STOP_VM = "stop_vm" from Vm =>
        "vm" ["stop"];
    START_VM = "start_vm" from Vm =>
        "vm" ["start"];
    NSG_RULES = "nsg_rules" from Vm =>
        "vm-network" ["menu" "group"]
        "nsg-rule" ["menu" "rule"];
    /// The places that a question by hand is about: nothing is changed there.
    LOOK_AT_VM = "look_at_vm" from Vm =>
        "vm" ["kind"];
    LOOK_AT_POWER = "look_at_power" from Vm =>
        "vm" ["status"];
    LOOK_AT_JIT = "look_at_jit" from DefenderForCloud =>
        "workload-protections" ["workload" "jit"]
        "jit-not-configured" ["tab"];
    LOOK_AT_JIT_OF_VM = "look_at_jit_of_vm" from Vm =>
        "vm-configuration" ["menu"];
    LOOK_AT_PLAN = "look_at_plan" from DefenderPlans at 3 =>
        "environment-settings" ["menu" "subscription"]
        "defender-plans" ["servers" "change"];
    LOOK_AT_PORT = "look_at_port" from DefenderForCloud =>
        "workload-protections" ["workload" "jit"]
        "jit-row" ["edit"]
        "jit-configuration" ["port"];
    LOOK_AT_GUARD = "look_at_guard" from Vm =>
        "vm-network" ["menu" "group"];
    LOOK_AT_PROVIDER = "look_at_provider" from Subscription =>
        "resource-providers" ["menu" "provider"];
    LOOK_AT_LOCKS = "look_at_locks" from Vm =>
        "locks" ["menu"];
    LOOK_AT_ROLES = "look_at_roles" from Portal =>
        "pim" ["search" "resources"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_on_one_page_share_it() {
        let pages: Vec<_> = REQUEST
            .pages()
            .map(|(first, steps)| (first, steps[0].scene, steps.len()))
            .collect();
        assert_eq!(
            pages,
            [
                (1, "workload-protections", 2),
                (3, "jit-configured", 2),
                (5, "jit-request", 4)
            ]
        );
    }

    #[test]
    fn no_page_is_drawn_twice_in_one_walk() {
        for walk in ALL {
            let mut scenes: Vec<_> = walk.pages().map(|(_, steps)| steps[0].scene).collect();
            let drawn = scenes.len();
            scenes.sort_unstable();
            scenes.dedup();
            assert_eq!(scenes.len(), drawn, "{}", walk.name);
        }
    }
}
