//! What is loaded once there is something to do: a module of its own, which
//! the front page fetches and hands over to.

use wasm_bindgen::prelude::*;

/// Takes over from the front page. `pasted` is the access token that the reader
/// has pasted there, if any; `ready` is called when the front page may go.
#[wasm_bindgen]
pub async fn start(pasted: Option<String>, ready: js_sys::Function) {
    jit_doctor::show_panics();
    jit_doctor::app::mount(pasted, move || {
        // The front page is ours and does not throw.
        let _ = ready.call0(&JsValue::NULL);
    })
    .await;
}

fn main() {}
