//! A page whose part of the program is fetched first.

use futures::future::LocalBoxFuture;
use leptos::{prelude::*, reactive::computed::ScopedFuture};

use super::not_loaded::NotLoadedPage;
use crate::{browser::module::NotLoaded, task_slot::TaskSlot, words::t};

/// The page once it is there, and what stands in its place until then. `page` fetches
/// its part, again if the reader asks for it.
pub(crate) fn later(
    page: impl Fn() -> LocalBoxFuture<'static, Result<AnyView, NotLoaded>> + Send + Sync + 'static,
) -> AnyView {
    let fetched = RwSignal::new_local(None);
    let task = TaskSlot::new();
    let fetch = Callback::new(move |()| {
        fetched.set(None);
        // The page is made where it will stand, for it uses what is provided there.
        let page = ScopedFuture::new(page());
        task.run(async move { fetched.set(Some(page.await)) });
    });
    fetch.run(());
    let shown = move || {
        fetched.track();
        match fetched.try_update_untracked(Option::take).flatten() {
            None => view! { <Fetching /> }.into_any(),
            Some(Ok(page)) => page,
            Some(Err(why)) => view! { <NotLoadedPage why on_retry=fetch /> }.into_any(),
        }
    };
    shown.into_any()
}

/// Not a page yet: the heading that takes the focus is still to come.
#[component]
fn Fetching() -> impl IntoView {
    view! {
        <main id="main" class="page" data-run="idle">
            <p role="status">{move || t("page.starting.text")}</p>
        </main>
    }
}
