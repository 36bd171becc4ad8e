//! What to look for in the subscription: on all tabs at once.

use leptos::prelude::*;

use super::{reading::Reading, table_state::table};
use crate::{components::unique_id, words::words};

#[component]
pub(super) fn VmSearch(reading: Reading) -> impl IntoView {
    let (texts, table) = (words(), table());
    let found = reading.found(table.search.into());
    let counts = reading.counts();
    let result = move || {
        let is_searching = table.search.with(|it| !it.trim().is_empty());
        is_searching.then(|| {
            let args = [
                ("n", found.get().all().to_string()),
                ("total", counts.get().all().to_string()),
            ];
            texts.fill("inventory.search.found", &args)
        })
    };
    let id = unique_id("search");
    view! {
        <div class="vm-search" role="search">
            <div class="field">
                <label for=id.clone()>{move || texts.text("inventory.table.search")}</label>
                <input
                    id=id
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=table.search
                    on:input:target=move |event| {
                        table.top.set(0);
                        table.search.set(event.target().value());
                    }
                />
            </div>
            <p class="quiet" role="status">
                {result}
            </p>
        </div>
    }
}
