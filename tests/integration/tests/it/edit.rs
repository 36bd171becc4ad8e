//! Policies that are there, changed many at once: nothing is written that was not shown,
//! **no entry of anybody else's is touched**, and what was there can be put back.

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use actions::{
    WriteErrorKind,
    edit::{
        Change, Confirmed, Edit, EditDraft, EntryChange, Fate, Job, Log, Minutes, Misfit, Plan,
        PolicyState, Ports, Sources, Unfit, is_signed_out, outcomes, put_back, run,
    },
    field::Source,
    missing,
    turn_on::GuardedPort,
};
use azure::{
    arm::{ArmClient, Clock, Method, Request, RetryPolicy},
    cloud::Cloud,
    ip_range,
    rbac::{CONFIGURE, DELETE_POLICY, WRITE_VM},
    resource_id::ResourceId,
    timestamp::{self, Duration},
};
use azure_sim::{Failure, Simulation};
use futures::join;
use integration_tests::{Case, Pasted, SharedClock, SimulatedTransport, block_on, opened, start};
use inventory::hygiene::{FindingKind, Fix, Hygiene};
use serde_json::{Value, json};

use crate::{
    acts::{InTurn, Turns, add_to_default, answer, fault, orders},
    hygiene::found,
};

const ESTATE: &str = "subscription-untidy";
const POLICY: &str = "*/jitNetworkAccessPolicies/*";

fn id(group: &str, rest: &str) -> ResourceId {
    ResourceId::parse(&format!(
        "/subscriptions/3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08/resourceGroups/{group}/providers/{rest}"
    ))
    .unwrap()
}

fn policy(group: &str, name: &str) -> ResourceId {
    id(
        group,
        &format!("Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/{name}"),
    )
}

fn default() -> ResourceId {
    policy("rg-shop-prod", "default")
}

fn batch() -> ResourceId {
    policy("rg-network", "batch")
}

fn vm(name: &str) -> ResourceId {
    let group = if name.contains("batch") {
        "rg-network"
    } else {
        "rg-shop-prod"
    };
    id(group, &format!("Microsoft.Compute/virtualMachines/{name}"))
}

fn office() -> Sources {
    let range = ip_range::parse("198.51.100.0/24").unwrap();
    Sources::new(vec![Source::Range(range)]).unwrap()
}

fn hour() -> Minutes {
    Minutes::new(60).unwrap()
}

fn edit(policy: ResourceId, name: &str, change: Change) -> Edit {
    let vm = vm(name);
    Edit { policy, vm, change }
}

/// One change in each of the three policies.
fn three() -> Vec<Edit> {
    vec![
        edit(batch(), "vm-batch-01", Change::AtMost(hour())),
        edit(default(), "vm-web-01", Change::AtMost(hour())),
        edit(
            policy("rg-shop-prod", "vm-web-02"),
            "vm-web-02",
            Change::Sources {
                ports: Ports::All,
                sources: office(),
            },
        ),
    ]
}

fn plan(case: &Case, edits: Vec<Edit>) -> Plan {
    let arm = case.context.arm.clone();
    block_on(&case.clock, async move {
        EditDraft::new(edits).plan(&arm).await
    })
}

fn agreed(plan: Plan) -> Confirmed {
    plan.confirmed(|_| true)
}

/// Runs what is left, and gives where each policy stands then.
fn go_on(case: &Case, confirmed: &Confirmed, before: &[PolicyState]) -> Vec<PolicyState> {
    run_until(case, confirmed, before, usize::MAX)
}

/// The same, stopped once so many policies were begun.
fn run_until(
    case: &Case,
    confirmed: &Confirmed,
    before: &[PolicyState],
    most: usize,
) -> Vec<PolicyState> {
    let context = case.context.clone();
    let (confirmed, before) = (confirmed.clone(), before.to_vec());
    block_on(&case.clock, async move {
        let states = RefCell::new(before.clone());
        let begun = RefCell::new(0);
        states
            .borrow_mut()
            .resize(confirmed.jobs().len(), PolicyState::Waiting);
        let on_state = |at: usize, state: PolicyState| {
            *begun.borrow_mut() += usize::from(state == PolicyState::Sending);
            states.borrow_mut()[at] = state;
        };
        let (arm, clock) = (&context.arm, &*context.clock);
        let is_stopped = || *begun.borrow() >= most;
        run(arm, clock, &confirmed, &before, &is_stopped, on_state).await;
        states.into_inner()
    })
}

fn names(states: &[PolicyState]) -> Vec<&'static str> {
    states.iter().map(PolicyState::name).collect()
}

/// `PUT` and `DELETE` requests, as methods and names of policies.
fn writes(case: &Case) -> Vec<String> {
    let simulation = case.simulation.borrow();
    let log = simulation.log().iter();
    let writes = log.filter(|it| ["PUT", "DELETE", "PATCH"].contains(&&*it.method));
    writes
        .map(|it| {
            let path = it.path.split('?').next().unwrap();
            format!("{} {}", it.method, path.rsplit('/').next().unwrap())
        })
        .collect()
}

