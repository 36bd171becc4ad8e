//! How much is asked and how long it takes, in reads and in round trips, when a
//! run asks for what the checks of its goal need, as the page does.

use std::{rc::Rc, time::Duration};

use async_lock::Semaphore;
use azure::arm::{Request, Response, Transport, TransportError};
use azure_sim::{Failure, Fault};
use diagnosis::{
    checks,
    facts::{FactKey, FactSet},
};
use futures::{FutureExt, future::LocalBoxFuture};
use integration_tests::{Case, opened};

/// The VM, its interface, its subnet: this estate has no route table, which
/// would come next.
const DEPTH: u32 = 3;
const LATENCY: u64 = 150;

#[test]
fn a_run_takes_at_most_27_reads() {
    let mut most = (0, "");
    for name in azure_sim::names() {
        let simulation = opened(name);
        if !simulation.estate.faults.is_empty() || !simulation.estate.generate.is_empty() {
            continue;
        }
        let case = Case::of(simulation);
        case.gather(needs(&case));
        let simulation = case.simulation.borrow();
        let reads = simulation
            .log()
            .iter()
            .filter(|it| it.status != 429)
            .count();
        most = most.max((reads, name));
    }
    println!("most reads of a run: {} in {}", most.0, most.1);
    assert!(most.0 <= 27, "{} reads in {}", most.0, most.1);
}

fn needs(case: &Case) -> FactSet {
    checks::needs(case.context.question.goal)
}

fn slow(estate: &str) -> Case {
    let mut simulation = opened(estate);
    simulation.estate.settings.latency_ms = LATENCY;
    Case::of(simulation)
}

/// Effective rules are left out: Azure works them out in its own time, and the
/// checks that read them do not wait where the written rules decide.
#[test]
fn a_run_is_as_deep_as_the_data_forces() {
    for estate in ["healthy", "window-open"] {
        let case = slow(estate);
        let keys = needs(&case)
            .iter()
            .filter(|it| *it != FactKey::EffectiveRules)
            .fold(FactSet::NONE, FactSet::with);
        case.gather(keys);
        let taken = case.clock.0.elapsed();
        let ideal = Duration::from_millis(LATENCY) * DEPTH;
        let ratio = taken.as_secs_f64() / ideal.as_secs_f64();
        println!("time to the full checklist of {estate}: {ratio:.2} x (depth x latency)");
        assert!(ratio <= 1.25, "{ratio} in {estate}");
    }
}

/// A browser that speaks HTTP/1.1: what it is handed beyond a few requests waits
/// in its queue.
struct Queue {
    inner: Rc<dyn Transport>,
    connections: Rc<Semaphore>,
}

impl Transport for Queue {
    fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
        let (inner, connections) = (self.inner.clone(), self.connections.clone());
        async move {
            let _connection = connections.acquire().await;
            inner.send(request).await
        }
        .boxed_local()
    }
}

/// The time limit of a request does not count what it waits in the browser.
#[test]
fn slow_answers_behind_a_queue_raise_no_doubt() {
    for estate in ["healthy", "window-open", "rule-missing"] {
        let verdicts = |case: Case| {
            let outcomes = case.diagnosis().outcomes;
            let named = outcomes
                .into_iter()
                .map(|it| (it.check.id, it.verdict.name()));
            (named.collect::<Vec<_>>(), case)
        };
        let (expected, _) = verdicts(Case::open(estate));
        let mut simulation = opened(estate);
        simulation.estate.settings.latency_ms = 15_000;
        let queued = Case::through(simulation, |inner| {
            let connections = Rc::new(Semaphore::new(6));
            Rc::new(Queue { inner, connections })
        });
        let (verdicts, case) = verdicts(queued);
        assert_eq!(verdicts, expected, "{estate}");
        let log = case.context.arm.log().entries();
        assert!(log.iter().all(|it| it.status.is_some()), "{estate}");
        println!("{estate}: {:?} at 15 s an answer", case.clock.0.elapsed());
    }
}

#[test]
fn patience_with_effective_rules_ends() {
    let mut simulation = opened("window-open");
    simulation.add_fault(Fault {
        path: "*/operationresults/*".to_owned(),
        method: None,
        after: 0,
        times: None,
        does: Failure::Answer {
            status: 202,
            content_type: None,
            body: serde_json::json!("null"),
            headers: [].into(),
        },
    });
    let case = Case::of(simulation);
    case.gather(FactSet::of(&[FactKey::EffectiveRules]));
    let taken = case.clock.0.elapsed();
    println!("patience with effective rules: {taken:?}");
    assert!(taken <= Duration::from_mins(1), "{taken:?}");
}

#[test]
fn the_same_address_is_asked_once() {
    let case = Case::open("healthy");
    case.snapshot();
    let simulation = case.simulation.borrow();
    // An operation is asked for until it is done.
    let mut paths: Vec<&str> = simulation
        .log()
        .iter()
        .map(|it| it.path.as_str())
        .filter(|it| !it.contains("/operationResults/"))
        .collect();
    let asked = paths.len();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), asked);
}
