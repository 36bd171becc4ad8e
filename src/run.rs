//! One question being answered: what is known so far, how far the reading is,
//! and the ways to read again. Knows sessions only as an [`Access`], and
//! nothing of how the answer is drawn.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use azure::{
    answer::{Reason, Unavailable},
    timestamp::{Duration, Timestamp},
};
use checklist::{Ahead, Checklist, Item, Times, ahead, checklist, common_args};
use diagnosis::{
    case_number::CaseNumber,
    checks,
    engine::{Diagnosis, Outcome, Verdict, diagnose},
    facts::{self, Context, FactKey, FactSet, Facts, Rejection, Snapshot, VmLookup, gather},
    question::{Goal, Question},
    what_changed::{Explained, Scene, scene},
    what_if::{Outlook, outlook},
};
use guide::permission::{Missing, all_missing};
use leptos::prelude::*;
use share::report::{CollectedBy, Include, Report, Source};
use text::Catalog;

use crate::{
    browser::clock,
    guide::{Case, Known},
    session::Access,
    task_slot::TaskSlot,
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
    /// The facts that are asked for.
    pub(crate) facts: FactSet,
    /// Those of them that have not arrived.
    pub(crate) waiting: FactSet,
    pub(crate) requests: usize,
    /// From the first request to the last answer; none while it goes on.
    pub(crate) milliseconds: Option<u64>,
}

/// What was read, and what the checks say of it.
#[derive(Clone)]
struct Judged {
    snapshot: Snapshot,
    diagnosis: Diagnosis,
}

/// What the reader said by hand, where Azure told nothing. How it is judged and worded
/// is fetched with the first answer.
#[derive(Clone)]
pub(crate) struct Completed {
    pub(crate) judge: Arc<dyn Fn(&Diagnosis) -> Diagnosis + Send + Sync>,
    pub(crate) word: fn(&Diagnosis, &Question, &Snapshot, &Catalog, Times) -> Checklist,
}

/// A sign-in that Azure wants in place of the present one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WantedSignIn {
    Anew,
    /// Another one than the present, which Azure took.
    Other,
    /// The present one is good, but not for the tenant of what was asked about.
    InOtherTenant,
}

impl Judged {
    fn new(snapshot: Snapshot, goal: Option<Goal>) -> Self {
        let diagnosis = diagnose(checks::EVALUATORS, &snapshot, goal);
        Self {
            snapshot,
            diagnosis,
        }
    }

    /// Judges anew after a change.
    fn update(&mut self, goal: Option<Goal>, change: impl FnOnce(&mut Snapshot)) {
        change(&mut self.snapshot);
        self.diagnosis = diagnose(checks::EVALUATORS, &self.snapshot, goal);
    }

    /// What Azure wants of the reader's sign-in.
    fn wanted_sign_in(&self) -> Option<WantedSignIn> {
        if self.diagnosis.outcomes.iter().any(lacks_sign_in) {
            return Some(WantedSignIn::Anew);
        }
        let facts = Facts::new(&self.snapshot);
        let rejections = facts.sign_in().ok().map(|it| it.rejections.as_slice())?;
        if rejections.is_empty() {
            return None;
        }
        let is_of_tenant = rejections.iter().all(Rejection::is_of_tenant);
        Some(if is_of_tenant {
            WantedSignIn::InOtherTenant
        } else {
            WantedSignIn::Anew
        })
    }
}

/// The diagnosis of one question, for as long as its page is shown.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    question: StoredValue<Question>,
    /// What is being read.
    reading: RwSignal<Judged, LocalStorage>,
    /// What was read last, shown until the next reading is complete: half of
    /// the one and half of the other could say what neither does.
    settled: RwSignal<Option<Judged>, LocalStorage>,
    phase: RwSignal<Phase>,
    /// What the present reading asks for.
    asked: RwSignal<FactSet>,
    requests: RwSignal<usize>,
    milliseconds: RwSignal<Option<u64>>,
    /// When the last reading was over.
    read_at: RwSignal<Option<Timestamp>>,
    context: StoredValue<Option<Rc<Context>>, LocalStorage>,
    /// What the reader said in place of what Azure left open; none before they do.
    completed: RwSignal<Option<Completed>>,
    /// What the history of changes tells of what was read last; none before somebody
    /// looked.
    explained: RwSignal<Option<Explained>>,
    /// How far Azure's clock is ahead of the reader's.
    ahead: StoredValue<Duration>,
    task: TaskSlot,
}

impl Run {
    pub(crate) fn new(question: Question) -> Self {
        let nothing = Judged::new(Snapshot::default(), question.goal);
        Self {
            question: StoredValue::new(question),
            reading: RwSignal::new_local(nothing),
            settled: RwSignal::new_local(None),
            phase: RwSignal::new(Phase::Idle),
            asked: RwSignal::new(FactSet::NONE),
            requests: RwSignal::new(0),
            milliseconds: RwSignal::new(None),
            read_at: RwSignal::new(None),
            context: StoredValue::new_local(None),
            completed: RwSignal::new(None),
            explained: RwSignal::new(None),
            ahead: StoredValue::new(Duration::ZERO),
            task: TaskSlot::new(),
        }
    }

