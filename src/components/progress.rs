//! How far a run has come.

use leptos::prelude::*;

use crate::words::{t, tf};

/// A bar of `done` out of `total` checks, and the number of requests made.
#[component]
pub(crate) fn Progress(
    #[prop(into)] done: Signal<usize>,
    #[prop(into)] total: Signal<usize>,
    #[prop(into)] requests: Signal<usize>,
) -> impl IntoView {
    view! {
        <div class="progress">
            <progress
                aria-label=move || t("components.progress.label")
                max=move || total.get().max(1).to_string()
                prop:value=move || f64::from(u32::try_from(done.get()).unwrap_or(u32::MAX))
            ></progress>
            <p class="quiet">
                {move || {
                    tf(
                        "components.progress.text",
                        &[("requests", requests.get().to_string())],
                    )
                }}
            </p>
        </div>
    }
}
