//! One of the three groups: its rows, and a fold for those that are in order.

use checklist::{Checklist, Group, Item, RowState};
use leptos::prelude::*;

use super::{
    board::Board,
    folding::{Folding, is_in_order, is_quiet},
    row::CheckRow,
};
use crate::{
    components::{
        icon::{Icon, IconView},
        keyed::{keyed, piece},
    },
    words::tf,
};

#[component]
pub(super) fn GroupView(board: Board, group: Group) -> impl IntoView {
    let area = group.area;
    let Board {
        checklist, folding, ..
    } = board;
    let current = Memo::new(move |_| {
        checklist
            .with(|it| it.as_ref().and_then(|it| find(it, &group)))
            .unwrap_or_else(|| group.clone())
    });
    let count = move |of: fn(&Item) -> bool| {
        Memo::new(move |_| current.with(|it| it.items.iter().filter(|it| of(it)).count()))
    };
    let total = count(|_| true);
    let in_order = count(|it| is_in_order(it.state));
    let quiet = count(is_quiet);
    let pending = count(|it| it.state == RowState::Pending);
    let is_whole = Memo::new(move |_| folding.with(|it| it.is_whole(area)));
    let standing = move || {
        let (total, pending) = (total.get(), pending.get());
        let (key, number) = if pending == 0 {
            ("components.checklist.in_order", in_order.get())
        } else {
            ("components.checklist.done", total - pending)
        };
        tf(
            key,
            &[("n", &number.to_string()), ("total", &total.to_string())],
        )
    };
    let fold_text = move || {
        let key = if is_whole.get() {
            "components.checklist.hide_quiet"
        } else {
            "components.checklist.show_quiet"
        };
        tf(key, &[("n", &total.get().to_string())])
    };
    let has_fold =
        Memo::new(move |_| pending.get() < quiet.get() && !folding.with(Folding::is_narrowed));
    // A group without a hit is out of the way of those that have one.
    let is_empty = Memo::new(move |_| {
        let has_hit =
            |folding: &Folding| current.with(|it| it.items.iter().any(|it| folding.is_found(it)));
        folding.with(|it| it.is_searching() && !has_hit(it))
    });
    let title_id = format!("group-{}", area.name());
    let described_by = StoredValue::new(title_id.clone());
    let rows_id = format!("rows-{}", area.name());
    let list_id = StoredValue::new(rows_id.clone());
    view! {
        <section class="card group" hidden=move || is_empty.get() aria-labelledby=described_by.get_value()>
            <div class="group-head">
                <h3 id=title_id>{move || current.with(|it| it.title.clone())}</h3>
                <p class="quiet">{standing}</p>
                <Show when=move || has_fold.get()>
                    <button
                        type="button"
                        class="fold"
                        aria-expanded=move || if is_whole.get() { "true" } else { "false" }
                        aria-controls=list_id.get_value()
                        aria-describedby=described_by.get_value()
                        on:click=move |_| folding.update(|it| it.toggle_whole(area))
                    >
                        <span class="chevron">
                            <IconView icon=Icon::Chevron />
                        </span>
                        {fold_text}
                    </button>
                </Show>
            </div>
            <ol id=rows_id class="rows">
                {keyed(move || {
                    let row = |it: Item| {
                        piece(it.id.to_string(), move || {
                            view! { <CheckRow board area current first=it /> }.into_any()
                        })
                    };
                    current.with(|it| it.items.iter().cloned().map(row).collect())
                })}
            </ol>
        </section>
    }
}

fn find(checklist: &Checklist, group: &Group) -> Option<Group> {
    checklist
        .groups
        .iter()
        .find(|it| it.area == group.area)
        .cloned()
}
