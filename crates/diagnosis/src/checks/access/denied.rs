//! No deny assignment blocks the reader. Deny assignments win over every role.
//! Source: learn.microsoft.com, "List Azure deny assignments".

use azure::{
    answer::{Reason, Unavailable},
    authorization::{DenyAssignment, Principal, covers},
    rbac::Grant,
};

use super::needed::{Needed, needed};
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "access.denied",
    wire: 30,
    area: Area::Access,
    goals: Goals::ALL,
    depends_on: &["subscription.visible"],
    needs: FactSet::of(&[
        FactKey::Question,
        FactKey::DenyAssignments,
        FactKey::Claims,
        FactKey::Assignments,
    ]),
    cases: &[
        Case::blocker(
            51,
            "deny_assignment",
            &[args::NAME.name, args::ACTION.name, args::SCOPE.name],
        ),
        // One that somebody made, and that somebody can change.
        Case::blocker(
            99,
            "own_deny_assignment",
            &[args::NAME.name, args::ACTION.name, args::SCOPE.name],
        ),
    ],
    notes: &[],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let denials = facts.deny_assignments()?;
    let needed = needed(facts.question()?);
    let mut doubt = None;
    for deny in denials.iter() {
        let Some((need, certain)) = denied(deny, &needed) else {
            continue;
        };
        match concerns_reader(deny, facts) {
            Ok(false) => {}
            Ok(true) if deny.condition.is_some() => {
                doubt = Some(
                    Unavailable::new(Reason::ConditionalDeny)
                        .arg(args::NAME, &deny.name)
                        .during(&denials.request),
                );
            }
            Ok(true) if certain => {
                let case = match deny.is_system_protected {
                    Some(false) => "own_deny_assignment",
                    _ => "deny_assignment",
                };
                return Ok(fail(case)
                    .arg(args::NAME, &deny.name)
                    .arg(args::ACTION, need.action)
                    .arg(args::SCOPE, &deny.scope)
                    .seen(
                        &denials.request,
                        "value[].properties.denyAssignmentName",
                        &deny.name,
                    )
                    .into());
            }
            Ok(true) => {
                doubt =
                    Some(Unavailable::new(Reason::UnknownValue).arg(args::FIELD, "permissions"));
            }
            Err(why) => doubt = Some(why),
        }
    }
    match doubt {
        Some(why) => Err(why),
        None => Ok(pass().seen(&denials.request, "value.length", denials.len())),
    }
}

/// What it denies of that which is needed, and whether that is certain: a
/// pattern such as `X/*/read` may or may not mean `X/read`.
fn denied<'a>(deny: &DenyAssignment, needed: &'a [Needed]) -> Option<(&'a Needed, bool)> {
    needed
        .iter()
        .filter(|it| reaches(deny, it))
        .map(|it| (it, deny.permissions.grants(it.action)))
        .filter(|(_, grant)| grant.is_granted())
        .max_by_key(|(_, grant)| *grant)
        .map(|(it, grant)| (it, grant == Grant::Yes))
}

fn reaches(deny: &DenyAssignment, need: &Needed) -> bool {
    // A policy lies below its resource group, so what stops there leaves it
    // alone; of the places only the VM is itself what is acted on.
    let stops_above = deny.only_at_scope
        && !(need.at.is_type("Microsoft.Compute/virtualMachines")
            && need.at.as_str().eq_ignore_ascii_case(&deny.scope));
    !stops_above && covers(&deny.scope, &need.at)
}

fn concerns_reader(deny: &DenyAssignment, facts: &Facts) -> Result<bool, Unavailable> {
    // Being excluded for certain settles it, whoever is meant.
    match names_reader(&deny.excluded, facts) {
        Ok(true) => Ok(false),
        Ok(false) => names_reader(&deny.principals, facts),
        Err(why) => match names_reader(&deny.principals, facts) {
            Ok(false) => Ok(false),
            _ => Err(why),
        },
    }
}

/// Whether a group of somebody else's is named, as far as their roles show groups.
fn has_group(facts: &Facts, is_named: impl Fn(&str) -> bool) -> bool {
    let is_another = facts.question().is_ok_and(|it| it.about.is_some());
    let Some(Ok(known)) = is_another.then(|| facts.assignments()) else {
        return false;
    };
    let mut groups = known.iter().filter_map(|it| it.group.as_deref());
    groups.any(is_named)
}

