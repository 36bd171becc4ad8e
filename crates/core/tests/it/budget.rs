//! How much is asked and how long it takes, in reads and in round trips.

use std::time::Duration;

use azure_sim::World;

use crate::simulated::{Case, start};

/// The VM, its interface, its subnet: this estate has no route table, which
/// would come next.
const DEPTH: u32 = 3;
const LATENCY: u64 = 150;

#[test]
fn a_run_takes_at_most_25_reads() {
    let mut most = (0, "");
    for name in azure_sim::names() {
        let world = World::open(name, start()).unwrap();
        if !world.estate.faults.is_empty() || !world.estate.generate.is_empty() {
            continue;
        }
        let case = Case::of(world);
        case.snapshot();
        let world = case.world.borrow();
        let reads = world.log().iter().filter(|it| it.status != 429).count();
        most = most.max((reads, name));
    }
    println!("most reads of a run: {} in {}", most.0, most.1);
    assert!(most.0 <= 25, "{} reads in {}", most.0, most.1);
}

#[test]
fn a_run_is_as_deep_as_the_data_forces() {
    let mut world = World::open("healthy", start()).unwrap();
    world.estate.settings.latency_ms = LATENCY;
    let case = Case::of(world);
    case.snapshot();
    let taken = case.clock.0.elapsed();
    let ideal = Duration::from_millis(LATENCY) * DEPTH;
    let ratio = taken.as_secs_f64() / ideal.as_secs_f64();
    println!("time to the full checklist: {ratio:.2} x (depth x latency)");
    assert!(ratio <= 1.25, "{ratio}");
}

#[test]
fn the_same_address_is_asked_once() {
    let case = Case::open("healthy");
    case.snapshot();
    let world = case.world.borrow();
    let mut paths: Vec<&str> = world.log().iter().map(|it| it.path.as_str()).collect();
    let asked = paths.len();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), asked);
}
