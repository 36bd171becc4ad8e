//! What must be there before anything can be shown: the texts and the
//! configuration.

use futures::future::join;
use leptos::prelude::*;

use crate::{
    browser::location,
    config::{self, Config, ConfigError},
    route::Place,
    words::{NoTexts, Words, first_language},
};

/// What was fetched. The app takes it over from the front page.
#[derive(Clone)]
pub(crate) struct Bootstrap {
    pub(crate) words: Words,
    pub(crate) config: Config,
    pub(crate) errors: Vec<ConfigError>,
}

impl Bootstrap {
    pub(crate) async fn fetch() -> Result<Self, NoTexts> {
        let asked = Place::parse(&location::hash()).language;
        let words = Words::load(first_language(asked));
        let (words, (config, errors)) = join(words, config::load()).await;
        Ok(Self {
            words: words?,
            config,
            errors,
        })
    }
}

/// The one place with words of its own: it is about there being no others.
#[component]
pub(crate) fn WithoutTexts() -> impl IntoView {
    view! {
        <main class="page" data-run="idle">
            <h1>"JIT Doctor"</h1>
            <p>"The texts of this page could not be loaded. Check your connection and reload."</p>
            <p lang="ja">
                "このページのテキストを読み込めませんでした。接続を確認して、再読み込みしてください。"
            </p>
        </main>
    }
}
