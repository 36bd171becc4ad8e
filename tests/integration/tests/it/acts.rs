//! Acts against the simulator: what is sent, what is watched, and what happens
//! when it goes wrong half-way.

use std::{cell::RefCell, collections::VecDeque, rc::Rc, time::Duration};

use actions::{
    Act, Aftermath, WriteErrorKind, aftermath,
    connect::AddressKind,
    missing,
    request::{self, Progress, RequestDraft, RequestOutcome, Target, offers, send},
    switch::{self, Switch},
    turn_on::{self, Job, Machine, MachineState, Machines, TurnOnDraft, run},
};
use azure::{
    arm::{
        ArmClient, Clock, Method, Request, Response, RetryPolicy, Transport, TransportError, Write,
    },
    cloud::Cloud,
    resource_id::ResourceId,
    timestamp,
};
use azure_sim::{Failure, Fault, Simulation};
use diagnosis::engine::Verdict;
use futures::{FutureExt, future::LocalBoxFuture, join};
use guide::ask_for;
use integration_tests::{Case, Pasted, SharedClock, SimulatedTransport, block_on, opened, start};
use serde_json::json;
use text::Language;

use crate::texts::catalog;

pub(crate) fn fault(
    method: &str,
    path: &str,
    after: u32,
    times: Option<u32>,
    does: Failure,
) -> Fault {
    Fault {
        path: path.to_owned(),
        method: Some(method.to_owned()),
        after,
        times,
        does,
    }
}

pub(crate) fn answer(status: u16, code: &str) -> Failure {
    Failure::Answer {
        status,
        content_type: None,
        body: json!({"error": {"code": code, "message": "Azure's words."}}),
        headers: [].into(),
    }
}

/// Requests access as the reader of an estate would, with the form as it is
/// offered and then changed.
fn request_with(
    case: &Case,
    source: &str,
    change: impl FnOnce(&mut RequestDraft) + 'static,
) -> (RequestOutcome, Vec<Progress>) {
    let context = case.context.clone();
    let source = source.to_owned();
    block_on(&case.clock, async move {
        let question = &context.question;
        let offers = offers(&context.arm, &question.vm).await.unwrap();
        let offer = offers.first().unwrap();
        let mut draft = RequestDraft::new(offer, question.port, &source);
        change(&mut draft);
        let mut progress = Vec::new();
        let outcome = send(&context, &draft, offer, |it| progress.push(it)).await;
        (outcome, progress)
    })
}

fn request(case: &Case) -> (RequestOutcome, Vec<Progress>) {
    request_with(case, "203.0.113.7", |_| {})
}

#[test]
fn access_is_requested_and_seen_in_the_rules() {
    let case = Case::open("healthy");
    let (outcome, progress) = request(&case);
    assert_eq!(progress, Progress::ALL);
    let RequestOutcome::Opened(opened) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(opened.windows.len(), 1);
    assert_eq!(opened.windows[0].port, 3389);
    assert_eq!(opened.windows[0].sources, ["203.0.113.7"]);
    assert!(
        matches!(opened.rules, Verdict::Pass { .. }),
        "{:?}",
        opened.rules
    );
    let command = opened.endpoints[0].as_ref().unwrap().command().unwrap();
    assert!(command.starts_with("mstsc /v:"), "{command}");
}

/// Where the reader of a simulation is told to connect to, once they were let in.
fn told(simulation: Simulation) -> Option<(AddressKind, String)> {
    let (outcome, _) = request(&Case::of(simulation));
    let RequestOutcome::Opened(opened) = outcome else {
        panic!("{outcome:?}")
    };
    let endpoint = opened.endpoints.into_iter().next().unwrap()?;
    Some((endpoint.kind, endpoint.address()))
}

#[test]
fn who_was_let_in_is_told_the_address_that_the_diagnosis_tells() {
    let told_in = |estate| told(opened(estate));
    let (public, balancer) = ("198.51.100.20:3389", "198.51.100.60:50001");
    let firewall = "198.51.100.40:3389";
    assert_eq!(
        told_in("healthy"),
        Some((AddressKind::Public, public.to_owned()))
    );
    assert_eq!(
        told_in("firewall-classic"),
        Some((AddressKind::Firewall, firewall.to_owned()))
    );
    assert_eq!(
        told_in("balancer-nat"),
        Some((AddressKind::Balancer, balancer.to_owned()))
    );
}

