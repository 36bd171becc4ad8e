//! The commands of a case in one shell, ready to copy, with or without the
//! reader's names.

use guide::{
    Names,
    commands::{Placeholder, Shell, Task, Values},
};
use leptos::prelude::*;

use super::{
    book::{GuideBook, book},
    step_text::StepText,
};
use crate::components::{CopyButton, Icon, IconView};

#[component]
pub(crate) fn CommandsView(tasks: Vec<&'static Task>, way: Shell, values: Values) -> impl IntoView {
    let book = book();
    let chosen = move || {
        if book.without_names.get() {
            values.without_names()
        } else {
            values.clone()
        }
    };
    view! {
        <div class="commands">
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || book.without_names.get()
                    on:change:target=move |event| book.without_names.set(event.target().checked())
                />
                {move || book.text("guide.commands.without_names")}
            </label>
            {move || {
                let values = chosen();
                let tasks = tasks.iter().filter_map(|it| task(book, it, way, &values)).collect_view();
                view! { <ol class="walk-steps">{tasks}</ol> }
            }}
        </div>
    }
}

fn task(
    book: GuideBook,
    task: &'static Task,
    way: Shell,
    values: &Values,
) -> Option<impl IntoView + use<>> {
    let rendered = task.render(way, values)?;
    let text = Signal::derive(move || book.text(&format!("guide.tasks.{}", task.name)));
    let kind = if task.changes { "changes" } else { "looks" };
    let lines = rendered.text.clone();
    let gaps = (!rendered.placeholders.is_empty()).then(|| {
        let gaps = rendered
            .placeholders
            .iter()
            .map(|it| gap(book, it))
            .collect_view();
        view! { <ul class="gaps">{gaps}</ul> }
    });
    Some(view! {
        <li>
            <p>
                <span class="tag" data-kind=kind>
                    <IconView icon=if task.changes { Icon::Warning } else { Icon::Search } />
                    {move || book.text(&format!("guide.commands.{kind}"))}
                </span>
                " "
                <StepText text names=Names::default() />
            </p>
            <CodeBlock text=lines />
            {gaps}
        </li>
    })
}

/// What is still to be filled in, and why.
fn gap(book: GuideBook, placeholder: &Placeholder) -> impl IntoView + use<> {
    let Placeholder { word, slot, why } = placeholder.clone();
    view! {
        <li>
            <code>{word}</code>
            ": "
            {move || book.text(&format!("guide.placeholders.{slot}"))}
            " ("
            {move || book.text(&format!("guide.placeholder_reasons.{}", why.name()))}
            ")"
        </li>
    }
}

/// Lines to be copied as they are. They run from left to right whatever is in
/// them, so that no name can turn one around.
#[component]
pub(super) fn CodeBlock(text: String) -> impl IntoView {
    let book = book();
    view! {
        <div class="code-block">
            <pre dir="ltr" tabindex="0"><code>{text.clone()}</code></pre>
            <CopyButton
                label=move || book.text("guide.commands.copy")
                value=text
            />
        </div>
    }
}
