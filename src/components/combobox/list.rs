//! The list under the field: as high as all its rows, with only those near the
//! ones in sight in the document. Rows are placed by the style sheet's row
//! height, so that they grow with the reader's text size.

use leptos::{html, prelude::*, text_prop::TextProp};

use super::{choice::Choice, picker::Picker, search::drawn};
use crate::{
    browser::scroll,
    components::{
        icon::{Icon, IconView},
        keyed::{keyed, piece},
    },
    words::t,
};

#[component]
pub(super) fn List(picker: Picker, label: TextProp) -> impl IntoView {
    let Picker {
        options,
        matches,
        active,
        busy,
        ..
    } = picker;
    let list = NodeRef::<html::Div>::new();
    let first = RwSignal::new(0_usize);
    let count = Memo::new(move |_| matches.with(Vec::len));
    let rows = Memo::new(move |_| drawn(first.get(), count.get()));
    let placed = move || {
        options.with(|all| {
            let choice = |place: &usize| all.get(*place).cloned();
            matches.with(|it| {
                let row = |at: usize| {
                    let choice = choice(it.get(at)?)?;
                    let tag = choice.tag.as_deref().unwrap_or_default();
                    Some(piece(format!("{at} {} {tag}", choice.value), move || {
                        view! { <OptionRow picker at choice /> }.into_any()
                    }))
                };
                rows.get().filter_map(row).collect()
            })
        })
    };
    let read_place = move || {
        if let Some(list) = list.get_untracked() {
            let place = first_in_sight(
                list.scroll_top(),
                list.scroll_height(),
                count.get_untracked(),
            );
            if place != first.get_untracked() {
                first.set(place);
            }
        }
    };
    // Another set of matches starts at the top.
    Effect::new(move |before: Option<()>| {
        matches.track();
        if let (Some(list), Some(())) = (list.get_untracked(), before) {
            list.set_scroll_top(0);
            first.set(0);
        }
    });
    Effect::new(move |_| {
        if let (Some(at), Some(list)) = (active.get(), list.get()) {
            let (height, count) = (list.scroll_height(), count.get_untracked());
            let row = top_of(at, height, count)..top_of(at + 1, height, count);
            scroll::bring_into_sight(&list, row);
            read_place();
        }
    });
    view! {
        // The pointer must not take the focus from the field.
        <div class="combobox-popup" on:mousedown=move |event| event.prevent_default()>
            <div
                node_ref=list
                id=picker.list_id.get_value()
                class="combobox-list"
                role="listbox"
                aria-label=move || label.get()
                on:scroll=move |_| read_place()
            >
                <div
                    class="combobox-rows"
                    role="presentation"
                    style:height=move || format!("calc(var(--option-height) * {})", count.get())
                >
                    {keyed(placed)}
                </div>
            </div>
            <p class="combobox-foot">
                {move || {
                    if busy.get() { t("components.combobox.busy") } else { picker.count_text() }
                }}
            </p>
        </div>
    }
}

#[component]
fn OptionRow(picker: Picker, at: usize, choice: Choice) -> impl IntoView {
    let Picker {
        selected,
        active,
        matches,
        ..
    } = picker;
    let Choice {
        value,
        label,
        detail,
        tag,
    } = choice;
    let is_selected =
        Memo::new(move |_| selected.with(|it| it.as_ref().is_some_and(|it| it.value == value)));
    view! {
        <div
            id=picker.option_id(at)
            class="option"
            class:option-active=move || active.get() == Some(at)
            role="option"
            aria-selected=move || if is_selected.get() { "true" } else { "false" }
            aria-posinset=(at + 1).to_string()
            aria-setsize=move || matches.with(Vec::len).to_string()
            style:transform=format!("translateY(calc(var(--option-height) * {at}))")
            on:click=move |_| picker.pick(at)
        >
            <span class="option-check">
                {move || is_selected.get().then(|| view! { <IconView icon=Icon::Check /> })}
            </span>
            <span class="option-text">
                <span class="option-label">{label}</span>
                {detail.map(|it| view! { <span class="option-detail">{it}</span> })}
            </span>
            {tag.map(|it| view! { <span class="tag">{it}</span> })}
        </div>
    }
}

/// The topmost row in sight of a list that is scrolled down by `top` pixels.
fn first_in_sight(top: i32, height: i32, count: usize) -> usize {
    let row = count as u64 * u64::from(top.max(0).unsigned_abs())
        / u64::from(height.max(1).unsigned_abs());
    usize::try_from(row).unwrap_or(0)
}

/// Where row `at` begins, in pixels: the height is divided last, for a row's
/// own is seldom a whole number.
fn top_of(at: usize, height: i32, count: usize) -> i32 {
    let top = at as u64 * u64::from(height.max(0).unsigned_abs()) / count.max(1) as u64;
    i32::try_from(top).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{first_in_sight, top_of};

    #[test]
    fn the_place_follows_from_the_share_of_the_height() {
        assert_eq!(first_in_sight(0, 220_000, 5000), 0);
        assert_eq!(first_in_sight(44 * 100, 220_000, 5000), 100);
        assert_eq!(first_in_sight(2_000_000, 2_200_000, 50_000), 45_454);
        assert_eq!(first_in_sight(-3, 0, 0), 0);
    }

    #[test]
    fn rows_of_broken_height_do_not_drift() {
        assert_eq!(top_of(4000, 233_750, 5000), 187_000);
        assert_eq!(top_of(0, 0, 0), 0);
    }
}
