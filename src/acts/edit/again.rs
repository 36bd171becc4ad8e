//! The way to a new preview.

use leptos::prelude::*;

use crate::words::t;

/// What was to be changed is read and shown anew.
#[component]
pub(super) fn AgainButton(on_again: Callback<()>) -> impl IntoView {
    view! {
        <div class="actions">
            <button
                type="button"
                class="button"
                data-review-again
                on:click=move |_| on_again.run(())
            >
                {move || t("edit.again")}
            </button>
        </div>
    }
}
