//! What stands here while a page, or the session that it takes, is on its way.

use leptos::prelude::*;

use super::page::Page;
use crate::{
    route::{Route, router},
    words::t,
};

/// While the app is fetched, or an interrupted session is taken up again.
#[component]
pub(crate) fn StartingPage() -> impl IntoView {
    view! {
        <Page title=move || t("page.starting.title")>
            <Starting />
        </Page>
    }
}

/// Says what is being opened, where a reader who was sent a link may not know: this is
/// there long before the page is.
#[component]
pub(crate) fn Starting() -> impl IntoView {
    let place = router().place();
    let key = place.with_untracked(|it| match it.route {
        Route::Demo(_) => "page.starting.demo",
        _ if it.demo.is_some() => "page.starting.demo",
        Route::Result(Some(_)) => "page.starting.result",
        Route::Cause(_) => "page.starting.cause",
        _ => "page.starting.text",
    });
    view! { <p role="status">{move || t(key)}</p> }
}