/// A policy as the simulated Azure has it.
fn stored(simulation: &Simulation, policy: &ResourceId) -> Option<Value> {
    let stored = simulation.store.get(policy.as_str());
    stored.map(|it| it.body.clone())
}

fn now(case: &Case, policy: &ResourceId) -> Option<Value> {
    stored(&case.simulation.borrow(), policy)
}

fn entries(policy: &Value) -> &Vec<Value> {
    policy["properties"]["virtualMachines"].as_array().unwrap()
}

fn entry<'a>(policy: &'a Value, name: &str) -> Option<&'a Value> {
    let mut all = entries(policy).iter();
    all.find(|it| it["id"].as_str().unwrap().ends_with(name))
}

/// Of every policy, what its owner sets.
fn settings(case: &Case) -> Vec<Option<Value>> {
    let policies = [default(), batch(), policy("rg-shop-prod", "vm-web-02")];
    let of = |it: &ResourceId| now(case, it).map(|it| json!(entries(&it)));
    policies.iter().map(of).collect()
}

#[test]
fn a_dry_run_writes_nothing() {
    let case = Case::open(ESTATE);
    let before = settings(&case);
    let plan = plan(&case, three());
    let policies: Vec<&str> = plan.jobs.iter().map(|it| it.policy().name()).collect();
    assert_eq!(policies, ["batch", "default", "vm-web-02"]);
    let difference = plan.jobs[1].difference();
    assert_eq!((difference.fate, difference.kept), (Fate::Written, 2));
    assert_eq!(difference.entries[0].what, EntryChange::Changed);
    assert!(plan.same.is_empty() && plan.left_out.is_empty() && plan.unfit.is_empty());
    let confirmed = agreed(plan);
    assert_eq!(writes(&case), [""; 0]);
    assert_eq!(settings(&case), before);
    assert_eq!(names(&go_on(&case, &confirmed, &[])), ["done"; 3]);
    assert_eq!(writes(&case).len(), 3);
}

#[test]
fn each_change_leaves_all_else_as_it_was() {
    let guarded = GuardedPort {
        number: 8443,
        protocol: "TCP".to_owned(),
        sources: vec![Source::Any],
        minutes: 30,
    };
    let ports: BTreeSet<u16> = [3389].into();
    for (change, path, expected) in [
        (
            Change::Sources {
                ports: Ports::These(ports.clone()),
                sources: office(),
            },
            "/ports/1/allowedSourceAddressPrefix",
            json!("198.51.100.0/24"),
        ),
        (
            Change::ReplaceSource {
                from: "*".to_owned(),
                to: office(),
            },
            "/ports/3/allowedSourceAddressPrefix",
            json!("198.51.100.0/24"),
        ),
        (
            Change::Longest {
                ports: Ports::All,
                minutes: Minutes::new(90).unwrap(),
            },
            "/ports/0/maxRequestAccessDuration",
            json!("PT1H30M"),
        ),
        (
            Change::AtMost(hour()),
            "/ports/2/maxRequestAccessDuration",
            json!("PT1H"),
        ),
        (
            Change::AddPorts(vec![guarded]),
            "/ports/4/number",
            json!(8443),
        ),
        (
            Change::RemovePorts(ports.clone()),
            "/ports/1/number",
            json!(5985),
        ),
        (Change::Drop, "", Value::Null),
    ] {
        let mut simulation = opened(ESTATE);
        // What this program does not know goes back as it came.
        let body = &mut simulation.store.get_mut(default().as_str()).unwrap().body;
        body["properties"]["virtualMachines"][0]["later"] = json!({"by": "Azure"});
        body["properties"]["virtualMachines"][1]["ports"][0]["later"] = json!(1);
        let odd = format!("{} with space", vm("vm-web"));
        let odd = json!({"id": odd, "ports": []});
        let all = body["properties"]["virtualMachines"].as_array_mut();
        all.unwrap().push(odd);
        body["properties"]["appendMode"] = json!(true);
        let case = Case::of(simulation);
        let before = now(&case, &default()).unwrap();
        let confirmed = agreed(plan(
            &case,
            vec![edit(default(), "vm-web-01", change.clone())],
        ));
        assert_eq!(
            names(&go_on(&case, &confirmed, &[])),
            ["done"],
            "{change:?}"
        );
        let after = now(&case, &default()).unwrap();
        let changed = entry(&after, "vm-web-01").cloned().unwrap_or_default();
        let found = changed.pointer(path).cloned().unwrap_or_default();
        assert_eq!(found, expected, "{change:?}");
        assert_eq!(changed.is_null(), change == Change::Drop);
        if !changed.is_null() {
            assert_eq!(changed["later"]["by"], "Azure");
        }
        let others = |policy: &Value| -> Vec<Value> {
            let mut others = entries(policy).clone();
            others.retain(|it| !it["id"].as_str().unwrap().ends_with("vm-web-01"));
            others
        };
        assert_eq!(others(&after), others(&before), "{change:?}");
        for field in ["requests", "appendMode"] {
            assert_eq!(after["properties"][field], before["properties"][field]);
        }
        assert_eq!(after["kind"], before["kind"]);
    }
}

