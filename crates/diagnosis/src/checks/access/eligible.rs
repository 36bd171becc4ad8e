//! The role that the reader needs is active, and does not just wait for them
//! in Privileged Identity Management, or for a newer token. Sources:
//! learn.microsoft.com, "Eligible and time-bound role assignments in Azure RBAC"
//! and "Troubleshoot Azure RBAC": a token that is older than the membership of a
//! group does not count for it. That the permissions lack what an assignment
//! grants has no second witness: their list may have come short.

use azure::{
    answer::Unavailable,
    authorization::covers,
    rbac::{CONFIGURE, INITIATE, READ_POLICY, READ_VM, WRITE_VM},
};

use super::{
    granted::{self, Wanted},
    read_network,
};
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Finding, Goals, fail, not_applicable, pass},
    facts::{Assignment, FactKey, FactSet, Facts},
    question::Goal,
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "access.eligible",
    wire: 32,
    area: Area::Access,
    goals: Goals::ALL,
    depends_on: &[
        "subscription.provider",
        "vm.exists",
        "vm.deployment",
        "vm.kind",
    ],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::VmPermissions,
        FactKey::NetworkPermissions,
        FactKey::PolicyPermissions,
        FactKey::Eligibilities,
        FactKey::Assignments,
    ]),
    cases: &[
        Case::info(
            53,
            "activate_role",
            &[args::ROLE.name, args::SCOPE.name, args::ACTION.name],
        ),
        Case::warning(
            100,
            "sign_in_again",
            &[args::ROLE.name, args::SCOPE.name, args::ACTION.name],
        ),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let (wanted, unread) = wanted(facts)?;
    let unknown = unread.or_else(|| wanted.iter().find_map(granted::doubt).cloned());
    let missing: Vec<Wanted> = wanted
        .into_iter()
        .filter(|it| !granted::is_granted(it) && granted::doubt(it).is_none())
        .collect();
    if missing.is_empty() {
        return match unknown {
            Some(why) => Err(why),
            None => Ok(pass()),
        };
    }
    if let Some(finding) = assigned(facts, &missing)? {
        return Ok(finding.into());
    }
    let eligible = facts.eligibilities()?;
    for (action, at) in missing {
        if let Some(it) = eligible.iter().find(|it| {
            covers(&it.scope, &at.scope) && it.role.permissions.grants(action).is_granted()
        }) {
            return Ok(fail("activate_role")
                .arg(args::ROLE, &it.role.name)
                .arg(args::SCOPE, &it.scope)
                .arg(args::ACTION, action)
                .lacks(&at.request, granted::FIELD, action)
                .seen(
                    &eligible.request,
                    "value[].properties.roleDefinitionId",
                    &it.role.id,
                )
                .into());
        }
    }
    match unknown {
        Some(why) => Err(why),
        // There is no role to activate that would help.
        None => Ok(not_applicable()),
    }
}

/// A role that grants what is missing and is assigned already, with no condition.
fn assigned(facts: &Facts, missing: &[Wanted]) -> Result<Option<Finding>, Unavailable> {
    let assignments = facts.assignments()?;
    let found = missing.iter().find_map(|(action, at)| {
        let grants = |it: &&Assignment| {
            it.condition.is_none()
                && covers(&it.scope, &at.scope)
                && it.role.permissions.grants(action).is_granted()
        };
        Some((action, at, assignments.iter().find(grants)?))
    });
    Ok(found.map(|(action, at, it)| {
        fail("sign_in_again")
            .arg(args::ROLE, &it.role.name)
            .arg(args::SCOPE, &it.scope)
            .arg(args::ACTION, *action)
            .lacks(&at.request, granted::FIELD, *action)
            .seen(
                &assignments.request,
                "value[].properties.roleDefinitionId",
                &it.role.id,
            )
    }))
}

