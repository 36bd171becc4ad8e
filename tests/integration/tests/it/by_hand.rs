//! Answers by hand, in words, in links and in files: whatever is answered reads whole
//! in every language, and comes back as what it was.

use std::collections::HashSet;

use azure::{cloud::Cloud, timestamp};
use checklist::{Item, Person, Times, by_hand, in_words};
use diagnosis::{
    by_hand::{ALL, Answers, Given, Walk, walk},
    question::{Asked, Goal},
};
use serde_json::Value;
use share::{
    link::{self, Found},
    report::{self, Format, Include, NotReport, Report},
};
use text::Language;

use crate::texts::catalog;

const GOALS: [Goal; 3] = Goal::ALL;

/// One walk for each failure that can be answered: all else is as it should be, or
/// leads there.
fn walks() -> Vec<(String, Walk)> {
    let mut all = Vec::new();
    for goal in GOALS {
        for question in ALL {
            for answer in question.answers.iter().filter(|it| !it.fails.is_empty()) {
                let mut answers = Answers::default();
                answers.give(question, Given::Seen(answer.name));
                while let Some(next) = walk(Some(goal), &answers).next {
                    // Who cannot see anything else is asked everything.
                    answers.give(next, Given::NotSeen);
                }
                let name = format!("{} {}={}", goal.name(), question.name, answer.name);
                all.push((name, walk(Some(goal), &answers)));
            }
        }
    }
    all
}

fn asked(walk: &Walk) -> Asked {
    Asked {
        goal: walk.diagnosis.goal,
        ..Asked::default()
    }
}

fn report_of(walk: &Walk) -> Report {
    let now = timestamp::parse("2026-11-28T10:00:00Z").unwrap();
    let include = Include::NONE;
    Report::by_hand(&walk.diagnosis, &asked(walk), Cloud::Public, now, include)
}

/// Everything that a reader of an item sees in words.
fn said(item: &Item) -> Vec<&String> {
    let own = [&item.what, &item.who, &item.by_hand];
    let own = own.into_iter().flatten().chain([&item.title]);
    own.chain(&item.fix).chain(&item.notes).collect()
}

#[test]
fn every_question_and_answer_is_worded_and_nothing_else() {
    let mut expected = HashSet::new();
    for question in ALL {
        let base = format!("by_hand.questions.{}", question.name);
        expected.insert(format!("{base}.ask"));
        let answers = question.answers.iter();
        expected.extend(answers.map(|it| format!("{base}.answers.{}", it.name)));
    }
    for language in Language::ALL {
        let catalog = catalog(language);
        let there: HashSet<String> = catalog
            .keys()
            .filter(|it| it.starts_with("by_hand.questions."))
            .map(str::to_owned)
            .collect();
        assert_eq!(there, expected, "{}", language.tag());
        // Who asks somebody else asks them, question by question.
        for question in ALL {
            let key = format!("others.by_hand.questions.{}.ask", question.name);
            assert!(catalog.get(&key).is_some(), "{key} in {}", language.tag());
        }
        let others = catalog.keys().filter_map(|it| it.strip_prefix("others."));
        for key in others.filter(|it| it.starts_with("by_hand.")) {
            assert!(catalog.get(key).is_some(), "{key} in {}", language.tag());
        }
    }
}

#[test]
fn whatever_is_answered_reads_whole() {
    for language in Language::ALL {
        let catalog = catalog(language);
        for (name, walk) in walks() {
            for person in [Person::Reader, Person::Another] {
                let list = by_hand(&walk.diagnosis, &asked(&walk), person, &catalog, Times::UTC);
                let items = list.groups.iter().flat_map(|it| &it.items);
                let mut texts: Vec<&String> = items.flat_map(said).collect();
                texts.extend([&list.card.headline, &list.card.what]);
                texts.extend(list.card.who.iter().chain(&list.card.beside));
                texts.extend(&list.card.message);
                for text in texts {
                    let gaps = ["{", "}", "neutral.", "by_hand.", "–", "  "];
                    assert!(
                        !gaps.iter().any(|it| text.contains(it)),
                        "{name} in {}: {text}",
                        language.tag()
                    );
                }
            }
        }
    }
}

#[test]
fn what_was_answered_comes_back_as_what_it_was() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/report.schema.json");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    let schema = compiler.compile(path, &mut schemas).unwrap();
    for (name, walk) in walks() {
        let report = report_of(&walk).for_link();
        let address = link::write(&report);
        assert!(address.len() < 400, "{name}: {}", address.len());
        let Ok(Found::Report(linked)) = link::find(&address) else {
            panic!("{name}: the link does not open");
        };
        assert_eq!(*linked, report, "{name}");
        let file = report::write(&report);
        assert_eq!(report::read(&file).as_ref(), Ok(&report), "{name}");
        let file: Value = serde_json::from_str(&file).unwrap();
        assert!(schemas.validate(&file, schema).is_ok(), "{name}");
        let marked = |of: &diagnosis::engine::Diagnosis| -> Vec<&str> {
            let outcomes = of.in_goal().filter(|it| it.is_by_hand);
            outcomes.map(|it| it.check.id).collect()
        };
        assert_eq!(
            marked(&linked.diagnosis()),
            marked(&walk.diagnosis),
            "{name}"
        );
    }
}

#[test]
fn a_report_says_who_said_it() {
    let answered = walks()
        .into_iter()
        .find(|(name, _)| name == "connect power=stopped");
    let report = report_of(&answered.unwrap().1);
    for language in Language::ALL {
        let catalog = catalog(language);
        let said = catalog.text("others.card.by_hand.row");
        for format in [Format::Markdown, Format::Plain] {
            assert!(report::prose(&report, &catalog, format, None).contains(&said));
        }
        let list = in_words(
            &report.diagnosis(),
            &report.context,
            &catalog,
            Times::UTC,
            None,
        );
        let all = catalog.text("others.card.by_hand.all");
        assert!(list.card.beside.contains(&all), "{:?}", list.card.beside);
    }
}

/// An earlier program refuses what it does not know, so a file says so in its version.
#[test]
fn only_what_somebody_answered_is_of_the_newer_version() {
    let (_, walk) = walks().into_iter().next().unwrap();
    let mut file: Value = serde_json::from_str(&report::write(&report_of(&walk))).unwrap();
    assert_eq!(file["version"], 2);
    file["version"] = 1.into();
    assert_eq!(report::read(&file.to_string()), Err(NotReport::Foreign));
}
