//! Other rules tried out on every estate: without a change it says what the drawn way says,
//! a fault makes no outcome another, and everything is worded.

use std::{mem::discriminant, rc::Rc};

use azure::answer::Known;
use checklist::{Times, rule_trial};
use diagnosis::{
    facts::{FactKey, FactSet, Facts, Snapshot, Update},
    path::{HopKind, HopState, Side, hops},
    question::Question,
    rule_trial::{Change, Decision, Draft, Passage, Trial, is_changeable, new_name, trial},
};
use integration_tests::{Case, opened};
use text::Language;

use crate::texts::catalog;

fn tried(snapshot: &Snapshot, changes: &[Change]) -> Option<Trial> {
    trial(&Facts::new(snapshot), changes).ok()
}

/// Each estate with groups whose rules were read.
fn each(look: impl Fn(&str, &Case, &Snapshot, &Trial)) {
    let mut count = 0;
    for name in azure_sim::names() {
        if !opened(name).estate.generate.is_empty() {
            continue;
        }
        let case = Case::open(name);
        let snapshot = case.snapshot();
        let Some(now) = tried(&snapshot, &[]) else {
            continue;
        };
        if now.groups.iter().any(|it| it.trace.rules.is_ok()) {
            count += 1;
            look(name, &case, &snapshot, &now);
        }
    }
    assert!(count > 50, "only {count} estates have rules");
}

/// Each rule left out, moved, and one added before and after all others.
fn changes(now: &Trial, question: &Question) -> Vec<Change> {
    let mut all = Vec::new();
    for it in &now.groups {
        let Ok(lines) = &it.trace.rules else {
            continue;
        };
        let group = &it.trace.group;
        for line in lines.iter().filter(|it| is_changeable(it, lines)) {
            all.push(Change::without(group, line));
            all.push(Change::moved(group, line, 4000));
        }
        let draft = Draft::new(lines, question.source, Some(now.port));
        for (access, priority) in [
            (azure::security_rules::Access::Deny, &*draft.priority),
            (azure::security_rules::Access::Allow, "4001"),
        ] {
            let draft = Draft {
                access,
                priority: priority.to_owned(),
                source: "*".to_owned(),
                ..draft.clone()
            };
            let new = draft.read(lines).unwrap();
            all.push(Change::added(group, new_name(lines, &all), new));
        }
    }
    all
}

#[test]
fn without_a_change_it_says_what_the_drawn_way_says() {
    each(|name, _, snapshot, now| {
        let hops = hops(&Facts::new(snapshot));
        let state = |kind| &hops.iter().find(|it| it.kind == kind).unwrap().state;
        let all = [HopKind::AdminRules, HopKind::SubnetGroup, HopKind::NicGroup].map(state);
        match &now.passage {
            Passage::Through { .. } => {
                let passed =
                    |it: &&HopState| matches!(it, HopState::Passed | HopState::NotInTheWay);
                assert!(all.iter().all(passed), "{name}: {all:?}");
            }
            Passage::Stopped { at, .. } => {
                assert_eq!(state(*at), &HopState::Blocking, "{name}");
            }
            Passage::Unknown { .. } => {
                let unknown = |it: &&HopState| matches!(it, HopState::Unknown(_));
                let is_behind = matches!(state(HopKind::Firewall), HopState::Unknown(_));
                assert!(is_behind || all.iter().any(unknown), "{name}: {all:?}");
            }
            Passage::NoSource => {}
        }
        // Each group for itself; of several addresses the way shows one.
        if now.groups.len() > 2 || matches!(all[0], HopState::Passed) {
            return;
        }
        for group in &now.groups {
            let kind = match group.trace.side {
                Side::Subnet => HopKind::SubnetGroup,
                Side::Nic => HopKind::NicGroup,
            };
            match (&group.decision, state(kind)) {
                (Decision::By { lets_in: true, .. }, it) => assert_ne!(it, &HopState::Blocking),
                (Decision::By { .. }, it) => assert_ne!(it, &HopState::Passed, "{name}"),
                (Decision::Unknown(_), it) => {
                    assert!(matches!(it, HopState::Unknown(_)), "{name}: {it:?}");
                }
            }
        }
    });
}

