//! The tenants that the reader belongs to: their names, and what to switch to.

use std::sync::Arc;

use azure::{resource_id::is_guid, resources::Tenant};
use futures::{FutureExt as _, future::LocalBoxFuture};
use inventory::picker;
use leptos::prelude::*;

use super::{Access, Sessions};
use crate::{part::part, task_slot::TaskSlot, words::Words};

part!(
    session,
    fn tenants_of(access: Access, words: Words) -> LocalBoxFuture<'static, Vec<Tenant>> {
        async move {
            let tenants = picker::tenants(&access.client(words)).await;
            tenants.unwrap_or_default()
        }
        .boxed_local()
    }
);

/// The list for the present session; in context from the start.
#[derive(Clone, Copy)]
pub(crate) struct Tenants {
    list: RwSignal<Arc<Vec<Tenant>>>,
    busy: RwSignal<bool>,
}

impl Tenants {
    /// Reads the list for each session anew. That it cannot be read harms
    /// nothing: a tenant is then shown by its id.
    pub(crate) fn follow(sessions: Sessions, words: Words) -> Self {
        let (list, busy) = (RwSignal::new(Arc::default()), RwSignal::new(false));
        let task = TaskSlot::new();
        Effect::new(move |_| {
            list.set(Arc::default());
            busy.set(false);
            let Some(access) = sessions.access() else {
                return task.stop();
            };
            busy.set(true);
            task.run(async move {
                let tenants = match tenants_of(access, words).await {
                    Ok(reading) => reading.await,
                    Err(_) => Vec::new(),
                };
                list.set(Arc::new(tenants));
                busy.set(false);
            });
        });
        Self { list, busy }
    }

    pub(crate) fn list(self) -> Arc<Vec<Tenant>> {
        self.list.get()
    }

    pub(crate) fn is_busy(self) -> bool {
        self.busy.get()
    }

    /// Whether a GUID or a domain names the tenant of this id. A domain that
    /// is not known may be any tenant's.
    pub(crate) fn is_same(self, named: &str, id: &str) -> bool {
        let by_domain = self.list.with(|all| {
            all.iter()
                .find(|it| it.domain.eq_ignore_ascii_case(named))
                .map(|it| it.id.eq_ignore_ascii_case(id))
        });
        by_domain.unwrap_or_else(|| !is_guid(named) || named.eq_ignore_ascii_case(id))
    }

    /// A tenant's name, or its id as long as there is none.
    pub(crate) fn name(self, id: &str) -> String {
        self.list.with(|all| {
            all.iter()
                .find(|it| it.id.eq_ignore_ascii_case(id))
                .map(|it| {
                    if it.name.is_empty() {
                        &it.domain
                    } else {
                        &it.name
                    }
                })
                .filter(|it| !it.is_empty())
                .map_or_else(|| id.to_owned(), Clone::clone)
        })
    }
}
