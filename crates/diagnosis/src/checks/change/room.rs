//! The security groups have room for the rules that JIT writes. Source:
//! learn.microsoft.com, "Azure subscription and service limits", networking limits: at
//! most 1,000 rules in a network security group.

use azure::{
    answer::{Reason, Unavailable},
    network::SecurityGroup,
    resource_id::ResourceId,
    timestamp,
};

use super::{with_refusal, written_groups};
use crate::{
    args,
    checks::{asked::Judged, request::settled},
    engine::{Area, Case, Check, Finding, Goals, fail, not_applicable, pass},
    facts::{FactKey, FactSet, Facts, Refusal, RefusedWrite},
    path::spelled,
    question::Goal,
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "change.room",
    wire: 49,
    area: Area::Access,
    goals: Goals::ALL,
    depends_on: &["vm.guard"],
    needs: FactSet::of(&[
        FactKey::SecurityGroups,
        FactKey::Nics,
        FactKey::Subnets,
        FactKey::Activity,
        FactKey::Question,
        FactKey::Now,
        FactKey::Vm,
        FactKey::Policies,
        FactKey::AllPolicies,
    ]),
    cases: &[
        Case::blocker(88, "group_full", &[args::NSG.name, args::COUNT.name]),
        Case::blocker(
            118,
            "stopped_request",
            &[args::NSG.name, args::STARTED.name, args::AT.name],
        ),
    ],
    notes: &[],
};

const MOST: usize = 1000;
const FIELD: &str = "properties.securityRules.length";

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let stopped = stopped(facts);
    if let Ok(Some(finding)) = stopped {
        return Ok(finding.into());
    }
    // Whoever connects wants no new rule.
    if facts.question()?.goal == Some(Goal::Connect) {
        return stopped.map(|_| not_applicable());
    }
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
    stopped?;
    groups.doubt().map_or(Ok(passed), Err)
}

/// The request that hangs since Azure refused a rule in a group of the VM for want of
/// room. Without one it does not matter what was refused some days ago.
fn stopped(facts: &Facts) -> Result<Option<Finding>, Unavailable> {
    let Some(started) = settled::hangs_since(facts)? else {
        return Ok(None);
    };
    let activity = facts.activity()?;
    let (groups, unclear) = written_groups(facts);
    let is_since = |it: &&RefusedWrite| timestamp::parse(&it.at).is_some_and(|at| started <= at);
    let refused: Vec<&RefusedWrite> = activity.refused.iter().filter(is_since).collect();
    let full = || refused.iter().filter(|it| it.cause == Refusal::NoRoom);
    let of_vm = full().find_map(|it| {
        let group = group_of(&it.resource)?;
        groups.contains(&&group).then_some((it, group))
    });
    if let Some((write, group)) = of_vm {
        let finding = fail("stopped_request")
            .arg(args::NSG, spelled(facts, &group))
            .arg(args::STARTED, started);
        return Ok(Some(with_refusal(finding, &activity.request, write)));
    }
    // It may have been in a group that was not read, or for a reason that is not told.
    if let Some(why) = unclear.filter(|_| full().next().is_some()) {
        return Err(why);
    }
    if refused.iter().any(|it| it.cause == Refusal::Untold) {
        let why = Unavailable::undecided("properties.statusMessage", None);
        return Err(why.during(&activity.request));
    }
    if activity.partial {
        return Err(Unavailable::new(Reason::OnlyPartRead).during(&activity.request));
    }
    Ok(None)
}

/// The security group of which a rule was to be written.
fn group_of(resource: &str) -> Option<ResourceId> {
    let at = resource.to_ascii_lowercase().find("/securityrules/");
    ResourceId::parse(&resource[..at.unwrap_or(resource.len())]).ok()
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
        checks::testing::{
            Facts, case, healthy, judged, known, nsg_id, parts, question, unavailable, verdict,
            window, with_requests,
        },
        engine::Verdict,
        facts::{Activity, Refusal, RefusedWrite, Update},
        question::{Goal, Question},
    };

    fn with_rules(own: i64) -> Facts {
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
    }

    #[test]
    fn a_group_at_the_limit_has_no_room() {
        assert_eq!(verdict(&CHECK, &with_rules(999)), "pass");
        assert_eq!(case(&CHECK, &with_rules(1000)), "group_full");
        assert_eq!(verdict(&CHECK, &with_rules(1001)), "pass");
        let connect = with_rules(1000).with(Update::Question(known(Question {
            goal: Some(Goal::Connect),
            ..question()
        })));
        assert_eq!(verdict(&CHECK, &connect), "not-applicable");
        let unread = healthy().with(Update::SecurityGroups(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
        let none = healthy().with(Update::SecurityGroups(parts(Vec::new())));
        assert_eq!(verdict(&CHECK, &none), "not-applicable");
    }

    #[test]
    fn a_refusal_for_want_of_room_since_a_request_that_hangs_is_its_cause() {
        let hanging = |minutes: i64, activity| {
            let request = window("203.0.113.7", -minutes, 150, "Initiating", "UserRequested");
            let facts = with_requests(with_rules(9), vec![request]);
            facts.with(Update::Activity(activity))
        };
        let log = |cause| {
            let refused = RefusedWrite {
                operation: "Microsoft.Network/networkSecurityGroups/securityRules/write".to_owned(),
                is_of_rules: true,
                at: "2026-11-24T09:35:00Z".to_owned(),
                resource: format!("{}/securityRules/JITRule", nsg_id()),
                cause,
            };
            known(Activity {
                refused: vec![refused],
                partial: false,
            })
        };
        let full = hanging(30, log(Refusal::NoRoom));
        let Verdict::Fail(finding) = judged(&CHECK, &full) else {
            panic!("it should fail");
        };
        assert_eq!(finding.case, "stopped_request");
        assert!(
            finding
                .args
                .texts()
                .any(|it| it == ("nsg", "nsg-web".to_owned()))
        );
        // It began after the refusal.
        assert_eq!(verdict(&CHECK, &hanging(20, log(Refusal::NoRoom))), "pass");
        let by_policy = Refusal::Policy {
            assignment: None,
            scope: None,
        };
        assert_eq!(verdict(&CHECK, &hanging(30, log(by_policy))), "pass");
        let unread = hanging(30, unavailable(Reason::Forbidden));
        assert_eq!(verdict(&CHECK, &unread), "cannot-tell");
        // Nothing hangs, so the log does not matter.
        let quiet = with_rules(9).with(Update::Activity(unavailable(Reason::Forbidden)));
        assert_eq!(verdict(&CHECK, &quiet), "pass");
    }
}
