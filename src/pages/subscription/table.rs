//! The table of the VMs: as high as all its rows, with only those near the ones
//! in sight in the document. Rows are placed by the style sheet's row height, so
//! that they grow with the reader's text size.

use std::{ops::Range, sync::Arc};

use inventory::{Column, TabKind, View};
use leptos::{html, prelude::*};
use text::Catalog;

use super::{
    acting::ChooseAll,
    reading::Reading,
    row::{Shown, VmRow},
    table_state::{head, table},
};
use crate::{browser::scroll, words::words};

/// Rows kept ready above and below, so that scrolling shows no gap.
const AROUND: usize = 8;

#[component]
pub(super) fn VmTable(
    reading: Reading,
    view: Memo<View>,
    places: Memo<Arc<Vec<usize>>>,
) -> impl IntoView {
    let (texts, table) = (words(), table());
    // The row that the address says is on top, until it is there or the reader scrolls.
    let awaited = StoredValue::new(Some(table.top.get_untracked()).filter(|it| 0 < *it));
    let (frame, body) = (NodeRef::<html::Div>::new(), NodeRef::<html::Div>::new());
    // Until it has been measured, as many as a tall screen shows.
    let in_sight = RwSignal::new((0, 24));
    let count = Memo::new(move |_| places.with(|it| it.len()));
    let rows = Memo::new(move |_| drawn(in_sight.get(), count.get()));
    // How far it is scrolled for the address's sake.
    let restored = StoredValue::new(None);
    let measure = move || {
        // The page may have been left since the frame was asked for.
        let drawn = (frame.try_get_untracked(), body.try_get_untracked());
        if let (Some(Some(frame)), Some(Some(body))) = drawn {
            let (rows, height) = (count.get_untracked(), body.offset_height());
            if let Some(top) = awaited.get_value().filter(|it| *it < rows) {
                awaited.set_value(None);
                frame.set_scroll_top(pixels_above(top, height, rows));
                restored.set_value(Some(frame.scroll_top()));
                scroll::bring_to_sight(&frame);
            }
            let heights = (frame.scroll_top(), frame.client_height(), height);
            let seen = sight(heights, rows);
            if seen != in_sight.get_untracked() {
                in_sight.set(seen);
            }
            let is_awaited = awaited.get_value().is_some();
            let is_restored = restored.get_value() == Some(heights.0);
            if !is_awaited && !is_restored && seen.0 != table.top.get_untracked() {
                table.top.set(seen.0);
            }
        }
    };
    Effect::new(move |_| {
        count.track();
        request_animation_frame(measure);
    });
    // Another choice of rows starts at the top.
    Effect::new(move |before: Option<()>| {
        view.track();
        if let (Some(frame), Some(())) = (frame.get_untracked(), before) {
            awaited.set_value(None);
            frame.set_scroll_top(0);
            measure();
        }
    });
    let shown = move || places.with(|it| shown(reading, it, rows.get(), &texts.catalog()));
    let kind = view.with_untracked(|it| it.tab);
    let heads = Column::of(kind).map(|it| {
        let selection = table.selection(kind).filter(|_| it == Column::Name);
        let all = selection.map(|it| view! { <ChooseAll reading selection=it view places /> });
        view! { <Head column=it kind>{all}</Head> }
    });
    view! {
        <div
            node_ref=frame
            class="vm-frame"
            class:vm-several=move || reading.has_several()
            role="region"
            tabindex="0"
            aria-label=move || texts.text("inventory.table.label")
            on:scroll=move |_| measure()
        >
            <div
                role="table"
                class="vm-table"
                data-tab=kind.name()
                aria-label=move || texts.text(&format!("inventory.tabs.{}", kind.name()))
                aria-rowcount=move || (count.get() + 1).to_string()
            >
                <div role="rowgroup" class="vm-heads">
                    <div role="row" class="vm-row" aria-rowindex="1">
                        {heads.collect_view()}
                        <span role="columnheader" class="vm-action">
                            <span class="sr-only">
                                {move || texts.text("inventory.columns.action")}
                            </span>
                        </span>
                    </div>
                </div>
                <div
                    node_ref=body
                    role="rowgroup"
                    class="vm-rows"
                    style:height=move || format!("calc(var(--vm-row-height) * {})", count.get())
                >
                    <For
                        each=shown
                        key=Clone::clone
                        children=move |it| view! { <VmRow shown=it /> }
                    />
                </div>
            </div>
        </div>
    }
}

