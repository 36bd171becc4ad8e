//! A page that is shown once its part of the program is there.

use futures::{
    FutureExt as _, TryFutureExt as _,
    future::{LocalBoxFuture, join, try_join},
};
use leptos::prelude::*;

use super::{not_loaded::NotLoadedPage, starting::Starting};
use crate::{
    browser::module::{self, NotLoaded},
    components::when_fetched,
    part::Deferred,
    words::words,
};

/// The rules for what takes a session.
const SIGNED_IN: &str = "signed-in.css";
/// The rules for the pages of many VMs, beside those.
const MANY: &str = "many.css";

type Coming = Result<Deferred, NotLoaded>;

/// What stands in a page's place until then. `page` fetches its part, again if the
/// reader asks for it.
pub(crate) fn later<F>(page: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = Coming> + 'static,
{
    when_fetched(
        page,
        || view! { <Fetching /> }.into_any(),
        |why, on_retry| view! { <NotLoadedPage why on_retry /> }.into_any(),
    )
}

/// The same for a page that takes texts of its own, which are fetched at the same time.
pub(crate) fn later_in_words<F>(
    areas: &'static [&'static str],
    page: impl Fn() -> F + Send + Sync + 'static,
) -> AnyView
where
    F: Future<Output = Coming> + 'static,
{
    // One piece of code for all of them.
    in_words(areas, Box::new(move || page().boxed_local()))
}

/// The same for a page that takes a session, with the rules that come with one.
pub(crate) fn later_in_session<F>(
    areas: &'static [&'static str],
    page: impl Fn() -> F + Send + Sync + 'static,
) -> AnyView
where
    F: Future<Output = Coming> + 'static,
{
    in_words(areas, Box::new(move || in_session(page().boxed_local())))
}

/// What is there once the rules are that come with a session.
pub(crate) fn in_session(page: LocalBoxFuture<'static, Coming>) -> LocalBoxFuture<'static, Coming> {
    styled(SIGNED_IN, page)
}

/// The same for a page of many VMs.
pub(crate) fn of_many(page: LocalBoxFuture<'static, Coming>) -> LocalBoxFuture<'static, Coming> {
    styled(MANY, page)
}

fn styled(
    sheet: &'static str,
    page: LocalBoxFuture<'static, Coming>,
) -> LocalBoxFuture<'static, Coming> {
    // The sheet comes first, so that sheets stand in the order in which they are asked for.
    try_join(module::add_style(sheet), page)
        .map_ok(|((), page)| page)
        .boxed_local()
}

fn in_words(
    areas: &'static [&'static str],
    page: Box<dyn Fn() -> LocalBoxFuture<'static, Coming> + Send + Sync>,
) -> AnyView {
    let words = words();
    later(move || {
        let (page, texts) = (page(), words.add_all(areas));
        async move {
            let (page, texts) = join(page, texts).await;
            texts.map_err(|_| NotLoaded::Unreachable)?;
            page
        }
    })
}

/// Not a page yet: the heading that takes the focus is still to come.
#[component]
fn Fetching() -> impl IntoView {
    view! {
        <main id="main" class="page" data-run="idle">
            <Starting />
        </main>
    }
}
