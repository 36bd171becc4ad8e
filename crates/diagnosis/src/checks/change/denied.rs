//! No deny assignment keeps JIT from writing its rules. One that denies it to everybody
//! is taken to mean JIT too, which Microsoft does not say: so it is a warning.
//! Source: learn.microsoft.com, "List Azure deny assignments".

use azure::{
    answer::{Reason, Unavailable},
    authorization::{DenyAssignment, Principal, covers},
    rbac::{Grant, WRITE_GROUP, WRITE_RULE},
    resource_id::ResourceId,
};

use super::written_groups;
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, pass},
    facts::{FactKey, FactSet, Facts},
    path::spelled,
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "change.denied",
    wire: 50,
    area: Area::Access,
    goals: Goals::ALL,
    depends_on: &[
        "vm.exists",
        "vm.deployment",
        "vm.kind",
        "access.read_network",
    ],
    needs: FactSet::of(&[
        FactKey::RuleDenials,
        FactKey::Question,
        FactKey::Nics,
        FactKey::Subnets,
        FactKey::SecurityGroups,
    ]),
    cases: &[Case::warning(
        117,
        "rules_denied",
        &[args::NAME.name, args::NSG.name, args::SCOPE.name],
    )],
    notes: &[],
};

const FIELD: &str = "value[].properties.denyAssignmentName";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let denials = facts.rule_denials()?;
    let (groups, mut unclear) = written_groups(facts);
    for deny in &denials.all {
        match stopped(deny, &groups) {
            Ok(None) => {}
            Ok(Some(group)) => {
                return Ok(fail("rules_denied")
                    .arg(args::NAME, &deny.name)
                    .arg(args::NSG, spelled(facts, group))
                    .arg(args::SCOPE, &deny.scope)
                    .seen(&denials.request, FIELD, &deny.name)
                    .into());
            }
            Err(why) => unclear = Some(why.during(&denials.request)),
        }
    }
    // What was listed holds all that is over the groups beside the VM.
    let vm_group = facts.question()?.vm.resource_group_scope();
    let is_beside_vm = |it: &&ResourceId| vm_group.as_ref().is_some_and(|of| it.is_within(of));
    if let Some(why) = &denials.partial
        && !groups.iter().all(is_beside_vm)
    {
        return Err(why.clone());
    }
    let passed = pass().seen(&denials.request, "value.length", denials.all.len());
    unclear.map_or(Ok(passed), Err)
}

/// The group whose rules it denies everybody to change.
fn stopped<'a>(
    deny: &DenyAssignment,
    groups: &[&'a ResourceId],
) -> Result<Option<&'a ResourceId>, Unavailable> {
    let is_over = |it: &&&ResourceId| {
        let is_here = it.as_str().eq_ignore_ascii_case(&deny.scope);
        is_here || !deny.only_at_scope && covers(&deny.scope, it)
    };
    let Some(group) = groups.iter().find(is_over) else {
        return Ok(None);
    };
    if !deny.principals.iter().any(Principal::is_everyone) {
        return Ok(None);
    }
    let grants = [WRITE_RULE, WRITE_GROUP].map(|it| deny.permissions.grants(it));
    match grants.into_iter().max() {
        Some(grant) if !grant.is_granted() => Ok(None),
        _ if deny.condition.is_some() => {
            Err(Unavailable::new(Reason::ConditionalDeny).arg(args::NAME, &deny.name))
        }
        Some(Grant::Yes) => Ok(Some(group)),
        _ => Err(Unavailable::new(Reason::UnknownValue).arg(args::FIELD, "permissions")),
    }
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::{Reason, Unavailable},
        authorization::{DenyAssignment, Principal},
        network::Subnet,
        rbac::{Permission, Permissions},
        resource_id::ResourceId,
    };

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, group, healthy, known, nsg_id, parts, subnet, unavailable, verdict,
        },
        facts::{Listed, Update},
    };

    fn everybody(action: &str) -> DenyAssignment {
        DenyAssignment {
            name: "Shared network".to_owned(),
            scope: group().to_string(),
            only_at_scope: false,
            permissions: Permissions(vec![Permission {
                actions: vec![action.to_owned()],
                not_actions: Vec::new(),
            }]),
            condition: None,
            is_system_protected: Some(true),
            principals: vec![Principal {
                id: "00000000-0000-0000-0000-000000000000".to_owned(),
                kind: "SystemDefined".to_owned(),
            }],
            excluded: Vec::new(),
        }
    }

    fn listed(all: Vec<DenyAssignment>, partial: Option<Unavailable>) -> Update {
        Update::RuleDenials(known(Listed { all, partial }))
    }

    fn of(deny: DenyAssignment) -> Facts {
        healthy().with(listed(vec![deny], None))
    }

    #[test]
    fn what_denies_everybody_to_change_the_rules_is_told() {
        for action in [
            "Microsoft.Network/networkSecurityGroups/securityRules/write",
            "Microsoft.Network/networkSecurityGroups/write",
            "Microsoft.Network/*",
            "*",
        ] {
            assert_eq!(case(&CHECK, &of(everybody(action))), "rules_denied");
        }
        for action in [
            "Microsoft.Network/networkSecurityGroups/delete",
            "Microsoft.Compute/*",
        ] {
            assert_eq!(verdict(&CHECK, &of(everybody(action))), "pass", "{action}");
        }
    }

    #[test]
    fn who_is_meant_and_where_decides() {
        let at_group = |only_at_scope| DenyAssignment {
            only_at_scope,
            ..everybody("*")
        };
        assert_eq!(verdict(&CHECK, &of(at_group(true))), "pass");
        let here = DenyAssignment {
            scope: nsg_id().to_string(),
            ..at_group(true)
        };
        assert_eq!(case(&CHECK, &of(here)), "rules_denied");
        let of_one = DenyAssignment {
            principals: vec![Principal {
                id: "bbbbbbbb-0000-0000-0000-000000000002".to_owned(),
                kind: "User".to_owned(),
            }],
            ..everybody("*")
        };
        assert_eq!(verdict(&CHECK, &of(of_one)), "pass");
        let conditional = DenyAssignment {
            condition: Some("@Resource[x] StringEquals 'y'".to_owned()),
            ..everybody("*")
        };
        assert_eq!(verdict(&CHECK, &of(conditional)), "cannot-tell");
    }

    #[test]
    fn what_was_not_read_decides_nothing() {
        let unread = healthy().with(Update::RuleDenials(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
        // The VM's own resource group was listed, and the group stands in it.
        let refused = Unavailable::new(Reason::Forbidden);
        let of_group = healthy().with(listed(Vec::new(), Some(refused.clone())));
        assert_eq!(verdict(&CHECK, &of_group), "pass");
        let elsewhere = nsg_id().to_string().replace("rg-shop", "rg-network");
        let elsewhere = ResourceId::parse(&elsewhere).unwrap();
        assert_ne!(elsewhere, nsg_id());
        let shared = healthy()
            .with(Update::Subnets(parts(vec![Subnet {
                security_group: Some(elsewhere),
                ..subnet()
            }])))
            .with(listed(Vec::new(), Some(refused)));
        assert_eq!(verdict(&CHECK, &shared), "cannot-tell");
    }
}
