//! What can be done with several subscriptions: count what takes their networks, and open
//! them together, where their VMs and policies can be changed.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{reading::Reading, table::Table};
use crate::{
    route::{MOST_SUBSCRIPTIONS, Route, router},
    session::sessions,
    words::words,
};

#[component]
pub(super) fn Chosen(reading: Reading, table: Table) -> impl IntoView {
    let (sessions, texts, router) = (sessions(), words(), router());
    let chosen = table.chosen;
    let count = Memo::new(move |_| chosen.with(BTreeSet::len));
    // Those that the table shows, in its order.
    let shown = Memo::new(move |_| {
        let places = table.places(reading);
        reading.with(|fleet| {
            let rows = places.iter().filter_map(|at| fleet.rows().get(*at));
            rows.map(|it| it.subscription.id.clone())
                .collect::<Vec<_>>()
        })
    });
    let total = Memo::new(move |_| shown.with(Vec::len));
    // Without a choice it is all that is shown, but for those that have been inspected.
    let to_inspect = Memo::new(move |_| {
        reading.with(|fleet| {
            let rows = fleet.rows().iter().filter(|it| !it.is_inspected());
            let ids = rows.map(|it| &it.subscription.id);
            shown.with(|shown| {
                chosen.with(|chosen| {
                    let is_wanted = |id: &&String| {
                        if chosen.is_empty() {
                            shown.contains(id)
                        } else {
                            chosen.contains(*id)
                        }
                    };
                    ids.filter(is_wanted).cloned().collect::<Vec<_>>()
                })
            })
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
    view! {
        <div class="vm-chosen" data-chosen=move || count.get().to_string()>
            <span role="status">{move || texts.fill("fleet.chosen.count", &n(count.get()))}</span>
            <button
                type="button"
                class="button button-small"
                data-choose-all
                on:click=move |_| {
                    shown.with_untracked(|it| chosen.update(|all| all.extend(it.iter().cloned())));
                }
            >
                {move || texts.fill("fleet.chosen.all", &n(total.get()))}
            </button>
            <Show when=move || 0 < count.get()>
                <button
                    type="button"
                    class="button button-small"
                    data-choose-none
                    on:click=move |_| chosen.update(BTreeSet::clear)
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
                {move || texts.fill("fleet.chosen.inspect", &n(is_wanted.get()))}
            </button>
            <Show when=move || MOST_SUBSCRIPTIONS < count.get()>
                <p class="quiet vm-limit">
                    {move || texts.fill("fleet.chosen.limit", &n(MOST_SUBSCRIPTIONS))}
                </p>
            </Show>
        </div>
    }
}
