//! How far a reading has come, and what it waits for.

use diagnosis::facts::FactSet;
use leptos::prelude::*;

use crate::words::{t, tf};

/// How many facts are named.
const NAMED: usize = 2;

/// A bar that is full when nothing of `facts` is left in `waiting`, with the names
/// of what is. It takes one line, whatever stands in it.
#[component]
pub(crate) fn Progress(
    #[prop(into)] facts: Signal<FactSet>,
    #[prop(into)] waiting: Signal<FactSet>,
) -> impl IntoView {
    let done = move || facts.get().len() - waiting.get().len();
    view! {
        <div class="progress">
            <progress
                aria-label=move || t("components.progress.label")
                max=move || facts.get().len().max(1).to_string()
                prop:value=move || f64::from(done())
            ></progress>
            <p class="quiet">{move || waits_for(waiting.get())}</p>
        </div>
    }
}

fn waits_for(waiting: FactSet) -> Option<String> {
    let mut names = waiting.iter().map(|it| t(&format!("facts.{}", it.name())));
    let first: Vec<String> = names.by_ref().take(NAMED).collect();
    let more = names.count();
    let names = [("what", first.join(&t("components.progress.and")))];
    match (first.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(tf("components.progress.text", &names)),
        (false, _) => {
            let [what] = names;
            let args = [what, ("n", more.to_string())];
            Some(tf("components.progress.more", &args))
        }
    }
}
