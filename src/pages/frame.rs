//! What stands around every page.

use leptos::prelude::*;
use text::Language;

use crate::{
    browser::{location, storage},
    route::Router,
    task_slot::TaskSlot,
    words::{Words, t},
};

/// For those who move by keyboard: past the header.
#[component]
pub(crate) fn SkipLink() -> impl IntoView {
    view! {
        <a
            class="skip-link"
            href="#main"
            on:click=|event| {
                // The part of the address behind `#` is the route.
                event.prevent_default();
                location::focus("main h1");
            }
        >
            {move || t("page.skip")}
        </a>
    }
}

/// Changes the language when the address asks for one, and whenever the reader
/// chooses one.
pub(crate) fn speaker(words: Words, router: Router) -> Callback<Language> {
    let task = TaskSlot::new();
    let speak = move |language: Language| {
        task.run(async move {
            // Texts that do not arrive leave everything as it is.
            let _ = words.switch(language).await;
        });
    };
    Effect::new(move |_| {
        if let Some(language) = router.place().get().language {
            speak(language);
        }
    });
    Callback::new(move |language: Language| {
        router.forget_language();
        storage::LANGUAGE.set(language.tag());
        speak(language);
    })
}
