//! The simulator as a transport, under a clock of its own: no test waits for
//! real time, and a run that hangs is found at once.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on has failed"
)]

mod collect;

pub use collect::{collect, written};

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap},
    rc::Rc,
    sync::{LazyLock, Mutex},
    task::{Poll, Waker},
    time::Duration,
};

use azure::{
    arm::{
        ArmClient, Clock, MAX_BODY_BYTES, Request, Response, RetryPolicy, SignInNeeded,
        TokenSource, Transport, TransportError,
    },
    claims,
    cloud::Cloud,
    ip_range,
    resource_id::ResourceId,
    timestamp::{self, Timestamp},
};
use azure_sim::{Delivery, Simulation};
use checklist::common_args;
use collector::{
    file::Collected,
    replay::{NoToken, Replay},
};
use diagnosis::{
    checks,
    engine::{Diagnosis, diagnose},
    facts::{Context, FactSet, Snapshot, gather},
    question::{Goal, Question, Subject, SubjectKind},
    what_changed::Explained,
    what_if::outlook,
};
use futures::{FutureExt, executor::LocalPool, future::LocalBoxFuture, task::LocalSpawnExt};
use share::report::{Include, Report, Source};

/// When every estate is opened.
pub fn start() -> Timestamp {
    timestamp::parse("2026-11-24T10:00:00Z").unwrap()
}

/// An estate as it is when it is opened. Each is read once for all tests, for
/// they open the same ones thousands of times.
pub fn opened(estate: &str) -> Simulation {
    static SIMULATIONS: LazyLock<Mutex<HashMap<String, Simulation>>> =
        LazyLock::new(Mutex::default);
    let mut simulations = SIMULATIONS.lock().unwrap();
    let simulation = simulations.entry(estate.to_owned());
    simulation
        .or_insert_with(|| Simulation::open(estate, start()).unwrap())
        .clone()
}

/// Time that passes only when nothing else can happen.
#[derive(Default)]
pub struct VirtualClock {
    elapsed: Cell<Duration>,
    sleepers: RefCell<BTreeMap<(Duration, usize), Waker>>,
    count: Cell<usize>,
}

impl VirtualClock {
    pub fn elapsed(&self) -> Duration {
        self.elapsed.get()
    }

    /// Goes on to the next moment for which something waits.
    fn advance(&self) -> bool {
        let Some(((at, _), waker)) = self.sleepers.borrow_mut().pop_first() else {
            return false;
        };
        self.elapsed.set(self.elapsed.get().max(at));
        waker.wake();
        true
    }

    fn sleep_on(self: Rc<Self>, duration: Duration) -> impl Future<Output = ()> {
        let until = self.elapsed.get() + duration;
        let number = self.count.get();
        self.count.set(number + 1);
        std::future::poll_fn(move |context| {
            if self.elapsed.get() >= until {
                return Poll::Ready(());
            }
            self.sleepers
                .borrow_mut()
                .insert((until, number), context.waker().clone());
            Poll::Pending
        })
    }
}

/// A clock is shared between the transport and the client.
#[derive(Clone, Default)]
pub struct SharedClock(pub Rc<VirtualClock>);

impl Clock for SharedClock {
    fn now(&self) -> Timestamp {
        start() + self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()> {
        self.0.clone().sleep_on(duration).boxed_local()
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

/// Runs a future to its end, letting virtual time pass.
pub fn block_on<T: 'static>(clock: &SharedClock, future: impl Future<Output = T> + 'static) -> T {
    let mut pool = LocalPool::new();
    let handle = pool.spawner().spawn_local_with_handle(future).unwrap();
    let mut handle = handle;
    loop {
        pool.run_until_stalled();
        if let Some(result) = (&mut handle).now_or_never() {
            return result;
        }
        assert!(
            clock.0.advance(),
            "nothing is under way, yet nothing is done"
        );
    }
}

/// The simulator at the end of the wire.
pub struct SimulatedTransport {
    pub simulation: Rc<RefCell<Simulation>>,
    pub clock: SharedClock,
}

impl Transport for SimulatedTransport {
    fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
        let (simulation, clock) = (self.simulation.clone(), self.clock.clone());
        async move {
            let mut sent = azure_sim::Request::new(&request.method.to_string(), request.url);
            sent = sent.header("Origin", "http://localhost:8080");
            if let Some(token) = &request.bearer {
                sent = sent.bearer(token);
            }
            if let Some(body) = request.body {
                sent.body = body.into_bytes();
            }
            let answer = {
                let mut simulation = simulation.borrow_mut();
                simulation.now = clock.now();
                azure_sim::handle(&mut simulation, &sent)
            };
            clock.sleep(Duration::from_millis(answer.delay_ms)).await;
            match answer.delivery {
                Delivery::Whole => {}
                Delivery::Cut => return Err(TransportError::Unreachable),
                Delivery::Never => std::future::pending().await,
            }
            if answer.body.len() > MAX_BODY_BYTES {
                return Err(TransportError::TooLarge);
            }
            Ok(Response {
                status: answer.status,
                headers: answer.readable_headers().cloned().collect(),
                body: String::from_utf8_lossy(&answer.body).into_owned(),
            })
        }
        .boxed_local()
    }
}

pub struct Pasted(pub String);

impl TokenSource for Pasted {
    fn token(&self) -> LocalBoxFuture<'static, Result<String, SignInNeeded>> {
        let token = self.0.clone();
        async move { Ok(token) }.boxed_local()
    }

