//! Upper and lower case, as the browser knows it: the tables of Rust's own weigh as much
//! as a page's texts.

/// The text in lower case, to be compared with what was typed.
#[cfg(target_arch = "wasm32")]
pub(crate) fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn lower(text: &str) -> String {
    text.to_lowercase()
}
