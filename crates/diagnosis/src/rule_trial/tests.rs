//! Random rules and random changes against a naive judgement: each rule of which it isn't
//! known whether it applies is tried both ways, and what comes out is known exactly when
//! all ways agree.

use std::collections::BTreeSet;

use azure::{
    answer::Reason,
    network::{AdminRules, EffectiveGroup, Place, SecurityGroup, Subnet},
    resource_id::ResourceId,
    security_rules::{Access, Rule, RuleSet, Written},
};
use proptest::prelude::*;

use super::*;
use crate::{
    checks::testing::{
        Facts as Known, healthy, known, nic_id, nsg_id, parts, question, resource, subnet,
        subnet_id, unavailable,
    },
    path::{RuleLine, rule_traces},
    question::Question,
};

/// For everybody, for the reader, for somebody else, for nobody knows whom.
const SOURCES: [&str; 4] = ["*", "203.0.113.7", "198.51.100.0/24", "AzureCloud"];

#[derive(Clone, Debug)]
struct Plain {
    name: String,
    priority: i64,
    allows: bool,
    source: &'static str,
}

impl Plain {
    fn new(name: &str, priority: i64, allows: bool, source: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            priority,
            allows,
            source,
        }
    }

    /// Whether it applies; none where that isn't known.
    fn applies(&self) -> Option<bool> {
        match self.source {
            "*" | "203.0.113.7" => Some(true),
            "198.51.100.0/24" => Some(false),
            _ => None,
        }
    }

    fn written(&self) -> Rule {
        let any = || vec!["*".to_owned()];
        Rule::new(Written {
            name: self.name.clone(),
            priority: Some(self.priority),
            access: if self.allows { "Allow" } else { "Deny" }.to_owned(),
            direction: "Inbound".to_owned(),
            protocol: "Tcp".to_owned(),
            sources: vec![self.source.to_owned()],
            source_ports: any(),
            destinations: any(),
            ports: any(),
            ..Written::default()
        })
    }
}

fn last() -> Plain {
    Plain::new("DenyAllInBound", 65500, false, "*")
}

fn set(rules: &[Plain]) -> RuleSet {
    RuleSet::new(rules.iter().chain([&last()]).map(Plain::written).collect())
}

fn subnet_nsg() -> ResourceId {
    resource("Microsoft.Network/networkSecurityGroups/nsg-subnet")
}

/// A group before the interface, and one before its subnet.
fn facts(of_nic: &[Plain], of_subnet: &[Plain]) -> Known {
    let group = |id: ResourceId, rules: &[Plain]| SecurityGroup {
        id,
        rules: set(rules),
        request: "GET /nsg".to_owned(),
    };
    let groups = vec![group(nsg_id(), of_nic), group(subnet_nsg(), of_subnet)];
    healthy()
        .with(Update::SecurityGroups(parts(groups)))
        .with(Update::Subnets(parts(vec![Subnet {
            security_group: Some(subnet_nsg()),
            ..subnet()
        }])))
}

fn with_admin(facts: Known, rules: &[Plain], access: &str) -> Known {
    let rules = rules.iter().map(|it| {
        let mut rule = it.written();
        if access == "AlwaysAllow" {
            rule.access = Some(Access::AlwaysAllow);
        }
        rule
    });
    facts.with(Update::AdminRules(parts(vec![AdminRules {
        network: subnet_id().parent().unwrap(),
        rules: RuleSet::new(rules.collect()),
        request: "POST /admin".to_owned(),
    }])))
}

fn tried(facts: &Known, changes: &[Change]) -> Trial {
    trial(&Facts::new(facts.snapshot()), changes).unwrap()
}

fn of<'a>(trial: &'a Trial, group: &ResourceId) -> &'a GroupTrial {
    let mut all = trial.groups.iter();
    all.find(|it| it.trace.group == *group).unwrap()
}

fn lines<'a>(trial: &'a Trial, group: &ResourceId) -> &'a [RuleLine] {
    of(trial, group).trace.rules.as_ref().unwrap()
}

fn line(trial: &Trial, group: &ResourceId, name: &str) -> RuleLine {
    let mut all = lines(trial, group).iter();
    all.find(|it| it.name == name).unwrap().clone()
}

