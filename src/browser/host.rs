//! What the page's own host says with a file, past every copy of it.

use gloo_net::http::Request;
use web_sys::RequestCache;

/// Status, headers and text of an answer; `None` where there was none. The query leads past
/// the copy that is kept for offline use.
pub(crate) async fn ask(path: &str) -> Option<(u16, Vec<(String, String)>, String)> {
    let request = Request::get(&format!("{path}?check"));
    let answer = request.cache(RequestCache::NoStore).send().await.ok()?;
    let headers = answer.headers().entries().collect();
    let text = answer.text().await.unwrap_or_default();
    Some((answer.status(), headers, text))
}
