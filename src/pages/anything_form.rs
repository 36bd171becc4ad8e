//! The box that takes anything. What is made of it is for who asked for it to say.

use leptos::{ev::SubmitEvent, prelude::*};

use crate::{components::Field, words::t};

#[component]
pub(super) fn AnythingForm(text: RwSignal<String>, on_text: Callback<String>) -> impl IntoView {
    view! {
        <form
            class="card"
            data-anything
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                on_text.run(text.get_untracked());
            }
        >
            <Field label=move || t("page.session.anything.label") value=text />
            <div class="actions">
                <button type="submit" class="button">
                    {move || t("page.session.anything.go")}
                </button>
            </div>
        </form>
    }
}