#[test]
fn behind_a_firewall_whose_address_cannot_be_read_none_is_told() {
    let mut simulation = opened("firewall-classic");
    let id = policy_id(&simulation);
    let body = &mut simulation.store.get_mut(&id).unwrap().body;
    for vm in body["properties"]["virtualMachines"]
        .as_array_mut()
        .unwrap()
    {
        vm["publicIpAddress"] = json!("the firewall");
    }
    assert_eq!(told(simulation), None);
}

#[test]
fn without_an_address_azure_takes_that_of_the_request() {
    let case = Case::open("healthy");
    let (outcome, _) = request_with(&case, "", |_| {});
    let RequestOutcome::Opened(opened) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(opened.windows[0].sources, ["203.0.113.7"]);
}

#[test]
fn an_initiate_that_never_settles_is_given_up() {
    let mut simulation = opened("healthy");
    simulation.estate.settings.initiate_seconds = 1_000_000;
    let case = Case::of(simulation);
    let (outcome, _) = request(&case);
    assert_eq!(outcome, RequestOutcome::Unsettled);
    assert!(case.clock.now() - start() > Duration::from_mins(1));
    assert!(case.clock.now() - start() < Duration::from_mins(5));
}

#[test]
fn a_policy_that_changed_meanwhile_is_not_asked_in_vain() {
    let case = Case::open("healthy");
    let simulation = case.simulation.clone();
    let (outcome, _) = request_with(&case, "203.0.113.7", move |_| {
        let mut simulation = simulation.borrow_mut();
        let id = policy_id(&simulation);
        let body = &mut simulation.store.get_mut(&id).unwrap().body;
        let ports = &mut body["properties"]["virtualMachines"][0]["ports"];
        for port in ports.as_array_mut().unwrap() {
            port["maxRequestAccessDuration"] = json!("PT30M");
        }
    });
    let RequestOutcome::Changed(errors) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(errors.iter().all(|it| it.key == "over_policy"));
    assert!(!errors.is_empty());
    assert_eq!(sent(&case, "POST").len(), 0);
}

#[test]
fn a_refusal_says_why() {
    for (status, code, why) in [
        (403, "AuthorizationFailed", WriteErrorKind::Permission),
        (
            403,
            "RequestDisallowedByPolicy",
            WriteErrorKind::AzurePolicy,
        ),
        (409, "ScopeLocked", WriteErrorKind::Locked),
        (400, "InvalidInitiateInput", WriteErrorKind::Invalid),
        (500, "InternalServerError", WriteErrorKind::Server),
        (401, "InvalidAuthenticationToken", WriteErrorKind::SignIn),
    ] {
        let case = Case::open("healthy");
        let fault = fault("POST", "*/initiate*", 0, None, answer(status, code));
        case.simulation.borrow_mut().add_fault(fault);
        let (outcome, _) = request(&case);
        let RequestOutcome::Refused(refused) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!((refused.why, refused.code.as_str()), (why, code));
    }
}

#[test]
fn an_answer_that_got_lost_is_looked_for() {
    let case = Case::open("healthy");
    let lost = fault("POST", "*/initiate*", 0, None, Failure::Dropped);
    case.simulation.borrow_mut().add_fault(lost);
    let (outcome, _) = request(&case);
    assert!(matches!(outcome, RequestOutcome::Opened(_)), "{outcome:?}");
    assert_eq!(sent(&case, "POST").len(), 1);
}

#[test]
fn what_is_missing_is_told_before_anything_is_sent() {
    for (estate, is_missing) in [("healthy", false), ("person-reader", true)] {
        let case = Case::open(estate);
        let context = case.context.clone();
        let found = block_on(&case.clock, async move {
            let offers = offers(&context.arm, &context.question.vm).await.unwrap();
            missing(&context.arm, &request::needed(&offers[0]))
                .await
                .unwrap()
        });
        assert_eq!(!found.is_empty(), is_missing, "{estate}");
    }
}

fn policy_id(simulation: &Simulation) -> String {
    let found = simulation.store.iter().find(|it| is_policy(&it.kind));
    found.unwrap().id.clone()
}

fn sent(case: &Case, method: &str) -> Vec<String> {
    let simulation = case.simulation.borrow();
    let all = simulation.log().iter().filter(|it| it.method == method);
    all.map(|it| it.path.clone()).collect()
}

