//! The box that takes anything. What it makes of it is fetched when it is first used.

use leptos::{ev::SubmitEvent, prelude::*};

use crate::{
    browser::module::NotLoaded,
    components::{Field, piece_later},
    pages::anything::what_it_is,
    words::{t, words},
};

/// The texts that an answer takes.
const TEXTS: [&str; 3] = ["why", "neutral", "checks"];

#[component]
pub(super) fn AnythingBox(on_token: Callback<String>) -> impl IntoView {
    let words = words();
    let text = RwSignal::new(String::new());
    // What was asked about; the answer goes when the text changes.
    let asked = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        asked.set(text.get_untracked());
    };
    let shown = Memo::new(move |_| {
        asked.with(|asked| {
            text.with(|text| (!text.is_empty() && text == asked).then(|| text.clone()))
        })
    });
    view! {
        <section class="card anything" data-anything>
            <form class="form" on:submit=submit>
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
            {move || {
                let text = shown.get()?;
                Some(
                    piece_later(move || {
                        let (answer, texts) = (
                            what_it_is(text.clone(), on_token),
                            words.add_all(&TEXTS),
                        );
                        async move {
                            texts.await.map_err(|_| NotLoaded::Unreachable)?;
                            answer.await
                        }
                    }),
                )
            }}
        </section>
    }
}
