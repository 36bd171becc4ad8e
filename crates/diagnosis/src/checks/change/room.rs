//! The security groups have room for the rules that JIT writes. Source:
//! learn.microsoft.com, "Azure subscription and service limits", networking limits: at
//! most 1,000 rules in a network security group.

use azure::network::SecurityGroup;

use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "change.room",
    wire: 49,
    area: Area::Access,
    goals: Goals::ENABLE_REQUEST,
    depends_on: &["vm.guard"],
    needs: FactSet::of(&[FactKey::SecurityGroups]),
    cases: &[Case::blocker(
        88,
        "group_full",
        &[args::NSG.name, args::COUNT.name],
    )],
    notes: &[],
    eval,
};

const MOST: usize = 1000;
const FIELD: &str = "properties.securityRules.length";

fn eval(facts: &Facts) -> Judged {
    let groups = facts.security_groups()?;
    let mut passed = not_applicable();
    for group in &groups.read {
        let count = own_rules(group);
        // A group with more shows that the limit is another one there.
        if count == MOST {
            return Ok(fail("group_full")
                .arg(args::NSG, &group.id)
                .arg(args::COUNT, count)
                .seen(&group.request, FIELD, count)
                .into());
        }
        passed = pass().seen(&group.request, FIELD, count);
    }
    groups.doubt().map_or(Ok(passed), Err)
}

/// Azure's own do not count.
fn own_rules(group: &SecurityGroup) -> usize {
    let rules = group.rules.rules().iter();
    rules.filter(|it| !it.is_default).count()
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::Reason,
        network::SecurityGroup,
        security_rules::{Rule, RuleSet, Written},
    };

    use super::CHECK;
    use crate::{
        checks::testing::{case, healthy, nsg_id, parts, unavailable, verdict},
        facts::Update,
    };

    #[test]
    fn a_group_at_the_limit_has_no_room() {
        let of = |own: i64| {
            let rule = |priority, is_default| {
                Rule::new(Written {
                    priority: Some(priority),
                    is_default,
                    ..Written::default()
                })
            };
            let all = (0..own).map(|it| rule(100 + it, false));
            let rules = all.chain([rule(65000, true), rule(65500, true)]).collect();
            healthy().with(Update::SecurityGroups(parts(vec![SecurityGroup {
                id: nsg_id(),
                rules: RuleSet::new(rules),
                request: "GET /nsg".to_owned(),
            }])))
        };
        assert_eq!(verdict(&CHECK, &of(999)), "pass");
        assert_eq!(case(&CHECK, &of(1000)), "group_full");
        assert_eq!(verdict(&CHECK, &of(1001)), "pass");
        let unread = healthy().with(Update::SecurityGroups(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
        let none = healthy().with(Update::SecurityGroups(parts(Vec::new())));
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
    }
}
