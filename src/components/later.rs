//! What is shown once its part of the program is there.

use futures::future::LocalBoxFuture;
use leptos::prelude::*;

use super::not_loaded::NotLoadedNotice;
use crate::{browser::module::NotLoaded, part::Deferred, task_slot::TaskSlot, words::t};

type Coming = LocalBoxFuture<'static, Result<Deferred, NotLoaded>>;

/// A piece of a page. `piece` fetches its part, again if the reader asks for it.
pub(crate) fn piece_later(piece: impl Fn() -> Coming + Send + Sync + 'static) -> AnyView {
    when_fetched(
        Box::new(piece),
        || view! { <p role="status">{move || t("page.starting.text")}</p> }.into_any(),
        |why, on_retry| view! { <NotLoadedNotice why on_retry /> }.into_any(),
    )
}

/// The same for what gets `waiting` and `failed` in its place.
pub(crate) fn when_fetched(
    view: Box<dyn Fn() -> Coming + Send + Sync>,
    waiting: fn() -> AnyView,
    failed: impl Fn(NotLoaded, Callback<()>) -> AnyView + Send + 'static,
) -> AnyView {
    let fetched = RwSignal::new_local(None);
    let task = TaskSlot::new();
    let fetch = Callback::new(move |()| {
        fetched.set(None);
        let view = view();
        task.run(async move { fetched.set(Some(view.await)) });
    });
    fetch.run(());
    let shown = move || {
        fetched.track();
        match fetched.try_update_untracked(Option::take).flatten() {
            None => waiting(),
            // What it reads is its own to follow: it can be made once only.
            Some(Ok(view)) => untrack(view),
            Some(Err(why)) => failed(why, fetch),
        }
    };
    shown.into_any()
}
