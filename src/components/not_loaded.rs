//! A part of the page that could not be fetched: why, and the way on. The address keeps the
//! route, so that a new beginning leads back here.

use leptos::prelude::*;

use super::notice::{Notice, NoticeKind};
use crate::{
    browser::{focus, location, module::NotLoaded},
    words::{t, tf},
};

/// Beside what is on the page.
#[component]
pub(crate) fn NotLoadedNotice(
    why: NotLoaded,
    #[prop(optional)] on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let name = why.name();
    let way_on = way_on(&why, on_retry);
    view! {
        <div data-not-loaded=name>
            <Notice
                kind=NoticeKind::Error
                title=move || t("page.not_loaded.title")
                text=move || tf(why.key(), &why.args())
            >
                {way_on}
            </Notice>
        </div>
    }
}

/// If the host has another version, asking again does not help.
pub(crate) fn way_on(why: &NotLoaded, on_retry: Option<Callback<()>>) -> AnyView {
    match on_retry.filter(|_| *why != NotLoaded::Changed) {
        Some(on_retry) => view! { <Retry on_retry /> }.into_any(),
        None => view! { <Reload /> }.into_any(),
    }
}

#[component]
fn Reload() -> impl IntoView {
    view! {
        <button type="button" class="button" on:click=|_| location::reload()>
            {move || t("page.not_loaded.reload")}
        </button>
    }
}

#[component]
fn Retry(on_retry: Callback<()>) -> impl IntoView {
    let retry = move |event| {
        // The button goes with what it is about.
        focus::lead_to_heading(&event);
        on_retry.run(());
    };
    view! {
        <button type="button" class="button" on:click=retry>
            {move || t("page.not_loaded.retry")}
        </button>
    }
}