fn machine(name: &str) -> Machine {
    Machine {
        id: ResourceId::parse(&format!(
            "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/rg-shop-prod/providers/Microsoft.Compute/virtualMachines/{name}"
        ))
        .unwrap(),
        location: "westeurope".to_owned(),
    }
}

fn jobs(names: &[&str], chance: f64) -> Vec<Job> {
    let ports = TurnOnDraft::default().check().unwrap();
    let mut chance = chance;
    names
        .iter()
        .map(|name| {
            chance += 0.001;
            Job::new(&machine(name), &ports, chance).unwrap()
        })
        .collect()
}

/// Turns JIT on for new machines of an estate, one try or more, and gives the
/// states after each.
fn turn_on(case: &Case, names: &'static [&'static str], tries: usize) -> Vec<Vec<MachineState>> {
    let jobs = jobs(names, 0.5);
    let context = case.context.clone();
    block_on(&case.clock, async move {
        let mut states = vec![MachineState::Waiting; jobs.len()];
        let mut after = Vec::new();
        for _ in 0..tries {
            let before = states.clone();
            let on_state = |at: usize, state| states[at] = state;
            run(&context.arm, &*context.clock, &jobs, &before, on_state).await;
            after.push(states.clone());
        }
        after
    })
}

fn names(states: &[MachineState]) -> Vec<&'static str> {
    states.iter().map(MachineState::name).collect()
}

#[test]
fn every_machine_gets_a_policy_of_its_own() {
    let case = Case::open("healthy");
    let before = policy_count(&case.simulation.borrow());
    let states = turn_on(&case, &["vm-a", "vm-b", "vm-c"], 2);
    assert_eq!(names(&states[0]), ["done"; 3]);
    assert_eq!(states[0], states[1]);
    assert_eq!(sent(&case, "PUT").len(), 3);
    assert_eq!(policy_count(&case.simulation.borrow()), before + 3);
}

#[test]
fn a_machine_that_is_guarded_already_is_left_alone() {
    let case = Case::open("healthy");
    let states = turn_on(&case, &["vm-web-01", "vm-b"], 1);
    assert_eq!(names(&states[0]), ["already_on", "done"]);
    assert_eq!(sent(&case, "PUT").len(), 1);
}

#[test]
fn what_failed_half_way_can_be_taken_up_again() {
    let case = Case::open("healthy");
    let broken = fault(
        "PUT",
        "*/jitNetworkAccessPolicies/*",
        2,
        Some(2),
        answer(500, "InternalServerError"),
    );
    case.simulation.borrow_mut().add_fault(broken);
    let states = turn_on(&case, &["vm-a", "vm-b", "vm-c", "vm-d", "vm-e"], 2);
    assert_eq!(
        names(&states[0]),
        ["done", "done", "refused", "refused", "done"]
    );
    assert_eq!(names(&states[1]), ["done"; 5]);
    assert_eq!(sent(&case, "PUT").len(), 7);
}

#[test]
fn a_sign_in_that_is_wanted_stops_the_rest() {
    let case = Case::open("healthy");
    let rejected = answer(401, "RequestDisallowedByPolicy");
    let path = "*/jitNetworkAccessPolicies/*";
    case.simulation
        .borrow_mut()
        .add_fault(fault("PUT", path, 1, Some(1), rejected));
    let states = turn_on(&case, &["vm-a", "vm-b", "vm-c"], 2);
    assert_eq!(names(&states[0]), ["done", "refused", "not_tried"]);
    assert_eq!(names(&states[1]), ["done"; 3]);
}

#[test]
fn a_throttled_write_is_tried_again() {
    let case = Case::open("healthy");
    let throttled = answer(429, "TooManyRequests");
    let path = "*/jitNetworkAccessPolicies/*";
    case.simulation
        .borrow_mut()
        .add_fault(fault("PUT", path, 0, Some(3), throttled));
    let states = turn_on(&case, &["vm-a", "vm-b"], 1);
    assert_eq!(names(&states[0]), ["done"; 2]);
}

#[test]
fn a_write_whose_answer_got_lost_counts_once() {
    let case = Case::open("healthy");
    let before = policy_count(&case.simulation.borrow());
    let path = "*/jitNetworkAccessPolicies/*";
    case.simulation
        .borrow_mut()
        .add_fault(fault("PUT", path, 0, Some(1), Failure::Dropped));
    let states = turn_on(&case, &["vm-a"], 1);
    assert_eq!(names(&states[0]), ["done"]);
    assert_eq!(policy_count(&case.simulation.borrow()), before + 1);
}

