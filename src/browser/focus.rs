//! Where the focus goes.

use leptos::ev::FocusEvent;
use wasm_bindgen::JsCast as _;
use web_sys::Node;

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
