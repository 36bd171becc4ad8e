//! One question being answered: what is known so far, how far the reading is,
//! and the ways to read again. Knows sessions only as an [`Access`], and
//! nothing of how the answer is drawn.

use std::{cell::RefCell, rc::Rc};

use azure::{
    answer::Reason,
    timestamp::{Duration, Timestamp},
};
use checklist::{Checklist, Item, checklist, common_args};
use diagnosis::{
    case_number::CaseNumber,
    checks,
    engine::{Diagnosis, Outcome, Verdict, diagnose},
    facts::{self, Context, FactKey, FactSet, Facts, Snapshot, VmLookup, gather},
    question::Question,
};
use guide::commands::Values;
use leptos::prelude::*;
use share::report::{Include, Report, Source};

use crate::{
    browser::clock::{self, BrowserClock},
    guide::Case,
    session::Access,
    task::Task,
    words::Words,
};

/// Where a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    #[default]
    Idle,
    Running,
    Done,
}

impl Phase {
    /// The name in the page's automation hook.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Done => "done",
        }
    }
}

/// How far a reading is, or how far it went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Effort {
    pub(crate) checks_done: usize,
    pub(crate) checks: usize,
    pub(crate) requests: usize,
    /// From the first request to the last answer; none while it goes on.
    pub(crate) seconds: Option<f64>,
}

/// The diagnosis of one question, for as long as its page is shown.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    question: StoredValue<Question>,
    /// What is being read.
    reading: RwSignal<Snapshot, LocalStorage>,
    /// What was read last, shown until the next reading is complete: half of
    /// the one and half of the other could say what neither does.
    settled: RwSignal<Option<Snapshot>, LocalStorage>,
    phase: RwSignal<Phase>,
    requests: RwSignal<usize>,
    seconds: RwSignal<Option<f64>>,
    context: StoredValue<Option<Rc<Context>>, LocalStorage>,
    /// How far Azure's clock is ahead of the reader's.
    ahead: StoredValue<Duration>,
    task: Task,
}

impl Run {
    pub(crate) fn new(question: Question) -> Self {
        Self {
            question: StoredValue::new(question),
            reading: RwSignal::new_local(Snapshot::default()),
            settled: RwSignal::new_local(None),
            phase: RwSignal::new(Phase::Idle),
            requests: RwSignal::new(0),
            seconds: RwSignal::new(None),
            context: StoredValue::new_local(None),
            ahead: StoredValue::new(Duration::ZERO),
            task: Task::new(),
        }
    }

    /// Reads everything that the goal's checks need, with a client of its own.
    pub(crate) fn all(self, access: &Access, words: Words) {
        let context = Rc::new(Context {
            arm: access.client(words),
            clock: Rc::new(BrowserClock),
            cloud: access.cloud,
            question: self.question.get_value(),
            claims: access.claims.clone(),
        });
        self.reading.set(Snapshot::default());
        let goal = self.question.with_value(|it| it.goal);
        self.start(context, checks::needs(goal));
    }

    /// Reads again what one check needs, if anything was read before.
    pub(crate) fn again(self, check: &str) {
        let (Some(before), Some(settled)) =
            (self.context.get_value(), self.settled.get_untracked())
        else {
            return;
        };
        let Some(check) = checks::ALL.iter().find(|it| it.id == check) else {
            return;
        };
        // Whether the token still holds shows in any request.
        let keys = check.needs.with(FactKey::SignIn);
        let mut reading = settled;
        reading.forget(keys);
        self.reading.set(reading);
        let context = Context {
            arm: before.arm.renewed(),
            clock: before.clock.clone(),
            cloud: before.cloud,
            question: before.question.clone(),
            claims: before.claims.clone(),
        };
        self.start(Rc::new(context), keys);
    }

    pub(crate) fn phase(self) -> Signal<Phase> {
        self.phase.into()
    }

    /// The outcome as it may leave the page; none before something was read.
    pub(crate) fn report(self, case: Option<CaseNumber>, include: Include) -> Option<Report> {
        let context = self.context()?;
        let question = self.question.get_value();
        self.with_shown(|snapshot| {
            let source = Source {
                diagnosis: &self.diagnose(snapshot),
                question: &question,
                common: &common_args(&question, snapshot),
                cloud: context.cloud,
                case,
                now: clock::now(),
                log: &context.arm.log().entries(),
            };
            Some(Report::new(&source, include))
        })
    }

    /// What the last reading used; none before there was one.
    pub(crate) fn context(self) -> Option<Rc<Context>> {
        self.context.get_value()
    }

    /// The outcome in the reader's words; follows every fact and the language.
    pub(crate) fn checklist(self, words: Words) -> Memo<Checklist> {
        Memo::new(move |_| {
            self.with_shown(|snapshot| {
                let question = self.question.get_value();
                checklist(
                    &self.diagnose(snapshot),
                    &question,
                    snapshot,
                    &words.catalog(),
                )
            })
        })
    }

