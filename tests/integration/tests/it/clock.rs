//! A reader's clock that is wrong, while the browser hides ARM's: what needs the
//! time is then told by Azure's status, or not at all, and the page says that the
//! clock is wrong.

use std::{rc::Rc, time::Duration};

use azure::{
    arm::Clock,
    timestamp::{self, Timestamp},
};
use diagnosis::{
    checks,
    engine::{Diagnosis, Verdict, diagnose},
    facts::{Context, FactSet, Snapshot, gather},
};
use futures::future::LocalBoxFuture;
use integration_tests::{Case, SharedClock, block_on, opened};

struct Wrong(SharedClock, i64);

impl Clock for Wrong {
    fn now(&self) -> Timestamp {
        self.0
            .now()
            .saturating_add(timestamp::Duration::minutes(60 * self.1))
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()> {
        self.0.sleep(duration)
    }

    fn chance(&self) -> f64 {
        self.0.chance()
    }
}

fn diagnosis(estate: &str, hours_ahead: i64, hide_headers: bool) -> Diagnosis {
    let mut simulation = opened(estate);
    simulation.estate.settings.hide_headers = hide_headers;
    let case = Case::of(simulation);
    let context = Rc::new(Context {
        arm: case.context.arm.clone(),
        clock: Rc::new(Wrong(case.clock.clone(), hours_ahead)),
        cloud: case.context.cloud,
        question: case.context.question.clone(),
        claims: case.context.claims.clone(),
    });
    let goal = context.question.goal;
    let snapshot = block_on(&case.clock, async move {
        let mut snapshot = Snapshot::default();
        gather(context, FactSet::all(), |it| snapshot.apply(it)).await;
        snapshot
    });
    diagnose(checks::EVALUATORS, &snapshot, goal)
}

fn notes(diagnosis: &Diagnosis, check: &str) -> Vec<&'static str> {
    match &diagnosis.outcome(check).unwrap().verdict {
        Verdict::Pass { notes, .. } => notes.clone(),
        other => panic!("{check}: {other:?}"),
    }
}

#[test]
fn a_clock_that_is_hours_off_ends_no_window() {
    for hours in [-48, -3, 0, 3, 48] {
        let hidden = diagnosis("window-open", hours, true);
        let (clock, window): (&[_], &[_]) = match hours {
            0 => (&[], &["own_clock"]),
            _ => (&["clock_off"], &["azure_status"]),
        };
        assert_eq!(notes(&hidden, "session.token"), clock, "{hours}");
        assert_eq!(notes(&hidden, "request.open"), window, "{hours}");
        let readable = diagnosis("window-open", hours, false);
        assert_eq!(notes(&readable, "session.token"), [""; 0], "{hours}");
        assert_eq!(notes(&readable, "request.open"), [""; 0], "{hours}");
    }
}

/// Nor does it make a verdict of anything else than with the right time.
#[test]
fn a_wrong_clock_flips_no_verdict() {
    for name in azure_sim::names().filter(|it| crate::faults::is_comparable(it)) {
        let right = diagnosis(name, 0, true);
        for hours in [-5, 5] {
            let wrong = diagnosis(name, hours, true);
            for (right, wrong) in right.outcomes.iter().zip(&wrong.outcomes) {
                let named = |it: &Verdict| match it {
                    Verdict::Fail(finding) => format!("fail {}", finding.case),
                    other => other.name().to_owned(),
                };
                let (was, is) = (named(&right.verdict), named(&wrong.verdict));
                assert!(
                    is == was || is == "cannot-tell",
                    "{}: {was} became {is} in {name}, {hours} hours ahead",
                    right.check.id
                );
            }
        }
    }
}
