//! The address bar, the title, the document's language and the focus.

use std::cell::RefCell;

use leptos::{ev, leptos_dom::helpers::WindowListenerHandle, prelude::window_event_listener};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, HtmlElement};

use super::leaving;

thread_local! {
    /// The fragment that the page knows of.
    static KNOWN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The part of the address behind `#`, as it stands.
pub(crate) fn hash() -> String {
    web_sys::window()
        .and_then(|it| it.location().hash().ok())
        .map(|it| it.trim_start_matches('#').to_owned())
        .unwrap_or_default()
}

/// Goes to another fragment and adds an entry to the history; the browser
/// tells of it as of any other change.
pub(crate) fn push(fragment: &str) {
    if let Some(window) = web_sys::window() {
        // Fails only in a document that is no longer shown.
        let _ = window.location().set_hash(fragment);
    }
}

/// Rewrites the fragment of the present entry; nobody is told. Where the browser has gone
/// on already, and has not told it yet, what it has gone to stays.
pub(crate) fn replace(fragment: &str) {
    let history = web_sys::window().and_then(|it| it.history().ok());
    if let Some(history) = history.filter(|_| KNOWN.with_borrow(|it| *it == hash())) {
        let url = format!("#{fragment}");
        // Browsers refuse more than some hundred of these a minute, and the
        // next one carries the whole state again.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&url));
        KNOWN.set(hash());
    }
}

/// Calls back on every change of the fragment but those of [`replace`], and but
/// those that the reader takes back because something is under way.
pub(crate) fn on_hash_change(changed: impl Fn(String) + 'static) -> WindowListenerHandle {
    KNOWN.set(hash());
    window_event_listener(ev::hashchange, move |event| {
        if leaving::may_leave() {
            let fragment = hash();
            KNOWN.set(fragment.clone());
            changed(fragment);
        } else {
            stay_at(&event.old_url());
        }
    })
}

/// The browser has gone already: this makes the former address the newest entry.
fn stay_at(address: &str) {
    let history = web_sys::window().and_then(|it| it.history().ok());
    if let Some(history) = history {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// The whole address of this page with another fragment, for somebody else.
pub(crate) fn address_of(fragment: &str) -> String {
    let location = web_sys::window().map(|it| it.location());
    let page = location.and_then(|it| Some(it.origin().ok()? + &it.pathname().ok()?));
    format!("{}#{fragment}", page.unwrap_or_default())
}

/// Loads the page anew, at the present address.
pub(crate) fn reload() {
    if let Some(window) = web_sys::window() {
        // Fails only in a document that is no longer shown.
        let _ = window.location().reload();
    }
}

/// Loads the page anew when the browser brings it back from its cache of pages.
pub(crate) fn reload_when_brought_back() {
    // Wanted for as long as the page is there.
    std::mem::forget(window_event_listener(ev::pageshow, |event| {
        if event.persisted() {
            reload();
        }
    }));
}

/// Whether a page of another origin shows this one in a frame.
pub(crate) fn is_framed_by_another() -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    // Only the same origin may read where the outermost page is.
    match window.top() {
        Ok(Some(top)) => top.location().href().is_err(),
        _ => true,
    }
}

/// Whether the tab is in the background, where nobody sees it.
pub(crate) fn is_hidden() -> bool {
    document().is_some_and(|it| it.hidden())
}

pub(crate) fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Says in which language the document is.
pub(crate) fn set_language(tag: &str) {
    let root = document().and_then(|it| it.document_element());
    if let Some(root) = root {
        // Fails only for names that are no attribute's.
        let _ = root.set_attribute("lang", tag);
    }
}

/// Moves the focus to the first element that the selector finds.
pub(crate) fn focus(selector: &str) {
    let found = document().and_then(|it| it.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// The same, if the focus is on the element that `from` finds: whoever went elsewhere
/// meanwhile stays there.
pub(crate) fn focus_on(from: &str, selector: &str) {
    let found = document().and_then(|it| it.query_selector(from).ok().flatten());
    if found.is_some_and(|it| it.matches(":focus").unwrap_or_default()) {
        focus(selector);
    }
}

/// Does what a click on the first element that the selector finds does, and moves the
/// focus there.
pub(crate) fn press(selector: &str) {
    focus(selector);
    let found = document().and_then(|it| it.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// The languages that the browser's owner prefers, the best first.
pub(crate) fn preferred_languages() -> Vec<String> {
    web_sys::window()
        .map(|it| it.navigator().languages())
        .map(|tags| tags.iter().filter_map(|it| it.as_string()).collect())
        .unwrap_or_default()
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The name of the page's host.
pub(crate) fn domain() -> String {
    let location = web_sys::window().map(|it| it.location());
    location
        .and_then(|it| it.hostname().ok())
        .unwrap_or_default()
}

/// Whether the page came over HTTPS.
pub(crate) fn is_encrypted() -> bool {
    let location = web_sys::window().map(|it| it.location());
    location.is_some_and(|it| it.protocol().is_ok_and(|it| it == "https:"))
}
