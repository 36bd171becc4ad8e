//! A table in a picture, its columns under their heads.

use guide::scene::Cell;
use leptos::prelude::*;

use super::word::{control, word, words};

/// On a narrow page only columns are drawn that show something or that a step points to.
pub(super) fn table(columns: &[Cell], rows: &[Vec<Cell>]) -> AnyView {
    let is_marked = |it: &Cell| it.labels().iter().any(|it| it.number.is_some());
    let is_bare = |at: usize| {
        let mut cells = rows.iter().filter_map(|it| it.get(at));
        !columns.get(at).is_some_and(is_marked)
            && cells.all(|it| match it {
                Cell::Labels(labels) => labels.iter().all(|it| it.text.is_empty()),
                Cell::Switch { .. } | Cell::Box { .. } => false,
            })
    };
    let row = |cells: &[Cell], class: &'static str| {
        let cells = cells
            .iter()
            .enumerate()
            .map(|(at, it)| cell(it, is_bare(at)))
            .collect_view();
        view! { <span class=class>{cells}</span> }
    };
    let head = row(columns, "scene-row scene-head");
    let rows = rows.iter().map(|it| row(it, "scene-row")).collect_view();
    view! { <span class="scene-table">{head} {rows}</span> }.into_any()
}

fn cell(cell: &Cell, is_bare: bool) -> AnyView {
    let content = match cell {
        Cell::Labels(labels) => words(labels, "scene-cell-word"),
        Cell::Switch { label, on } => vec![word(label, position("scene-switch", *on))],
        Cell::Box { label, on } => {
            let class = position("scene-box", *on);
            vec![control(label, class, ().into_any())]
        }
    };
    let class = match cell {
        Cell::Box { .. } => "scene-cell scene-cell-box",
        _ if is_bare => "scene-cell scene-bare",
        _ => "scene-cell",
    };
    view! { <span class=class>{content}</span> }.into_any()
}

fn position(class: &'static str, on: bool) -> &'static str {
    match (class, on) {
        ("scene-switch", true) => "scene-switch scene-on",
        ("scene-box", true) => "scene-box scene-on",
        _ => class,
    }
}
