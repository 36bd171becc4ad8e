//! A page that is shown once its part of the program is there.

use leptos::prelude::*;

use super::not_loaded::NotLoadedPage;
use crate::{browser::module::NotLoaded, components::when_fetched, part::Deferred, words::t};

/// What stands in a page's place until then. `page` fetches its part, again if the
/// reader asks for it.
pub(crate) fn later<F>(page: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = Result<Deferred, NotLoaded>> + 'static,
{
    when_fetched(
        page,
        || view! { <Fetching /> }.into_any(),
        |why, on_retry| view! { <NotLoadedPage why on_retry /> }.into_any(),
    )
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
