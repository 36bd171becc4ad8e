//! What is fetched after the first load, and why it could not be.

use wasm_bindgen::prelude::*;

mod glue {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/browser/module.js")]
    extern "C" {
        #[wasm_bindgen(catch, js_name = addStyle)]
        pub(super) async fn add_style(path: &str) -> Result<JsValue, JsValue>;

        pub(super) fn begin();

        #[cfg(feature = "split")]
        #[wasm_bindgen(js_name = lastFailure)]
        pub(super) fn last_failure() -> JsValue;
    }
}

/// Begins to fetch what the page in the address takes, once something can be seen.
pub(crate) fn begin_page() {
    glue::begin();
}

/// Adds the style sheet at `path`, once.
pub(crate) async fn add_style(path: &str) -> Result<(), NotLoaded> {
    let added = glue::add_style(path).await;
    added.map(|_| ()).map_err(|it| NotLoaded::of(&it))
}

/// Worded under `page.not_loaded.<key>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotLoaded {
    /// The host did not answer.
    Unreachable,
    /// The host has something else than what belongs to this page: most often
    /// another version, put there since the page was opened. Nothing of it was run.
    Changed,
    /// The host answered with this status.
    Status(String),
}

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self::of(&glue::last_failure())
    }
}

impl NotLoaded {
    /// As module.js tells it.
    pub(super) fn of(error: &JsValue) -> Self {
        match error.as_string().as_deref() {
            Some("changed") => Self::Changed,
            Some(status) if status.parse::<u16>().is_ok() => Self::Status(status.to_owned()),
            _ => Self::Unreachable,
        }
    }

    pub(crate) fn key(&self) -> &'static str {
        match self {
            Self::Unreachable => "page.not_loaded.unreachable",
            Self::Changed => "page.not_loaded.changed",
            Self::Status(_) => "page.not_loaded.status",
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.key().rsplit('.').next().unwrap_or_default()
    }

    /// For the text's placeholders.
    pub(crate) fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreachable | Self::Changed => Vec::new(),
            Self::Status(status) => vec![("status", status.clone())],
        }
    }
}