    /// Reads everything that the goal's checks need, with a client of its own.
    pub(crate) fn all(self, access: &Access, words: Words) {
        let context = Rc::new(Context {
            arm: access.client(words),
            clock: access.clock(),
            cloud: access.cloud,
            question: self.question.get_value(),
            claims: access.claims.clone(),
        });
        let goal = self.goal();
        self.reading.set(Judged::new(Snapshot::default(), goal));
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
        reading.update(self.goal(), |it| it.forget(keys));
        self.reading.set(reading);
        self.start(Rc::new(renewed(&before)), keys);
    }

    /// Reads some facts again, beside what is shown, which stays; none before there was
    /// a reading.
    pub(crate) fn beside(self, keys: FactSet) -> Option<impl Future<Output = Snapshot> + use<>> {
        let context = renewed(self.context()?.as_ref());
        let mut snapshot = self.settled.get_untracked()?.snapshot;
        snapshot.forget(keys);
        Some(async move {
            gather(Rc::new(context), keys, |it| snapshot.apply(it)).await;
            snapshot
        })
    }

    pub(crate) fn phase(self) -> Signal<Phase> {
        self.phase.into()
    }

    /// The outcome as it may leave the page; none before something was read.
    /// `collected_by` says that the answers are those of a file.
    pub(crate) fn report(
        self,
        case: Option<CaseNumber>,
        collected_by: Option<CollectedBy>,
        include: Include,
    ) -> Option<Report> {
        let context = self.context()?;
        let question = self.question.get_value();
        let explained = self.explained.read();
        self.with_shown(|it| {
            let source = Source {
                diagnosis: &it.diagnosis,
                question: &question,
                common: &common_args(&question, &it.snapshot),
                cloud: context.cloud,
                case,
                collected_by,
                outlook: &self.outlook(&it.snapshot),
                explained: explained.as_ref(),
                now: if collected_by.is_some() {
                    context.clock.now()
                } else {
                    self.read_at.get().unwrap_or_else(|| self.now())
                },
                log: &context.arm.log().entries(),
            };
            Some(Report::new(&source, include))
        })
    }

    /// What a history tells that was read for what is shown.
    pub(crate) fn explain(self, explained: Option<Explained>) {
        self.explained.set(explained);
    }

    /// What the last reading used; none before there was one.
    pub(crate) fn context(self) -> Option<Rc<Context>> {
        self.context.get_value()
    }

    /// The outcome in the reader's words; follows every fact and the language.
    pub(crate) fn checklist(self, words: Words) -> Memo<Checklist> {
        Memo::new(move |_| {
            self.with_shown(|it| {
                let question = self.question.get_value();
                let completed = self.completed.with(|it| it.as_ref().map(|it| it.word));
                completed.unwrap_or(checklist)(
                    &it.diagnosis,
                    &question,
                    &it.snapshot,
                    &words.catalog(),
                    words.times(),
                )
            })
        })
    }

    /// What the guide of a failing row fills in, as things stand.
    pub(crate) fn case(self, item: &Item) -> Option<Case> {
        let finding = item.finding.as_ref()?;
        Some(Case {
            check: item.id,
            finding: finding.clone(),
            names: item.names.clone(),
            known: self.known(),
        })
    }

    /// Everything that the reader is not allowed.
    pub(crate) fn missing(self) -> Option<Missing> {
        self.with_shown(|it| all_missing(&it.diagnosis, &self.question.get_value()))
    }

    pub(crate) fn question(self) -> Question {
        self.question.get_value()
    }

    /// The region of the VM, if it was read.
    pub(crate) fn location(self) -> Option<String> {
        untrack(|| {
            self.with_shown(|it| match &Facts::new(&it.snapshot).vm().ok()?.value {
                VmLookup::Found(vm) => Some(vm.location.clone()),
                _ => None,
            })
        })
    }

    /// What guides fill in, as things stand.
    pub(crate) fn known(self) -> Known {
        untrack(|| {
            self.with_shown(|it| Known {
                question: self.question.get_value(),
                snapshot: it.snapshot.clone(),
            })
        })
    }

