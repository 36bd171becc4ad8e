//! Files of the page's own site: the texts and the configuration. Without
//! gloo-net, which would add most of a kilobyte to the first load.

use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCredentials, RequestInit, RequestRedirect, Response};

/// Why a file was not had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SiteError {
    Unreachable,
    Status(u16),
}

/// The text of a file, by its path relative to the page.
pub(crate) async fn text(path: &str) -> Result<String, SiteError> {
    let response = fetch(path).await.map_err(|_| SiteError::Unreachable)?;
    if !response.ok() {
        return Err(SiteError::Status(response.status()));
    }
    read(&response).await.map_err(|_| SiteError::Unreachable)
}

async fn fetch(path: &str) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_redirect(RequestRedirect::Error);
    JsFuture::from(window.fetch_with_str_and_init(path, &init))
        .await?
        .dyn_into()
}

async fn read(response: &Response) -> Result<String, JsValue> {
    let text = JsFuture::from(response.text()?).await?;
    text.as_string().ok_or(JsValue::NULL)
}
