//! The ARM client's layers against the simulator: paging, patience, what a
//! dropped future does, and what happens to a token.

use std::{cell::RefCell, rc::Rc, time::Duration};

use azure::{
    answer::{Reason, Unavailable},
    arm::{
        ArmClient, ArmErrorKind, LogEntry, Request, Response, RetryPolicy, SignInNeeded,
        TokenSource, Transport, TransportError,
    },
    cloud::Cloud,
};
use azure_sim::{Failure, Fault, Simulation};
use diagnosis::facts::{Context, FactKey, FactSet, Facts, Snapshot, gather};
use futures::{
    FutureExt,
    future::{self, LocalBoxFuture},
};
use integration_tests::{Case, Pasted, SharedClock, SimulatedTransport, block_on, opened};
use inventory::picker;

fn fault(path: &str, times: Option<u32>, does: Failure) -> Fault {
    Fault {
        path: path.to_owned(),
        method: None,
        after: 0,
        times,
        does,
    }
}

fn client(
    simulation: Simulation,
    person: &str,
) -> (ArmClient, SharedClock, Rc<RefCell<Simulation>>) {
    let token = simulation.token(person).unwrap();
    let clock = SharedClock::default();
    let simulation = Rc::new(RefCell::new(simulation));
    let transport = SimulatedTransport {
        simulation: simulation.clone(),
        clock: clock.clone(),
    };
    let arm = ArmClient::new(
        Cloud::Public,
        "en",
        Rc::new(transport),
        Rc::new(Pasted(token)),
        Rc::new(clock.clone()),
        RetryPolicy::default(),
    );
    (arm, clock, simulation)
}

fn healthy(faults: Vec<Fault>) -> (ArmClient, SharedClock, Rc<RefCell<Simulation>>) {
    let mut simulation = opened("healthy");
    for fault in faults {
        simulation.add_fault(fault);
    }
    let person = simulation.estate.ask.person.clone();
    client(simulation, &person)
}

#[test]
fn lists_are_read_to_their_end() {
    let simulation = opened("many-vms");
    let ask = simulation.estate.ask.clone();
    let (arm, clock, simulation) = client(simulation, &ask.person);
    let subscription = ask.vm.split('/').nth(2).unwrap().to_owned();
    let (count, pages) = block_on(&clock, async move {
        let (mut count, mut pages) = (0, 0);
        picker::vms(&arm, &subscription, |page| {
            count += page.len();
            pages += 1;
        })
        .await
        .unwrap();
        (count, pages)
    });
    assert!(count >= 5000, "{count}");
    assert!(pages > 1);
    assert_eq!(simulation.borrow().log().len(), pages);
}

#[test]
fn a_storm_of_429_is_ridden_out_without_a_readable_retry_after() {
    let storm = Failure::Answer {
        status: 429,
        content_type: None,
        body: serde_json::json!({"error": {"code": "TooManyRequests", "message": "Wait."}}),
        headers: [("Retry-After".to_owned(), "1".to_owned())].into(),
    };
    let (arm, clock, simulation) = healthy(vec![fault("/tenants*", Some(3), storm)]);
    let tenants = block_on(&clock, async move { picker::tenants(&arm).await });
    assert!(!tenants.unwrap().is_empty());
    assert_eq!(simulation.borrow().log().len(), 4);
    assert!(clock.0.elapsed() >= Duration::from_secs(1));
}

#[test]
fn a_wait_of_minutes_is_told_and_not_cut_short() {
    let storm = Failure::Answer {
        status: 429,
        content_type: None,
        body: serde_json::json!({"error": {"code": "TooManyRequests", "message": "Wait."}}),
        headers: [("Retry-After".to_owned(), "1800".to_owned())].into(),
    };
    let (arm, clock, simulation) = healthy(vec![fault("/tenants*", None, storm)]);
    simulation.borrow_mut().estate.settings.hide_headers = false;
    let error = block_on(&clock, async move {
        arm.get("/tenants?api-version=2022-12-01")
            .await
            .unwrap_err()
    });
    assert_eq!(simulation.borrow().log().len(), 1);
    let why = Unavailable::from(error);
    assert_eq!(why.reason, Reason::ThrottledFor);
    let args: Vec<_> = why.args.texts().collect();
    assert_eq!(args, [("seconds", "1800".to_owned())]);
}

#[test]
fn silence_ends_in_a_time_out() {
    let (arm, clock, _) = healthy(vec![fault("/tenants*", None, Failure::Never)]);
    let error = block_on(&clock, async move {
        arm.get("/tenants?api-version=2022-12-01")
            .await
            .unwrap_err()
    });
    assert_eq!(
        error.kind,
        ArmErrorKind::Transport(TransportError::TimedOut)
    );
    assert!(clock.0.elapsed() < Duration::from_mins(1));
}

