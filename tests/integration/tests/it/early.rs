//! The card may speak before all has been read. Then it is the card of the end: in each
//! estate, whatever has arrived and whatever is still on its way.

use std::{cell::RefCell, rc::Rc, time::Duration};

use checklist::{Card, CardKind, Times, checklist};
use diagnosis::{
    args, checks,
    engine::{Check, Diagnosis, Lead, Severity, diagnose},
    facts::{FactKey, FactSet, Snapshot, Update, gather},
    question::Goal,
};
use integration_tests::{Case, block_on, opened};
use text::Language;

use crate::texts::catalog;

/// How many sets of facts are held back in each estate, beside each fact alone.
const SETS: usize = 16;

const LATENCY: Duration = Duration::from_millis(150);
/// The VM, its interface, its subnet, the subnet's route table.
const DEPTH: u32 = 4;

/// What arrived, and when.
struct Reading {
    case: Case,
    goal: Option<Goal>,
    updates: Vec<(Duration, Update)>,
}

impl Reading {
    fn of(estate: &str, goal: Option<Goal>) -> Self {
        let mut simulation = opened(estate);
        simulation.estate.settings.latency_ms = u64::try_from(LATENCY.as_millis()).unwrap();
        let mut case = Case::of(simulation);
        let context = Rc::get_mut(&mut case.context).unwrap();
        let goal = goal.or(context.question.goal);
        context.question.goal = goal;
        let updates = Rc::new(RefCell::new(Vec::new()));
        let (context, clock) = (case.context.clone(), case.clock.clone());
        let arrived = updates.clone();
        block_on(&case.clock, async move {
            gather(context, checks::needs(goal), |update| {
                arrived.borrow_mut().push((clock.0.elapsed(), update));
            })
            .await;
        });
        Self {
            case,
            goal,
            updates: updates.take(),
        }
    }

    /// All of it but what is held back.
    fn without(&self, held: FactSet) -> Snapshot {
        let mut snapshot = Snapshot::default();
        for (_, update) in self.updates.iter().filter(|it| !held.contains(it.1.key())) {
            snapshot.apply(update.clone());
        }
        snapshot
    }

    fn card(&self, snapshot: &Snapshot, diagnosis: &Diagnosis) -> Card {
        let question = &self.case.context.question;
        let catalog = catalog(Language::English);
        let card = checklist(diagnosis, question, snapshot, &catalog, Times::UTC).card;
        match card.kind {
            // What is beside a cause is told when it is known.
            CardKind::Problem => Card {
                beside: Vec::new(),
                ..card
            },
            _ => card,
        }
    }

    /// When the card could speak, and when all was read.
    fn times(&self) -> (Duration, Duration) {
        let mut snapshot = Snapshot::default();
        let mut spoke = None;
        for (at, update) in &self.updates {
            snapshot.apply(update.clone());
            let is_told = spoke.is_some() || {
                let diagnosis = diagnose(checks::EVALUATORS, &snapshot, self.goal);
                !matches!(diagnosis.lead(), Lead::Running)
            };
            spoke = spoke.or(is_told.then_some(*at));
        }
        (spoke.unwrap(), self.updates.last().unwrap().0)
    }
}

/// The same numbers in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        for shift in [13, 7, 17] {
            let moved = if shift == 7 {
                self.0 >> shift
            } else {
                self.0 << shift
            };
            self.0 ^= moved;
        }
        self.0 % end
    }
}

/// Each fact alone, and sets of them.
fn held_back(random: &mut Random) -> Vec<FactSet> {
    let mut sets: Vec<FactSet> = FactKey::ALL.iter().map(|it| FactSet::of(&[*it])).collect();
    sets.push(FactSet::NONE);
    for _ in 0..SETS {
        // Few are held back as often as many.
        let one_in = 2 + random.below(12);
        let held = FactKey::ALL.iter().copied();
        let held = held.filter(|_| random.below(one_in) == 0);
        sets.push(held.fold(FactSet::NONE, FactSet::with));
    }
    sets
}

fn what_is_told_early_is_told_in_the_end(goal: Option<Goal>) {
    let mut random = Random(15);
    let mut early = 0;
    for name in azure_sim::names() {
        let reading = Reading::of(name, goal);
        let all = reading.without(FactSet::NONE);
        let diagnosis = diagnose(checks::EVALUATORS, &all, reading.goal);
        let last = reading.card(&all, &diagnosis);
        assert_ne!(last.kind, CardKind::Running, "{name}");
        for held in held_back(&mut random) {
            let some = reading.without(held);
            let diagnosis = diagnose(checks::EVALUATORS, &some, reading.goal);
            if matches!(diagnosis.lead(), Lead::Running) {
                continue;
            }
            early += 1;
            let held: Vec<_> = held.iter().map(FactKey::name).collect();
            assert_eq!(
                reading.card(&some, &diagnosis),
                last,
                "{name} without {held:?}"
            );
        }
    }
    println!("{goal:?}: {early} early cards");
}

#[test]
fn what_is_told_early_is_told_in_the_end_as_the_estate_asks() {
    what_is_told_early_is_told_in_the_end(None);
}

#[test]
fn what_is_told_early_is_told_in_the_end_to_who_connects() {
    what_is_told_early_is_told_in_the_end(Some(Goal::Connect));
}

/// Azure takes seconds over effective rules, and what comes before what they decide is
/// told without them, unless its message asks for every action that is missing.
#[test]
fn a_cause_does_not_wait_for_effective_rules() {
    let place_of = |check: &Check| checks::ALL.iter().position(|it| it.id == check.id);
    let reads = |it: &&&Check| it.needs.contains(FactKey::EffectiveRules);
    let stops = |it: &&Check| it.cases.iter().any(|it| it.severity == Severity::Blocker);
    let rules = checks::ALL
        .iter()
        .filter(reads)
        .find(|it| stops(it))
        .unwrap();
    let mut early = Vec::new();
    for name in azure_sim::names() {
        let reading = Reading::of(name, Some(Goal::Connect));
        // Where Azure itself is slow or asks to wait, so is the card.
        let azure = reading.case.simulation.borrow();
        let estate = &azure.estate;
        let is_throttled = azure.log().iter().any(|it| it.status == 429);
        if is_throttled || !estate.faults.is_empty() || !estate.generate.is_empty() {
            continue;
        }
        let all = reading.without(FactSet::NONE);
        let diagnosis = diagnose(checks::EVALUATORS, &all, reading.goal);
        let Lead::Cause(cause) = diagnosis.lead() else {
            continue;
        };
        let (told, done) = reading.times();
        let asks_for_all = cause.finding.args.get(args::ACTION).is_some();
        if place_of(cause.check) < place_of(rules) && !asks_for_all {
            let most = LATENCY.mul_f64(f64::from(DEPTH) * 1.15);
            assert!(told <= most, "{name}: {} after {told:?}", cause.check.id);
            early.extend((told < done).then_some(name));
        }
    }
    println!("told before all was read: {} estates", early.len());
    assert!(early.len() > 20, "{early:?}");
}