fn is_policy(kind: &str) -> bool {
    kind.ends_with("/jitnetworkaccesspolicies")
}

fn policy_count(simulation: &Simulation) -> usize {
    simulation
        .store
        .iter()
        .filter(|it| is_policy(&it.kind))
        .count()
}

#[test]
fn what_a_role_lacks_is_told_once_a_resource_group() {
    let case = Case::open("person-reader-enable");
    let context = case.context.clone();
    let machines = [machine("vm-a"), machine("vm-b")];
    let found = block_on(&case.clock, async move {
        missing(&context.arm, &turn_on::needed(&machines))
            .await
            .unwrap()
    });
    assert_eq!(found.len(), 2);
}

/// What lacks is asked for in words, each action once, and says where and what for.
#[test]
fn a_message_asks_for_what_a_role_lacks() {
    let all: Vec<Machine> = ["vm-web-01", "vm-jp-01", "vm-jp-02"].map(machine).into();
    let machines = Machines::new(all).unwrap();
    let lacking = turn_on::needed(machines.iter());
    let subscription = machines.first().id.subscription_scope();
    let switch = Act::Switch(Switch::Plan, subscription.clone());
    for language in Language::ALL {
        let catalog = catalog(language);
        let message = ask_for::message(&Act::TurnOn(machines.clone()), &lacking, &catalog);
        for it in &lacking {
            assert_eq!(message.matches(it.action).count(), 1, "{message}");
            assert!(message.contains(it.scope.name()), "{message}");
        }
        let vms = catalog.listed(&["vm-web-01", "vm-jp-01", "vm-jp-02"]);
        for part in [&*vms, "Contributor"] {
            assert!(message.contains(part), "{message} lacks {part}");
        }
        let message = ask_for::message(&switch, &Switch::Plan.needed(&subscription), &catalog);
        assert!(message.contains(subscription.subscription()), "{message}");
        for it in [&message, &ask_for::places(&lacking, &catalog)] {
            assert!(!it.contains('{') && !it.contains("acts."), "{it}");
        }
        for action in ask_for::actions(&lacking) {
            assert!(ask_for::in_words(action, &catalog).is_some(), "{action}");
        }
    }
}

#[test]
fn what_is_turned_on_is_seen_to_be() {
    for (estate, which) in [
        ("plan-off", Switch::Plan),
        ("plan-p1", Switch::Plan),
        ("provider-not-registered", Switch::Provider),
        ("vm-stopped", Switch::Vm),
        ("vm-deallocated", Switch::Vm),
    ] {
        let case = Case::open(estate);
        let context = case.context.clone();
        let place = which.place(&context.question.vm);
        let again = block_on(&case.clock, async move {
            let arm = &context.arm;
            let mut outcomes = Vec::new();
            for _ in 0..2 {
                let outcome = switch::turn_on(arm, &*context.clock, which, &place, |_| {});
                outcomes.push(outcome.await.name());
            }
            outcomes
        });
        assert_eq!(again, ["done", "already_on"], "{estate}");
    }
}

#[test]
fn a_vm_that_falls_back_while_it_starts_is_given_up_with_azures_reason() {
    let case = Case::open("vm-start-fails");
    let context = case.context.clone();
    let vm = context.question.vm.clone();
    let outcome = block_on(&case.clock, async move {
        let arm = &context.arm;
        switch::turn_on(arm, &*context.clock, Switch::Vm, &vm, |_| {}).await
    });
    let switch::SwitchOutcome::GivenUp(off) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(off.state, "deallocated");
    let failure = off.failure.unwrap();
    assert_eq!(failure.code, "AllocationFailed");
    assert!(failure.message.contains("capacity"), "{}", failure.message);
}