fn decided(trial: &Trial, group: &ResourceId) -> String {
    match &of(trial, group).decision {
        Decision::By { rule, lets_in, .. } => {
            format!("{} {rule}", if *lets_in { "allow" } else { "deny" })
        }
        Decision::Unknown(why) => why.reason.key().to_owned(),
    }
}

fn end(trial: &Trial) -> String {
    match &trial.passage {
        Passage::NoSource => "no source".to_owned(),
        Passage::Through { .. } => "through".to_owned(),
        Passage::Stopped { at, rule, .. } => format!("stopped {} {rule}", at.name()),
        Passage::Unknown { at, why } => format!("unknown {} {}", at.name(), why.reason.key()),
    }
}

/// Every outcome that some reading of the rules allows.
fn outcomes(rules: &[Plain]) -> BTreeSet<bool> {
    let mut sorted: Vec<&Plain> = rules.iter().collect();
    sorted.sort_by_key(|it| it.priority);
    let mut possible = BTreeSet::new();
    for rule in sorted {
        match rule.applies() {
            Some(false) => {}
            Some(true) => {
                possible.insert(rule.allows);
                return possible;
            }
            None => {
                possible.insert(rule.allows);
            }
        }
    }
    possible.insert(false);
    possible
}

/// A change by the place of its rule among those that are there.
#[derive(Clone, Debug)]
enum Try {
    Without(usize),
    Move(usize, i64),
    Add(i64, bool, usize),
}

fn rules() -> impl Strategy<Value = Vec<Plain>> {
    let rule = (any::<bool>(), 0..SOURCES.len());
    proptest::collection::btree_map(100_i64..112, rule, 0..6).prop_map(|all| {
        let named = all.into_iter().enumerate();
        let plain = named.map(|(at, (priority, (allows, source)))| {
            Plain::new(&format!("rule-{at}"), priority, allows, SOURCES[source])
        });
        plain.collect()
    })
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = prop_oneof![
        (0_usize..6).prop_map(Try::Without),
        (0_usize..6, 100_i64..116).prop_map(|(at, to)| Try::Move(at, to)),
        (100_i64..116, any::<bool>(), 0..SOURCES.len())
            .prop_map(|(at, allows, source)| Try::Add(at, allows, source)),
    ];
    proptest::collection::vec(one, 0..6)
}

/// Makes the changes as a reader does: what a form refuses isn't made.
fn play(facts: &Known, rules: &mut Vec<Plain>, tries: &[Try]) -> Vec<Change> {
    let group = nsg_id();
    let mut changes = Vec::new();
    for one in tries {
        let now = tried(facts, &changes);
        let lines = lines(&now, &group);
        let change = match one {
            Try::Without(at) => {
                let Some(rule) = rules.get(*at).cloned() else {
                    continue;
                };
                rules.retain(|it| it.name != rule.name);
                Change::without(&group, &line(&now, &group, &rule.name))
            }
            Try::Move(at, to) => {
                let Some(rule) = rules.get_mut(*at) else {
                    continue;
                };
                let read = read_priority(&to.to_string(), lines, Some(&rule.name));
                let Ok(to) = read else { continue };
                rule.priority = to;
                Change::moved(&group, &line(&now, &group, &rule.name), to)
            }
            Try::Add(at, allows, source) => {
                let access = if *allows { Access::Allow } else { Access::Deny };
                let draft = Draft {
                    access,
                    priority: at.to_string(),
                    source: SOURCES[*source].to_owned(),
                    port: "3389".to_owned(),
                };
                let Ok(new) = draft.read(lines) else { continue };
                let name = new_name(lines, &changes);
                rules.push(Plain::new(&name, *at, *allows, SOURCES[*source]));
                Change::added(&group, name, new)
            }
        };
        changes = with_change(changes, change);
    }
    changes
}