/// Whether the list names the reader, or the one whom the question is about, directly or
/// as everyone. Of other groups it cannot be told.
fn names_reader(list: &[Principal], facts: &Facts) -> Result<bool, Unavailable> {
    if list.is_empty() {
        return Ok(false);
    }
    if list.iter().any(Principal::is_everyone) {
        return Ok(true);
    }
    let names = |id: &str| list.iter().any(|it| it.id.eq_ignore_ascii_case(id));
    let oid = match &facts.question()?.about {
        Some(subject) => &subject.id,
        None => facts
            .claims()?
            .object_id
            .as_ref()
            .ok_or_else(|| Unavailable::new(Reason::NoIdentity))?,
    };
    if names(oid) || has_group(facts, names) {
        return Ok(true);
    }
    if list.iter().any(Principal::may_be_group) {
        return Err(Unavailable::new(Reason::GroupsUnknown));
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::Reason,
        authorization::{DenyAssignment, Principal},
        rbac::{Permission, Permissions},
    };

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, claims, group, healthy, known, permissions, question, unavailable,
            verdict, vm_id,
        },
        facts::Update,
        question::{Goal, Question},
    };

    const EVERYONE: &str = "00000000-0000-0000-0000-000000000000";
    const OTHER: &str = "bbbbbbbb-0000-0000-0000-000000000002";

    fn principal(id: &str, kind: &str) -> Principal {
        Principal {
            id: id.to_owned(),
            kind: kind.to_owned(),
        }
    }

    fn me() -> Principal {
        principal(&claims().object_id.unwrap(), "User")
    }

    /// What a managed application puts on its resource group.
    fn all_but_reading() -> DenyAssignment {
        DenyAssignment {
            name: "Managed application".to_owned(),
            scope: group().to_string(),
            only_at_scope: false,
            permissions: Permissions(vec![Permission {
                actions: vec!["*".to_owned()],
                not_actions: vec!["*/read".to_owned()],
            }]),
            condition: None,
            is_system_protected: Some(true),
            principals: vec![principal(EVERYONE, "SystemDefined")],
            excluded: Vec::new(),
        }
    }

    #[test]
    fn a_condition_leaves_it_open_only_where_it_would_decide() {
        let conditional = |deny| DenyAssignment {
            condition: Some("@Resource[x] StringEquals 'y'".to_owned()),
            ..deny
        };
        let snapshot = under(conditional(all_but_reading()));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        let of_another = DenyAssignment {
            principals: vec![principal(OTHER, "User")],
            ..all_but_reading()
        };
        assert_eq!(verdict(&CHECK, &under(conditional(of_another))), "pass");
    }

    #[test]
    fn who_can_change_it_is_told() {
        for (is_system_protected, expected) in [
            (Some(true), "deny_assignment"),
            (None, "deny_assignment"),
            (Some(false), "own_deny_assignment"),
        ] {
            let snapshot = under(DenyAssignment {
                is_system_protected,
                ..all_but_reading()
            });
            assert_eq!(case(&CHECK, &snapshot), expected);
        }
    }

    fn under(deny: DenyAssignment) -> Facts {
        healthy().with(Update::DenyAssignments(known(vec![deny])))
    }

    fn with_goal(facts: Facts, goal: Goal) -> Facts {
        facts.with(Update::Question(known(Question {
            goal: Some(goal),
            ..question()
        })))
    }

    #[test]
    fn what_denies_a_needed_action_blocks() {
        let snapshot = under(all_but_reading());
        assert_eq!(verdict(&CHECK, &healthy()), "pass");
        assert_eq!(case(&CHECK, &snapshot), "deny_assignment");
        for goal in [Goal::Enable, Goal::Request] {
            let snapshot = with_goal(snapshot.clone(), goal);
            assert_eq!(case(&CHECK, &snapshot), "deny_assignment");
        }
        // Whoever only connects needs no more than to read.
        let snapshot = with_goal(snapshot, Goal::Connect);
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
    }

    #[test]
    fn who_is_meant_decides() {
        let everyone = || vec![principal(EVERYONE, "SystemDefined")];
        let someone = || vec![principal(OTHER, "User")];
        let team = || vec![principal(OTHER, "Group")];
        let nobody = Vec::new;
        for (principals, excluded, expected) in [
            (vec![me()], nobody(), "fail"),
            (everyone(), someone(), "fail"),
            (everyone(), vec![me()], "pass"),
            (team(), vec![me()], "pass"),
            (someone(), nobody(), "pass"),
            (someone(), team(), "pass"),
            (team(), nobody(), "cannot-tell"),
            (everyone(), team(), "cannot-tell"),
        ] {
            let snapshot = under(DenyAssignment {
                principals,
                excluded,
                ..all_but_reading()
            });
            assert_eq!(verdict(&CHECK, &snapshot), expected);
        }
    }

    #[test]
    fn without_the_readers_id_only_everyone_is_certain() {
        let opaque = Update::Claims(unavailable(Reason::NoIdentity));
        let everyone = under(all_but_reading()).with(opaque.clone());
        assert_eq!(case(&CHECK, &everyone), "deny_assignment");
        let someone = under(DenyAssignment {
            principals: vec![me()],
            ..all_but_reading()
        });
        assert_eq!(verdict(&CHECK, &someone.with(opaque)), "cannot-tell");
    }

    #[test]
    fn it_must_reach_the_place_where_the_action_counts() {
        let at = |scope: &str, only_at_scope| {
            under(DenyAssignment {
                scope: scope.to_owned(),
                only_at_scope,
                ..all_but_reading()
            })
        };
        let (group, vm) = (group().to_string(), vm_id().to_string());
        for (scope, only_at_scope, expected) in [
            ("/", false, "fail"),
            (&*group, true, "pass"),
            // The policy is no part of the VM.
            (&*vm, false, "pass"),
            (&*format!("{group}x"), false, "pass"),
        ] {
            assert_eq!(verdict(&CHECK, &at(scope, only_at_scope)), expected);
        }
        let at_vm = with_goal(at(&vm, true), Goal::Enable);
        assert_eq!(case(&CHECK, &at_vm), "deny_assignment");
    }

    #[test]
    fn a_star_before_read_denies_nothing_for_certain() {
        let star = permissions(&group(), &["Microsoft.Compute/virtualMachines/*/read"]);
        let snapshot = under(DenyAssignment {
            permissions: star.permissions,
            ..all_but_reading()
        });
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }

    #[test]
    fn without_the_list_nothing_is_said() {
        let snapshot = healthy().with(Update::DenyAssignments(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
