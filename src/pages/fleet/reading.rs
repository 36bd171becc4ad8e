//! The reading of all subscriptions: what has come in, how far it is, and the ways to
//! stop it, to go on and to begin again. The page is told a few times a second. What was
//! read goes with the page. Knows no markup.

use azure::{answer::Unavailable, arm::ArmClient};
use fleet::{Fleet, glimpse, read};
use futures::{channel::mpsc, future::join};
use leptos::prelude::*;

use crate::{paced::paced, run::Phase, session::Access, task_slot::TaskSlot, words::Words};

#[derive(Clone, Copy)]
pub(super) struct Reading {
    fleet: StoredValue<Fleet, LocalStorage>,
    /// Grows with each change that is to be drawn.
    version: RwSignal<usize>,
    phase: RwSignal<Phase>,
    task: TaskSlot,
    glimpse: TaskSlot,
}

impl Reading {
    pub(super) fn new() -> Self {
        Self {
            fleet: StoredValue::new_local(Fleet::default()),
            version: RwSignal::new(0),
            phase: RwSignal::new(Phase::Idle),
            task: TaskSlot::new(),
            glimpse: TaskSlot::new(),
        }
    }

    /// Reads everything from the beginning, with what was asked for meanwhile.
    pub(super) fn start(self, access: &Access, words: Words) {
        let own_tenant = access.tenant().map(str::to_owned);
        self.fleet.update_value(|it| *it = it.anew(own_tenant));
        self.go_on(access, words);
        let arm = access.client(words);
        self.glimpse.run(async move {
            if let Some(update) = glimpse(&arm).await {
                self.fleet.update_value(|it| it.apply(update));
                self.show();
            }
        });
    }

    /// Reads what has not been read yet.
    pub(super) fn go_on(self, access: &Access, words: Words) {
        self.phase.set(Phase::Running);
        self.show();
        let arm = access.client(words);
        self.task.run(async move {
            while let Some(step) = self.fleet.with_value(Fleet::next_step) {
                let (sender, receiver) = mpsc::unbounded();
                let arm: &ArmClient = &arm;
                let reading = async move {
                    read(arm, step, move |update| {
                        // Nobody listens any more when the page is gone.
                        let _ = sender.unbounded_send(update);
                    })
                    .await;
                };
                join(reading, self.take_in(receiver)).await;
                self.show();
            }
            self.phase.set(Phase::Done);
            self.show();
        });
    }

    /// Has these subscriptions inspected as well.
    pub(super) fn inspect(self, ids: &[String], access: &Access, words: Words) {
        self.fleet.update_value(|it| it.inspect(ids));
        self.go_on(access, words);
    }

    /// Ends the reading where it is. What was read stays.
    pub(super) fn stop(self) {
        self.task.stop();
        self.glimpse.stop();
        self.phase.set(Phase::Done);
        self.show();
    }

    async fn take_in(self, updates: mpsc::UnboundedReceiver<fleet::Update>) {
        let take_in = async |updates: Vec<fleet::Update>| {
            for update in updates {
                self.fleet.update_value(|it| it.apply(update));
            }
        };
        paced(updates, take_in, move || self.show()).await;
    }

    fn show(self) {
        self.version.update(|it| *it += 1);
    }

    /// What has been read; follows it when read in a view.
    pub(super) fn with<T>(self, look: impl FnOnce(&Fleet) -> T) -> T {
        self.version.track();
        self.fleet.with_value(look)
    }

    pub(super) fn phase(self) -> Signal<Phase> {
        self.phase.into()
    }

    pub(super) fn is_running(self) -> bool {
        self.phase.get() == Phase::Running
    }

    /// Whether something is left that was not asked for.
    pub(super) fn is_unfinished(self) -> bool {
        self.with(|it| it.next_step().is_some())
    }

    /// Whether Azure wants the reader to sign in anew.
    pub(super) fn needs_sign_in(self) -> Memo<bool> {
        Memo::new(move |_| {
            self.with(|it| {
                let of_rows = it.rows().iter().flat_map(fleet::Row::missing);
                let mut missing = it.list_missing().into_iter().chain(of_rows);
                missing.any(Unavailable::wants_sign_in)
            })
        })
    }
}
