//! The parts of a portal page: bars, tabs, fields, panes.

use guide::scene::{Block, Label};
use leptos::prelude::*;

use super::{
    glyph::glyph,
    table::table,
    word::{entry, word, words},
};

pub(super) fn block(part: &Block) -> AnyView {
    match part {
        Block::Bar(items) => {
            let items = items.iter().map(|it| entry(it, "scene-command"));
            line("scene-bar", items.collect())
        }
        Block::Tabs { items, on } => line("scene-tabs", chosen(items, *on, "scene-tab")),
        Block::Choices { items, on } => line("scene-choices", chosen(items, *on, "scene-choice")),
        Block::Text(label) => word(label, "scene-text"),
        Block::Lines(count) => line(
            "scene-lines",
            (0..*count)
                .map(|_| view! { <span class="scene-blank"></span> }.into_any())
                .collect(),
        ),
        Block::Banner { text, button } => line(
            "scene-banner",
            vec![
                entry(text, "scene-text"),
                word(button, "scene-button scene-first"),
            ],
        ),
        Block::Filter { items, button } => {
            let search = view! { <span class="scene-search">{glyph("search")}</span> };
            let mut parts = vec![search.into_any()];
            parts.extend(words(items, "scene-pill"));
            if !button.text.is_empty() {
                parts.push(word(button, "scene-button scene-first"));
            }
            line("scene-filter", parts)
        }
        Block::Table { columns, rows } => table(columns, rows),
        Block::Fields(pairs) => line("scene-fields", fields(pairs, "scene-value")),
        Block::Facts(pairs) => line("scene-facts", fields(pairs, "scene-fact")),
        Block::Cards(pairs) => {
            let cards = pairs
                .iter()
                .map(|(title, button)| {
                    let title = entry(title, "scene-card-title");
                    let button = (!button.text.is_empty()).then(|| word(button, "scene-button"));
                    view! { <span class="scene-card">{title} {button}</span> }.into_any()
                })
                .collect();
            line("scene-cards", cards)
        }
        Block::Buttons(items) => {
            let buttons = items.iter().enumerate().map(|(at, it)| {
                let is_first = at == 0 && !it.text.is_empty();
                word(
                    it,
                    if is_first {
                        "scene-button scene-first"
                    } else {
                        "scene-button"
                    },
                )
            });
            line("scene-buttons", buttons.collect())
        }
        Block::Popup(items) => line("scene-popup", words(items, "scene-entry")),
        Block::Pane { title, body } => {
            let title = word(title, "scene-heading");
            let body = body.iter().map(block).collect_view();
            view! {
                <span class="scene-pane">
                    <span class="scene-pane-head">{title} {glyph("close")}</span>
                    {body}
                </span>
            }
            .into_any()
        }
    }
}

fn line(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! { <span class=class>{parts}</span> }.into_any()
}

fn fields(pairs: &[(Label, Label)], value: &str) -> Vec<AnyView> {
    pairs
        .iter()
        .map(|(name, content)| {
            let name = word(name, "scene-name");
            let content = word(content, value);
            view! { <span class="scene-field">{name} {content}</span> }.into_any()
        })
        .collect()
}

fn chosen(items: &[Label], on: Option<usize>, class: &str) -> Vec<AnyView> {
    items
        .iter()
        .enumerate()
        .map(|(at, it)| {
            if on == Some(at) {
                word(it, &format!("{class} scene-on"))
            } else {
                word(it, class)
            }
        })
        .collect()
}
