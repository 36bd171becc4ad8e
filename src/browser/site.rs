//! Files of the page's own site: the texts and the configuration.

use gloo_net::http::{Request, Response};
use web_sys::{RequestCredentials, RequestInit, RequestRedirect};

/// Why a file was not had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SiteError {
    Unreachable,
    Status(u16),
}

/// The text of a file, by its path relative to the page.
pub(crate) async fn text(path: &str) -> Result<String, SiteError> {
    let response = fetch(path).await.ok_or(SiteError::Unreachable)?;
    if !response.ok() {
        return Err(SiteError::Status(response.status()));
    }
    response.text().await.map_err(|_| SiteError::Unreachable)
}

/// As that of `fetch`, the request is not left to gloo-net's builder, which
/// would make the first load larger.
async fn fetch(path: &str) -> Option<Response> {
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_redirect(RequestRedirect::Error);
    let request = web_sys::Request::new_with_str_and_init(path, &init).ok()?;
    Request::from(request).send().await.ok()
}
