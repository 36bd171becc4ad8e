//! Every estate is diagnosed as its file says, and no check reads a fact that
//! it does not declare.

use std::collections::HashSet;

use diagnosis::{
    checks,
    engine::{Diagnosis, Verdict, outcome_of},
    facts::Facts,
};
use integration_tests::{Case, opened};

/// Case of the root cause, or of any failed check.
fn case_of(diagnosis: &Diagnosis, id: &str) -> String {
    match diagnosis.outcome(id).map(|it| &it.verdict) {
        Some(Verdict::Fail(finding)) => finding.case.to_owned(),
        Some(other) => format!("({})", other.name()),
        None => "(no such check)".to_owned(),
    }
}

#[test]
fn every_estate_is_diagnosed_as_it_says() {
    let mut wrong = Vec::new();
    for name in azure_sim::names() {
        let simulation = opened(name);
        let expect = simulation.estate.expect.clone();
        let diagnosis = Case::of(simulation).diagnosis();
        let root = diagnosis.root_cause().map_or("", |it| it.check.id);
        let case = if root.is_empty() {
            String::new()
        } else {
            case_of(&diagnosis, root)
        };
        if (root, case.as_str()) != (&*expect.root_cause, &*expect.case) {
            wrong.push(format!(
                "{name}: root cause {root}/{case}, expected {}/{} {:?}",
                expect.root_cause,
                expect.case,
                diagnosis.root_cause().map(|it| &it.verdict)
            ));
        }
        for fails in &expect.fails {
            let case = case_of(&diagnosis, &fails.check);
            if case != fails.case {
                wrong.push(format!(
                    "{name}: {} is {case}, expected {}",
                    fails.check, fails.case
                ));
            }
        }
        for id in &expect.cannot_tell {
            let case = case_of(&diagnosis, id);
            if case != "(cannot-tell)" {
                wrong.push(format!("{name}: {id} is {case}, expected cannot-tell"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_healthy_estate_has_nothing_wrong_and_nothing_unknown() {
    for estate in ["healthy", "healthy-enable", "window-open"] {
        let diagnosis = Case::open(estate).diagnosis();
        let odd: Vec<String> = diagnosis
            .outcomes
            .iter()
            .filter(|it| it.in_goal)
            .filter(|it| matches!(it.verdict, Verdict::Fail(_) | Verdict::CannotTell(_)))
            .map(|it| format!("{estate}: {}: {:?}", it.check.id, it.verdict))
            .collect();
        assert!(odd.is_empty(), "\n{}", odd.join("\n"));
    }
}

#[test]
fn a_check_reads_only_what_it_declares_and_fails_only_as_it_declares() {
    for name in azure_sim::names() {
        let snapshot = Case::open(name).snapshot();
        for evaluator in checks::EVALUATORS {
            let check = evaluator.check;
            let facts = Facts::new(&snapshot);
            let verdict = outcome_of(evaluator, &facts);
            assert!(
                facts.was_read().is_subset(check.needs),
                "{} reads what it does not declare in {name}",
                check.id
            );
            if let Verdict::Fail(finding) = verdict {
                let case = check.cases.iter().find(|it| it.name == finding.case);
                let case = case.unwrap_or_else(|| panic!("{}: {}", check.id, finding.case));
                let mut args: Vec<_> = finding.args.iter().map(|it| it.0.name).collect();
                let mut declared: Vec<_> = case.args.iter().map(|it| it.name).collect();
                for (arg, value) in finding.args.iter() {
                    let is_its_kind = arg.kind.holds(value);
                    assert!(is_its_kind, "{} {}: {value:?}", check.id, arg.name);
                }
                args.sort_unstable();
                declared.sort_unstable();
                assert_eq!(args, declared, "{} {}", check.id, case.name);
                assert!(
                    !finding.evidence.is_empty(),
                    "{} {} shows nothing",
                    check.id,
                    case.name
                );
            }
            if let Verdict::Pass { notes, .. } = verdict_again(evaluator, &snapshot) {
                for note in notes {
                    let is_declared = check.notes.iter().any(|it| it.name == note);
                    assert!(is_declared, "{}: {note}", check.id);
                }
            }
        }
    }
}

fn verdict_again(
    evaluator: &diagnosis::engine::Evaluator,
    snapshot: &diagnosis::facts::Snapshot,
) -> Verdict {
    outcome_of(evaluator, &Facts::new(snapshot))
}

#[test]
fn every_case_has_an_estate_that_shows_it() {
    let mut shown = HashSet::new();
    for name in azure_sim::names() {
        for outcome in Case::open(name).diagnosis().outcomes {
            if let Verdict::Fail(finding) = outcome.verdict {
                shown.insert((outcome.check.id, finding.case));
            }
        }
    }
    let missing: Vec<_> = checks::ALL
        .iter()
        .flat_map(|check| check.cases.iter().map(|case| (check.id, case.name)))
        .filter(|it| !shown.contains(it))
        .collect();
    assert!(missing.is_empty(), "no estate shows {missing:?}");
}