#[test]
fn what_would_change_nothing_is_not_written() {
    let case = Case::open(ESTATE);
    let day = Minutes::new(1440).unwrap();
    let edits = vec![
        edit(default(), "vm-web-01", Change::AtMost(day)),
        edit(batch(), "vm-batch-01", Change::RemovePorts([22].into())),
        edit(batch(), "vm-web-01", Change::Drop),
        edit(policy("rg-shop-prod", "none"), "vm-web-01", Change::Drop),
    ];
    let plan = plan(&case, edits);
    assert!(plan.jobs.is_empty());
    assert_eq!(plan.same.len(), 2);
    let left_out: Vec<&Misfit> = plan.left_out.iter().map(|it| &it.why).collect();
    assert_eq!(left_out, [&Misfit::NoPortLeft, &Misfit::NoEntry]);
    assert_eq!(plan.unfit[0].1, Unfit::NoPolicy);
    assert_eq!(go_on(&case, &agreed(plan), &[]), []);
    assert_eq!(writes(&case), [""; 0]);
}

#[test]
fn a_policy_without_a_vm_left_is_deleted() {
    let case = Case::open(ESTATE);
    let gone = |name| edit(batch(), name, Change::DropGone);
    let one = plan(&case, vec![gone("vm-batch-01")]);
    assert_eq!(one.jobs[0].difference().fate, Fate::Written);
    let both = plan(&case, vec![gone("vm-batch-01"), gone("vm-batch-02")]);
    assert_eq!(both.jobs[0].difference().fate, Fate::Deleted);
    assert_eq!(both.jobs[0].write().method, Method::Delete);
    let actions: Vec<&str> = both.needed(|_| true).iter().map(|it| it.action).collect();
    assert_eq!(actions, [DELETE_POLICY]);
    let confirmed = agreed(both);
    let states = go_on(&case, &confirmed, &[]);
    assert_eq!(names(&states), ["done"]);
    assert_eq!(writes(&case), ["DELETE batch"]);
    assert_eq!(now(&case, &batch()), None);
    let told = outcomes(&confirmed, &states);
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|it| it.state.is_good()));
    // The other plan was shown of a policy that is no longer there.
    let late = go_on(&case, &agreed(one), &[]);
    assert_eq!(names(&late), ["changed"]);
}

#[test]
fn a_vm_that_is_there_is_not_dropped_as_gone() {
    let case = Case::open(ESTATE);
    let edits = vec![
        edit(default(), "vm-web-01", Change::DropGone),
        edit(batch(), "vm-batch-01", Change::DropGone),
    ];
    let confirmed = agreed(plan(&case, edits));
    let states = go_on(&case, &confirmed, &[]);
    assert_eq!(states[1], PolicyState::StillThere(vm("vm-web-01")));
    assert_eq!(names(&states), ["done", "still_there"]);
    assert_eq!(writes(&case), ["PUT batch"]);
}

#[test]
fn a_policy_that_changed_meanwhile_is_left_alone_and_the_others_go_on() {
    type Meanwhile = fn(&mut Value);
    let changes: [Meanwhile; 4] = [
        |it| it["properties"]["virtualMachines"][1]["ports"][0]["number"] = json!(23),
        |it| it["properties"]["virtualMachines"][2]["later"] = json!(1),
        |it| it["properties"]["appendMode"] = json!(true),
        |it| {
            let all = it["properties"]["virtualMachines"].as_array_mut().unwrap();
            all.remove(2);
        },
    ];
    for change in changes {
        let case = Case::open(ESTATE);
        let confirmed = agreed(plan(&case, three()));
        {
            let mut simulation = case.simulation.borrow_mut();
            change(&mut simulation.store.get_mut(default().as_str()).unwrap().body);
        }
        let others = now(&case, &default());
        let states = go_on(&case, &confirmed, &[]);
        assert_eq!(names(&states), ["done", "changed", "done"]);
        assert_eq!(now(&case, &default()), others);
        // It has to be shown anew first.
        assert_eq!(go_on(&case, &confirmed, &states), states);
        assert_eq!(writes(&case).len(), 2);
        let again = agreed(plan(&case, three()));
        assert_eq!(names(&go_on(&case, &again, &[])), ["done"]);
    }
}

