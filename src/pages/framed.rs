//! What is shown inside a frame of another site: the way out, and nothing that
//! could be pressed by mistake.

use leptos::prelude::*;

use crate::{
    browser::location,
    words::{Words, t},
};

#[component]
pub(crate) fn FramedPage(words: Words) -> impl IntoView {
    provide_context(words);
    let own = location::address_of(&location::hash());
    view! {
        <main class="page" data-framed>
            <h1>"JIT Doctor"</h1>
            <p>{move || t("page.framed.text")}</p>
            <p>
                <a href=own target="_blank" rel="noopener">
                    {move || t("page.framed.open")}
                </a>
            </p>
        </main>
    }
}
