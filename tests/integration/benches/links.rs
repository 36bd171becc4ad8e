//! How long it takes to write a result into a link, and to read it back.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use integration_tests::Case;
use share::{link, report::Include};

fn links(criterion: &mut Criterion) {
    let case = Case::open("person-vm-only");
    let report = case.report(&case.snapshot(), Include::NONE);
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
