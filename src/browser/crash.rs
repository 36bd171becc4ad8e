//! What is shown when the program itself fails: never an empty page. The texts are
//! here, in both languages, because nothing else can be relied on any more.

use std::panic::{self, PanicHookInfo};

use wasm_bindgen::JsValue;
use web_sys::{Document, Element};

const TEXTS: [(&str, &str, &str, &str); 2] = [
    (
        "en",
        "JIT Doctor has failed",
        "This is a fault in the page, not in Azure. If an action was under way, Azure may \
         have carried it out: check before you try again.",
        "Start again",
    ),
    (
        "ja",
        "JIT Doctor でエラーが発生しました",
        "Azure ではなく、このページの不具合です。操作の途中だった場合は、Azure 側で実行されている可能性があります。\
         もう一度試す前に状態を確認してください。",
        "最初からやり直す",
    ),
];

/// From here on a panic puts a notice over the page, beside the line in the
/// browser's console.
pub fn show_panics() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // There is nothing left to do where even this fails.
        let _ = show(info);
    }));
}

/// The notice names the place in the program and nothing that the reader had typed
/// or Azure had answered.
fn show(info: &PanicHookInfo) -> Result<(), JsValue> {
    let document = web_sys::window()
        .and_then(|it| it.document())
        .ok_or(JsValue::NULL)?;
    let notice = document.create_element("main")?;
    notice.set_class_name("page crash");
    notice.set_attribute("role", "alert")?;
    notice.set_attribute("data-crash", "")?;
    for (language, title, text, again) in TEXTS {
        let part = document.create_element("section")?;
        part.set_attribute("lang", language)?;
        let link = element(&document, "a", again)?;
        link.set_attribute("href", "./")?;
        for child in [
            element(&document, "h1", title)?,
            element(&document, "p", text)?,
            link,
        ] {
            part.append_child(&child)?;
        }
        notice.append_child(&part)?;
    }
    if let Some(place) = info.location() {
        let place = format!("{}:{}", place.file(), place.line());
        let place = element(&document, "code", &place)?;
        notice.append_child(&place)?;
    }
    document
        .body()
        .ok_or(JsValue::NULL)?
        .prepend_with_node_1(&notice)
}

fn element(document: &Document, tag: &str, text: &str) -> Result<Element, JsValue> {
    let element = document.create_element(tag)?;
    element.set_text_content(Some(text));
    Ok(element)
}
