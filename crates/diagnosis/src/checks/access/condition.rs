//! No condition limits the role that the reader counts on. Conditions are not
//! evaluated here. Source: learn.microsoft.com, "What is Azure attribute-based
//! access control" and "Azure role assignment condition format and syntax".

use azure::{
    authorization::covers,
    rbac::{limited_actions, matches},
};

use super::needed::needed;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, Severity, fail, pass},
    facts::{Assignment, FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "access.condition",
    wire: 31,
    area: Area::Access,
    goals: Goals::ALL,
    depends_on: &["subscription.visible"],
    needs: FactSet::of(&[FactKey::Question, FactKey::Assignments]),
    cases: &[Case::warning(
        52,
        "condition",
        &[args::ROLE.name, args::SCOPE.name, args::ACTION.name],
    )],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let assignments = facts.assignments()?;
    let needed = needed(facts.question()?);
    let grants = |it: &Assignment, action: &str, place| {
        covers(&it.scope, place) && it.role.permissions.grants(action).is_granted()
    };
    let mut worst = None;
    for need in &needed {
        let granting: Vec<&Assignment> = assignments
            .iter()
            .filter(|it| grants(it, need.action, &need.at))
            .collect();
        // A role without a condition grants the action whatever the others say.
        if granting.iter().any(|it| it.condition.is_none()) {
            continue;
        }
        for it in granting {
            let condition = it.condition.as_deref().unwrap_or_default();
            let severity = if may_concern(condition, need.action) {
                Severity::Warning
            } else {
                Severity::Info
            };
            if worst.is_none_or(|(known, _, _)| known <= severity) {
                worst = Some((severity, it, need.action));
            }
        }
    }
    let Some((severity, assignment, action)) = worst else {
        return Ok(pass().seen(&assignments.request, "value[].properties.condition", "null"));
    };
    Ok(fail("condition")
        .capped_at(severity)
        .arg(args::ROLE, &assignment.role.name)
        .arg(args::SCOPE, &assignment.scope)
        .arg(args::ACTION, action)
        .seen(
            &assignments.request,
            "value[].properties.condition",
            assignment.condition.as_deref().unwrap_or_default(),
        )
        .into())
}

/// Whether the condition may limit the action. One that only limits other actions,
/// as those for handing out roles do, is most likely none of JIT's.
fn may_concern(condition: &str, action: &str) -> bool {
    let limited = limited_actions(condition);
    limited.is_none_or(|it| it.iter().any(|it| matches(it, action)))
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, rbac::Role, resource_id::ResourceId};

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, group, healthy, judged, known, question, subscription, unavailable, verdict,
            vm_id,
        },
        engine::{Severity, Verdict},
        facts::{Assignment, Update},
        question::{Goal, Question},
    };

    const OPAQUE: &str =
        "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:a_b] BoolEquals true";
    const ON_ROLES: &str = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'User'))";
    const ON_SECURITY: &str = "(!(ActionMatches{'Microsoft.Security/*'}))";

    fn assigned(role: &str, scope: &ResourceId, condition: Option<&str>) -> Assignment {
        let role = Role::all_built_in()
            .into_iter()
            .find(|it| it.name == role)
            .unwrap();
        Assignment {
            scope: scope.to_string(),
            role,
            condition: condition.map(str::to_owned),
            group: None,
        }
    }

    fn having(assignments: Vec<Assignment>) -> Facts {
        healthy().with(Update::Assignments(known(assignments)))
    }

    fn severity(facts: &Facts) -> Severity {
        let Verdict::Fail(finding) = judged(&CHECK, facts) else {
            panic!("it should fail");
        };
        assert_eq!(finding.case, "condition");
        finding.severity_cap
    }

    #[test]
    fn a_condition_on_a_role_that_counts_is_a_warning() {
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        let on_more = format!("{ON_ROLES} AND {OPAQUE}");
        let only_on_roles = "ActionMatches{'Microsoft.Authorization/roleAssignments/write'}";
        for condition in [OPAQUE, ON_SECURITY, &on_more, only_on_roles] {
            let owner = assigned("Owner", &group(), Some(condition));
            assert_eq!(severity(&having(vec![owner])), Severity::Warning);
        }
    }

    #[test]
    fn one_that_names_other_actions_is_only_mentioned() {
        let owner = assigned("Owner", &subscription(), Some(ON_ROLES));
        assert_eq!(severity(&having(vec![owner])), Severity::Info);
    }

    #[test]
    fn a_role_without_a_condition_makes_it_moot() {
        let conditional = || assigned("Owner", &group(), Some(OPAQUE));
        let free = assigned("Contributor", &subscription(), None);
        assert_eq!(verdict(&CHECK, &having(vec![conditional(), free])), "pass");
        // Neither of these requests access at the policy.
        for weaker in [
            assigned("Reader", &subscription(), None),
            assigned("Contributor", &vm_id(), None),
        ] {
            let snapshot = having(vec![conditional(), weaker]);
            assert_eq!(severity(&snapshot), Severity::Warning);
        }
    }

    #[test]
    fn a_role_that_the_goal_does_not_need_is_left_alone() {
        let machines = assigned("Virtual Machine Contributor", &group(), Some(OPAQUE));
        let reader = assigned("Reader", &group(), None);
        let question = Question {
            goal: Some(Goal::Request),
            ..question()
        };
        let snapshot = having(vec![machines, reader]).with(Update::Question(known(question)));
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
    }

    #[test]
    fn without_the_list_nothing_is_said() {
        let snapshot = healthy().with(Update::Assignments(unavailable(Reason::NoIdentity)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