#[test]
fn requests_that_come_meanwhile_are_no_change() {
    let case = Case::open(ESTATE);
    let confirmed = agreed(plan(&case, three()));
    let requests = {
        let mut simulation = case.simulation.borrow_mut();
        let body = &mut simulation.store.get_mut(default().as_str()).unwrap().body;
        let requests = body["properties"]["requests"].as_array_mut().unwrap();
        let again = requests[0].clone();
        requests.push(again);
        json!(requests)
    };
    assert_eq!(names(&go_on(&case, &confirmed, &[])), ["done"; 3]);
    let after = now(&case, &default()).unwrap();
    assert_eq!(after["properties"]["requests"], requests);
}

#[test]
fn each_failure_half_way_leaves_the_rest_to_be_taken_up() {
    let dropped = (Failure::Dropped, "done", 3);
    let refused = |status, code| (answer(status, code), "refused", 3);
    for (failure, expected, sent) in [
        refused(500, "InternalServerError"),
        refused(409, "AnotherOperationInProgress"),
        refused(403, "RequestDisallowedByPolicy"),
        refused(400, "InvalidInput"),
        (Failure::Never, "refused", 3),
        (Failure::Html { status: 502 }, "refused", 3),
        dropped,
    ] {
        let case = Case::open(ESTATE);
        let confirmed = agreed(plan(&case, three()));
        let broken = fault("PUT", POLICY, 1, Some(1), failure.clone());
        case.simulation.borrow_mut().add_fault(broken);
        let states = go_on(&case, &confirmed, &[]);
        assert_eq!(names(&states), ["done", expected, "done"], "{failure:?}");
        assert_eq!(writes(&case).len(), sent, "{failure:?}");
        let states = go_on(&case, &confirmed, &states);
        assert_eq!(names(&states), ["done"; 3], "{failure:?}");
    }
}

#[test]
fn a_sign_in_that_is_wanted_stops_the_rest() {
    let case = Case::open(ESTATE);
    let confirmed = agreed(plan(&case, three()));
    let rejected = answer(401, "RequestDisallowedByPolicy");
    let broken = fault("PUT", POLICY, 1, Some(1), rejected);
    case.simulation.borrow_mut().add_fault(broken);
    let states = go_on(&case, &confirmed, &[]);
    assert_eq!(names(&states), ["done", "refused", "not_tried"]);
    assert_eq!(names(&go_on(&case, &confirmed, &states)), ["done"; 3]);
}

#[test]
fn a_session_that_is_over_at_a_look_stops_the_rest() {
    let case = Case::open(ESTATE);
    let confirmed = agreed(plan(&case, three()));
    // The second policy is the third that is read: the first is looked at again.
    let expired = answer(401, "ExpiredAuthenticationToken");
    let broken = fault("GET", POLICY, 1, None, expired);
    case.simulation.borrow_mut().add_fault(broken);
    let states = go_on(&case, &confirmed, &[]);
    assert_eq!(names(&states)[1..], ["not_read", "not_tried"]);
    assert!(is_signed_out(&states));
    assert_eq!(writes(&case).len(), 1);
}

#[test]
fn what_was_sent_stays_sent_where_a_later_run_is_stopped() {
    let case = Case::open(ESTATE);
    let confirmed = agreed(plan(&case, three()));
    let before = [
        PolicyState::Unsettled,
        PolicyState::NotTried,
        PolicyState::NotTried,
    ];
    let states = run_until(&case, &confirmed, &before, 0);
    assert_eq!(names(&states), ["unsettled", "not_tried", "not_tried"]);
    assert_eq!(writes(&case), Vec::<String>::new());
}

#[test]
fn access_that_somebody_got_since_the_preview_is_not_taken_away() {
    let case = Case::open(ESTATE);
    let plan = plan(&case, vec![edit(default(), "vm-web-01", Change::Drop)]);
    assert_eq!(plan.jobs[0].windows_at_stake(start()), []);
    {
        let mut simulation = case.simulation.borrow_mut();
        let body = &mut simulation.store.get_mut(default().as_str()).unwrap().body;
        let requests = body["properties"]["requests"].as_array_mut().unwrap();
        let begin = start() - Duration::minutes(5);
        let end = start() + Duration::hours(1);
        requests.push(json!({
            "requestor": "megan@contoso.com",
            "startTimeUtc": timestamp::format(begin),
            "virtualMachines": [{"id": vm("vm-web-01").as_str(), "ports": [{
                "number": 3389, "allowedSourceAddressPrefix": "203.0.113.7",
                "endTimeUtc": timestamp::format(end), "status": "Initiated",
            }]}],
        }));
    }
    assert_eq!(names(&go_on(&case, &agreed(plan), &[])), ["changed"]);
    assert_eq!(writes(&case), Vec::<String>::new());
}

