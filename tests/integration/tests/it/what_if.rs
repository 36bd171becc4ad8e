//! What has to be done until the goal is reached: the first step is the cause, what is
//! foreseen is what comes when a step is really done, and no fault makes the way shorter.

use std::{fmt::Write as _, rc::Rc};

use actions::{
    request::{RequestDraft, RequestOutcome, offers, send},
    switch::{self, Switch},
    turn_on::{Job, Machine, MachineState, TurnOnDraft, run},
};
use azure::value::Value;
use diagnosis::{
    args, checks,
    engine::{Diagnosis, Lead, diagnose},
    facts::{Context, Facts, Snapshot, VmLookup},
    question::Goal,
    what_if::{End, Outlook, Step, outlook},
};
use integration_tests::{Case, block_on};

fn judge(snapshot: &Snapshot, goal: Option<Goal>) -> Diagnosis {
    diagnose(checks::EVALUATORS, snapshot, goal)
}

fn foreseen(snapshot: &Snapshot, goal: Option<Goal>) -> Outlook {
    outlook(snapshot, |it| judge(it, goal))
}

/// What keeps the reader from the goal; that JIT is off keeps nobody from turning it on.
fn cause_of(diagnosis: &Diagnosis) -> Option<&'static str> {
    match diagnosis.lead() {
        Lead::Cause(it) => Some(it.check.id),
        _ => None,
    }
}

const GOALS: [Option<Goal>; 4] = [
    None,
    Some(Goal::Enable),
    Some(Goal::Request),
    Some(Goal::Connect),
];

#[test]
fn the_first_step_is_the_cause_and_no_step_comes_twice() {
    for name in azure_sim::names() {
        let snapshot = Case::open(name).snapshot();
        for goal in GOALS {
            let outlook = foreseen(&snapshot, goal);
            let cause = cause_of(&judge(&snapshot, goal));
            let mut steps = outlook.steps.iter();
            assert_eq!(steps.next().map(|it| it.check.id), cause, "{name} {goal:?}");
            for (at, step) in outlook.steps.iter().enumerate() {
                let is_same = |it: &Step| {
                    let (one, other) = (&it.finding, &step.finding);
                    it.check.id == step.check.id && one.args == other.args && one.case == other.case
                };
                let twice = outlook.steps[..at].iter().any(is_same);
                assert!(!twice, "{name} {goal:?}: {:?}", outlook.steps);
            }
        }
    }
}

#[test]
fn what_is_missing_never_makes_the_way_shorter_and_sure() {
    for name in azure_sim::names() {
        let case = Case::open(name);
        let goal = case.context.question.goal;
        let all = foreseen(&case.snapshot(), goal);
        for key in diagnosis::facts::FactKey::ALL {
            let mut less = case.snapshot();
            less.forget(diagnosis::facts::FactSet::of(&[*key]));
            let outlook = foreseen(&less, goal);
            assert!(
                outlook.end != End::Goal || outlook.steps.len() >= all.steps.len(),
                "{name} without {key:?}: {:?}",
                outlook.steps
            );
        }
    }
}

/// The ids of all locks.
fn locks(case: &Case) -> Vec<String> {
    let simulation = case.simulation.borrow();
    let all = simulation.store.iter().map(|it| it.id.clone());
    all.filter(|it| it.to_ascii_lowercase().contains("/locks/"))
        .collect()
}

/// Two locks of one name, and each is a step of its own.
#[test]
fn a_second_lock_is_a_second_step() {
    let case = Case::open("lock-read-only");
    let goal = case.context.question.goal;
    let [lock] = locks(&case).try_into().unwrap();
    let mut simulation = case.simulation.borrow().clone();
    let mut body = simulation.store.get(&lock).unwrap().body.clone();
    let (_, name) = lock.rsplit_once('/').unwrap();
    let subscription = case.context.question.vm.subscription_scope();
    body["id"] = format!("{subscription}/providers/Microsoft.Authorization/locks/{name}").into();
    simulation.store.insert(body).unwrap();
    let mut case = Case::of(simulation);
    let outlook = foreseen(&case.snapshot(), goal);
    let ids: Vec<_> = outlook.steps.iter().map(|it| it.check.id).collect();
    assert_eq!(ids, ["change.lock", "change.lock"]);
    assert_eq!(outlook.end, End::Goal);
    for step in &outlook.steps {
        assert_eq!(cause_of(&case.diagnosis()), Some(step.check.id));
        assert!(done(&case, step), "{step:?}");
        case = anew(&case);
    }
    assert_eq!(cause_of(&case.diagnosis()), None);
}

