//! The VMs of one tab: which of them, in which order, and as a file.

use inventory::{TabKind, csv};
use leptos::prelude::*;

use super::{acting::ChosenBar, reading::Reading, table::VmTable, table_state::table};
use crate::{
    browser::files,
    components::{Icon, IconView},
    words::words,
};

#[component]
pub(super) fn VmTab(reading: Reading, kind: TabKind) -> impl IntoView {
    let texts = words();
    let view = table().view(kind);
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
    view! {
        <div class="vm-tools">
            <p class="quiet" role="status">{count} " " {pending}</p>
            <button
                type="button"
                class="button button-small"
                disabled=move || is_empty.get()
                on:click=save
            >
                <IconView icon=Icon::Download />
                {move || texts.text("inventory.table.csv")}
            </button>
        </div>
        <Show
            when=move || !is_empty.get()
            fallback=move || view! { <p>{move || texts.text(nothing())}</p> }
        >
            {table()
                .selection(kind)
                .map(|selection| view! { <ChosenBar reading selection view places /> })}
            <VmTable reading view places />
        </Show>
    }
}