#[test]
fn a_lock_keeps_its_policy_and_no_other() {
    let mut simulation = opened(ESTATE);
    let lock = batch().resource_group_scope().unwrap();
    let lock = format!("{lock}/providers/Microsoft.Authorization/locks/keep");
    simulation.store.insert(json!({
        "id": lock,
        "name": "keep",
        "type": "Microsoft.Authorization/locks",
        "properties": {"level": "CanNotDelete"},
    }));
    let case = Case::of(simulation);
    let mut edits = three();
    let gone = |name| edit(batch(), name, Change::DropGone);
    edits.extend([gone("vm-batch-01"), gone("vm-batch-02")]);
    let confirmed = agreed(plan(&case, edits));
    let states = go_on(&case, &confirmed, &[]);
    assert_eq!(names(&states), ["refused", "done", "done"]);
    let PolicyState::Refused(refused) = &states[0] else {
        panic!("{states:?}")
    };
    assert_eq!(refused.why, WriteErrorKind::Locked);
    assert!(!states[0].may_go() && states[0].is_left());
}

/// A write that has to wait is one that somebody else can come before.
#[test]
fn a_throttled_write_is_looked_at_again_before_it_is_repeated() {
    let case = Case::open(ESTATE);
    let confirmed = agreed(plan(&case, three()));
    let throttled = fault("PUT", POLICY, 0, Some(2), answer(429, "TooManyRequests"));
    case.simulation.borrow_mut().add_fault(throttled);
    let before = case.simulation.borrow().log().len();
    assert_eq!(names(&go_on(&case, &confirmed, &[])), ["done"; 3]);
    let simulation = case.simulation.borrow();
    let log = &simulation.log()[before..];
    for pair in log.windows(2).filter(|it| it[1].method == "PUT") {
        assert_eq!(pair[0].method, "GET");
        assert_eq!(pair[0].path, pair[1].path, "the look is at the policy");
    }
    assert_eq!(log.iter().filter(|it| it.method == "PUT").count(), 5);
}

#[test]
fn what_cannot_be_read_is_not_written() {
    let case = Case::open(ESTATE);
    let confirmed = agreed(plan(&case, three()));
    for does in [
        answer(404, "ResourceNotFound"),
        answer(403, "AuthorizationFailed"),
        Failure::Garbled,
        Failure::Truncated,
    ] {
        let broken = fault("GET", "*/jitNetworkAccessPolicies/default*", 0, None, does);
        let mut simulation = case.simulation.borrow().clone();
        simulation.add_fault(broken);
        let case = Case::of(simulation);
        let states = go_on(&case, &confirmed, &[]);
        assert_eq!(names(&states), ["done", "not_read", "done"]);
        assert_eq!(writes(&case).len(), 2);
    }
    let mut simulation = opened(ESTATE);
    let all = fault("GET", POLICY, 0, None, answer(403, "AuthorizationFailed"));
    simulation.add_fault(all);
    let plan = plan(&Case::of(simulation), three());
    assert!(plan.jobs.is_empty());
    assert!(plan.unfit.iter().all(|it| it.1.name() == "not_read"));
}

#[test]
fn a_look_that_shows_what_was_before_is_waited_out() {
    let case = Case::open(ESTATE);
    let edits = vec![edit(default(), "vm-web-01", Change::AtMost(hour()))];
    let confirmed = agreed(plan(&case, edits));
    let old = Failure::Answer {
        status: 200,
        content_type: None,
        body: now(&case, &default()).unwrap(),
        headers: [].into(),
    };
    let stale = fault(
        "GET",
        "*/jitNetworkAccessPolicies/default*",
        1,
        Some(5),
        old,
    );
    case.simulation.borrow_mut().add_fault(stale);
    assert_eq!(names(&go_on(&case, &confirmed, &[])), ["done"]);
}

#[test]
fn what_somebody_writes_over_it_is_told() {
    let case = Case::open(ESTATE);
    let edits = vec![edit(default(), "vm-web-01", Change::AtMost(hour()))];
    let confirmed = agreed(plan(&case, edits));
    let mut body = now(&case, &default()).unwrap();
    body["properties"]["virtualMachines"][0]["ports"][0]["number"] = json!(23);
    let writer = json!({
        "after": {"method": "PUT", "path": POLICY},
        "put": {"id": default().as_str(), "body": body},
    });
    let writer = serde_json::from_value(writer).unwrap();
    case.simulation.borrow_mut().add_concurrent_writer(writer);
    let states = go_on(&case, &confirmed, &[]);
    assert_eq!(names(&states), ["overwritten"]);
    assert!(!states[0].is_left());
}

