//! All that has to be done, in words: whom to ask for which steps, and what of it goes along
//! with a result.

use std::collections::BTreeSet;

use azure_sim::estate::Goal;
use checklist::{Times, ahead};
use diagnosis::{
    checks,
    engine::diagnose,
    what_if::{Outlook, outlook},
};
use integration_tests::{Case, opened};
use share::{
    link::{self, Found},
    report::{self, Format, Include},
};
use text::Language;

use crate::texts::catalog;

/// Each estate in which more than the cause has to be done.
fn each(look: impl Fn(&Case, &diagnosis::facts::Snapshot, &Outlook)) {
    let mut count = 0;
    let goals = [Goal::Enable, Goal::Request, Goal::Connect];
    for (name, goal) in azure_sim::names().flat_map(|name| goals.map(|goal| (name, goal))) {
        let mut simulation = opened(name);
        simulation.estate.ask.goal = goal;
        let case = Case::of(simulation);
        let snapshot = case.snapshot();
        let goal = case.context.question.goal;
        let outlook = outlook(&snapshot, |it| diagnose(checks::EVALUATORS, it, goal));
        if outlook.steps.len() > 1 {
            count += 1;
            look(&case, &snapshot, &outlook);
        }
    }
    assert!(count > 10, "only {count} estates have several steps");
}

#[test]
fn each_step_is_in_one_message_and_each_person_gets_one() {
    each(|case, snapshot, outlook| {
        let question = &case.context.question;
        let diagnosis = diagnose(checks::EVALUATORS, snapshot, question.goal);
        for language in Language::ALL {
            let catalog = catalog(language);
            let told = ahead(
                outlook,
                &diagnosis,
                question,
                snapshot,
                &catalog,
                Times::UTC,
            );
            let asked: Vec<usize> = told
                .requests
                .iter()
                .flat_map(|it| it.steps.clone())
                .collect();
            let each: BTreeSet<usize> = asked.iter().copied().collect();
            assert_eq!(asked.len(), told.steps.len());
            assert_eq!(each, (1..=told.steps.len()).collect());
            let mut people = BTreeSet::new();
            for request in &told.requests {
                let whom: BTreeSet<&str> = request
                    .steps
                    .iter()
                    .map(|it| &*told.steps[it - 1].who)
                    .collect();
                assert_eq!(whom.len(), 1, "{whom:?}");
                assert!(people.insert(whom), "{} gets two", request.label);
                for step in &request.steps {
                    assert!(request.text.contains(&told.steps[step - 1].headline));
                }
                assert!(request.text.contains(&question.vm.to_string()));
                assert!(!request.text.contains('{') && !request.label.contains('{'));
            }
        }
    });
}

#[test]
fn the_steps_go_along_with_a_result() {
    each(|case, snapshot, outlook| {
        let made = case.report(snapshot, Include::NONE);
        let steps: Vec<_> = outlook
            .steps
            .iter()
            .map(|it| (it.check.id, it.finding.case))
            .collect();
        let ids = |it: &Outlook| {
            it.steps
                .iter()
                .map(|it| (it.check.id, it.finding.case))
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(made.ahead.as_ref().unwrap()), steps);
        let file = report::read(&report::write(&made)).unwrap();
        assert_eq!(file.ahead, made.ahead);
        let Ok(Found::Report(linked)) = link::find(&link::write(&made.clone().for_link())) else {
            panic!("the link can't be read");
        };
        assert_eq!(linked.ahead, made.ahead);
        for language in Language::ALL {
            let catalog = catalog(language);
            let told = linked.ahead_in_words(&catalog, Times::UTC).unwrap();
            assert_eq!(told.requests, []);
            let prose = report::prose(&linked, &catalog, Format::Plain, None);
            assert!(prose.contains(&told.end));
            for step in &told.steps {
                assert!(prose.contains(&step.headline), "{}: {prose}", step.headline);
                // Neither link nor file holds how long it takes: it follows from the case.
                let takes = guide::takes(step.check, step.case);
                assert_eq!(step.takes.is_some(), takes.is_some());
                if let Some(text) = &step.takes {
                    assert!(
                        !text.contains("ahead.takes") && prose.contains(text),
                        "{prose}"
                    );
                }
            }
        }
    });
}
