//! One check: a line with its state, and its details behind it.

use checklist::{Group, Item, RowState};
use diagnosis::engine::Area;
use leptos::{html, prelude::*};

use super::{board::Board, detail::Detail, folding::Row, look::look};
use crate::{
    components::{
        icon::{Icon, IconView},
        prose::Prose,
    },
    words::{t, tf},
};

/// `first` is the row as it came; `current` is the group that it lives in.
#[component]
pub(super) fn CheckRow(
    board: Board,
    area: Area,
    current: Memo<Group>,
    first: Item,
) -> impl IntoView {
    let id = first.id;
    let Board { folding, shown, .. } = board;
    let item = Memo::new(move |_| {
        current
            .with(|it| it.items.iter().find(|it| it.id == id).cloned())
            .unwrap_or_else(|| first.clone())
    });
    let state = Memo::new(move |_| item.with(|it| it.state));
    let is_open = Memo::new(move |_| folding.with(|it| it.is_open(id)));
    let is_shown =
        Memo::new(move |_| folding.with(|it| it.shows(area, &item.with(|item| Row::of(item, it)))));
    // What the card says already is not said again.
    let is_on_card = Memo::new(move |_| {
        let lead = board.checklist.with(|it| it.as_ref()?.card.lead);
        lead.is_some_and(|it| it.check == id)
    });
    let what = Memo::new(move |_| {
        item.with(|it| match it.tells.len() {
            0 if is_on_card.get() => None,
            0 => it.what.clone(),
            waiting => Some(tf("components.row.waiting", &[("n", &waiting.to_string())])),
        })
    });
    let title = Memo::new(move |_| item.with(|it| it.title.clone()));
    let blocked_by = Memo::new(move |_| item.with(|it| it.blocked_by.as_ref().map(|it| it.check)));
    let line = NodeRef::<html::Summary>::new();
    Effect::new(move |_| {
        if shown.get() == Some(id) {
            shown.set(None);
            folding.update(|it| it.lead_to(id));
            // After the row has been unfolded, for a hidden one takes no focus.
            request_animation_frame(move || {
                if let Some(line) = line.try_get_untracked().flatten() {
                    line.focus().ok();
                    line.scroll_into_view();
                }
            });
        }
    });
    let state_text = move || t(look(state.get()).1);
    let says_what = move || {
        let says = matches!(
            state.get(),
            RowState::Problem | RowState::Warning | RowState::Info | RowState::CouldNotCheck
        );
        let what = what.get().filter(|_| says)?;
        Some(view! { <span class="row-what"><Prose text=what /></span> })
    };
    view! {
        <li
            class="row"
            class:row-folded=move || !is_shown.get()
            data-check=id
            data-state=move || state.get().name()
            data-verdict=move || item.with(|it| it.verdict.unwrap_or_default())
            data-case=move || item.with(|it| it.case.unwrap_or_default())
            data-blocked-by=move || blocked_by.get().unwrap_or_default()
        >
            <details
                prop:open=is_open
                on:toggle:target=move |event| {
                    let open = event.target().open();
                    // It comes late, and the row may be gone by then.
                    if is_open.try_get_untracked().is_some_and(|it| it != open) {
                        folding.update(|it| it.set_open(id, open));
                    }
                }
            >
                <summary node_ref=line>
                    <span class="row-icon">
                        <IconView icon=Signal::derive(move || look(state.get()).0) />
                    </span>
                    <span class="row-text">
                        <h4>{title}</h4>
                        {says_what}
                    </span>
                    <span class="row-state">{state_text}</span>
                    <span class="chevron">
                        <IconView icon=Icon::Chevron />
                    </span>
                </summary>
                <Detail board item is_open is_on_card />
            </details>
        </li>
    }
}
