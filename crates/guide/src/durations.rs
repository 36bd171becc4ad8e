//! How long it is from the deed that fixes a case until Azure goes by it, where a source
//! says so. How long a person takes for the deed, nobody can say. Knows the cases by their
//! names, and no words.

/// From the deed to its effect; worded under `ahead.takes.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A role was assigned.
    Role,
    /// A role was activated.
    Activation,
    /// A resource provider is registered.
    Provider,
    /// A VM that has begun to start.
    Start,
    /// JIT opens the port.
    Request,
    /// Defender for Cloud has to assess the VM again.
    Assessment,
}

impl Takes {
    pub const ALL: [Self; 6] = [
        Self::Role,
        Self::Activation,
        Self::Provider,
        Self::Start,
        Self::Request,
        Self::Assessment,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Activation => "activation",
            Self::Provider => "provider",
            Self::Start => "start",
            Self::Request => "request",
            Self::Assessment => "assessment",
        }
    }
}

/// For a case that isn't here, no source says anything.
///
/// Sources: for roles learn.microsoft.com, "Troubleshoot Azure RBAC" (changes of
/// assignments take up to 10 minutes). For all others what is seen in practice, as the
/// page tells and waits for it elsewhere: an activation (`actions::activate`), a provider
/// and a VM that starts (`actions::switch`), a request (`actions::request`), an assessment
/// (the task that shows it).
const TAKES: &[(&str, &[&str], Takes)] = &[
    ("subscription.visible", &["not_visible"], Takes::Role),
    (
        "subscription.provider",
        &["not_registered", "registering"],
        Takes::Provider,
    ),
    (
        "vm.security_policy",
        &["off_by_policy", "exempt"],
        Takes::Assessment,
    ),
    ("access.read_vm", &["missing_action"], Takes::Role),
    ("access.read_network", &["missing_action"], Takes::Role),
    ("access.read_policy", &["missing_action"], Takes::Role),
    (
        "access.initiate",
        &["missing_action", "vm_scope_only"],
        Takes::Role,
    ),
    (
        "access.configure",
        &["missing_action", "group_scope_only"],
        Takes::Role,
    ),
    ("access.manage_plan", &["missing_action"], Takes::Role),
    ("access.eligible", &["activate_role"], Takes::Activation),
    (
        "request.open",
        &["none", "expired", "replaced", "revoked", "other_port"],
        Takes::Request,
    ),
    ("request.source", &["other_address"], Takes::Request),
    (
        "vm.running",
        &["stopped", "deallocated", "starting"],
        Takes::Start,
    ),
    (
        "network.rule",
        &["missing", "missing_in_one"],
        Takes::Request,
    ),
    ("network.subnet", &["no_allow"], Takes::Request),
    ("network.nic", &["no_allow"], Takes::Request),
    (
        "network.target",
        &["address_changed", "other_nic"],
        Takes::Request,
    ),
];

/// How long a case takes once it is fixed.
pub fn takes(check: &str, case: &str) -> Option<Takes> {
    let mut all = TAKES.iter();
    let found = all.find(|(of, cases, _)| *of == check && cases.contains(&case));
    found.map(|(_, _, takes)| *takes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remedy;

    #[test]
    fn each_line_names_cases_that_are_there_each_once() {
        let mut named = Vec::new();
        for (check, cases, duration) in TAKES {
            for case in *cases {
                assert!(remedy(check, case).is_some(), "{check}/{case}");
                assert!(!named.contains(&(check, case)), "{check}/{case}");
                assert_eq!(takes(check, case), Some(*duration));
                named.push((check, case));
            }
        }
        for all in Takes::ALL {
            assert!(TAKES.iter().any(|it| it.2 == all), "{}", all.name());
        }
        assert_eq!(takes("plan.servers", "off"), None);
    }

    #[test]
    fn what_a_role_fixes_waits_for_the_role() {
        for it in crate::remedies::ALL {
            let ways = crate::ways(it.check, it.case).unwrap();
            let is_role = ways.commands.iter().any(|it| {
                let name = it.name;
                name == "assign_role" || name == "assign_reader"
            });
            let is_told = takes(it.check, it.case) == Some(Takes::Role);
            assert_eq!(is_told, is_role, "{}/{}", it.check, it.case);
        }
    }
    #[test]
    fn what_a_request_fixes_waits_for_the_port() {
        for it in crate::remedies::ALL {
            let is_request = it.action == Some(actions::ActionKind::Request);
            let is_told = takes(it.check, it.case) == Some(Takes::Request);
            assert_eq!(is_told, is_request, "{}/{}", it.check, it.case);
        }
    }
}
