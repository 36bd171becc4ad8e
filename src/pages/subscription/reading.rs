//! The reading of one subscription: what has come in, how far it is, and the
//! ways to stop it and to begin anew. The page is told a few times a second,
//! and never kept from drawing for long. Knows no markup.

use std::{sync::Arc, time::Duration};

use azure::{answer::Reason, arm::ArmClient, resource_id::ResourceId};
use diagnosis::access_windows::Window;
use futures::{StreamExt as _, channel::mpsc, future::join};
use inventory::{self, Counts, Inventory, List, ListState, Overview, View, read};
use leptos::prelude::*;

use crate::{
    browser::clock::{self, pause},
    run::Phase,
    task_slot::TaskSlot,
};

/// Rows that are judged in one go: a matter of milliseconds.
const SLICE: usize = 250;
/// Milliseconds between two drawings.
const REST: Duration = Duration::from_millis(250);

#[derive(Clone, Copy)]
pub(super) struct Reading {
    scope: StoredValue<ResourceId>,
    inventory: StoredValue<Inventory, LocalStorage>,
    /// Grows with each change that is to be drawn.
    version: RwSignal<usize>,
    phase: RwSignal<Phase>,
    task: TaskSlot,
}

impl Reading {
    pub(super) fn new(scope: ResourceId) -> Self {
        Self {
            scope: StoredValue::new(scope),
            inventory: StoredValue::new_local(Inventory::default()),
            version: RwSignal::new(0),
            phase: RwSignal::new(Phase::Idle),
            task: TaskSlot::new(),
        }
    }

    pub(super) fn start(self, arm: ArmClient) {
        self.inventory.set_value(Inventory::default());
        self.phase.set(Phase::Running);
        self.show();
        let scope = self.scope.get_value();
        self.task.run(async move {
            let (sender, receiver) = mpsc::unbounded();
            let reading = async move {
                read(&arm, &scope, move |update| {
                    // Nobody listens any more when the page is gone.
                    let _ = sender.unbounded_send(update);
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
        self.inventory.update_value(Inventory::stop);
        self.task.run(async move {
            self.judge().await;
            self.finish();
        });
    }

    async fn take_in(self, updates: mpsc::UnboundedReceiver<inventory::Update>) {
        let mut updates = updates.ready_chunks(32);
        let mut shown = clock::now();
        while let Some(chunk) = updates.next().await {
            for update in chunk {
                self.inventory.update_value(|it| it.apply(update));
                pause().await;
            }
            self.judge().await;
            if clock::now() - shown >= REST {
                self.show();
                shown = clock::now();
            }
        }
    }

    async fn judge(self) {
        while self.inventory.try_update_value(|it| it.judge(SLICE)) == Some(true) {
            pause().await;
        }
    }

    fn finish(self) {
        self.phase.set(Phase::Done);
        self.show();
    }

    fn show(self) {
        self.version.update(|it| *it += 1);
    }

    /// What has been read; follows it when read in a view.
    pub(super) fn with<T>(self, look: impl FnOnce(&Inventory) -> T) -> T {
        self.version.track();
        self.inventory.with_value(look)
    }

    pub(super) fn phase(self) -> Signal<Phase> {
        self.phase.into()
    }

    pub(super) fn is_running(self) -> bool {
        self.phase.get() == Phase::Running
    }

    pub(super) fn counts(self) -> Memo<Counts> {
        Memo::new(move |_| self.with(Inventory::counts))
    }

    pub(super) fn overview(self) -> Memo<Overview> {
        Memo::new(move |_| self.with(|it| Overview::of(it.lists())))
    }

    pub(super) fn places(self, view: Signal<View>) -> Memo<Arc<Vec<usize>>> {
        Memo::new(move |_| Arc::new(view.with(|view| self.with(|it| it.view(view)))))
    }

    pub(super) fn windows(self) -> Memo<Arc<Vec<Window>>> {
        Memo::new(move |_| Arc::new(self.with(|it| it.windows(clock::now()))))
    }

    /// Whether nothing can be missing from a list.
    pub(super) fn is_whole(self, list: List) -> bool {
        self.with(|it| matches!(it.lists().state(list), ListState::Whole(_)))
    }

    /// Whether Azure wants the reader to sign in anew.
    pub(super) fn needs_sign_in(self) -> Memo<bool> {
        Memo::new(move |_| {
            self.with(|it| {
                it.lists().incomplete().any(|(_, why)| {
                    matches!(why.reason, Reason::TokenRejected | Reason::SignInNeeded)
                })
            })
        })
    }
}