    /// What the guide of a failing row fills in, as things stand.
    pub(crate) fn case(self, item: &Item) -> Option<Case> {
        untrack(|| {
            self.with_shown(|snapshot| {
                let diagnosis = self.diagnose(snapshot);
                let Verdict::Fail(finding) = &diagnosis.outcome(item.id)?.verdict else {
                    return None;
                };
                let question = self.question.get_value();
                let names = item.names.clone();
                Some(Case::new(item.id, &question, snapshot, finding, names))
            })
        })
    }

    pub(crate) fn question(self) -> Question {
        self.question.get_value()
    }

    /// The region of the VM, if it was read.
    pub(crate) fn location(self) -> Option<String> {
        untrack(|| {
            self.with_shown(|snapshot| match &Facts::new(snapshot).vm().ok()?.value {
                VmLookup::Found(vm) => Some(vm.location.clone()),
                _ => None,
            })
        })
    }

    /// What commands that belong to no failing row fill in.
    pub(crate) fn values(self) -> Values {
        untrack(|| {
            self.with_shown(|snapshot| Values::new(&self.question.get_value(), snapshot, None))
        })
    }

    /// Something that follows from the facts, worked out anew with each.
    pub(crate) fn shown<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        look: impl Fn(&Facts) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.with_shown(|snapshot| look(&Facts::new(snapshot))))
    }

    /// The time as Azure has it, where it said so.
    pub(crate) fn now(self) -> Timestamp {
        clock::now().saturating_add(self.ahead.get_value())
    }

    pub(crate) fn effort(self) -> Memo<Effort> {
        Memo::new(move |_| {
            let diagnosis = self.reading.with(|it| self.diagnose(it));
            let in_goal = diagnosis.outcomes.iter().filter(|it| it.in_goal);
            let pending = in_goal.clone().filter(|it| it.is_pending()).count();
            let checks = in_goal.count();
            Effort {
                checks_done: checks - pending,
                checks,
                requests: self.requests.get(),
                seconds: self.seconds.get(),
            }
        })
    }

    /// Whether Azure wants the reader to sign in anew.
    pub(crate) fn needs_sign_in(self) -> Memo<bool> {
        Memo::new(move |_| {
            self.with_shown(|snapshot| {
                let is_rejected = Facts::new(snapshot)
                    .sign_in()
                    .is_ok_and(|it| !it.rejections.is_empty());
                is_rejected || self.diagnose(snapshot).outcomes.iter().any(lacks_sign_in)
            })
        })
    }

    fn start(self, context: Rc<Context>, keys: FactSet) {
        self.context.set_value(Some(context.clone()));
        self.phase.set(Phase::Running);
        self.seconds.set(None);
        self.task.run(async move {
            let started = clock::now();
            let asked_before = context.arm.log().len();
            let arrived = Arrived::default();
            let log = context.arm.log().clone();
            let show = {
                let arrived = arrived.clone();
                move || {
                    // The page may have been left since the frame was asked for.
                    self.reading.try_update(|it| arrived.apply(it));
                    self.requests.try_set(log.len() - asked_before);
                }
            };
            gather(context, keys, |update| {
                if let facts::Update::Now(Ok(now)) = &update {
                    self.ahead.try_set_value(now.utc - clock::now());
                }
                if arrived.push(update) {
                    request_animation_frame(show.clone());
                }
            })
            .await;
            show();
            self.settled.set(Some(self.reading.get_untracked()));
            self.seconds
                .set(Some((clock::now() - started).as_seconds_f64()));
            self.phase.set(Phase::Done);
        });
    }

    fn with_shown<T>(self, look: impl FnOnce(&Snapshot) -> T) -> T {
        let settled = self.settled.read();
        match &*settled {
            Some(snapshot) => look(snapshot),
            None => self.reading.with(look),
        }
    }

    fn diagnose(self, snapshot: &Snapshot) -> Diagnosis {
        let goal = self.question.with_value(|it| it.goal);
        diagnose(checks::ALL, snapshot, goal)
    }
}

/// Whether the library that keeps the sign-in gave no token for this one.
fn lacks_sign_in(outcome: &Outcome) -> bool {
    matches!(&outcome.verdict, Verdict::CannotTell(why) if why.reason == Reason::SignInNeeded)
}

/// Facts that have arrived since the page was last drawn: they come in bursts,
/// and one drawing for each would be wasted.
#[derive(Clone, Default)]
struct Arrived(Rc<RefCell<Vec<facts::Update>>>);

impl Arrived {
    /// Whether it is the first since the last drawing.
    fn push(&self, update: facts::Update) -> bool {
        let mut updates = self.0.borrow_mut();
        updates.push(update);
        updates.len() == 1
    }

    fn apply(&self, snapshot: &mut Snapshot) {
        for update in self.0.borrow_mut().drain(..) {
            snapshot.apply(update);
        }
    }
}
