//! When Azure was read: on paper nothing else tells how old an answer is.

use leptos::prelude::*;

use crate::{
    run::Run,
    words::{tf, words},
};

#[component]
pub(super) fn CheckedAt(run: Run) -> impl IntoView {
    let (words, read_at) = (words(), run.read_at());
    let told = move || {
        let at = words.times().in_text(read_at.get()?, &words.catalog());
        Some(tf("page.check.checked_at", &[("at", at)]))
    };
    view! { <p class="paper-only" data-checked-at>{told}</p> }
}
