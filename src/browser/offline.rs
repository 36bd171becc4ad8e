//! The copy of the page that the browser keeps for offline use, if the reader wants one.

use wasm_bindgen::JsValue;

mod glue {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/browser/module.js")]
    extern "C" {
        #[wasm_bindgen(js_name = isKept)]
        pub(super) fn is_kept() -> bool;

        #[wasm_bindgen(catch)]
        pub(super) async fn offline(name: &str) -> Result<JsValue, JsValue>;
    }
}

/// Where the copy stands. Worded under `site.offline.state.<key>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copy {
    /// This browser keeps none: it is too old, or has no storage for this tab.
    Impossible,
    None,
    Kept,
    /// A newer one is there, and takes over when the reader says so.
    Waiting,
}

impl Copy {
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Impossible => "site.offline.state.impossible",
            Self::None => "site.offline.state.none",
            Self::Kept => "site.offline.state.kept",
            Self::Waiting => "site.offline.state.waiting",
        }
    }
}

/// Not every file arrived as it was built, or the browser refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotKept;

/// Whether this page came out of a kept copy.
pub(crate) fn is_kept() -> bool {
    glue::is_kept()
}

pub(crate) async fn state() -> Copy {
    let said = glue::offline("state").await.ok();
    match said.and_then(|it| it.as_string()).as_deref() {
        Some("none") => Copy::None,
        Some("kept") => Copy::Kept,
        Some("waiting") => Copy::Waiting,
        _ => Copy::Impossible,
    }
}

pub(crate) async fn keep() -> Result<(), NotKept> {
    done(glue::offline("keep").await)
}

pub(crate) async fn remove() -> Result<(), NotKept> {
    done(glue::offline("remove").await)
}

/// Waits until a newer release may take over, which may be for ever.
pub(crate) async fn newer() -> Result<(), NotKept> {
    done(glue::offline("newer").await)
}

/// Has the newer release take over, with which the page begins anew.
pub(crate) async fn take() -> Result<(), NotKept> {
    done(glue::offline("take").await)
}

fn done(said: Result<JsValue, JsValue>) -> Result<(), NotKept> {
    said.map(|_| ()).map_err(|_| NotKept)
}
