//! What is shown, as a file. Names are left out unless the reader asks for them.

use fleet::{Names, csv, json};
use leptos::prelude::*;

use super::{reading::Reading, table::Table};
use crate::{
    browser::files,
    components::{Icon, IconView},
    words::{t, words},
};

#[component]
pub(super) fn Export(reading: Reading, table: Table) -> impl IntoView {
    let texts = words();
    let is_named = RwSignal::new(false);
    let names = move || {
        if is_named.get_untracked() {
            Names::Shown
        } else {
            Names::Withheld
        }
    };
    let save_csv = move |_| {
        let text = untrack(|| {
            let (places, catalog) = (table.places(reading), texts.catalog());
            reading.with(|it| csv(it, &places, names(), &catalog))
        });
        files::save("jit-subscriptions.csv", &text);
    };
    let save_json = move |_| {
        let text = untrack(|| {
            let places = table.places(reading);
            reading.with(|it| json(it, &places, names()))
        });
        files::save("jit-subscriptions.json", &text);
    };
    view! {
        <section class="card" data-export>
            <h2>{move || t("fleet.export.title")}</h2>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=is_named
                    on:change:target=move |event| is_named.set(event.target().checked())
                />
                {move || t("fleet.export.names")}
            </label>
            <div class="actions">
                <button type="button" class="button" on:click=save_csv>
                    <IconView icon=Icon::Download />
                    {move || t("fleet.export.csv")}
                </button>
                <button type="button" class="button" on:click=save_json>
                    <IconView icon=Icon::Download />
                    {move || t("fleet.export.json")}
                </button>
            </div>
        </section>
    }
}