#[test]
fn a_next_link_to_another_host_gets_nothing() {
    let page = serde_json::json!({"value": [], "nextLink": "https://evil.example/tenants?page=2"});
    let foreign = Failure::Answer {
        status: 200,
        content_type: None,
        body: page,
        headers: [].into(),
    };
    let (arm, clock, simulation) = healthy(vec![fault("/tenants*", None, foreign)]);
    let error = block_on(&clock, async move {
        arm.list("/tenants?api-version=2022-12-01")
            .await
            .unwrap_err()
    });
    assert_eq!(error.kind, ArmErrorKind::ForeignHost);
    assert_eq!(simulation.borrow().log().len(), 1);
}

#[test]
fn a_list_in_a_circle_ends() {
    let address = "https://management.azure.com/tenants?api-version=2022-12-01";
    let circle = Failure::Answer {
        status: 200,
        content_type: None,
        body: serde_json::json!({"value": [], "nextLink": address}),
        headers: [].into(),
    };
    let (arm, clock, _) = healthy(vec![fault("/tenants*", None, circle)]);
    let error = block_on(&clock, async move {
        arm.list("/tenants?api-version=2022-12-01")
            .await
            .unwrap_err()
    });
    assert_eq!(error.kind, ArmErrorKind::EndlessList);
}

#[test]
fn a_next_link_that_a_browser_would_change_gets_nothing() {
    let next = "https://management.azure.com/tenants/../subscriptions?page=2";
    let page = serde_json::json!({"value": [], "nextLink": next});
    let changed = Failure::Answer {
        status: 200,
        content_type: None,
        body: page,
        headers: [].into(),
    };
    let (arm, clock, simulation) = healthy(vec![fault("/tenants*", None, changed)]);
    let error = block_on(&clock, async move {
        arm.list("/tenants?api-version=2022-12-01")
            .await
            .unwrap_err()
    });
    assert_eq!(error.kind, ArmErrorKind::ChangedAddress);
    assert_eq!(simulation.borrow().log().len(), 1);
    assert_eq!(Unavailable::from(error).reason, Reason::ChangedAddress);
}

/// By its bytes where its pages are large, and by their number where they are
/// small; whether it is held or handed on page by page.
#[test]
fn a_list_without_an_end_is_given_up() {
    const PATH: &str = "/tenants?api-version=2022-12-01";
    const MEGABYTE: usize = 1024 * 1024;
    for (bytes, is_held, pages) in [
        (10 * MEGABYTE, true, 7),
        (15 * MEGABYTE, false, 18),
        (0, true, 2_000),
        (0, false, 2_000),
    ] {
        let (arm, clock, simulation) =
            healthy(vec![fault("/tenants*", None, Failure::Endless { bytes })]);
        let error = block_on(&clock, async move {
            if is_held {
                return arm.list(PATH).await.unwrap_err();
            }
            let mut pages = arm.pages(PATH);
            loop {
                if let Err(error) = pages.next().await {
                    return error;
                }
            }
        });
        assert_eq!(error.kind, ArmErrorKind::ListTooLong, "{bytes} {is_held}");
        let simulation = simulation.borrow();
        let log = simulation.log().iter();
        let read = log.filter(|it| it.status == 200).count();
        assert_eq!(read, pages, "{bytes} {is_held}");
        assert_eq!(Unavailable::from(error).reason, Reason::ListTooLong);
    }
}

/// What the memory of a run keeps is parsed, and shared by all who ask.
#[test]
fn an_answer_is_parsed_once_and_shared() {
    let (arm, clock, simulation) = healthy(Vec::new());
    let (one, other) = block_on(&clock, async move {
        let path = "/tenants?api-version=2022-12-01";
        let ask = || async { arm.list(path).await.unwrap() };
        future::join(ask(), ask()).await
    });
    assert!(std::ptr::eq(
        one.node().value().unwrap(),
        other.node().value().unwrap()
    ));
    assert_eq!(simulation.borrow().log().len(), 1);
}

#[test]
fn an_answer_of_30_mb_is_refused() {
    let huge = Failure::Huge { bytes: 30_000_000 };
    let (arm, clock, _) = healthy(vec![fault("/tenants*", None, huge)]);
    let error = block_on(&clock, async move {
        arm.get("/tenants?api-version=2022-12-01")
            .await
            .unwrap_err()
    });
    assert_eq!(
        error.kind,
        ArmErrorKind::Transport(TransportError::TooLarge)
    );
}

/// Counts the requests that are under way.
struct Counting(Rc<RefCell<i32>>, SharedClock);