proptest! {
    #[test]
    fn what_is_tried_decides_as_if_it_was_so(before in rules(), all in tries()) {
        let facts = facts(&before, &[]);
        let mut rules = before.clone();
        let changes = play(&facts, &mut rules, &all);
        let after = tried(&facts, &changes);
        let possible = outcomes(&rules);
        match &of(&after, &nsg_id()).decision {
            Decision::By { rule, lets_in, .. } => {
                prop_assert_eq!(&possible, &BTreeSet::from([*lets_in]));
                // It is one that may apply, and none before it surely says otherwise.
                let mut all = rules.iter().cloned().chain([last()]);
                let own = all.find(|it| it.name == *rule).unwrap();
                prop_assert_ne!(own.applies(), Some(false));
            }
            Decision::Unknown(why) => {
                prop_assert_eq!(why.reason, Reason::RuleInDoubt);
                prop_assert_eq!(possible.len(), 2);
            }
        }
        // The other group has the same rules as ever.
        prop_assert_eq!(decided(&after, &subnet_nsg()), "deny DenyAllInBound");
        prop_assert!(after.clashes.is_empty());
    }

    #[test]
    fn all_of_the_way_is_as_sure_as_its_parts(of_nic in rules(), of_subnet in rules()) {
        let facts = facts(&of_nic, &of_subnet);
        let (nic, subnet) = (outcomes(&of_nic), outcomes(&of_subnet));
        let (all, none) = (BTreeSet::from([true]), BTreeSet::from([false]));
        let expected = if nic == none || subnet == none {
            "stopped"
        } else if nic == all && subnet == all {
            "through"
        } else {
            "unknown"
        };
        let end = end(&tried(&facts, &[]));
        prop_assert_eq!(end.split(' ').next().unwrap(), expected);
    }

    #[test]
    fn without_a_change_all_is_as_it_was(of_nic in rules(), of_subnet in rules()) {
        let facts = facts(&of_nic, &of_subnet);
        let before = rule_traces(&Facts::new(facts.snapshot())).unwrap();
        let after = tried(&facts, &[]);
        let traces: Vec<_> = after.groups.iter().map(|it| it.trace.clone()).collect();
        prop_assert_eq!(traces, before);
    }

    #[test]
    fn a_rule_that_neither_applies_nor_may_changes_nothing(before in rules(), at in 0_usize..6) {
        let facts = facts(&before, &[]);
        let now = tried(&facts, &[]);
        let Some(rule) = before.get(at).filter(|it| it.applies() == Some(false)) else {
            return Ok(());
        };
        let change = Change::without(&nsg_id(), &line(&now, &nsg_id(), &rule.name));
        let after = tried(&facts, &[change]);
        prop_assert_eq!(decided(&after, &nsg_id()), decided(&now, &nsg_id()));
        prop_assert_eq!(end(&after), end(&now));
    }

    #[test]
    fn what_is_undone_leaves_no_trace(before in rules(), all in tries()) {
        let facts = facts(&before, &[]);
        let mut changes = play(&facts, &mut before.clone(), &all);
        while changes.pop().is_some() {
            // Rules that an undone change put in one place are named.
            let trial = tried(&facts, &changes);
            let mut places: Vec<_> = lines(&trial, &nsg_id()).iter().map(|it| it.priority).collect();
            let before = places.len();
            places.dedup();
            prop_assert_eq!(places.len() < before, !trial.clashes.is_empty());
        }
        prop_assert_eq!(tried(&facts, &changes), tried(&facts, &[]));
    }
}

#[test]
fn the_next_rule_that_applies_decides() {
    let first = Plain::new("first", 100, false, "*");
    let other = Plain::new("other", 150, true, "198.51.100.0/24");
    let second = Plain::new("second", 200, true, "203.0.113.7");
    let facts = facts(
        &[first, other, second],
        &[Plain::new("all", 100, true, "*")],
    );
    let now = tried(&facts, &[]);
    let of_group = |change: Change| tried(&facts, &with_change(Vec::new(), change));
    let of = |name: &str| line(&now, &nsg_id(), name);
    assert_eq!(decided(&now, &nsg_id()), "deny first");
    assert_eq!(end(&now), "stopped nic_group first");

    let without = of_group(Change::without(&nsg_id(), &of("first")));
    assert_eq!(decided(&without, &nsg_id()), "allow second");
    assert_eq!(end(&without), "through");

    let below = of_group(Change::moved(&nsg_id(), &of("first"), 201));
    assert_eq!(decided(&below, &nsg_id()), "allow second");
    let above = of_group(Change::moved(&nsg_id(), &of("first"), 199));
    assert_eq!(decided(&above, &nsg_id()), "deny first");

    let without_other = of_group(Change::without(&nsg_id(), &of("other")));
    assert_eq!(decided(&without_other, &nsg_id()), "deny first");
}