    /// Something that follows from the facts, worked out anew with each.
    pub(crate) fn shown<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        look: impl Fn(&Facts) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.with_shown(|it| look(&Facts::new(&it.snapshot))))
    }

    /// What the history of changes is looked at for, as things stand.
    pub(crate) fn scene(self) -> Result<Scene, Unavailable> {
        untrack(|| self.with_shown(|it| scene(&Facts::new(&it.snapshot), &it.diagnosis)))
    }

    /// The time as Azure has it, where it said so.
    pub(crate) fn now(self) -> Timestamp {
        clock::now().saturating_add(self.ahead.get_value())
    }

    /// When what is shown was read; none before a reading is over.
    pub(crate) fn read_at(self) -> Signal<Option<Timestamp>> {
        self.read_at.into()
    }

    pub(crate) fn effort(self) -> Memo<Effort> {
        Memo::new(move |_| {
            let facts = self.asked.get();
            let pending = self.reading.with(|it| it.snapshot.pending());
            Effort {
                facts,
                waiting: pending.and(facts),
                requests: self.requests.get(),
                milliseconds: self.milliseconds.get(),
            }
        })
    }

    /// What has to be done until the goal is reached, as things stand.
    pub(crate) fn ahead(self, words: Words) -> Memo<Ahead> {
        Memo::new(move |_| {
            self.with_shown(|it| {
                let question = self.question.get_value();
                let outlook = self.outlook(&it.snapshot);
                let (catalog, times) = (words.catalog(), words.times());
                ahead(
                    &outlook,
                    &it.diagnosis,
                    &question,
                    &it.snapshot,
                    &catalog,
                    times,
                )
            })
        })
    }

    fn outlook(self, snapshot: &Snapshot) -> Outlook {
        let goal = self.goal();
        let judge = self
            .completed
            .with(|it| it.as_ref().map(|it| it.judge.clone()));
        outlook(snapshot, |snapshot| {
            let diagnosis = diagnose(checks::EVALUATORS, snapshot, goal);
            match &judge {
                Some(judge) => judge(&diagnosis),
                None => diagnosis,
            }
        })
    }

    /// What Azure wants of the reader's sign-in.
    pub(crate) fn wanted_sign_in(self) -> Memo<Option<WantedSignIn>> {
        Memo::new(move |_| self.with_shown(Judged::wanted_sign_in))
    }

    fn start(self, context: Rc<Context>, keys: FactSet) {
        self.context.set_value(Some(context.clone()));
        self.asked.set(keys);
        self.requests.set(0);
        self.phase.set(Phase::Running);
        self.milliseconds.set(None);
        self.explained.set(None);
        let goal = self.goal();
        self.task.run(async move {
            let started = clock::now();
            let asked_before = context.arm.log().len();
            let arrived = Arrived::default();
            let log = context.arm.log().clone();
            let show = {
                let arrived = arrived.clone();
                move || {
                    // The page may have been left since the frame was asked for.
                    let apply = |it: &mut Snapshot| arrived.apply(it);
                    self.reading.try_update(|it| it.update(goal, apply));
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
            let took = (clock::now() - started).whole_milliseconds();
            self.milliseconds
                .set(Some(u64::try_from(took).unwrap_or_default()));
            self.read_at.set(Some(self.now()));
            self.phase.set(Phase::Done);
        });
    }

    /// What the reader says by hand; it outlives each new reading.
    pub(crate) fn completed(self) -> RwSignal<Option<Completed>> {
        self.completed
    }

    /// What Azure alone says, as things stand.
    pub(crate) fn by_azure<T>(self, look: impl FnOnce(&Diagnosis) -> T) -> T {
        untrack(|| self.with_read(|it| look(&it.diagnosis)))
    }

    /// What is known, with what the reader said of the rest.
    fn with_shown<T>(self, look: impl FnOnce(&Judged) -> T) -> T {
        self.with_read(|read| {
            self.completed.with(|completed| match completed {
                None => look(read),
                Some(it) => look(&Judged {
                    snapshot: read.snapshot.clone(),
                    diagnosis: (it.judge)(&read.diagnosis),
                }),
            })
        })
    }

    fn with_read<T>(self, look: impl FnOnce(&Judged) -> T) -> T {
        let settled = self.settled.read();
        match &*settled {
            Some(it) => look(it),
            None => self.reading.with(look),
        }
    }

    fn goal(self) -> Option<Goal> {
        self.question.with_value(|it| it.goal)
    }
}

/// For another reading of the same.
fn renewed(context: &Context) -> Context {
    Context {
        arm: context.arm.renewed(),
        clock: context.clock.clone(),
        cloud: context.cloud,
        question: context.question.clone(),
        claims: context.claims.clone(),
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

#[cfg(test)]
mod tests {
    use diagnosis::facts::Update;

    use super::*;

    #[test]
    fn a_change_is_judged_at_once() {
        for goal in [None, Some(Goal::Enable), Some(Goal::Connect)] {
            let mut judged = Judged::new(Snapshot::default(), goal);
            let pending = |it: &Judged| it.diagnosis.in_goal().filter(|it| it.is_pending()).count();
            let before = pending(&judged);
            assert!(before > 0, "{goal:?}");
            assert_eq!(judged.wanted_sign_in(), None);
            judged.update(goal, |it| {
                it.apply(Update::Vm(Err(Unavailable::new(Reason::SignInNeeded))));
            });
            assert!(pending(&judged) < before, "{goal:?}");
            assert_eq!(judged.wanted_sign_in(), Some(WantedSignIn::Anew));
            judged.update(goal, |it| it.forget(FactSet::NONE.with(FactKey::Vm)));
            assert_eq!(pending(&judged), before);
            assert_eq!(judged.wanted_sign_in(), None);
        }
    }
}
