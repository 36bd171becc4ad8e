//! What a goal asks of the reader at the VM and at its policy, for the checks
//! that weigh assignments rather than permissions.
//!
//! Reading the network is left out: interfaces and addresses may stand in
//! other resource groups, whose assignments were not asked for.

use azure::{
    rbac::{CONFIGURE, INITIATE, READ_POLICY, READ_VM, WRITE_VM},
    resource_id::ResourceId,
};

use crate::question::{Goal, Question};

/// An action, and the scope at which it counts.
pub(super) struct Needed {
    pub action: &'static str,
    /// The VM, or the resource group below which its policy stands.
    pub at: ResourceId,
}

pub(super) fn needed(question: &Question) -> Vec<Needed> {
    let (at_vm, at_policy): (&[_], &[_]) = match question.goal {
        Some(Goal::Enable) => (&[READ_VM, WRITE_VM], &[READ_POLICY, CONFIGURE]),
        Some(Goal::Connect) => (&[READ_VM], &[READ_POLICY]),
        Some(Goal::Request) | None => (&[READ_VM], &[READ_POLICY, INITIATE]),
    };
    let vm = &question.vm;
    let group = vm
        .resource_group_scope()
        .unwrap_or_else(|| vm.subscription_scope());
    let all = |actions: &[&'static str], at: &ResourceId| -> Vec<Needed> {
        actions
            .iter()
            .map(|action| Needed {
                action,
                at: at.clone(),
            })
            .collect()
    };
    let mut needed = all(at_vm, vm);
    needed.extend(all(at_policy, &group));
    needed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::question;

    #[test]
    fn each_goal_needs_its_own_action() {
        for (goal, action, expected) in [
            (None, INITIATE, true),
            (Some(Goal::Request), INITIATE, true),
            (Some(Goal::Connect), INITIATE, false),
            (Some(Goal::Enable), INITIATE, false),
            (Some(Goal::Enable), CONFIGURE, true),
            (Some(Goal::Request), CONFIGURE, false),
        ] {
            let question = Question { goal, ..question() };
            let found = needed(&question).iter().any(|it| it.action == action);
            assert_eq!(found, expected, "{goal:?} {action}");
        }
    }
}