#[test]
fn what_somebody_writes_beside_it_is_no_matter() {
    let case = Case::open(ESTATE);
    let edits = vec![edit(default(), "vm-web-01", Change::AtMost(hour()))];
    let plan = plan(&case, edits);
    let mut body = plan.jobs[0].after().unwrap().body().clone();
    body["properties"]["virtualMachines"][1]["ports"][0]["number"] = json!(23);
    let writer = json!({
        "after": {"method": "PUT", "path": POLICY},
        "put": {"id": default().as_str(), "body": body},
    });
    let writer = serde_json::from_value(writer).unwrap();
    case.simulation.borrow_mut().add_concurrent_writer(writer);
    let confirmed = agreed(plan);
    let states = go_on(&case, &confirmed, &[]);
    assert_eq!(names(&states), ["done"]);
    // To put it back would undo the other's change too.
    let back = plan_back(&case, log(&confirmed, &states));
    assert_eq!(back.unfit, [(default(), Unfit::ChangedSince)]);
}

#[test]
fn a_policy_that_azure_gives_up_is_told_and_can_be_written_again() {
    let case = Case::open(ESTATE);
    let edits = vec![edit(default(), "vm-web-01", Change::AtMost(hour()))];
    let confirmed = agreed(plan(&case, edits));
    let writer = json!({
        "after": {"method": "PUT", "path": POLICY},
        "merge": {
            "id": default().as_str(),
            "body": {"properties": {"provisioningState": "Failed"}},
        },
    });
    let writer = serde_json::from_value(writer).unwrap();
    case.simulation.borrow_mut().add_concurrent_writer(writer);
    let states = go_on(&case, &confirmed, &[]);
    assert_eq!(names(&states), ["failed"]);
    case.simulation
        .borrow_mut()
        .store
        .get_mut(default().as_str())
        .unwrap()
        .body["properties"]["provisioningState"] = json!("Failed");
    assert_eq!(names(&go_on(&case, &confirmed, &states)), ["done"]);
    assert_eq!(writes(&case).len(), 2);
}

#[test]
fn a_run_that_was_stopped_goes_on_where_it_was() {
    let case = Case::open(ESTATE);
    let confirmed = agreed(plan(&case, three()));
    let states = run_until(&case, &confirmed, &[], 1);
    assert_eq!(names(&states), ["done", "not_tried", "not_tried"]);
    assert_eq!(writes(&case), ["PUT batch"]);
    assert_eq!(names(&go_on(&case, &confirmed, &states)), ["done"; 3]);
    assert_eq!(writes(&case), ["PUT batch", "PUT default", "PUT vm-web-02"]);
}

#[test]
fn only_what_was_agreed_to_is_written() {
    let case = Case::open(ESTATE);
    let confirmed = plan(&case, three()).confirmed(|it| it.policy().name() == "default");
    assert_eq!(names(&go_on(&case, &confirmed, &[])), ["done"]);
    assert_eq!(writes(&case), ["PUT default"]);
}

#[test]
fn what_a_role_lacks_is_told_before_anything_is_sent() {
    let mut simulation = opened(ESTATE);
    simulation.estate.ask.person = "reader".to_owned();
    let case = Case::of(simulation);
    let plan = plan(&case, three());
    let needed = plan.needed(|_| true);
    for action in [CONFIGURE, WRITE_VM] {
        // Both resource groups.
        let of = needed.iter().filter(|it| it.action == action);
        assert_eq!(of.count(), 2, "{action}");
    }
    let arm = case.context.arm.clone();
    let all = needed.clone();
    let lacking = block_on(
        &case.clock,
        async move { missing(&arm, &all).await.unwrap() },
    );
    assert_eq!(lacking, needed);
    let states = go_on(&case, &agreed(plan), &[]);
    assert_eq!(names(&states), ["refused"; 3]);
}

/// The log of a run as a file, read again.
fn log(confirmed: &Confirmed, states: &[PolicyState]) -> Log {
    let log = Log::of(confirmed, states, start());
    assert_eq!(Log::read(&log.text()), Ok(log.clone()));
    log
}

fn plan_back(case: &Case, log: Log) -> Plan {
    let arm = case.context.arm.clone();
    block_on(&case.clock, async move { put_back(&arm, &log).await })
}

fn with_deletion() -> Vec<Edit> {
    let mut edits = three();
    let gone = |name| edit(batch(), name, Change::DropGone);
    edits.extend([gone("vm-batch-01"), gone("vm-batch-02")]);
    edits
}

#[test]
fn what_was_there_is_put_back() {
    let case = Case::open(ESTATE);
    let before = settings(&case);
    let confirmed = agreed(plan(&case, with_deletion()));
    let states = go_on(&case, &confirmed, &[]);
    assert_eq!(names(&states), ["done"; 3]);
    assert_ne!(settings(&case), before);
    let back = plan_back(&case, log(&confirmed, &states));
    let fates: Vec<Fate> = back.jobs.iter().map(|it| it.difference().fate).collect();
    assert_eq!(fates, [Fate::Created, Fate::Written, Fate::Written]);
    let writes_before = writes(&case).len();
    let back = agreed(back);
    let states = go_on(&case, &back, &[]);
    assert_eq!(names(&states), ["done"; 3]);
    assert_eq!(writes(&case).len(), writes_before + 3);
    assert_eq!(settings(&case), before);
    // And that can be put back too: a policy that was created goes.
    let forth = plan_back(&case, log(&back, &states));
    assert_eq!(forth.jobs[0].difference().fate, Fate::Deleted);
    // What is as it was needs nothing.
    let none = plan_back(&case, log(&confirmed, &states));
    assert_eq!((none.jobs.len(), none.same.len()), (0, 3));
}

