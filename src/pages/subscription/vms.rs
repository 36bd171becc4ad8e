//! The VMs of one tab: which of them, in which order, and as a file.

use inventory::{Column, TabKind, View, csv};
use leptos::prelude::*;

use super::{acting::ChosenBar, reading::Reading, table::VmTable};
use crate::{
    browser::files,
    components::{Icon, IconView, unique_id},
    words::words,
};

#[component]
pub(super) fn VmTab(reading: Reading, kind: TabKind) -> impl IntoView {
    let texts = words();
    let view = RwSignal::new(View {
        tab: kind,
        search: String::new(),
        column: Column::Name,
        descending: false,
    });
    let places = reading.places(view.into());
    let counts = reading.counts();
    let total = Memo::new(move |_| counts.get().of(kind));
    let count = move || {
        let args = [
            ("n", places.with(|it| it.len()).to_string()),
            ("total", total.get().to_string()),
        ];
        texts.fill("inventory.table.count", &args)
    };
    let pending = move || {
        let n = counts.get().pending;
        (n > 0).then(|| texts.fill("inventory.progress.pending", &[("n", n.to_string())]))
    };
    let nothing = move || {
        if total.get() > 0 {
            "inventory.table.none_found"
        } else if reading.is_running() {
            "inventory.table.none_yet"
        } else {
            "inventory.table.none"
        }
    };
    let is_empty = Memo::new(move |_| places.with(|it| it.is_empty()));
    let save = move |_| {
        let catalog = texts.catalog();
        let text = places.with_untracked(|it| reading.with(|all| csv(all, it, &catalog)));
        files::save(&format!("jit-{}.csv", kind.name()), &text);
    };
    let id = unique_id("search");
    view! {
        <div class="vm-tools">
            <div class="field">
                <label for=id.clone()>{move || texts.text("inventory.table.search")}</label>
                <input
                    id=id
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    on:input:target=move |event| {
                        let search = event.target().value();
                        view.update(|it| it.search = search);
                    }
                />
            </div>
            <button
                type="button"
                class="button"
                disabled=move || is_empty.get()
                on:click=save
            >
                <IconView icon=Icon::Copy />
                {move || texts.text("inventory.table.csv")}
            </button>
        </div>
        <p class="quiet" role="status">{count} " " {pending}</p>
        <Show
            when=move || !is_empty.get()
            fallback=move || view! { <p>{move || texts.text(nothing())}</p> }
        >
            <ChosenBar reading kind places />
            <VmTable reading view places />
        </Show>
    }
}
