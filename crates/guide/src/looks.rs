//! How to look at what a question by hand is about: the place in the portal, and the
//! commands that only read. In the order of the questions.

use crate::{
    commands::catalogue,
    portal_steps::{self, PortalSteps},
    remedies::Ways,
};

/// The places in the portal that show it. They stand apart, so that who draws them
/// comes without the commands.
pub fn look_at(question: &str) -> &'static [&'static PortalSteps] {
    let found = STEPS.iter().find(|(name, _)| *name == question);
    found.map_or(&[], |(_, steps)| *steps)
}

/// The commands that read it.
pub fn look_by_command(question: &str) -> Option<&'static Ways> {
    let (_, ways) = COMMANDS.iter().find(|(name, _)| *name == question)?;
    Some(ways)
}

macro_rules! looks {
    ($($question:literal { $(steps $($way:ident),+;)? $(commands $($command:ident),+;)? })+) => {
        const STEPS: &[(&str, &[&PortalSteps])] = &[
            $(($question, &[$($(&portal_steps::$way),+)?]),)+
        ];

        const COMMANDS: &[(&str, Ways)] = &[$(($question, Ways {
            cautions: &[],
            steps: &[],
            commands: &[$($(&catalogue::$command),+)?],
        }),)+];
    };
}

looks! {
    "vm_page" { steps LOOK_AT_VM; commands FIND_VM; }
    "subscription" { commands LIST_TENANTS, LIST_SUBSCRIPTIONS; }
    "vm_elsewhere" { commands FIND_VM; }
    "jit_page" { steps LOOK_AT_JIT; commands LIST_JIT_POLICIES; }
    "window" { steps USAGE; commands SHOW_JIT_POLICY, SHOW_JIT_ACTIVITY; }
    "window_source" { steps NSG_RULES; commands SHOW_JIT_POLICY; }
    "subscription_state" { steps SUBSCRIPTION_STATE; commands SHOW_SUBSCRIPTION; }
    "plan" { steps LOOK_AT_PLAN; commands SHOW_PLAN; }
    "guard" { steps LOOK_AT_GUARD; commands SHOW_NIC, LIST_EFFECTIVE_RULES; }
    "firewall" { commands SHOW_FIREWALL; }
    "jit_of_vm" { steps LOOK_AT_JIT_OF_VM; commands LIST_JIT_POLICIES; }
    "policy_port" { steps LOOK_AT_PORT; commands SHOW_JIT_POLICY; }
    "role" { steps MY_ACCESS; commands SHOW_MY_PERMISSIONS, LIST_MY_ASSIGNMENTS; }
    "role_to_configure" { steps MY_ACCESS; commands SHOW_MY_PERMISSIONS, LIST_MY_ASSIGNMENTS; }
    "power" { steps LOOK_AT_POWER; commands SHOW_VM_STATE; }
    "rules" { steps NSG_RULES; commands LIST_JIT_RULES, LIST_EFFECTIVE_RULES; }
    "address" { commands LIST_ADDRESSES; }
    // The address bar of the browser shows it.
    "cloud" {}
    "provider" { steps LOOK_AT_PROVIDER; commands SHOW_PROVIDER; }
    "machine_plan" { commands SHOW_MACHINE_PLAN; }
    "security_policy" { steps SECURITY_POLICY; commands SHOW_ASSESSMENT, LIST_EXEMPTIONS; }
    "policies" { commands LIST_JIT_POLICIES; }
    "locks" { steps LOOK_AT_LOCKS; commands LIST_LOCKS; }
    "refusals" { steps ACTIVITY_LOG; commands LIST_REFUSALS; }
    "deny" { steps DENY_ASSIGNMENTS; commands LIST_DENY_ASSIGNMENTS; }
    "condition" { steps ROLE_CONDITION; commands LIST_MY_ASSIGNMENTS; }
    "active_role" { steps LOOK_AT_ROLES; commands LIST_ELIGIBLE; }
    "admin_rules" { commands LIST_ADMIN_RULES; }
    "entry" { steps USAGE; commands SHOW_JIT_POLICY; }
    "routes" { commands LIST_EFFECTIVE_ROUTES; }
    "exposure" { steps NSG_RULES; commands LIST_RULES; }
    "agent" { commands SHOW_VM_STATE; }
}

#[cfg(test)]
mod tests {
    use diagnosis::by_hand;

    use super::{COMMANDS, STEPS};

    #[test]
    fn every_question_has_its_row_in_order() {
        let expected: Vec<_> = by_hand::ALL.iter().map(|it| it.name).collect();
        let steps: Vec<_> = STEPS.iter().map(|(name, _)| *name).collect();
        let commands: Vec<_> = COMMANDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(steps, expected);
        assert_eq!(commands, expected);
    }

    #[test]
    fn looking_changes_nothing() {
        for (question, ways) in COMMANDS {
            for task in ways.commands {
                assert!(!task.changes, "{question}: {}", task.name);
            }
        }
    }

    /// The places in scenes that change something where they are selected.
    const ACTS: [&str; 7] = [
        "save", "register", "request", "delete", "activate", "enable", "confirm",
    ];

    #[test]
    fn looking_leads_to_no_button_that_acts() {
        for (question, ways) in STEPS {
            for step in ways.iter().flat_map(|it| it.steps) {
                assert!(!ACTS.contains(&step.mark), "{question}: {}", step.mark);
            }
        }
    }
}