#[test]
fn azures_own_rules_stay() {
    let facts = facts(&[], &[]);
    let now = tried(&facts, &[]);
    let own = line(&now, &nsg_id(), "DenyAllInBound");
    assert!(!is_changeable(&own, lines(&now, &nsg_id())));
    let change = Change::without(&nsg_id(), &own);
    assert_eq!(
        decided(&tried(&facts, &[change]), &nsg_id()),
        "deny DenyAllInBound"
    );
    // Of two with one name it isn't clear which is meant.
    let twin = || Plain::new("twin", 100, true, "*");
    let twins = self::facts(
        &[
            twin(),
            Plain {
                priority: 101,
                ..twin()
            },
        ],
        &[],
    );
    let now = tried(&twins, &[]);
    assert!(!is_changeable(
        &lines(&now, &nsg_id())[0],
        lines(&now, &nsg_id())
    ));
}

#[test]
fn what_cannot_be_known_stays_unknown() {
    let open = [Plain::new("open", 300, true, "*")];
    let all = || facts(&open, &open);
    let add = |facts: &Known| {
        let trial = tried(facts, &[]);
        let found = trial.groups.iter().find(|it| it.trace.group == nsg_id());
        let known = found.and_then(|it| it.trace.rules.clone().ok());
        let draft = Draft {
            access: Access::Deny,
            priority: "200".to_owned(),
            source: "*".to_owned(),
            port: "3389".to_owned(),
        };
        let new = draft.read(&known.unwrap_or_default()).unwrap();
        tried(facts, &[Change::added(&nsg_id(), "mine".to_owned(), new)])
    };
    assert_eq!(end(&add(&all())), "stopped nic_group mine");

    // The group itself: whatever is added, another rule may come first.
    let unread = all().with(Update::SecurityGroups(unavailable(Reason::Forbidden)));
    assert_eq!(end(&add(&unread)), "unknown subnet_group forbidden");
    assert_eq!(decided(&add(&unread), &nsg_id()), "forbidden");
    // Azure's own form, while it is on its way.
    let pending = all().with(Update::EffectiveRules(unavailable(Reason::Pending)));
    assert_eq!(end(&add(&pending)), "stopped nic_group mine");
    // What comes before the groups.
    let admin = all().with(Update::AdminRules(unavailable(Reason::Forbidden)));
    assert_eq!(end(&add(&admin)), "unknown admin_rules forbidden");
    assert_eq!(decided(&add(&admin), &nsg_id()), "deny mine");
    // The subnet, and with it the group before it.
    let subnets = all().with(Update::Subnets(unavailable(Reason::Forbidden)));
    assert_eq!(end(&tried(&subnets, &[])), "unknown subnet_group forbidden");
    // A firewall of JIT's.
    let policies = all().with(Update::Policies(unavailable(Reason::Forbidden)));
    assert_eq!(end(&tried(&policies, &[])), "unknown firewall forbidden");

    let nobody = all().with(Update::Question(known(Question {
        source: None,
        ..question()
    })));
    assert_eq!(tried(&nobody, &[]).passage, Passage::NoSource);
}

#[test]
fn the_rules_of_network_managers_come_first() {
    let all = facts(
        &[Plain::new("open", 300, true, "*")],
        &[Plain::new("shut", 300, false, "*")],
    );
    let rule = |allows| [Plain::new("admin", 10, allows, "*")];
    for (rules, access, expected) in [
        (rule(false), "", "stopped admin_rules admin"),
        (rule(true), "AlwaysAllow", "through"),
        (rule(true), "", "stopped subnet_group shut"),
    ] {
        let trial = tried(&with_admin(all.clone(), &rules, access), &[]);
        assert_eq!(end(&trial), expected);
    }
}

