//! The box that takes anything. What it makes of it is a page of its own, which is
//! fetched when the box is first used.

use leptos::{ev::SubmitEvent, prelude::*};

use crate::{components::Field, words::t};

#[component]
pub(in crate::pages) fn AnythingBox(
    text: RwSignal<String>,
    on_text: Callback<()>,
) -> impl IntoView {
    view! {
        <form
            class="card"
            data-anything
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                on_text.run(());
            }
        >
            <Field
                label=move || t("page.session.anything.label")
                hint=move || t("page.session.anything.hint")
                value=text
            />
            <div class="actions">
                <button type="submit" class="button">
                    {move || t("page.session.anything.go")}
                </button>
            </div>
        </form>
    }
}
