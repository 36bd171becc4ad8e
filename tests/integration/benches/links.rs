//! How long it takes to write a result into a link, and to read it back.

use std::hint::black_box;

use checklist::common_args;
use criterion::{Criterion, criterion_group, criterion_main};
use diagnosis::{checks, engine::diagnose};
use integration_tests::{Case, start};
use share::{
    link,
    report::{Include, Report, Source},
};

fn report() -> Report {
    let case = Case::open("person-vm-only");
    let snapshot = case.snapshot();
    let question = &case.context.question;
    let source = Source {
        diagnosis: &diagnose(checks::EVALUATORS, &snapshot, question.goal),
        question,
        common: &common_args(question, &snapshot),
        cloud: case.context.cloud,
        case: None,
        now: start(),
        log: &case.context.arm.log().entries(),
    };
    Report::new(&source, Include::NONE)
}

fn links(criterion: &mut Criterion) {
    let report = report();
    let body = link::body(&report);
    let written = link::write(&report);
    criterion.bench_function("a link: written", |bencher| {
        bencher.iter(|| link::write(black_box(&report)));
    });
    criterion.bench_function("a link: found in a text", |bencher| {
        bencher.iter(|| link::find(black_box(&written)));
    });
    criterion.bench_function("a link: its result read", |bencher| {
        bencher.iter(|| link::read_body(black_box(&body)));
    });
}

criterion_group!(benches, links);
criterion_main!(benches);