/// A start that begins and fails between two looks, and one of which nothing is seen while
/// the VM still tells of an operation that failed before.
#[test]
fn only_a_failure_that_is_new_is_the_starts() {
    for (looks_before, expected) in [(1, "given_up"), (0, "unsettled")] {
        let case = Case::open("vm-deallocated");
        let context = case.context.clone();
        let vm = context.question.vm.clone();
        let mut failed = case
            .simulation
            .borrow()
            .store
            .get(vm.as_str())
            .unwrap()
            .body
            .clone();
        failed["properties"]["instanceView"] = json!({"statuses": [
            {"code": "ProvisioningState/failed/AllocationFailed", "message": "No capacity."},
            {"code": "PowerState/deallocated"},
        ]});
        let instead = Failure::Answer {
            status: 200,
            content_type: None,
            body: failed,
            headers: [].into(),
        };
        let path = format!("*/virtualMachines/{}*", vm.name());
        let fault = fault("GET", &path, looks_before, None, instead);
        case.simulation.borrow_mut().add_fault(fault);
        let outcome = block_on(&case.clock, async move {
            let arm = &context.arm;
            switch::turn_on(arm, &*context.clock, Switch::Vm, &vm, |_| {}).await
        });
        assert_eq!(outcome.name(), expected, "{looks_before}: {outcome:?}");
    }
}

/// Lets two or more clients have their turns in a given order; when the order
/// is used up, or it is the turn of one that is done, anybody goes.
#[derive(Default)]
pub(crate) struct Turns {
    pub(crate) order: RefCell<VecDeque<usize>>,
    pub(crate) done: RefCell<Vec<usize>>,
    /// What was sent, and by whom.
    pub(crate) sent: RefCell<Vec<(usize, Request)>>,
}

impl Turns {
    fn may_go(&self, who: usize) -> bool {
        let mut order = self.order.borrow_mut();
        while order
            .front()
            .is_some_and(|it| self.done.borrow().contains(it))
        {
            order.pop_front();
        }
        match order.front() {
            Some(next) if *next == who => {
                order.pop_front();
                true
            }
            other => other.is_none(),
        }
    }
}

pub(crate) struct InTurn {
    pub(crate) who: usize,
    pub(crate) turns: Rc<Turns>,
    pub(crate) clock: SharedClock,
    pub(crate) inner: Rc<SimulatedTransport>,
}

impl Transport for InTurn {
    fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
        let (who, turns, clock) = (self.who, self.turns.clone(), self.clock.clone());
        let inner = self.inner.clone();
        async move {
            while !turns.may_go(who) {
                clock.sleep(Duration::from_millis(1)).await;
            }
            turns.sent.borrow_mut().push((who, request.clone()));
            inner.send(request).await
        }
        .boxed_local()
    }
}

/// What another tool does: reads the policy `default`, adds a VM, writes it.
pub(crate) async fn add_to_default(arm: &ArmClient, vm: &str) {
    let path = format!(
        "{}/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default?api-version=2020-01-01",
        machine(vm).id.resource_group_scope().unwrap()
    );
    let read = arm.get(&path).await.unwrap();
    let mut entries = read.node().value().unwrap()["properties"]["virtualMachines"].clone();
    let mut entry = entries[0].clone();
    entry["id"] = json!(machine(vm).id.as_str());
    entries.as_array_mut().unwrap().push(entry);
    let write = Write {
        method: Method::Put,
        path,
        body: Some(json!({"kind": "Basic", "properties": {"virtualMachines": entries}})),
    };
    arm.write(&write).await.unwrap();
}

/// In whatever order two of this program and a third tool take their turns, no
/// entry that anybody wrote is gone, and a VM that two have turned on at once is
/// told to be so by whoever came second.
#[test]
fn no_interleaving_of_writers_loses_an_entry() {
    let simulation = opened("healthy");
    let mut told = 0;
    // A look and a write for each machine of the first writer, one machine of
    // the second, and the other tool.
    for order in orders([4, 2, 2]) {
        let (simulation, states) = contend(simulation.clone(), order.clone().into());
        let guards = |id: &ResourceId| {
            let policies = simulation.store.iter().filter(|it| is_policy(&it.kind));
            policies
                .filter(|it| it.body.to_string().contains(&format!("{id}\"")))
                .count()
        };
        for vm in ["vm-web-01", "vm-a", "vm-b", "vm-c"] {
            assert!(guards(&machine(vm).id) > 0, "{vm} is lost in {order:?}");
        }
        assert!(
            states.iter().flatten().all(MachineState::is_good),
            "{states:?}"
        );
        let beside =
            |it: &MachineState| matches!(it, MachineState::Done { beside } if !beside.is_empty());
        let is_told = states.iter().any(|it| beside(&it[0]));
        assert_eq!(guards(&machine("vm-a").id) > 1, is_told, "{order:?}");
        told += usize::from(is_told);
    }
    assert!(told > 0, "the orders never make two meet");
}

