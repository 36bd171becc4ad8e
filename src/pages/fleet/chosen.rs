//! What can be done with several subscriptions: count what takes their networks, and open
//! them together, where their VMs and policies can be changed.

use std::collections::BTreeSet;

use fleet::Row;
use leptos::prelude::*;
use text::sentences;

use super::{reading::Reading, table::Table};
use crate::{
    route::{MOST_SUBSCRIPTIONS, Route, router},
    session::sessions,
    words::{Words, words},
};

#[component]
pub(super) fn Chosen(reading: Reading, table: Table) -> impl IntoView {
    let (sessions, texts, router) = (sessions(), words(), router());
    // Ticks outlive what they were set for where somebody turns to another tenant.
    let chosen = Memo::new(move |_| {
        let ticked = table.chosen.get();
        reading.with(|fleet| {
            let ids = fleet.rows().iter().map(|it| &it.subscription.id);
            ids.filter(|it| ticked.contains(*it))
                .cloned()
                .collect::<BTreeSet<String>>()
        })
    });
    let count = Memo::new(move |_| chosen.with(BTreeSet::len));
    let shown = Memo::new(move |_| {
        let places = table.places(reading);
        reading.with(|fleet| {
            let rows = places.iter().filter_map(|at| fleet.rows().get(*at));
            let ids = rows.map(|it| it.subscription.id.clone());
            ids.collect::<BTreeSet<String>>()
        })
    });
    let total = Memo::new(move |_| shown.with(BTreeSet::len));
    // Without a choice it is all that is shown, but for those that have been inspected.
    let to_inspect = Memo::new(move |_| {
        let chosen = Some(chosen.get()).filter(|it| !it.is_empty());
        let wanted = chosen.unwrap_or_else(|| shown.get());
        reading.with(|fleet| {
            let is_running = reading.is_running();
            let is_left =
                |it: &&Row| !(it.is_inspected() || is_running && it.waits_for_inspection());
            let rows = fleet.rows().iter().filter(is_left);
            let ids = rows.map(|it| &it.subscription.id);
            let left = ids.filter(|it| wanted.contains(*it));
            left.cloned().collect::<Vec<_>>()
        })
    });
    let is_wanted = Memo::new(move |_| to_inspect.with(Vec::len));
    let inspect = move |_| {
        if let Some(access) = sessions.current_untracked().access() {
            to_inspect.with_untracked(|ids| reading.inspect(ids, access, texts));
        }
    };
    let open = move |_| {
        let ids = chosen.with_untracked(|it| it.iter().cloned().collect::<Vec<_>>());
        router.go(Route::subscription(&ids.join(","), None));
    };
    let n = |n: usize| [("n", n.to_string())];
    let hidden = move || chosen.with(|it| it.difference(&shown.get()).count());
    view! {
        <div class="vm-chosen" data-chosen=move || count.get().to_string()>
            <span role="status">
                {move || told(count.get(), hidden(), texts)}
            </span>
            <button
                type="button"
                class="button button-small"
                data-choose-all
                on:click=move |_| {
                    shown.with_untracked(|it| table.chosen.update(|all| all.extend(it.iter().cloned())));
                }
            >
                {move || texts.fill("fleet.chosen.all", &n(total.get()))}
            </button>
            <Show when=move || 0 < count.get()>
                <button
                    type="button"
                    class="button button-small"
                    data-choose-none
                    on:click=move |_| table.chosen.update(BTreeSet::clear)
                >
                    {move || texts.text("fleet.chosen.none")}
                </button>
            </Show>
            <button
                type="button"
                class="button button-small button-primary"
                data-open-chosen
                disabled=move || !(1..=MOST_SUBSCRIPTIONS).contains(&count.get())
                on:click=open
            >
                {move || texts.text("fleet.chosen.open")}
            </button>
            <button
                type="button"
                class="button button-small"
                data-inspect
                disabled=move || is_wanted.get() == 0
                on:click=inspect
            >
                {move || inspected(is_wanted.get(), texts)}
            </button>
            <Show when=move || MOST_SUBSCRIPTIONS < count.get()>
                <p class="quiet vm-limit">
                    {move || texts.fill("fleet.chosen.limit", &n(MOST_SUBSCRIPTIONS))}
                </p>
            </Show>
        </div>
    }
}

/// How many are chosen, and how many of them the list doesn't show.
fn told(count: usize, hidden: usize, texts: Words) -> String {
    let n = |n: usize| [("n", n.to_string())];
    let hidden = (0 < hidden).then(|| texts.fill("fleet.chosen.hidden", &n(hidden)));
    let count = texts.fill("fleet.chosen.count", &n(count));
    sentences(&[&count, hidden.as_deref().unwrap_or_default()])
}

/// What inspecting so many of them does, in words.
fn inspected(count: usize, texts: Words) -> String {
    match count {
        0 => texts.text("fleet.chosen.inspect_none"),
        some => texts.fill("fleet.chosen.inspect", &[("n", some.to_string())]),
    }
}
