//! What is shown when the program itself fails: never an empty page. The texts are
//! here, in both languages, because nothing else can be relied on any more.

use std::panic;

use leptos::{ev, prelude::window_event_listener};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element};

/// By language: what happened, what it means, the way on, and what to report.
const TEXTS: [(&str, &str, &str, &str, &str); 2] = [
    (
        "en",
        "JIT Doctor has failed",
        "The page failed, not Azure. If an action was in progress, Azure may have completed \
         it: check before you try again.",
        "Start again",
        "If you report it, include this line. It names a place in the program, and nothing about you:",
    ),
    (
        "ja",
        "JIT Doctor でエラーが発生しました",
        "Azure ではなく、このページの不具合です。操作の途中だった場合は、Azure 側で実行されている可能性があります。\
         もう一度試す前に状態を確認してください。",
        "最初からやり直す",
        "報告する場合は、次の行を伝えてください。プログラム内の位置だけを示し、ユーザーの情報は含みません。",
    ),
];

/// From here on a panic puts a notice over the page, beside the line in the
/// browser's console. So does a trap, which runs no panic hook: one of the stack or
/// the memory, or an exception that a function of the browser threw.
pub fn show_panics() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let place = info.location();
        let place = place.map(|it| format!("{}:{}", it.file(), it.line()));
        show(&place.unwrap_or_default());
    }));
    // Wanted for as long as the page is there.
    std::mem::forget(window_event_listener(ev::error, |event| {
        on_error(&event.error());
    }));
    std::mem::forget(window_event_listener(ev::unhandledrejection, |event| {
        on_error(&event.reason());
    }));
}

/// Of what JavaScript throws, only what came through the program is its failure.
fn on_error(error: &JsValue) {
    let Some(error) = error.dyn_ref::<js_sys::Error>() else {
        return;
    };
    let text = |name: &str| {
        let value = js_sys::Reflect::get(error, &name.into()).ok();
        value.and_then(|it| it.as_string()).unwrap_or_default()
    };
    // What was called off on purpose is no failure.
    if text("name") != "AbortError" && text("stack").contains("wasm") {
        show(&text("name"));
    }
}

/// The notice names the place in the program and nothing that the reader had typed
/// or Azure had answered.
fn show(place: &str) {
    // There is nothing left to do where even this fails.
    let _ = try_to_show(place);
}

fn try_to_show(place: &str) -> Result<(), JsValue> {
    let document = web_sys::window()
        .and_then(|it| it.document())
        .ok_or(JsValue::NULL)?;
    // What failed first is what counts.
    if document.query_selector("[data-crash]")?.is_some() {
        return Ok(());
    }
    let notice = document.create_element("main")?;
    notice.set_class_name("page crash");
    notice.set_attribute("role", "alert")?;
    notice.set_attribute("data-crash", "")?;
    let report = format!("JIT Doctor {}, {place}", env!("CARGO_PKG_VERSION"));
    for (language, title, text, again, to_report) in TEXTS {
        let part = document.create_element("section")?;
        part.set_attribute("lang", language)?;
        let link = element(&document, "a", again)?;
        link.set_attribute("href", "./")?;
        let way_on = document.create_element("p")?;
        way_on.append_child(&link)?;
        for child in [
            element(&document, "h1", title)?,
            element(&document, "p", text)?,
            way_on,
            element(&document, "p", to_report)?,
            element(&document, "code", &report)?,
        ] {
            part.append_child(&child)?;
        }
        notice.append_child(&part)?;
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