#[test]
fn what_was_changed_since_is_not_put_back() {
    let case = Case::open(ESTATE);
    let confirmed = agreed(plan(&case, three()));
    let states = go_on(&case, &confirmed, &[]);
    {
        let mut simulation = case.simulation.borrow_mut();
        let body = &mut simulation.store.get_mut(default().as_str()).unwrap().body;
        body["properties"]["virtualMachines"][1]["ports"][0]["number"] = json!(23);
    }
    let others = now(&case, &default());
    let back = plan_back(&case, log(&confirmed, &states));
    assert_eq!(back.unfit, [(default(), Unfit::ChangedSince)]);
    assert_eq!(names(&go_on(&case, &agreed(back), &[])), ["done"; 2]);
    assert_eq!(now(&case, &default()), others);
}

#[test]
fn a_run_that_ended_half_way_is_put_back_as_far_as_it_came() {
    let case = Case::open(ESTATE);
    let before = settings(&case);
    let confirmed = agreed(plan(&case, with_deletion()));
    let broken = fault(
        "PUT",
        POLICY,
        0,
        Some(1),
        answer(500, "InternalServerError"),
    );
    case.simulation.borrow_mut().add_fault(broken);
    let states = run_until(&case, &confirmed, &[], 2);
    assert_eq!(names(&states), ["done", "refused", "not_tried"]);
    let back = plan_back(&case, log(&confirmed, &states));
    // What was not tried is not looked at.
    assert_eq!((back.jobs.len(), back.same.len()), (1, 1));
    assert_eq!(names(&go_on(&case, &agreed(back), &[])), ["done"]);
    assert_eq!(settings(&case), before);
}

fn ready(hygiene: &Hygiene) -> Vec<Edit> {
    let fixes = hygiene.findings().iter().filter_map(|it| match &it.fix {
        Fix::Ready(edit) => Some(edit.clone()),
        Fix::Asks(_) | Fix::Elsewhere => None,
    });
    fixes.collect()
}

#[test]
fn what_hygiene_proposes_mends_what_it_found() {
    let case = Case::open(ESTATE);
    let hygiene = found(&case);
    let confirmed = agreed(plan(&case, ready(&hygiene)));
    assert_eq!(confirmed.jobs().len(), 3);
    let states = go_on(&case, &confirmed, &[]);
    assert_eq!(names(&states), ["done"; 3]);
    let after = found(&case);
    for kind in [
        FindingKind::StaleMember,
        FindingKind::SeveralPolicies,
        FindingKind::LongTime,
        FindingKind::UnusedPort,
    ] {
        assert_eq!(after.of_kind(kind).count(), 0, "{kind:?}");
    }
    let rules = FindingKind::LeftoverRule;
    assert_eq!(after.of_kind(rules).count(), hygiene.of_kind(rules).count());
}

#[test]
fn a_window_that_is_open_is_at_stake_where_its_entry_goes() {
    let case = Case::open("window-open");
    let at_stake = |change: Change| -> usize {
        let plan = plan(&case, vec![edit(default(), "vm-web-01", change)]);
        let windows: Vec<_> = plan
            .jobs
            .iter()
            .flat_map(|it| it.windows_at_stake(start()))
            .collect();
        windows.len()
    };
    assert_eq!(at_stake(Change::Drop), 1);
    assert_eq!(at_stake(Change::RemovePorts([3389].into())), 1);
    assert_eq!(at_stake(Change::RemovePorts([22].into())), 0);
    assert_eq!(at_stake(Change::AtMost(hour())), 0);
}

/// One of this program, which shows its plan to somebody who agrees at once.
async fn editor(
    arm: ArmClient,
    clock: SharedClock,
    turns: Rc<Turns>,
    who: usize,
    edits: Vec<Edit>,
) -> (Vec<Job>, Vec<PolicyState>) {
    let plan = EditDraft::new(edits).plan(&arm).await;
    let confirmed = plan.confirmed(|_| true);
    let mut states = vec![PolicyState::Waiting; confirmed.jobs().len()];
    run(&arm, &clock, &confirmed, &[], &|| false, |at, it| {
        states[at] = it;
    })
    .await;
    turns.done.borrow_mut().push(who);
    (confirmed.jobs().to_vec(), states)
}

