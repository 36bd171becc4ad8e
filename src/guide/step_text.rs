//! The words of a step: the portal's terms in the reader's language with the
//! English beside them, code, and the reader's names.

use guide::{Names, Span, spans};
use leptos::prelude::*;
use text::{fill, placeholders};

use super::book::book;

#[component]
pub(crate) fn StepText(#[prop(into)] text: Signal<String>, names: Names) -> impl IntoView {
    let book = book();
    move || {
        let text = text.get();
        spans(&text)
            .into_iter()
            .map(|span| match span {
                Span::Text(it) => {
                    let args = placeholders(it)
                        .into_iter()
                        .map(|name| (name, book.name(&names, name)))
                        .collect::<Vec<_>>();
                    fill(it, args).into_any()
                }
                Span::Code(it) => view! { <code>{it.to_owned()}</code> }.into_any(),
                Span::Term(it) => {
                    let english = it.to_owned();
                    match book.term(it) {
                        Some(own) => view! {
                            <b>{own}</b>
                            <span class="english" lang="en">{format!(" ({english})")}</span>
                        }
                        .into_any(),
                        None => view! { <b>{english}</b> }.into_any(),
                    }
                }
            })
            .collect_view()
    }
}