/// One step changes what it is about, and nothing else that is wrong with a policy.
#[test]
fn each_thing_that_is_wrong_with_a_policy_is_a_step() {
    let case = Case::open("port-missing");
    let mut simulation = case.simulation.borrow().clone();
    let is_policy = |id: &String| {
        id.to_ascii_lowercase()
            .contains("/jitnetworkaccesspolicies/")
    };
    let all: Vec<String> = simulation.store.iter().map(|it| it.id.clone()).collect();
    for id in all.iter().filter(|it| is_policy(it)) {
        let body = &mut simulation.store.get_mut(id).unwrap().body;
        body["properties"]["provisioningState"] = "Failed".into();
    }
    let case = Case::of(simulation);
    let outlook = foreseen(&case.snapshot(), case.context.question.goal);
    let ids: Vec<_> = outlook.steps.iter().map(|it| it.check.id).collect();
    assert_eq!(ids, ["policy.settled", "policy.port"]);
}

/// Does a step as the reader would. `false` for one that this test can't do, or that
/// this reader may not.
fn done(case: &Case, step: &Step) -> bool {
    let text = |value: Option<&Value>| value.map(ToString::to_string).unwrap_or_default();
    let args = &step.finding.args;
    let step = step.check.id;
    let context = case.context.clone();
    let vm = context.question.vm.clone();
    let which = match step {
        "plan.servers" | "plan.tier" => Some(Switch::Plan),
        "subscription.provider" => Some(Switch::Provider),
        "vm.running" => Some(Switch::Vm),
        _ => None,
    };
    if let Some(which) = which {
        return block_on(&case.clock, async move {
            let arm = &context.arm;
            let place = which.place(&vm);
            let outcome = switch::turn_on(arm, &*context.clock, which, &place, |_| {});
            outcome.await.name() == "done"
        });
    }
    match step {
        "policy.exists" => {
            let snapshot = case.snapshot();
            let facts = Facts::new(&snapshot);
            let Ok(VmLookup::Found(found)) = facts.vm().map(|it| &it.value) else {
                return false;
            };
            let machine = Machine {
                id: vm,
                location: found.location.clone(),
            };
            let ports = TurnOnDraft::default().check().unwrap();
            let jobs = vec![Job::new(&machine, &ports, 0.5).unwrap()];
            block_on(&case.clock, async move {
                let mut states = vec![MachineState::Waiting];
                let before = states.clone();
                let on_state = |at: usize, state| states[at] = state;
                run(&context.arm, &*context.clock, &jobs, &before, on_state).await;
                states[0].name() == "done"
            })
        }
        "request.open" | "request.source" => block_on(&case.clock, async move {
            let question = &context.question;
            let Some(source) = question.source.map(|it| it.to_string()) else {
                return false;
            };
            let Ok(offers) = offers(&context.arm, &question.vm).await else {
                return false;
            };
            let Some(offer) = offers.first() else {
                return false;
            };
            let draft = RequestDraft::new(offer, question.port, &source);
            let outcome = send(&context, &draft, offer, |_| {}).await;
            matches!(outcome, RequestOutcome::Opened(_))
        }),
        "change.lock" => {
            let locks = locks(case);
            let (lock, scope) = (text(args.get(args::LOCK)), text(args.get(args::SCOPE)));
            let is_it = |it: &&String| {
                it.eq_ignore_ascii_case(&format!(
                    "{scope}/providers/Microsoft.Authorization/locks/{lock}"
                ))
            };
            let mut simulation = case.simulation.borrow_mut();
            let found = locks.iter().find(is_it);
            found.is_some_and(|it| simulation.store.remove(it).is_some())
        }
        _ => false,
    }
}

/// The same Azure, asked by a client that has heard nothing yet.
fn anew(case: &Case) -> Case {
    let before = &case.context;
    Case {
        simulation: case.simulation.clone(),
        clock: case.clock.clone(),
        context: Rc::new(Context {
            arm: before.arm.renewed(),
            clock: before.clock.clone(),
            cloud: before.cloud,
            question: before.question.clone(),
            claims: before.claims.clone(),
        }),
    }
}

/// In the simulated Azure, what comes next is what was foreseen: no cause that was not
/// told comes in between, and where the goal was promised, nothing is in the way.
#[test]
fn what_is_foreseen_is_what_comes() {
    let mut walked = 0;
    let mut wrong = String::new();
    for name in azure_sim::names() {
        let mut case = Case::open(name);
        let goal = case.context.question.goal;
        let outlook = foreseen(&case.snapshot(), goal);
        for (at, step) in outlook.steps.iter().enumerate() {
            if !done(&case, step) {
                break;
            }
            walked += 1;
            case = anew(&case);
            let next = cause_of(&case.diagnosis());
            let told = outlook.steps.get(at + 1).map(|it| it.check.id);
            let is_last = told.is_none();
            if next != told && !(is_last && outlook.end != End::Goal) {
                let _ = writeln!(
                    wrong,
                    "{name}: after {} comes {next:?}, told {told:?}",
                    step.check.id
                );
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(walked >= 20, "only {walked} steps were walked");
}