/// What the checks before this one ask for, and why that is not all of it.
fn wanted<'a>(facts: &'a Facts) -> Result<(Vec<Wanted<'a>>, Option<Unavailable>), Unavailable> {
    let (at_vm, at_policy): (_, &[_]) = match facts.question()?.goal {
        Some(Goal::Enable) => (WRITE_VM, &[CONFIGURE]),
        Some(Goal::Connect) => (READ_VM, &[READ_POLICY]),
        Some(Goal::Request) | None => (READ_VM, &[READ_POLICY, INITIATE]),
    };
    let mut wanted = Vec::new();
    let mut unknown = None;
    let mut knows_vm = true;
    match facts.vm_permissions() {
        Ok(at) => {
            knows_vm = at.permissions.grants(READ_VM).is_granted();
            wanted.push((at_vm, &**at));
        }
        Err(why) => unknown = Some(why),
    }
    match facts.policy_permissions() {
        Ok(at) => wanted.extend(at_policy.iter().map(|it| (*it, &**at))),
        Err(why) => unknown = Some(why),
    }
    if at_vm == READ_VM {
        match facts.network_permissions() {
            Ok(at) => wanted.extend(read_network::wanted(at)),
            Err(why) if knows_vm => unknown = Some(why),
            // Whoever may not read the VM lacks that first.
            Err(_) => {}
        }
    }
    Ok((wanted, unknown))
}

#[cfg(test)]
mod tests {
    use azure::{answer::Reason, rbac::Role, resource_id::ResourceId};

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, group, healthy, known, permissions, question, subscription, unavailable,
            verdict, vm_id,
        },
        facts::{Eligibility, Update},
        question::{Goal, Question},
    };

    fn eligible(role: &str, scope: &ResourceId) -> Update {
        let role = Role::all_built_in()
            .into_iter()
            .find(|it| it.name == role)
            .unwrap();
        Update::Eligibilities(known(vec![Eligibility {
            scope: scope.to_string(),
            role,
            schedule: None,
        }]))
    }

    /// A reader who may see everything and do nothing.
    fn reader() -> Facts {
        healthy()
            .with(Update::VmPermissions(known(permissions(
                &vm_id(),
                &["*/read"],
            ))))
            .with(Update::PolicyPermissions(known(permissions(
                &group(),
                &["*/read"],
            ))))
    }

    fn with_goal(facts: Facts, goal: Goal) -> Facts {
        facts.with(Update::Question(known(Question {
            goal: Some(goal),
            ..question()
        })))
    }

    #[test]
    fn who_has_every_action_needs_no_role() {
        let snapshot = healthy().with(eligible("Owner", &group()));
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
        let snapshot = snapshot.with(Update::Eligibilities(unavailable(Reason::Refused)));
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
    }

    #[test]
    fn a_role_that_grants_what_is_missing_is_named() {
        for (role, goal) in [
            ("Contributor", Goal::Request),
            ("Security Admin", Goal::Request),
            ("Virtual Machine Contributor", Goal::Enable),
        ] {
            let snapshot = with_goal(reader(), goal).with(eligible(role, &subscription()));
            assert_eq!(case(&CHECK, &snapshot), "activate_role", "{role}");
        }
        let connecting = with_goal(reader(), Goal::Connect).with(eligible("Owner", &group()));
        assert_eq!(verdict(&CHECK, &connecting), "pass");
    }

    #[test]
    fn a_role_that_would_not_help_is_not_named() {
        for (role, scope) in [("Reader", group()), ("Contributor", vm_id())] {
            let snapshot = reader().with(eligible(role, &scope));
            assert_eq!(verdict(&CHECK, &snapshot), "not-applicable", "{role}");
        }
    }

    #[test]
    fn without_the_vm_its_network_is_not_asked_for() {
        let none = Update::VmPermissions(known(permissions(&vm_id(), &[])));
        let blind = healthy()
            .with(none)
            .with(Update::NetworkPermissions(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &blind), "not-applicable");
        let named = blind.with(eligible("Reader", &group()));
        assert_eq!(case(&CHECK, &named), "activate_role");
    }

    #[test]
    fn what_was_not_read_decides_nothing() {
        let unread = || Update::NetworkPermissions(unavailable(Reason::Throttled));
        assert_eq!(verdict(&CHECK, &healthy().with(unread())), "cannot-tell");
        assert_eq!(verdict(&CHECK, &reader().with(unread())), "cannot-tell");
        let named = reader().with(unread()).with(eligible("Owner", &group()));
        assert_eq!(case(&CHECK, &named), "activate_role");
        let list = Update::Eligibilities(unavailable(Reason::Forbidden));
        assert_eq!(verdict(&CHECK, &reader().with(list)), "cannot-tell");
    }
}
