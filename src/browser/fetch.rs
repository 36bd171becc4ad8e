//! Requests over the browser's fetch, as strictly as it lets one ask: no
//! cookies, no redirects, no cache, no referrer, and no answer beyond a size.

use azure::arm::{MAX_BODY_BYTES, Request, Response, Transport, TransportError};
use futures::{FutureExt as _, future::LocalBoxFuture};
use gloo_net::http;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache,
    RequestCredentials, RequestInit, RequestMode, RequestRedirect,
};

pub(crate) struct Fetch;

impl Transport for Fetch {
    fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
        async move {
            let abort =
                AbortOnDrop(AbortController::new().map_err(|_| TransportError::Unreachable)?);
            let request = strict(&request, &abort.0).map_err(|_| TransportError::Unreachable)?;
            let response = request
                .send()
                .await
                .map_err(|_| TransportError::Unreachable)?;
            Ok(Response {
                status: response.status(),
                // Another origin's answer shows only those that it allows to be read.
                headers: response.headers().entries().collect(),
                body: read_body(&response).await?,
            })
        }
        .boxed_local()
    }
}

/// Whoever no longer waits for an answer makes the browser give it up too.
/// Once all is read, aborting has no effect.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Made by hand: gloo-net's builder ends an address that has a query with a
/// `&`, which none of the shown requests has, and panics at a header that the
/// browser refuses.
fn strict(request: &Request, abort: &AbortController) -> Result<http::Request, JsValue> {
    let headers = Headers::new()?;
    headers.set("Accept", "application/json")?;
    if let Some(token) = &request.bearer {
        headers.set("Authorization", &format!("Bearer {token}"))?;
    }
    if let Some(language) = &request.language {
        headers.set("Accept-Language", language)?;
    }
    let init = RequestInit::new();
    init.set_method(&request.method.to_string());
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_cache(RequestCache::NoStore);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&abort.signal()));
    if let Some(body) = &request.body {
        headers.set("Content-Type", "application/json")?;
        init.set_body(&JsValue::from_str(body));
    }
    init.set_headers(&headers);
    web_sys::Request::new_with_str_and_init(&request.url, &init).map(http::Request::from)
}

/// Reads piece by piece, so that no more than the limit is ever held.
async fn read_body(response: &http::Response) -> Result<String, TransportError> {
    let Some(stream) = response.body() else {
        return Ok(String::new());
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    while let Some(piece) = read_piece(&reader)
        .await
        .map_err(|_| TransportError::Unreachable)?
    {
        if bytes.len() + piece.length() as usize > MAX_BODY_BYTES {
            return Err(TransportError::TooLarge);
        }
        bytes.extend(piece.to_vec());
    }
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// The next piece, none at the end.
async fn read_piece(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let result = JsFuture::from(reader.read()).await?;
    if Reflect::get(&result, &"done".into())?.is_truthy() {
        return Ok(None);
    }
    Reflect::get(&result, &"value".into())?.dyn_into().map(Some)
}
