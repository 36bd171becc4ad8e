//! Files of the page's own site: the texts and the configuration.

use gloo_net::http::{Request, Response};
use web_sys::{RequestCredentials, RequestRedirect};

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
    response.text().await.map_err(|_| SiteError::Unreachable)
}

async fn fetch(path: &str) -> Result<Response, gloo_net::Error> {
    Request::get(path)
        .credentials(RequestCredentials::SameOrigin)
        .redirect(RequestRedirect::Error)
        .send()
        .await
}
