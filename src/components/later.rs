//! What is shown once its part of the program is there.

use futures::{FutureExt as _, future::LocalBoxFuture};
use leptos::prelude::*;

use super::not_loaded::NotLoadedNotice;
use crate::{browser::module::NotLoaded, part::Deferred, task_slot::TaskSlot, words::t};

type Coming = Result<Deferred, NotLoaded>;

/// A piece of a page. `piece` fetches its part, again if the reader asks for it.
pub(crate) fn piece_later<F>(piece: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = Coming> + 'static,
{
    when_fetched(
        piece,
        || view! { <p role="status">{move || t("page.starting.text")}</p> }.into_any(),
        |why, on_retry| view! { <NotLoadedNotice why on_retry /> }.into_any(),
    )
}

/// The same for what gets `waiting` and `failed` in its place.
pub(crate) fn when_fetched<F>(
    piece: impl Fn() -> F + Send + Sync + 'static,
    waiting: fn() -> AnyView,
    failed: impl Fn(NotLoaded, Callback<()>) -> AnyView + Send + 'static,
) -> AnyView
where
    F: Future<Output = Coming> + 'static,
{
    // One piece of code for all of them.
    shown(
        Box::new(move || piece().boxed_local()),
        waiting,
        Box::new(failed),
    )
}

fn shown(
    piece: Box<dyn Fn() -> LocalBoxFuture<'static, Coming> + Send + Sync>,
    waiting: fn() -> AnyView,
    failed: Box<dyn Fn(NotLoaded, Callback<()>) -> AnyView + Send>,
) -> AnyView {
    let fetched = RwSignal::new_local(None);
    let task = TaskSlot::new();
    let fetch = Callback::new(move |()| {
        fetched.set(None);
        let piece = piece();
        task.run(async move { fetched.set(Some(piece.await)) });
    });
    fetch.run(());
    let shown = move || {
        fetched.track();
        match fetched.try_update_untracked(Option::take).flatten() {
            None => waiting(),
            // It can be made only once, so what it reads must not ask for it again.
            Some(Ok(view)) => untrack(view),
            Some(Err(why)) => failed(why, fetch),
        }
    };
    shown.into_any()
}
