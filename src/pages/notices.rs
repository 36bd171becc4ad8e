//! What went wrong before a page could do its work: with config.json, and with
//! the parameters of an address.

use diagnosis::question::BadParameter;
use leptos::prelude::*;
use text::sentences;

use crate::{
    browser::offline,
    components::{Notice, NoticeKind},
    config::ConfigError,
    words::{FAILURES, Words, t, tf, words},
};

/// One notice for each thing that is wrong with config.json.
#[component]
pub(crate) fn ConfigNotices(errors: Vec<ConfigError>) -> impl IntoView {
    let words = words();
    (!errors.is_empty()).then(|| {
        want_texts(words);
        let notices = errors
            .into_iter()
            .map(|error| {
                if error == ConfigError::Unreachable && offline::is_kept() {
                    return view! { <Offline /> }.into_any();
                }
                let key = format!("page.config.errors.{}", error.key());
                view! {
                    <Notice
                        kind=NoticeKind::Warning
                        title=move || t("page.config.title")
                        text=move || {
                            let value = error.value().map(|it| ("value", it));
                            words.wanted_text(&key, value.as_slice())
                        }
                    />
                }
                .into_any()
            })
            .collect_view();
        view! { <aside class="notices" aria-label=move || t("page.config.label")>{notices}</aside> }
    })
}

/// Few ever need them: until they arrive, a notice's title says what it is about.
fn want_texts(words: Words) {
    words.want(FAILURES);
}

/// A kept copy without its host is nobody's fault.
#[component]
fn Offline() -> impl IntoView {
    view! {
        <Notice
            kind=NoticeKind::Info
            title=move || t("page.offline.title")
            text=move || t("page.offline.text")
        />
    }
}

/// One notice for each parameter that was not understood.
#[component]
pub(crate) fn BadParameters(bad: Vec<BadParameter>) -> impl IntoView {
    let words = words();
    if !bad.is_empty() {
        want_texts(words);
    }
    bad.into_iter()
        .map(|it| {
            let key = match it.id_error {
                Some(error) => format!("page.resource_id.{}", error.key()),
                // The id was one, yet of something else.
                None if it.name == "vm" => "page.resource_id.not_vm".to_owned(),
                None => format!("page.bad_parameter.{}", it.name),
            };
            let title = move || {
                let values = [("name", it.name), ("value", &it.value)];
                tf("page.bad_parameter.title", &values)
            };
            let text = move || {
                let text = words.wanted_text::<&str>(&key, &[]);
                let about = (it.name == "for").then(|| t("page.bad_parameter.about"));
                sentences(&[&text, about.as_deref().unwrap_or_default()])
            };
            view! { <Notice kind=NoticeKind::Warning title=title text=text /> }
        })
        .collect_view()
}
