//! The VMs that were checked last: off until the reader turns it on, and gone with
//! one click.

use leptos::prelude::*;

use crate::{recent, words::t};

/// One button turns the list on and off, so that it keeps the focus.
#[component]
pub(super) fn RecentList() -> impl IntoView {
    let kept = RwSignal::new(recent::list());
    let is_on = Memo::new(move |_| kept.with(Option::is_some));
    let change = move |_| {
        if is_on.get_untracked() {
            recent::forget();
        } else {
            recent::keep();
        }
        kept.set(recent::list());
    };
    let items = move || {
        let all = kept.get().unwrap_or_default();
        all.into_iter()
            .map(|it| view! { <li><a href=it.href>{it.vm}</a></li> })
            .collect_view()
    };
    let text = |on: &'static str, off: &'static str| move || t(if is_on.get() { on } else { off });
    view! {
        <section class="recent" data-recent>
            <h2>{move || t("page.session.recent.title")}</h2>
            <ul class="steps">{items}</ul>
            <p class="quiet">
                {text("page.session.recent.is_on", "page.session.recent.detail")}
            </p>
            <button type="button" class="button button-small" on:click=change>
                {text("page.session.recent.forget", "page.session.recent.keep")}
            </button>
        </section>
    }
}