    fn renew(&self, _: Option<String>) -> LocalBoxFuture<'static, Option<String>> {
        async { None }.boxed_local()
    }
}

/// One diagnosis of one estate, as its person sees it.
pub struct Case {
    pub simulation: Rc<RefCell<Simulation>>,
    pub clock: SharedClock,
    pub context: Rc<Context>,
}

impl Case {
    pub fn open(estate: &str) -> Self {
        Self::of(opened(estate))
    }

    pub fn of(simulation: Simulation) -> Self {
        Self::through(simulation, |simulated| simulated)
    }

    /// With something between the client and the simulator.
    pub fn through(
        simulation: Simulation,
        wrap: impl FnOnce(Rc<dyn Transport>) -> Rc<dyn Transport>,
    ) -> Self {
        let clock = SharedClock::default();
        let ask = simulation.estate.ask.clone();
        let token = simulation.token(&ask.person).unwrap();
        let cloud = Cloud::ALL
            .into_iter()
            .find(|it| it.arm_host() == simulation.estate.cloud.arm_host())
            .unwrap();
        let simulation = Rc::new(RefCell::new(simulation));
        let transport = wrap(Rc::new(SimulatedTransport {
            simulation: simulation.clone(),
            clock: clock.clone(),
        }));
        let claims = claims::read(&token);
        let arm = ArmClient::new(
            cloud,
            "en",
            transport,
            Rc::new(Pasted(token)),
            Rc::new(clock.clone()),
            RetryPolicy::default(),
        );
        let question = Question {
            tenant: ask.tenant,
            vm: ResourceId::parse(&ask.vm).unwrap(),
            port: Some(ask.port),
            source: ask.source.as_deref().and_then(ip_range::parse),
            goal: Some(match ask.goal {
                azure_sim::estate::Goal::Enable => Goal::Enable,
                azure_sim::estate::Goal::Request => Goal::Request,
                azure_sim::estate::Goal::Connect => Goal::Connect,
            }),
            minutes: ask
                .duration
                .as_deref()
                .and_then(timestamp::parse_duration_minutes),
            about: ask.whom.as_deref().and_then(|it| {
                let kind = ask.kind.as_deref().and_then(SubjectKind::from_name);
                Subject::parse(it, kind)
            }),
        };
        let context = Rc::new(Context {
            arm,
            clock: Rc::new(clock.clone()),
            cloud,
            question,
            claims,
        });
        Self {
            simulation,
            clock,
            context,
        }
    }

    /// The diagnosis of a collected file.
    pub fn of_file(collected: &Collected) -> Self {
        let clock = SharedClock::default();
        let arm = ArmClient::new(
            collected.cloud,
            "en",
            Rc::new(Replay::new(collected).unwrap()),
            Rc::new(NoToken),
            Rc::new(clock.clone()),
            RetryPolicy::default(),
        );
        let context = Context {
            arm,
            clock: Rc::new(clock.clone()),
            cloud: collected.cloud,
            question: collected.question.clone(),
            claims: collector::replay::claims(&collected.reader),
        };
        Self {
            simulation: Rc::new(RefCell::new(opened("healthy"))),
            clock,
            context: Rc::new(context),
        }
    }

    /// What is at the end of the wire.
    pub fn transport(&self) -> Rc<dyn Transport> {
        Rc::new(SimulatedTransport {
            simulation: self.simulation.clone(),
            clock: self.clock.clone(),
        })
    }

    /// Gathers every fact.
    pub fn snapshot(&self) -> Snapshot {
        self.gather(FactSet::all())
    }

    pub fn gather(&self, keys: FactSet) -> Snapshot {
        let context = self.context.clone();
        block_on(&self.clock, async move {
            let mut snapshot = Snapshot::default();
            gather(context, keys, |update| snapshot.apply(update)).await;
            snapshot
        })
    }

    /// The result as it leaves the page.
    pub fn report(&self, snapshot: &Snapshot, include: Include) -> Report {
        self.report_with(snapshot, None, include)
    }

    /// The same after the history of changes was read.
    pub fn report_with(
        &self,
        snapshot: &Snapshot,
        explained: Option<&Explained>,
        include: Include,
    ) -> Report {
        let question = &self.context.question;
        let source = Source {
            diagnosis: &diagnose(checks::EVALUATORS, snapshot, question.goal),
            question,
            common: &common_args(question, snapshot),
            cloud: self.context.cloud,
            case: None,
            collected_by: None,
            outlook: &outlook(snapshot, |it| {
                diagnose(checks::EVALUATORS, it, question.goal)
            }),
            explained,
            now: start(),
            log: &self.context.arm.log().entries(),
        };
        Report::new(&source, include)
    }

    pub fn diagnosis(&self) -> Diagnosis {
        diagnose(
            checks::EVALUATORS,
            &self.snapshot(),
            self.context.question.goal,
        )
    }
}
