//! Sentences from the text catalogue, and lists of things to do.

use leptos::prelude::*;

/// A text in which what stands between backquotes is shown as code. Nothing
/// else in it is markup.
#[component]
pub(crate) fn Prose(#[prop(into)] text: Signal<String>) -> impl IntoView {
    move || {
        text.get()
            .split('`')
            .enumerate()
            .map(|(at, part)| {
                let part = part.to_owned();
                if at % 2 == 1 {
                    view! { <code>{part}</code> }.into_any()
                } else {
                    part.into_any()
                }
            })
            .collect_view()
    }
}

/// What to do, one thing after the other.
#[component]
pub(crate) fn Steps(#[prop(into)] steps: Signal<Vec<String>>) -> impl IntoView {
    view! {
        <ol class="steps">
            {move || {
                steps.get().into_iter().map(|it| view! { <li><Prose text=it /></li> }).collect_view()
            }}
        </ol>
    }
}
