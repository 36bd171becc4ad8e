//! The reading of one subscription, or of several: what has come in, how far it is, and the
//! ways to stop it and to begin anew. The page is told a few times a second,
//! and never kept from drawing for long. What was read outlives the page, as
//! long as the session does. Knows no markup.

use std::{
    any::Any,
    rc::{Rc, Weak},
    sync::Arc,
};

use azure::{
    arm::{ArmClient, TokenSource},
    resource_id::ResourceId,
    timestamp::Timestamp,
};
use diagnosis::access_windows::Window;
use futures::{channel::mpsc, future::join};
use inventory::{
    self, Breakdown, Counts, Inventory, List, ListState, Lists, Overview, View, read_each,
};
use leptos::prelude::*;

use crate::{
    browser::clock::{self, pause},
    paced::paced,
    run::Phase,
    session::{Access, Sessions},
    task_slot::TaskSlot,
    words::Words,
};

/// Rows that are judged in one go: a matter of milliseconds.
const SLICE: usize = 250;

/// In context from the start.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    subject: StoredValue<Option<Subject>, LocalStorage>,
    /// An [`Inventory`], once something is read. Its type is not told here: the app keeps
    /// this from the start, and would carry the code that lets go of one.
    inventory: StoredValue<Option<Box<dyn Any>>, LocalStorage>,
    /// Grows with each change that is to be drawn.
    version: RwSignal<usize>,
    phase: RwSignal<Phase>,
    /// When it came to its end.
    ended: RwSignal<Option<Timestamp>>,
    task: TaskSlot,
}

/// What is read, and in whose name. The session is told by its tokens, which are
/// not kept beyond it.
struct Subject {
    scopes: Vec<ResourceId>,
    tokens: Weak<dyn TokenSource>,
}

impl Subject {
    fn is_of(&self, access: Option<&Access>) -> bool {
        access.is_some_and(|it| Weak::ptr_eq(&self.tokens, &Rc::downgrade(&it.tokens)))
    }
}

impl Reading {
    /// Nothing yet. What another session has read is dropped when it ends.
    pub(crate) fn follow(sessions: Sessions) -> Self {
        let reading = Self {
            subject: StoredValue::new_local(None),
            inventory: StoredValue::new_local(None),
            version: RwSignal::new(0),
            phase: RwSignal::new(Phase::Idle),
            ended: RwSignal::new(None),
            task: TaskSlot::new(),
        };
        Effect::new(move |_| {
            let access = sessions.access();
            let is_kept = reading.subject.with_value(|it| {
                let subject = it.as_ref();
                subject.is_none_or(|it| it.is_of(access.as_ref()))
            });
            if !is_kept {
                reading.forget();
            }
        });
        reading
    }

    /// Reads the subscriptions, unless this session has read them already.
    pub(super) fn resume(self, scopes: &[ResourceId], access: &Access, words: Words) {
        let is_there = self.subject.with_value(|it| {
            let subject = it.as_ref().filter(|it| it.scopes == scopes);
            subject.is_some_and(|it| it.is_of(Some(access)))
        });
        if !is_there {
            self.start(scopes, access, words);
        }
    }

    pub(super) fn start(self, scopes: &[ResourceId], access: &Access, words: Words) {
        // What was read before goes first: the two need not fit in memory.
        self.forget();
        self.subject.set_value(Some(Subject {
            scopes: scopes.to_vec(),
            tokens: Rc::downgrade(&access.tokens),
        }));
        self.phase.set(Phase::Running);
        self.show();
        let inventory = Inventory::of(scopes.len());
        self.inventory.set_value(Some(Box::new(inventory)));
        self.run(access.client(words), scopes.to_vec());
    }

    fn run(self, arm: ArmClient, scopes: Vec<ResourceId>) {
        self.task.run(async move {
            let (sender, receiver) = mpsc::unbounded();
            let reading = async move {
                read_each(&arm, &scopes, move |at, update| {
                    // Nobody listens any more when the page is gone.
                    let _ = sender.unbounded_send((at, update));
                })
                .await;
            };
            join(reading, self.take_in(receiver)).await;
            self.finish();
        });
    }

    /// Ends the reading where it is. What was read stays, and is judged as far
    /// as it goes.
    pub(super) fn stop(self) {
        self.change(Inventory::stop);
        self.task.run(async move {
            self.judge().await;
            self.finish();
        });
    }

    /// The page is left: what was read whole stays, what is half read does not.
    pub(super) fn leave(self) {
        if self.phase.get_untracked() == Phase::Running {
            self.forget();
        }
    }

    fn forget(self) {
        self.task.stop();
        self.subject.set_value(None);
        self.inventory.set_value(None);
        self.ended.set(None);
        self.phase.set(Phase::Idle);
        self.show();
    }

