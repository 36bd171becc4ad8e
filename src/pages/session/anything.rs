//! The box that takes anything. What it makes of it is a page of its own, which is
//! fetched when the box is first used.

use leptos::{ev::SubmitEvent, prelude::*};

use crate::{
    components::Field,
    pasted,
    route::{Route, router},
    words::t,
};

#[component]
pub(super) fn AnythingBox() -> impl IntoView {
    let router = router();
    let text = RwSignal::new(String::new());
    view! {
        <form
            class="card"
            data-anything
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                pasted::keep(text.get_untracked());
                router.go(Route::Anything);
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
