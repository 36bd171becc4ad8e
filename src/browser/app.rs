//! The rest of the page: a module of its own.

use wasm_bindgen::prelude::*;

use super::module::NotLoaded;

mod glue {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/browser/module.js")]
    extern "C" {
        #[wasm_bindgen(catch)]
        pub(super) async fn open(pasted: Option<&str>, ready: JsValue) -> Result<JsValue, JsValue>;
    }
}

/// Fetches the rest of the page and hands over to it, with the access token
/// that was pasted, if any. `ready` is called when the front page may go.
pub(crate) async fn open(
    pasted: Option<String>,
    ready: impl FnOnce() + 'static,
) -> Result<(), NotLoaded> {
    let ready = Closure::once_into_js(ready);
    glue::open(pasted.as_deref(), ready)
        .await
        .map(|_| ())
        .map_err(|it| NotLoaded::of(&it))
}