struct Under(Rc<RefCell<i32>>);

impl Drop for Under {
    fn drop(&mut self) {
        *self.0.borrow_mut() -= 1;
    }
}

impl Transport for Counting {
    fn send(&self, _: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
        use azure::arm::Clock;
        *self.0.borrow_mut() += 1;
        let under = Under(self.0.clone());
        let sleep = self.1.sleep(Duration::from_secs(5));
        async move {
            let _under = under;
            sleep.await;
            Ok(Response::default())
        }
        .boxed_local()
    }
}

#[test]
fn leaving_cancels_what_is_under_way_and_few_go_at_once() {
    let count = Rc::new(RefCell::new(0));
    let clock = SharedClock::default();
    let arm = ArmClient::new(
        Cloud::Public,
        "en",
        Rc::new(Counting(count.clone(), clock.clone())),
        Rc::new(Pasted("t".to_owned())),
        Rc::new(clock),
        RetryPolicy::default(),
    );
    let mut all = {
        let arm = arm.clone();
        async move {
            let calls = (0..40).map(|at| {
                let arm = arm.clone();
                async move { arm.get(&format!("/{at}")).await }
            });
            future::join_all(calls).await
        }
        .boxed_local()
    };
    assert!((&mut all).now_or_never().is_none());
    assert_eq!(
        *count.borrow(),
        i32::try_from(RetryPolicy::default().concurrency).unwrap()
    );
    drop(all);
    drop(arm);
    assert_eq!(*count.borrow(), 0);
}

/// Gives a stale token first and a good one when asked to renew.
struct Renewing {
    good: String,
    renewed: Rc<RefCell<u32>>,
}

impl TokenSource for Renewing {
    fn token(&self) -> LocalBoxFuture<'static, Result<String, SignInNeeded>> {
        async { Ok("stale".to_owned()) }.boxed_local()
    }

    fn renew(&self, _: Option<String>) -> LocalBoxFuture<'static, Option<String>> {
        *self.renewed.borrow_mut() += 1;
        let good = self.good.clone();
        async move { Some(good) }.boxed_local()
    }
}

#[test]
fn a_refused_token_is_renewed_once() {
    let case = Case::open("healthy");
    let good = {
        let simulation = case.simulation.borrow();
        simulation.token(&simulation.estate.ask.person).unwrap()
    };
    let renewed = Rc::new(RefCell::new(0));
    let transport = SimulatedTransport {
        simulation: case.simulation.clone(),
        clock: case.clock.clone(),
    };
    let arm = ArmClient::new(
        Cloud::Public,
        "en",
        Rc::new(transport),
        Rc::new(Renewing {
            good,
            renewed: renewed.clone(),
        }),
        Rc::new(case.clock.clone()),
        RetryPolicy::default(),
    );
    let log = arm.log().clone();
    let tenants = block_on(&case.clock, async move { picker::tenants(&arm).await });
    assert!(tenants.is_ok());
    assert_eq!(*renewed.borrow(), 1);
    let statuses: Vec<_> = log.entries().iter().map(|it| it.status).collect();
    assert_eq!(statuses, [Some(401), Some(200)]);
}

/// A run beside another one, whose token ARM has stopped taking, goes by its
/// own requests.
#[test]
fn a_run_reads_its_own_entries_of_the_log() {
    let case = Case::open("healthy");
    for fault in [
        fault("/tenants*", None, Failure::Slow { ms: 100 }),
        fault("*/virtualmachines/*", None, Failure::Expired),
    ] {
        case.simulation.borrow_mut().add_fault(fault);
    }
    let other = case.context.arm.clone();
    let context = Rc::new(Context {
        arm: other.renewed(),
        clock: case.context.clock.clone(),
        cloud: case.context.cloud,
        question: case.context.question.clone(),
        claims: case.context.claims.clone(),
    });
    let log = other.log().clone();
    let vm = format!("{}?api-version=2024-07-01", context.question.vm);
    let snapshot = block_on(&case.clock, async move {
        let mut snapshot = Snapshot::default();
        let keys = FactSet::of(&[FactKey::SignIn]);
        let gathered = gather(context, keys, |update| snapshot.apply(update));
        let (refused, ()) = future::join(other.get(&vm), gathered).await;
        assert!(refused.is_err());
        snapshot
    });
    let at = |end: &str, status| {
        let entries = log.entries();
        let is_it = |it: &LogEntry| it.path().ends_with(end) && it.status == Some(status);
        entries.iter().position(is_it).unwrap()
    };
    assert!(at("/vm-web-01", 401) < at("/tenants", 200));
    let facts = Facts::new(&snapshot);
    assert_eq!(facts.sign_in().unwrap().rejections, []);
}