#[test]
fn a_fault_makes_no_outcome_another() {
    each(|name, case, snapshot, now| {
        for change in changes(now, &case.context.question) {
            let all = tried(snapshot, std::slice::from_ref(&change)).unwrap();
            for key in FactKey::ALL {
                let mut less = snapshot.clone();
                less.forget(FactSet::of(&[*key]));
                let Some(less) = tried(&less, std::slice::from_ref(&change)) else {
                    continue;
                };
                // Where two groups deny, the one that is known is named.
                let is_same = discriminant(&less.passage) == discriminant(&all.passage);
                let is_unknown = matches!(less.passage, Passage::Unknown { .. });
                assert!(is_same || is_unknown, "{name} without {key:?}: {change:?}");
                for it in &less.groups {
                    let (trace, decision) = (&it.trace, &it.decision);
                    let is_same = |it: &&diagnosis::rule_trial::GroupTrial| {
                        let other = &it.trace;
                        (other.side, &other.group, &other.address)
                            == (trace.side, &trace.group, &trace.address)
                    };
                    let of_all = all.groups.iter().find(is_same);
                    let Some(of_all) = of_all else { continue };
                    // Of two rules that say the same, one form can leave the first in doubt.
                    if let Decision::By { lets_in, .. } = decision {
                        let is_so = |it: &Decision| matches!(it, Decision::By { lets_in: it, .. } if it == lets_in);
                        assert!(
                            is_so(&of_all.decision),
                            "{name} without {key:?}: {change:?}"
                        );
                    }
                }
            }
        }
    });
}

#[test]
fn every_outcome_is_worded() {
    let catalogs = Language::ALL.map(catalog);
    each(|name, case, snapshot, now| {
        let question = &case.context.question;
        let all = changes(now, question);
        for (at, change) in all.iter().enumerate() {
            // One by one, and all so far together.
            for changes in [std::slice::from_ref(change), &all[..at]] {
                let trial = tried(snapshot, changes).unwrap();
                for catalog in &catalogs {
                    let told = rule_trial(&trial, changes, question, catalog, Times::UTC);
                    let groups = told.groups.len();
                    assert!(groups == 0 || groups == trial.groups.len(), "{name}");
                    assert_eq!(told.changes.len(), changes.len(), "{name}");
                    let texts = [&told.groups, &told.notes, &told.changes];
                    for text in texts.into_iter().flatten().chain([&told.passage]) {
                        let is_raw = text.contains(['{', '}']) || text.starts_with("trial.");
                        assert!(!is_raw && !text.contains("reasons."), "{name}: {text}");
                    }
                }
            }
        }
    });
}

#[test]
fn what_a_group_says_is_told_only_where_it_is_asked() {
    let catalog = catalog(Language::English);
    let told = |name: &str, change: fn(&mut Snapshot, &mut Question)| {
        let case = Case::open(name);
        let (mut snapshot, mut question) = (case.snapshot(), case.context.question.clone());
        change(&mut snapshot, &mut question);
        let trial = tried(&snapshot, &[]).unwrap();
        assert!(!trial.groups.is_empty(), "{name}");
        rule_trial(&trial, &[], &question, &catalog, Times::UTC)
    };
    let as_it_is: fn(&mut Snapshot, &mut Question) = |_, _| {};
    assert!(!told("subnet-user-deny", as_it_is).groups.is_empty());
    assert!(told("subnet-user-deny", no_source).groups.is_empty());
    assert!(told("subnet-user-deny", firewall).groups.is_empty());
    assert!(told("admin-rules-deny", as_it_is).groups.is_empty());
    assert!(told("person-no-policy-read", as_it_is).groups.is_empty());
}

fn no_source(snapshot: &mut Snapshot, question: &mut Question) {
    question.source = None;
    let asked = Known::unasked(question.clone());
    snapshot.apply(Update::Question(Ok(Rc::new(asked))));
}

/// The policy opens the way through a firewall.
fn firewall(snapshot: &mut Snapshot, _: &mut Question) {
    let mut policies = (*Facts::new(snapshot).policies().unwrap()).clone();
    for vm in policies.value.iter_mut().flat_map(|it| &mut it.vms) {
        vm.firewall_address = Some(Ok([198, 51, 100, 40].into()));
    }
    snapshot.apply(Update::Policies(Ok(Rc::new(policies))));
}
