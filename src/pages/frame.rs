//! What stands around every page.

use leptos::prelude::*;
use text::Language;

use crate::{
    browser::{location, storage},
    components::{Notice, NoticeKind},
    route::Router,
    task_slot::TaskSlot,
    words::{Words, t, tf},
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
/// chooses one. Also tells the language whose texts did not arrive, in which case all
/// stays as it is.
pub(crate) fn speaker(
    words: Words,
    router: Router,
) -> (Callback<Language>, ReadSignal<Option<Language>>) {
    let (missing, set_missing) = signal(None);
    let task = TaskSlot::new();
    let speak = move |language: Language| {
        task.run(async move {
            let switched = words.switch(language).await;
            set_missing.set(switched.err().map(|it| it.0));
        });
    };
    Effect::new(move |_| {
        if let Some(language) = router.place().get().language {
            speak(language);
        }
    });
    let choose = move |language: Language| {
        router.forget_language();
        storage::LANGUAGE.set(language.tag());
        speak(language);
    };
    (Callback::new(choose), missing)
}

/// Says that the texts of a language are missing.
#[component]
pub(crate) fn LanguageNotice(missing: ReadSignal<Option<Language>>) -> impl IntoView {
    move || {
        let language = missing.get()?.own_name();
        let title = move || tf("page.no_texts", &[("language", language)]);
        Some(view! { <Notice kind=NoticeKind::Error title /> })
    }
}