/// Every order in which each of some can have so many turns.
pub(crate) fn orders(turns: [usize; 3]) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    for who in (0..turns.len()).filter(|it| turns[*it] > 0) {
        let mut rest = turns;
        rest[who] -= 1;
        all.extend(orders(rest).into_iter().map(|it| [vec![who], it].concat()));
    }
    if all.is_empty() {
        vec![Vec::new()]
    } else {
        all
    }
}

/// One of this program turns on `vm-a` and `vm-b`, a second one `vm-a`; another
/// tool adds `vm-c`.
fn contend(simulation: Simulation, order: VecDeque<usize>) -> (Simulation, Vec<Vec<MachineState>>) {
    let token = simulation.token(&simulation.estate.ask.person).unwrap();
    let simulation = Rc::new(RefCell::new(simulation));
    let clock = SharedClock::default();
    let turns = Rc::new(Turns {
        order: RefCell::new(order),
        ..Turns::default()
    });
    let inner = Rc::new(SimulatedTransport {
        simulation: simulation.clone(),
        clock: clock.clone(),
    });
    let client = |who| {
        ArmClient::new(
            Cloud::Public,
            "en",
            Rc::new(InTurn {
                who,
                turns: turns.clone(),
                clock: clock.clone(),
                inner: inner.clone(),
            }),
            Rc::new(Pasted(token.clone())),
            Rc::new(clock.clone()),
            RetryPolicy::default(),
        )
    };
    let writer = |who: usize, names: &'static [&'static str], chance| {
        let (arm, clock, turns) = (client(who), clock.clone(), turns.clone());
        async move {
            let jobs = jobs(names, chance);
            let mut states = vec![MachineState::Waiting; jobs.len()];
            run(&arm, &clock, &jobs, &states.clone(), |at, it| {
                states[at] = it;
            })
            .await;
            turns.done.borrow_mut().push(who);
            states
        }
    };
    let (first, second) = (writer(0, &["vm-a", "vm-b"], 0.1), writer(1, &["vm-a"], 0.7));
    let (arm, done) = (client(2), turns.clone());
    let other = async move {
        add_to_default(&arm, "vm-c").await;
        done.done.borrow_mut().push(2);
    };
    let states = block_on(&clock, async move {
        let (first, second, ()) = join!(first, second, other);
        vec![first, second]
    });
    drop((inner, turns));
    (simulation.borrow().clone(), states)
}

/// What is found of an act by somebody who comes back to it.
fn found(case: &Case, act: Act) -> Aftermath {
    let context = case.context.clone();
    block_on(&case.clock, async move {
        let now = context.clock.now();
        let since = now.saturating_sub(timestamp::Duration::minutes(1));
        aftermath(&context.arm, &act, since, now).await
    })
}

#[test]
fn what_was_left_is_looked_up() {
    let act = |case: &Case| Act::Request(Target::of(&case.context.question));
    let subscription = |case: &Case| case.context.question.vm.subscription_scope();

    let case = Case::open("healthy");
    assert_eq!(found(&case, act(&case)), Aftermath::Nothing);
    request(&case);
    assert_eq!(found(&case, act(&case)), Aftermath::Open);
    assert_eq!(
        sent(&case, "POST")
            .iter()
            .filter(|it| it.contains("/initiate"))
            .count(),
        1
    );

    let case = Case::open("request-never-settles");
    request(&case);
    assert_eq!(found(&case, act(&case)).name(), "under_way");

    let case = Case::open("plan-off");
    let plan = Act::Switch(Switch::Plan, subscription(&case));
    assert_eq!(found(&case, plan).name(), "off");
    let case = Case::open("healthy");
    let plan = Act::Switch(Switch::Plan, subscription(&case));
    assert_eq!(found(&case, plan), Aftermath::On);

    let case = Case::open("arm-down");
    assert_eq!(found(&case, act(&case)).name(), "unread");

    let case = Case::open("turn-on-many");
    let machines = Machines::new(vec![machine("vm-web-01"), machine("vm-db-01")]).unwrap();
    let both = Act::TurnOn(machines);
    assert_eq!(
        found(&case, both.clone()),
        Aftermath::Guarded { done: 0, total: 2 }
    );
    turn_on(&case, &["vm-web-01"], 1);
    assert_eq!(found(&case, both), Aftermath::Guarded { done: 1, total: 2 });
}
