//! Where the focus goes.

use leptos::ev::{FocusEvent, MouseEvent};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, Node};

use super::location;

/// Whether the focus goes to something outside the element that listens.
pub(crate) fn has_left(event: &FocusEvent) -> bool {
    let node = event.current_target();
    let node = node.and_then(|it| it.dyn_into::<Node>().ok());
    let to = event.related_target();
    let to = to.and_then(|it| it.dyn_into::<Node>().ok());
    !node
        .zip(to)
        .is_some_and(|(node, to)| node.contains(Some(&to)))
}

/// Leads from a control that is about to go to the heading of what it stands in, or of
/// the page. What comes in its place then follows the focus.
pub(crate) fn lead_to_heading(event: &MouseEvent) {
    let control = event.current_target();
    let control = control.and_then(|it| it.dyn_into::<Element>().ok());
    let place = control.and_then(|it| it.closest("details, section, main").ok().flatten());
    let heading = place.and_then(|it| it.query_selector("summary, h1, h2, h3").ok().flatten());
    match heading.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        Some(heading) => {
            if heading.tag_name() != "SUMMARY" {
                heading.set_tab_index(-1);
            }
            // An element that cannot take the focus leaves it where it is.
            let _ = heading.focus();
        }
        None => location::focus("main h1"),
    }
}

/// What had the focus when something opened.
#[derive(Default)]
pub(crate) struct Opener(Option<HtmlElement>);

impl Opener {
    pub(crate) fn now() -> Self {
        let document = web_sys::window().and_then(|it| it.document());
        let element = document.and_then(|it| it.active_element());
        Self(element.and_then(|it| it.dyn_into().ok()))
    }

    /// Gives the focus back, or to the page's heading where the element has gone.
    pub(crate) fn take_up(&self) {
        match &self.0 {
            Some(element) if element.is_connected() && element.offset_parent().is_some() => {
                // An element that cannot take the focus leaves it where it is.
                let _ = element.focus();
            }
            _ => location::focus("main h1"),
        }
    }
}
