//! How long judging takes, and how close a whole run comes to what the data
//! forces. `cargo bench -p integration-tests` prints both.

use std::{hint::black_box, time::Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use diagnosis::{checks, engine::diagnose};
use integration_tests::Case;

const LATENCY: u32 = 150;
/// The VM, its interface, its subnet: this estate has no route table, which
/// would come next.
const DEPTH: u32 = 3;

fn judging(criterion: &mut Criterion) {
    let case = Case::open("healthy");
    let snapshot = case.snapshot();
    let goal = case.context.question.goal;
    criterion.bench_function("all checks over a one-VM snapshot", |bencher| {
        bencher.iter(|| diagnose(checks::EVALUATORS, black_box(&snapshot), goal));
    });
}

/// The waiting is simulated, the computing is real: their sum, as a multiple
/// of what the depth of the data forces.
fn whole_run(criterion: &mut Criterion) {
    let case = Case::open("healthy");
    case.simulation.borrow_mut().estate.settings.latency_ms = u64::from(LATENCY);
    let started = Instant::now();
    let goal = case.context.question.goal;
    let snapshot = case.gather(checks::needs(goal));
    let diagnosis = diagnose(checks::EVALUATORS, &snapshot, goal);
    let computing = started.elapsed();
    let waiting = case.clock.0.elapsed();
    let forced = f64::from(DEPTH * LATENCY) / 1000.0;
    println!(
        "a whole run at {LATENCY} ms latency: {} reads, {:.2} x (depth x latency) waiting, {:.2} x with computing",
        case.simulation.borrow().log().len(),
        waiting.as_secs_f64() / forced,
        (waiting + computing).as_secs_f64() / forced,
    );
    assert!(diagnosis.root_cause().is_none());
    criterion.bench_function("a whole run without latency", |bencher| {
        bencher.iter(|| Case::open("healthy").diagnosis());
    });
}

criterion_group!(benches, judging, whole_run);
criterion_main!(benches);