#[test]
fn a_change_is_made_in_both_forms_of_the_rules() {
    let (deny, open) = (
        Plain::new("deny", 100, false, "*"),
        Plain::new("open", 200, true, "*"),
    );
    let applied = |rules: &[Plain]| {
        Update::EffectiveRules(known(vec![EffectiveGroup {
            nic: nic_id(),
            place: Place::Nic,
            group: Some(nsg_id()),
            rules: set(rules),
            request: "POST /effective".to_owned(),
        }]))
    };
    let both = [deny.clone(), open.clone()];
    let all = facts(&both, &both).with(applied(&both));
    let change = |facts: &Known| {
        let now = tried(facts, &[]);
        Change::without(&nsg_id(), &line(&now, &nsg_id(), "deny"))
    };
    let after = tried(&all, &[change(&all)]);
    assert_eq!(decided(&after, &nsg_id()), "allow open");
    // Azure applies other rules than are written, which the change doesn't explain.
    let other = [
        deny.clone(),
        Plain {
            allows: false,
            ..open
        },
    ];
    let all = facts(&both, &both).with(applied(&other));
    let after = tried(&all, &[change(&all)]);
    assert_eq!(decided(&after, &nsg_id()), "disagree");
}

#[test]
fn a_rule_has_one_change() {
    let facts = facts(&[Plain::new("a", 100, false, "*")], &[]);
    let now = tried(&facts, &[]);
    let moved = |changes: &[Change], to| {
        let now = tried(&facts, changes);
        let change = Change::moved(&nsg_id(), &line(&now, &nsg_id(), "a"), to);
        with_change(changes.to_vec(), change)
    };
    let once = moved(&[], 200);
    let twice = moved(&once, 300);
    let to = |from, to| Deed::Move {
        from: Some(from),
        to,
    };
    assert_eq!(twice.len(), 1);
    assert_eq!(twice[0].deed, to(100, 300));
    assert!(moved(&twice, 100).is_empty());
    let gone = Change::without(&nsg_id(), &line(&tried(&facts, &twice), &nsg_id(), "a"));
    let gone = with_change(twice, gone);
    let priority = Some(100);
    assert_eq!(gone[0].deed, Deed::Without { priority });
    let new = Draft::new(lines(&now, &nsg_id()), question().source, Some(3389));
    assert_eq!((&*new.priority, &*new.source), ("101", "203.0.113.7"));
    let new = new.read(lines(&now, &nsg_id())).unwrap();
    let name = new_name(lines(&now, &nsg_id()), &[]);
    let added = with_change(Vec::new(), Change::added(&nsg_id(), name, new));
    let trial = tried(&facts, &added);
    let own = line(&trial, &nsg_id(), "new-rule-1");
    let at_120 = with_change(added.clone(), Change::moved(&nsg_id(), &own, 120));
    assert!(matches!(&at_120[0].deed, Deed::Add(it) if it.priority == 120));
    assert!(with_change(added, Change::without(&nsg_id(), &own)).is_empty());
}

#[test]
fn a_form_says_what_azure_would_refuse() {
    let facts = facts(&[Plain::new("a", 100, false, "*")], &[]);
    let now = tried(&facts, &[]);
    let lines = lines(&now, &nsg_id());
    for (text, own, expected) in [
        ("4096", None, Ok(4096)),
        (" 101 ", None, Ok(101)),
        ("", None, Err(Problem::NotANumber)),
        ("1e3", None, Err(Problem::NotANumber)),
        ("99", None, Err(Problem::OutOfRange)),
        ("4097", None, Err(Problem::OutOfRange)),
        ("-5", None, Err(Problem::OutOfRange)),
        ("100", Some("a"), Err(Problem::Same)),
        ("100", None, Err(Problem::Taken("a".to_owned()))),
    ] {
        assert_eq!(read_priority(text, lines, own), expected, "{text}");
    }
    for (source, port, expected) in [
        ("*", "*", &[][..]),
        ("2001:db8::/32", "22", &[]),
        ("VirtualNetwork", "3000-4000", &[]),
        ("", "3389", &[Problem::Source]),
        ("10.0.0.0/33", "rdp", &[Problem::Source, Problem::Port]),
        ("*", "70000", &[Problem::Port]),
        ("*", "40-30", &[Problem::Port]),
    ] {
        let draft = Draft {
            access: Access::Allow,
            priority: "200".to_owned(),
            source: source.to_owned(),
            port: port.to_owned(),
        };
        let problems = draft.read(lines).err().unwrap_or_default();
        assert_eq!(problems, expected, "{source} {port}");
    }
}
