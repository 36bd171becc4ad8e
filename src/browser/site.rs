//! Files of the page's own site: the texts and the configuration. Without
//! gloo-net, which would add most of a kilobyte to the first load.

use std::cell::RefCell;

use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{RequestCredentials, RequestInit, RequestRedirect, Response};

/// Why a file could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SiteError {
    Unreachable,
    Status(u16),
}

thread_local! {
    /// What is fetched before anybody needs it, by path.
    static PREFETCHED: RefCell<Vec<(String, Promise)>> = const { RefCell::new(Vec::new()) };
}

/// Begins to fetch a file that will be needed. If that fails, its first user is told, and
/// the next one asks again.
pub(crate) fn prefetch(path: String) {
    if PREFETCHED.with_borrow(|all| all.iter().any(|(it, _)| *it == path)) {
        return;
    }
    if let Some(answer) = fetch(&path) {
        let waited = JsFuture::from(answer.clone());
        spawn_local(async { drop(waited.await) });
        PREFETCHED.with_borrow_mut(|it| it.push((path, answer)));
    }
}

fn prefetched(path: &str) -> Option<Promise> {
    PREFETCHED.with_borrow_mut(|all| {
        let at = all.iter().position(|(it, _)| it == path)?;
        Some(all.swap_remove(at).1)
    })
}

/// The text of a file, by its path relative to the page. It is asked for at
/// once, not when somebody waits for it, and whoever gives up waiting need not look
/// after it: a failure that nobody takes would count as one of the program.
pub(crate) fn text(path: &str) -> impl Future<Output = Result<String, SiteError>> + use<> {
    let answer = prefetched(path).or_else(|| fetch(path)).map(JsFuture::from);
    async move {
        let response = response(answer).await;
        let response = response.map_err(|_| SiteError::Unreachable)?;
        if !response.ok() {
            return Err(SiteError::Status(response.status()));
        }
        read(&response).await.map_err(|_| SiteError::Unreachable)
    }
}

fn fetch(path: &str) -> Option<Promise> {
    let window = web_sys::window()?;
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_redirect(RequestRedirect::Error);
    Some(window.fetch_with_str_and_init(path, &init))
}

async fn response(answer: Option<JsFuture>) -> Result<Response, JsValue> {
    answer.ok_or(JsValue::NULL)?.await?.dyn_into()
}

async fn read(response: &Response) -> Result<String, JsValue> {
    let text = JsFuture::from(response.text()?).await?;
    text.as_string().ok_or(JsValue::NULL)
}
