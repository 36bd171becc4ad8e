//! Files that the reader saves and opens, and paper.

use js_sys::Array;
use leptos::{ev, prelude::window_event_listener};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DragEvent, File, HtmlAnchorElement, HtmlInputElement, Url};

/// A larger file is not read.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Offers a text as a file to keep.
pub(crate) fn save(name: &str, text: &str) {
    // A browser that has no room for it says so itself.
    let _ = try_save(name, text);
}

fn try_save(name: &str, text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|it| it.document());
    let document = document.ok_or(JsValue::NULL)?;
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&url)
}

/// A file that the reader has chosen.
pub(crate) struct ChosenFile(File);

impl ChosenFile {
    /// The file that was picked. Picking it again is told again.
    pub(crate) fn picked(input: &HtmlInputElement) -> Option<Self> {
        let file = input.files()?.get(0);
        input.set_value("");
        file.map(Self)
    }

    /// The file that was dropped.
    pub(crate) fn dropped(event: &DragEvent) -> Option<Self> {
        event.data_transfer()?.files()?.get(0).map(Self)
    }

    /// Its text; `None` when it is too large or cannot be read.
    pub(crate) async fn text(&self) -> Option<String> {
        self.text_within(MOST_BYTES).await
    }

    /// The same for files that may be larger or must be smaller.
    pub(crate) async fn text_within(&self, most: usize) -> Option<String> {
        #[expect(clippy::cast_precision_loss, reason = "a size in megabytes")]
        if self.0.size() > most as f64 {
            return None;
        }
        JsFuture::from(self.0.text()).await.ok()?.as_string()
    }
}

/// Tells when the page is about to be put on paper, and when that is over.
pub(crate) fn on_paper(told: impl Fn(bool) + Copy + 'static) {
    // It is told for as long as the page is there.
    std::mem::forget(window_event_listener(ev::beforeprint, move |_| told(true)));
    std::mem::forget(window_event_listener(ev::afterprint, move |_| told(false)));
}

/// Opens the browser's print dialogue.
pub(crate) fn print() {
    if let Some(window) = web_sys::window() {
        // A browser may have no printer.
        let _ = window.print();
    }
}
