//! Where the focus goes.

use leptos::ev::FocusEvent;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, Node};

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
