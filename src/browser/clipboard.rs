//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Puts a text there, and says whether it is there. A browser may refuse, and a page
/// that came over plain HTTP has no clipboard.
pub(crate) async fn put(text: &str) -> bool {
    // Spaces at which no line ends are for the page: elsewhere a search would miss them.
    let text = &text.replace('\u{a0}', " ");
    let Some(clipboard) = web_sys::window().map(|it| it.navigator().clipboard()) else {
        return false;
    };
    !clipboard.is_undefined() && JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
