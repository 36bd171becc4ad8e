//! How far a reading has come, and what it waits for.

use diagnosis::facts::FactSet;
use leptos::prelude::*;

use crate::words::{t, tf};

/// A bar that is full when nothing of `facts` is left in `waiting`, with the names
/// of what is. It takes one line, whatever stands in it. `is_told` says that the answer
/// is there, and the rest only confirms it.
#[component]
pub(crate) fn Progress(
    #[prop(into)] facts: Signal<FactSet>,
    #[prop(into)] waiting: Signal<FactSet>,
    #[prop(into)] is_told: Signal<bool>,
) -> impl IntoView {
    let done = move || facts.get().len() - waiting.get().len();
    view! {
        <div class="progress">
            <progress
                aria-label=move || t("components.progress.label")
                max=move || facts.get().len().max(1).to_string()
                prop:value=move || f64::from(done())
            ></progress>
            <p class="quiet">{move || waits_for(waiting.get(), is_told.get())}</p>
        </div>
    }
}

fn waits_for(waiting: FactSet, is_told: bool) -> Option<String> {
    let mut names = waiting.iter().map(|it| t(&format!("facts.{}", it.name())));
    let first = names.next()?;
    let more = names.count();
    let args = [("what", first), ("n", more.to_string())];
    let key = match (is_told, more) {
        (false, 0) => "components.progress.text",
        (false, _) => "components.progress.more",
        (true, 0) => "components.progress.still",
        (true, _) => "components.progress.still_more",
    };
    Some(tf(key, &args))
}
