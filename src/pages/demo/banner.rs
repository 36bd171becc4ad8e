//! The banner that says that nothing of the demo is real.

use leptos::prelude::*;

use crate::{browser::leaving, route::Route, session::sessions, words::t};

/// Above every page, as long as the session is the demo's.
#[component]
pub(crate) fn DemoBanner() -> impl IntoView {
    let sessions = sessions();
    let scenario = sessions.scenario();
    view! {
        <Show when=move || scenario.with(Option::is_some)>
            <aside class="demo-banner" aria-label=move || t("page.demo.banner.label")>
                <b>{move || t("page.demo.banner.title")}</b>
                <span>{move || t("page.demo.banner.text")}</span>
                <a href=Route::Demos(None).href()>{move || t("page.demo.banner.other")}</a>
                <button
                    type="button"
                    class="button button-small"
                    on:click=move |_| {
                        if leaving::may_leave() {
                            sessions.leave();
                        }
                    }
                >
                    {move || t("page.demo.banner.leave")}
                </button>
            </aside>
        </Show>
    }
}
