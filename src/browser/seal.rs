//! Sealing and opening with a passphrase, by the browser's own cryptography.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};

/// The passphrase is another one, the bytes were changed, or the browser has no
/// cryptography here, as on pages that did not come over HTTPS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotOpened;

mod glue {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/browser/seal.js")]
    extern "C" {
        #[wasm_bindgen(catch)]
        pub(super) async fn seal(passphrase: &str, bytes: &[u8]) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(catch)]
        pub(super) async fn open(passphrase: &str, bytes: &[u8]) -> Result<JsValue, JsValue>;
    }
}

pub(crate) async fn seal(passphrase: &str, bytes: &[u8]) -> Result<Vec<u8>, NotOpened> {
    taken(glue::seal(passphrase, bytes).await)
}

pub(crate) async fn open(passphrase: &str, bytes: &[u8]) -> Result<Vec<u8>, NotOpened> {
    taken(glue::open(passphrase, bytes).await)
}

fn taken(result: Result<JsValue, JsValue>) -> Result<Vec<u8>, NotOpened> {
    let bytes: Uint8Array = result
        .map_err(|_| NotOpened)?
        .dyn_into()
        .map_err(|_| NotOpened)?;
    Ok(bytes.to_vec())
}
