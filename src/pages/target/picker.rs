//! The lists to pick from, as they come in: subscriptions, and the VMs of one,
//! page by page. Knows no markup.

use std::{collections::HashSet, sync::Arc};

use azure::{answer::Unavailable, resource_id::ResourceId, resources::Subscription};
use futures::future::join;
use inventory::picker;
use leptos::prelude::*;

use super::form::Form;
use crate::{
    browser::letters::lower, components::Choice, session::Sessions, task_slot::TaskSlot,
    words::Words,
};

/// A list that is being read, and what stopped that.
pub(super) struct Reading<T: Send + Sync + 'static> {
    pub(super) items: RwSignal<Arc<Vec<T>>>,
    pub(super) busy: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Unavailable>>,
    task: TaskSlot,
}

// Deriving these would ask `T` for them too, though only handles are copied.
impl<T: Send + Sync + 'static> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Reading<T> {}

impl<T: Send + Sync + 'static> Reading<T> {
    fn new() -> Self {
        Self {
            items: RwSignal::new(Arc::default()),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            task: TaskSlot::new(),
        }
    }

    fn start(self, work: impl Future<Output = Result<(), Unavailable>> + 'static) {
        self.busy.set(true);
        self.task.run(async move {
            let result = work.await;
            self.failure.set(result.err());
            self.busy.set(false);
        });
    }

    fn clear(self) {
        self.task.stop();
        self.items.set(Arc::default());
        self.busy.set(false);
        self.failure.set(None);
    }
}

/// The lists of one form.
#[derive(Clone, Copy)]
pub(super) struct Lists {
    pub(super) subscriptions: Reading<Subscription>,
    pub(super) vms: Reading<picker::VmEntry>,
    /// The VMs that have JIT, of those that are listed.
    pub(super) configured: RwSignal<Arc<HashSet<ResourceId>>>,
}

impl Lists {
    /// Reads the lists, and does so again for each session and subscription.
    pub(super) fn follow(form: Form, sessions: Sessions, words: Words) -> Self {
        let (vms, configured) = vms(form, sessions, words);
        Self {
            subscriptions: subscriptions(sessions, words),
            vms,
            configured,
        }
    }

    /// Whether Azure wants the reader to sign in anew.
    pub(super) fn needs_sign_in(self) -> Memo<bool> {
        Memo::new(move |_| {
            [self.subscriptions.failure, self.vms.failure]
                .iter()
                .any(|it| it.with(|it| it.as_ref().is_some_and(Unavailable::wants_sign_in)))
        })
    }
}

/// The subscriptions of the session's tenant; read anew for each session.
fn subscriptions(sessions: Sessions, words: Words) -> Reading<Subscription> {
    let reading = Reading::new();
    Effect::new(move |_| {
        reading.clear();
        let Some(access) = sessions.access() else {
            return;
        };
        reading.start(async move {
            let all = picker::subscriptions(&access.client(words), lower).await?;
            reading.items.set(Arc::new(all));
            Ok(())
        });
    });
    reading
}

/// The VMs of the form's subscription, and those of them that have JIT.
fn vms(
    form: Form,
    sessions: Sessions,
    words: Words,
) -> (Reading<picker::VmEntry>, RwSignal<Arc<HashSet<ResourceId>>>) {
    let reading = Reading::new();
    let configured = RwSignal::new(Arc::default());
    let subscription =
        Memo::new(move |_| form.subscription.get().map(|it| it.to_ascii_lowercase()));
    Effect::new(move |_| {
        reading.clear();
        configured.set(Arc::default());
        let (Some(access), Some(subscription)) = (sessions.access(), subscription.get()) else {
            return;
        };
        reading.start(async move {
            let client = access.client(words);
            let pages = picker::vms(&client, &subscription, |page| {
                reading.items.update(|it| Arc::make_mut(it).extend(page));
            });
            // Which of them have JIT is a help, and no reason to show none.
            let marks = async {
                if let Ok(ids) = picker::configured(&client, &subscription).await {
                    configured.set(Arc::new(ids));
                }
            };
            join(pages, marks).await.0
        });
    });
    (reading, configured)
}

/// A subscription as the list shows it.
pub(super) fn of_subscription(it: &Subscription) -> Choice {
    Choice {
        value: it.id.clone(),
        label: if it.name.is_empty() {
            it.id.clone()
        } else {
            it.name.clone()
        },
        detail: Some(it.id.clone()),
        tag: None,
    }
}

/// A VM as the list shows it, with its region where that is known.
pub(super) fn of_vm(id: &ResourceId, location: Option<&str>, tag: Option<String>) -> Choice {
    let detail: Vec<&str> = id.resource_group().into_iter().chain(location).collect();
    Choice {
        value: id.to_string(),
        label: id.name().to_owned(),
        detail: (!detail.is_empty()).then(|| detail.join(" · ")),
        tag,
    }
}
