//! What stands around every page.

use leptos::prelude::*;
use text::Language;

use crate::{
    browser::{location, storage},
    components::{Notice, NoticeKind},
    route::Router,
    words::{Words, t, words},
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
    Effect::new(move |_| {
        if let Some(language) = router.place().get().language {
            words.speak(language);
        }
    });
    Callback::new(move |language: Language| {
        router.forget_language();
        storage::LANGUAGE.set(language.tag());
        words.speak(language);
    })
}

/// Says that the texts of a language are missing.
#[component]
pub(crate) fn LanguageNotice() -> impl IntoView {
    let words = words();
    move || {
        let language = words.missing()?.own_name();
        let title = move || words.fill("page.no_texts", &[("language", language)]);
        Some(view! { <Notice kind=NoticeKind::Error title /> })
    }
}
