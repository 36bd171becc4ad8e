//! What is missing where a permission is, and a custom role with the least that
//! a goal needs.

use azure::{
    rbac::{
        CONFIGURE, INITIATE, MANAGE_PLAN, READ_NIC, READ_POLICY, READ_PUBLIC_ADDRESS, READ_VM,
        WRITE_VM,
    },
    value::{Arg, Args, Value},
};
use diagnosis::{
    args,
    engine::Finding,
    question::{Goal, Question},
};

/// The cases of checks that this helps with.
const CASES: [&str; 3] = ["missing_action", "vm_scope_only", "group_scope_only"];

/// Whether the finding is about a permission that is missing.
pub fn is_helped(finding: &Finding) -> bool {
    CASES.contains(&finding.case)
}

/// The items of an argument that lists some.
pub(crate) fn listed<K>(finding: &Finding, arg: Arg<K>) -> Vec<String> {
    items(&finding.args, arg)
}

pub(crate) fn items<K>(args: &Args, arg: Arg<K>) -> Vec<String> {
    let items = args.get(arg).map_or(&[][..], Value::items);
    items.iter().map(ToString::to_string).collect()
}

/// A role with just what a goal needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CustomRole {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) actions: Vec<String>,
}

impl CustomRole {
    /// The role for what the finding says is missing, otherwise for the reader's
    /// goal.
    pub(crate) fn of(question: &Question, finding: Option<&Finding>) -> Self {
        let missing = finding.map_or_else(Vec::new, |it| listed(it, args::ACTION));
        let lacks = |action: &str| missing.iter().any(|it| it == action);
        let wanted = if lacks(CONFIGURE) || lacks(WRITE_VM) {
            Goal::Enable
        } else if lacks(INITIATE) {
            Goal::Request
        } else {
            question.goal.unwrap_or(Goal::Request)
        };
        let (name, description, documented) = match wanted {
            _ if lacks(MANAGE_PLAN) => ("JIT plan manager", "Can change Defender plans.", PLAN),
            Goal::Enable => (
                "JIT configurator",
                "Can configure just-in-time VM access.",
                ENABLE,
            ),
            Goal::Connect => (
                "JIT reader",
                "Can see what just-in-time VM access is configured and open.",
                CONNECT,
            ),
            Goal::Request => (
                "JIT requester",
                "Can request just-in-time VM access.",
                REQUEST,
            ),
        };
        let mut actions: Vec<String> = documented.iter().map(|it| (*it).to_owned()).collect();
        for action in missing {
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
        Self {
            name,
            description,
            actions,
        }
    }
}

/// What requesting access needs. Source: learn.microsoft.com, "Enable
/// just-in-time access on VMs". That page writes `*/read` for policies and
/// interfaces; the plain `read` beside it is what is certain to be enough.
const REQUEST: &[&str] = &[
    INITIATE,
    READ_POLICY,
    "Microsoft.Security/locations/jitNetworkAccessPolicies/*/read",
    READ_VM,
    READ_NIC,
    "Microsoft.Network/networkInterfaces/*/read",
    READ_PUBLIC_ADDRESS,
];

/// What configuring needs, and the reading that goes with a write of a policy.
const ENABLE: &[&str] = &[CONFIGURE, READ_POLICY, WRITE_VM, READ_VM];

/// What reading needs. Source: the same page, on the role for reading JIT.
const CONNECT: &[&str] = &[
    READ_POLICY,
    READ_VM,
    READ_NIC,
    READ_PUBLIC_ADDRESS,
    "Microsoft.Security/policies/read",
    "Microsoft.Security/pricings/read",
    "Microsoft.Network/*/read",
];

const PLAN: &[&str] = &["Microsoft.Security/pricings/read", MANAGE_PLAN];

#[cfg(test)]
mod tests {
    use azure::{
        rbac::{CONFIGURE, INITIATE, MANAGE_PLAN, NAMED_ACTIONS, Permission, Permissions, READ_VM},
        resource_id::ResourceId,
    };
    use diagnosis::{
        args,
        engine::fail,
        question::{Goal, Question},
    };

    use super::{CONNECT, CustomRole, ENABLE, PLAN, REQUEST};

    fn question(goal: Option<Goal>) -> Question {
        let vm = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm";
        Question {
            tenant: None,
            vm: ResourceId::parse(vm).unwrap(),
            port: None,
            source: None,
            goal,
            minutes: None,
            about: None,
        }
    }

    #[test]
    fn each_custom_role_grants_what_its_goal_needs_and_no_more() {
        for (actions, expected) in [
            (REQUEST, "yynnynyy"),
            (ENABLE, "nyynyynn"),
            (CONNECT, "nynnynyy"),
            (PLAN, "nnnynnnn"),
        ] {
            let role = Permissions(vec![Permission {
                actions: actions.iter().map(|it| (*it).to_owned()).collect(),
                not_actions: Vec::new(),
            }]);
            let granted = NAMED_ACTIONS.iter().map(|it| role.grants(it).is_granted());
            let granted: String = granted.map(|it| if it { 'y' } else { 'n' }).collect();
            assert_eq!(granted, expected);
            assert!(actions.iter().all(|it| !it.starts_with('*')));
        }
    }

    #[test]
    fn what_is_missing_decides_before_the_goal() {
        let role = |goal, actions: &str| {
            let finding = fail("missing_action").arg(args::ACTION, actions);
            CustomRole::of(&question(goal), Some(&finding)).name
        };
        assert_eq!(role(Some(Goal::Enable), INITIATE), "JIT requester");
        assert_eq!(role(Some(Goal::Request), CONFIGURE), "JIT configurator");
        assert_eq!(role(Some(Goal::Connect), READ_VM), "JIT reader");
        assert_eq!(role(None, READ_VM), "JIT requester");
        assert_eq!(role(Some(Goal::Enable), MANAGE_PLAN), "JIT plan manager");
    }

    #[test]
    fn what_no_role_here_has_is_added() {
        let finding = fail("missing_action").arg(args::ACTION, vec![INITIATE, "X/y/action"]);
        let role = CustomRole::of(&question(None), Some(&finding));
        assert_eq!(role.actions.last().map(String::as_str), Some("X/y/action"));
    }
}
