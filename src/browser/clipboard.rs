//! The clipboard.

/// Puts a text there. A browser may refuse, and does not say why.
pub(crate) fn put(text: &str) {
    if let Some(window) = web_sys::window() {
        let promise = window.navigator().clipboard().write_text(text);
        wasm_bindgen_futures::spawn_local(async move {
            // The text is on the page, to be selected by hand.
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}