    async fn take_in(self, updates: mpsc::UnboundedReceiver<(usize, inventory::Update)>) {
        let take_in = async |updates: Vec<(usize, inventory::Update)>| {
            for (at, update) in updates {
                self.change(|it| it.apply(at, update));
                pause().await;
            }
            self.judge().await;
        };
        paced(updates, take_in, move || self.show()).await;
    }

    async fn judge(self) {
        while self.change(|it| it.judge(SLICE)) == Some(true) {
            pause().await;
        }
    }

    fn finish(self) {
        self.ended.set(Some(clock::now()));
        self.phase.set(Phase::Done);
        self.show();
    }

    fn show(self) {
        self.version.update(|it| *it += 1);
    }

    /// What has been read; follows it when read in a view.
    pub(super) fn with<T>(self, look: impl FnOnce(&Inventory) -> T) -> T {
        self.version.track();
        self.inventory
            .with_value(|it| match it.as_ref().and_then(|it| it.downcast_ref()) {
                Some(it) => look(it),
                None => look(&Inventory::default()),
            })
    }

    /// `None` where nothing is read, or the page is gone.
    fn change<T>(self, change: impl FnOnce(&mut Inventory) -> T) -> Option<T> {
        let change = |it: &mut Option<Box<dyn Any>>| Some(change(it.as_mut()?.downcast_mut()?));
        self.inventory.try_update_value(change).flatten()
    }

    pub(super) fn phase(self) -> Signal<Phase> {
        self.phase.into()
    }

    pub(super) fn is_running(self) -> bool {
        self.phase.get() == Phase::Running
    }

    /// When the reading came to its end.
    pub(super) fn ended(self) -> Option<Timestamp> {
        self.ended.get()
    }

    pub(super) fn counts(self) -> Memo<Counts> {
        Memo::new(move |_| self.with(Inventory::counts))
    }

    /// How many of the machines a search finds.
    pub(super) fn found(self, search: Signal<String>) -> Memo<Counts> {
        Memo::new(move |_| search.with(|search| self.with(|it| it.found(search))))
    }

    /// Of the subscription at this place.
    pub(super) fn overview(self, at: usize) -> Memo<Option<Overview>> {
        Memo::new(move |_| self.with(|it| it.subscriptions().get(at).map(Overview::of)))
    }

    /// What the machines of each subscription come to.
    pub(super) fn breakdowns(self) -> Memo<Vec<Breakdown>> {
        Memo::new(move |_| self.with(Breakdown::of_each))
    }

    /// Whether several subscriptions are read, so that each has to be told.
    pub(super) fn has_several(self) -> bool {
        self.with(|it| 1 < it.subscriptions().len())
    }

    /// What a subscription is called where there are several: its name, or its id.
    pub(super) fn name_of(self, scope: &ResourceId) -> Option<String> {
        let at = self.subject.with_value(|it| {
            let scopes = &it.as_ref()?.scopes;
            scopes.iter().position(|it| it == scope)
        })?;
        self.name_at(at)
    }

    /// The same by its place.
    pub(super) fn name_at(self, at: usize) -> Option<String> {
        let id = self.subject.with_value(|it| {
            let scopes = &it.as_ref()?.scopes;
            let scope = scopes.get(at).filter(|_| 1 < scopes.len())?;
            Some(scope.subscription().to_owned())
        })?;
        let name = self.with(|it| it.subscriptions().get(at).map(|it| it.name().to_owned()));
        let name = name.filter(|it| !it.is_empty());
        Some(name.unwrap_or(id))
    }

    pub(super) fn places(self, view: Signal<View>) -> Memo<Arc<Vec<usize>>> {
        Memo::new(move |_| Arc::new(view.with(|view| self.with(|it| it.view(view)))))
    }

    /// The windows of the VMs that a search finds.
    pub(super) fn windows(self, search: Signal<String>) -> Memo<Arc<Vec<Window>>> {
        Memo::new(move |_| {
            let find = |search: &String| self.with(|it| it.windows(clock::now(), search));
            Arc::new(search.with(find))
        })
    }

    /// Whether nothing can be missing from a list.
    pub(super) fn is_whole(self, list: List) -> bool {
        self.with(|it| {
            let mut all = it.subscriptions().iter();
            all.all(|it| matches!(it.state(list), ListState::Whole(_)))
        })
    }

    /// Whether Azure wants the reader to sign in anew.
    pub(super) fn needs_sign_in(self) -> Memo<bool> {
        Memo::new(move |_| {
            self.with(|it| {
                let mut incomplete = it.subscriptions().iter().flat_map(Lists::incomplete);
                incomplete.any(|(_, why)| why.wants_sign_in())
            })
        })
    }
}
