//! The parts of a portal page: bars, tabs, tables, fields, panes.

use guide::scene::{Block, Cell, Label, TableRow};
use leptos::prelude::*;

use super::word::{word, words};

pub(super) fn blocks(body: &[Block], number: usize) -> Vec<AnyView> {
    body.iter().map(|it| block(it, number)).collect()
}

fn block(block: &Block, number: usize) -> AnyView {
    match block {
        Block::Bar(items) => line("scene-bar", words(items, number, "scene-command")),
        Block::Tabs { items, on } => line("scene-tabs", chosen(items, *on, number, "scene-tab")),
        Block::Choices { items, on } => {
            line("scene-choices", chosen(items, *on, number, "scene-choice"))
        }
        Block::Text(label) => word(label, number, "scene-text"),
        Block::Lines(count) => line(
            "scene-lines",
            (0..*count)
                .map(|_| view! { <span class="scene-blank"></span> }.into_any())
                .collect(),
        ),
        Block::Banner { text, button } => line(
            "scene-banner",
            vec![
                word(text, number, "scene-text"),
                word(button, number, "scene-button"),
            ],
        ),
        Block::Table { columns, rows } => table(columns, rows, number),
        Block::Fields(pairs) => {
            let fields = pairs
                .iter()
                .map(|(name, value)| {
                    let name = word(name, number, "scene-name");
                    let value = word(value, number, "scene-value");
                    view! { <span class="scene-field">{name} {value}</span> }.into_any()
                })
                .collect();
            line("scene-fields", fields)
        }
        Block::Cards(pairs) => {
            let cards = pairs
                .iter()
                .map(|(title, button)| {
                    let title = word(title, number, "scene-text");
                    let button =
                        (!button.text.is_empty()).then(|| word(button, number, "scene-button"));
                    view! { <span class="scene-card">{title} {button}</span> }.into_any()
                })
                .collect();
            line("scene-cards", cards)
        }
        Block::Buttons(items) => line("scene-buttons", words(items, number, "scene-button")),
        Block::Popup(items) => line("scene-popup", words(items, number, "scene-entry")),
        Block::Pane { title, body } => {
            let title = word(title, number, "scene-heading");
            let body = blocks(body, number);
            view! { <span class="scene-pane">{title} {body}</span> }.into_any()
        }
    }
}

fn line(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! { <span class=class>{parts}</span> }.into_any()
}

fn chosen(items: &[Label], on: Option<usize>, number: usize, class: &str) -> Vec<AnyView> {
    items
        .iter()
        .enumerate()
        .map(|(at, it)| {
            if on == Some(at) {
                word(it, number, &format!("{class} scene-on"))
            } else {
                word(it, number, class)
            }
        })
        .collect()
}

/// On a narrow page a row's cells stand one below the other, so each brings
/// its column's name along.
fn table(columns: &[Label], rows: &[TableRow], number: usize) -> AnyView {
    let tick = |ticked: Option<bool>| {
        ticked.map(|it| {
            let class = if it {
                "scene-box scene-on"
            } else {
                "scene-box"
            };
            view! { <span class=class></span> }
        })
    };
    let is_ticked = rows.iter().any(|it| it.ticked.is_some());
    let heads = words(columns, number, "scene-cell");
    let head_box = is_ticked.then(|| view! { <span class="scene-box scene-box-none"></span> });
    let rows = rows
        .iter()
        .map(|row| {
            let cells = row
                .cells
                .iter()
                .zip(columns)
                .map(|(it, column)| cell(it, column, number))
                .collect::<Vec<_>>();
            view! { <span class="scene-row">{tick(row.ticked)} {cells}</span> }
        })
        .collect_view();
    view! {
        <span class="scene-table">
            <span class="scene-row scene-head">{head_box} {heads}</span>
            {rows}
        </span>
    }
    .into_any()
}

fn cell(cell: &Cell, column: &Label, number: usize) -> AnyView {
    let content = match cell {
        Cell::Labels(labels) => words(labels, number, "scene-cell-word"),
        Cell::Switch { label, on } => {
            let class = if *on {
                "scene-switch scene-on"
            } else {
                "scene-switch"
            };
            vec![word(label, number, class)]
        }
    };
    let column = (!column.text.is_empty())
        .then(|| view! { <span class="scene-column">{column.text.clone()}</span> });
    view! { <span class="scene-cell">{column} {content}</span> }.into_any()
}