/// These of the rows, in words.
fn shown(reading: Reading, places: &[usize], rows: Range<usize>, catalog: &Catalog) -> Vec<Shown> {
    reading.with(|inventory| {
        let in_words = |at: usize| {
            let row = inventory.rows().get(*places.get(at)?)?;
            let within = reading.name_of(&row.machine.id.subscription_scope());
            let lists = inventory.lists_of(row);
            Some(Shown::new(at, row, within, lists, catalog))
        };
        rows.filter_map(in_words).collect()
    })
}

/// A column's head, which puts the rows in its order and turns that round.
#[component]
fn Head(column: Column, kind: TabKind, children: Children) -> impl IntoView {
    let (texts, table) = (words(), table());
    let key = head(column, kind);
    let order = Memo::new(move |_| {
        let name = |is_descending| {
            if is_descending {
                "descending"
            } else {
                "ascending"
            }
        };
        table.order_of(column).map(name)
    });
    view! {
        <span
            role="columnheader"
            class=format!("vm-{}", column.key())
            aria-sort=move || order.get().unwrap_or("none")
        >
            {children()}
            <button
                type="button"
                class="vm-sort"
                data-order=move || order.get()
                on:click=move |_| table.turn(column)
            >
                {move || texts.text(&key)}
            </button>
        </span>
    }
}

/// Which row is topmost in sight and how many are, by how far the frame is
/// scrolled, its height, and that of all rows.
fn sight((top, frame, all): (i32, i32, i32), count: usize) -> (usize, usize) {
    let rows = |pixels: i32| {
        let share = count as u64 * u64::from(pixels.max(0).unsigned_abs());
        usize::try_from(share / u64::from(all.max(1).unsigned_abs())).unwrap_or(0)
    };
    (rows(top), rows(frame) + 1)
}

/// How far a frame is scrolled when this row is topmost.
fn pixels_above(row: usize, height: i32, rows: usize) -> i32 {
    let all = row as u64 * u64::from(height.max(0).unsigned_abs());
    // A pixel too few would be in the row above.
    let above = all.div_ceil(rows.max(1) as u64);
    i32::try_from(above).unwrap_or(i32::MAX)
}

/// The rows to draw.
fn drawn((first, in_sight): (usize, usize), count: usize) -> Range<usize> {
    let end = first
        .saturating_add(in_sight)
        .saturating_add(AROUND)
        .min(count);
    first.saturating_sub(AROUND).min(end)..end
}

#[cfg(test)]
mod tests {
    use super::{drawn, pixels_above, sight};

    #[test]
    fn what_is_in_sight_follows_from_the_heights() {
        assert_eq!(sight((0, 480, 480_000), 10_000), (0, 11));
        assert_eq!(sight((480_000 - 480, 480, 480_000), 10_000), (9_990, 11));
        assert_eq!(sight((-5, 480, 0), 0), (0, 1));
    }

    #[test]
    fn the_row_of_an_address_is_topmost_again() {
        for row in [0, 1, 777, 9_989] {
            let top = pixels_above(row, 480_000, 10_000);
            assert_eq!(sight((top, 480, 480_000), 10_000).0, row);
            let top = pixels_above(row, 487_501, 10_000);
            assert_eq!(sight((top, 480, 487_501), 10_000).0, row);
        }
        assert_eq!(pixels_above(3, 480, 0), 1440);
    }

    #[test]
    fn the_rows_around_are_drawn_too() {
        assert_eq!(drawn((0, 11), 10_000), 0..19);
        assert_eq!(drawn((9_990, 11), 10_000), 9_982..10_000);
        assert_eq!(drawn((50, 11), 3), 3..3);
    }
}
