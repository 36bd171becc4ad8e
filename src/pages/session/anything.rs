//! The way to the page that says what a text is, which is fetched when the box is first
//! used.

use leptos::prelude::*;

use crate::{
    pages::anything_form::AnythingForm,
    pasted,
    route::{Route, router},
};

#[component]
pub(super) fn AnythingBox() -> impl IntoView {
    let router = router();
    let on_text = Callback::new(move |text| {
        pasted::keep(text);
        router.go(Route::Anything);
    });
    view! { <AnythingForm text=RwSignal::new(String::new()) on_text /> }
}
