//! One row a cause, in every estate: no check is left out, and none stands in two rows.

use checklist::{Checklist, Item, RowState, Times, checklist};
use diagnosis::engine::{Finding, Obstacle, Outcome};
use integration_tests::Case;
use text::Language;

use crate::texts::catalog;

fn of(estate: &str, language: Language) -> (Checklist, Vec<&'static str>) {
    let case = Case::open(estate);
    let (snapshot, diagnosis) = (case.snapshot(), case.diagnosis());
    let question = &case.context.question;
    let list = checklist(
        &diagnosis,
        question,
        &snapshot,
        &catalog(language),
        Times::UTC,
    );
    let shown = diagnosis.in_goal().map(|it: &Outcome| it.check.id);
    (list, shown.collect())
}

fn items(list: &Checklist) -> impl Iterator<Item = &Item> {
    list.groups.iter().flat_map(|it| &it.items)
}

/// The checks that each row speaks of.
fn rows(list: &Checklist) -> Vec<Vec<&'static str>> {
    let own = items(list).filter(|it| !it.is_told).map(|it| {
        let told = it.tells.iter().map(|it| it.check);
        std::iter::once(it.id).chain(told).collect()
    });
    let doubts = list.doubts.iter();
    let doubts = doubts.map(|it| it.checks().map(|it| it.check).collect());
    own.chain(doubts).collect()
}

#[test]
fn every_check_is_in_exactly_one_row() {
    for name in azure_sim::names() {
        let (list, mut shown) = of(name, Language::English);
        let mut told = rows(&list).concat();
        told.sort_unstable();
        shown.sort_unstable();
        assert_eq!(told, shown, "{name}");
    }
}

#[test]
fn rows_of_one_reason_are_one() {
    for name in azure_sim::names() {
        let (list, _) = of(name, Language::English);
        for (at, doubt) in list.doubts.iter().enumerate() {
            let is_same = |it: &checklist::Doubt| {
                it.key.obstacle == doubt.key.obstacle
                    && (it.key.obstacle != Obstacle::Mixed || it.how == doubt.how)
            };
            assert!(!list.doubts[..at].iter().any(is_same), "{name}");
        }
        // A row of its own has a reason that no other row has.
        let alone: Vec<&Item> = items(&list)
            .filter(|it| it.state == RowState::CouldNotCheck && !it.is_told)
            .collect();
        for (at, item) in alone.iter().enumerate() {
            let is_same = |it: &&Item| it.what == item.what;
            assert!(!alone[..at].iter().any(is_same), "{name}: {}", item.id);
            let is_grouped = list
                .doubts
                .iter()
                .any(|it| Some(&it.how) == item.what.as_ref());
            assert!(!is_grouped, "{name}: {}", item.id);
        }
        // What follows from a cause is told by its row and by no doubt.
        for item in items(&list).filter(|it| it.state == RowState::Blocked) {
            assert!(item.is_told, "{name}: {}", item.id);
        }
    }
}

#[test]
fn an_outage_is_said_once() {
    for (name, obstacle, at_least) in [
        ("arm-down", Obstacle::NoAnswer, 20),
        ("html", Obstacle::NoAnswer, 10),
        ("person-requester", Obstacle::Permission, 10),
    ] {
        let (list, _) = of(name, Language::English);
        let [doubt] = &list.doubts[..] else {
            panic!("{name}: {:?}", list.doubts);
        };
        assert_eq!(doubt.key.obstacle, obstacle, "{name}");
        assert!(doubt.checks().count() >= at_least, "{name}");
    }
}

#[test]
fn every_row_is_worded_in_every_language() {
    for name in azure_sim::names() {
        for language in Language::ALL {
            let (list, _) = of(name, language);
            for doubt in &list.doubts {
                let whys = doubt.parts.iter().map(|it| &it.why);
                for text in whys.chain([&doubt.title, &doubt.how]) {
                    let is_raw = text.contains(['{', '}', '∌']) || text.starts_with("doubts.");
                    assert!(!is_raw && !text.is_empty(), "{name}: {text}");
                }
            }
            for what in items(&list).filter_map(|it| it.what.as_ref()) {
                assert!(!what.contains('∌'), "{name}: {what}");
            }
        }
    }
}

#[test]
fn one_request_for_a_role_asks_for_all_that_is_missing() {
    let case = Case::open("person-vm-only");
    let diagnosis = case.diagnosis();
    let missing = guide::permission::all_missing(&diagnosis, &case.context.question).unwrap();
    let actions = |finding: &Finding| {
        let actions = finding.args.get(diagnosis::args::ACTION).unwrap();
        actions
            .items()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let needed = actions(&missing.needed);
    let also = actions(missing.also.as_ref().unwrap());
    let mut failed_for = Vec::new();
    for outcome in diagnosis.in_goal() {
        let Some(failed) = outcome
            .failed()
            .filter(|it| guide::permission::is_helped(it.finding))
        else {
            continue;
        };
        failed_for.extend(actions(failed.finding));
    }
    // What the goal needs comes first, and nothing stands beside it that it does not need.
    for action in &needed {
        assert!(failed_for.contains(action), "{action}");
    }
    for action in &failed_for {
        assert!(needed.contains(action), "{action}");
    }
    assert!(also.iter().all(|it| !needed.contains(it)), "{also:?}");
    let catalog = catalog(Language::English);
    let message = guide::permission::role_request(
        &missing,
        &case.context.question,
        &case.snapshot(),
        &catalog,
    );
    let message = message.unwrap();
    let at = |action: &String| message.find(action.as_str()).unwrap();
    let last_needed = needed.iter().map(at).max();
    assert!(last_needed < also.iter().map(at).min(), "{message}");
    let none = Case::open("healthy");
    let question = &none.context.question;
    assert!(guide::permission::all_missing(&none.diagnosis(), question).is_none());
}