type Ended = (
    Simulation,
    Vec<(Vec<Job>, Vec<PolicyState>)>,
    Vec<(usize, Request)>,
);

/// Two of this program change an entry each of the same policy; another tool adds one.
fn contend(simulation: Simulation, order: Vec<usize>) -> Ended {
    let token = simulation.token(&simulation.estate.ask.person).unwrap();
    let simulation = Rc::new(RefCell::new(simulation));
    let clock = SharedClock::default();
    let turns = Rc::new(Turns {
        order: RefCell::new(order.into()),
        ..Turns::default()
    });
    let inner = Rc::new(SimulatedTransport {
        simulation: simulation.clone(),
        clock: clock.clone(),
    });
    let client = |who| {
        let transport = Rc::new(InTurn {
            who,
            turns: turns.clone(),
            clock: clock.clone(),
            inner: inner.clone(),
        });
        let clock: Rc<dyn Clock> = Rc::new(clock.clone());
        let tokens = Rc::new(Pasted(token.clone()));
        let policy = RetryPolicy::default();
        ArmClient::new(Cloud::Public, "en", transport, tokens, clock, policy)
    };
    let editor = |who, name, change| {
        let edits = vec![edit(default(), name, change)];
        editor(client(who), clock.clone(), turns.clone(), who, edits)
    };
    let first = editor(0, "vm-web-01", Change::AtMost(hour()));
    let second = editor(1, "vm-web-02", Change::AtMost(hour()));
    let (arm, done) = (client(2), turns.clone());
    let other = async move {
        add_to_default(&arm, "vm-db-01").await;
        done.done.borrow_mut().push(2);
    };
    let ended = block_on(&clock, async move {
        let (first, second, ()) = join!(first, second, other);
        vec![first, second]
    });
    let sent = turns.sent.borrow().clone();
    let simulation = simulation.borrow().clone();
    (simulation, ended, sent)
}

/// What must come of these requests about one policy, where each writer writes what it read
/// last and its own change: whose changes are in effect in the end, and whether one of this
/// program has overwritten what came between its look and its write.
fn expected(sent: &[(usize, Request)]) -> (BTreeSet<usize>, bool) {
    let mut changes = BTreeSet::new();
    let mut read = [const { BTreeSet::new() }; 3];
    let mut was_in_gap = false;
    for (who, request) in sent {
        if request.method == Method::Get {
            read[*who].clone_from(&changes);
        } else {
            let mut written = read[*who].clone();
            written.insert(*who);
            was_in_gap |= *who != 2 && !changes.is_subset(&written);
            changes = written;
        }
    }
    (changes, was_in_gap)
}

/// In whatever order two of this program and another tool take their turns: nothing is
/// written that was not shown, whoever's change is not in effect is told so, and nobody's
/// write is lost to this program but one that came between its look and its write, which
/// nothing in Azure can tell.
#[test]
fn an_interleaved_write_is_lost_only_between_a_look_and_its_write() {
    let simulation = opened(ESTATE);
    let (mut lost, mut kept) = (0, 0);
    // A reading for the plan, a look and a write for each of this program.
    for order in orders([3, 3, 2]) {
        let (simulation, ended, sent) = contend(simulation.clone(), order.clone());
        let (changes, was_in_gap) = expected(&sent);
        let policy = stored(&simulation, &default()).unwrap();
        let longest = |name| &entry(&policy, name).unwrap()["ports"][0]["maxRequestAccessDuration"];
        let mut found = BTreeSet::new();
        found.extend(entry(&policy, "vm-db-01").map(|_| 2));
        for (who, name) in [(0, "vm-web-01"), (1, "vm-web-02")] {
            let (jobs, states) = &ended[who];
            let is_in_effect = longest(name) == "PT1H";
            found.extend(is_in_effect.then_some(who));
            assert_eq!(states[0].is_good(), is_in_effect, "{order:?} {states:?}");
            let bodies = sent
                .iter()
                .filter(|(by, it)| *by == who && it.method == Method::Put);
            for (_, request) in bodies {
                let body: Value = serde_json::from_str(request.body.as_ref().unwrap()).unwrap();
                assert_eq!(&body, jobs[0].after().unwrap().body(), "{order:?}");
            }
        }
        assert_eq!(found, changes, "{order:?}");
        // What the other tool wrote is there, unless somebody could not see it.
        assert!(found.contains(&2) || was_in_gap, "{order:?}");
        lost += usize::from(was_in_gap);
        kept += usize::from(!was_in_gap);
        // Every entry that was there is there.
        for name in ["vm-web-01", "vm-web-02", "vm-web-09"] {
            assert!(
                entry(&policy, name).is_some(),
                "{name} is lost in {order:?}"
            );
        }
    }
    println!("{kept} orders keep all that came before, {lost} have a write in the gap");
    assert!(lost > 0 && kept > 0, "{kept} and {lost}");
}
