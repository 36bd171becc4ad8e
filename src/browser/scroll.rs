//! Scrolling: a frame whose rows are placed by their pixels, and the page.

use std::ops::Range;

use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Scrolls as little as it takes to show these pixels of a frame's content.
pub(crate) fn bring_into_sight(frame: &Element, pixels: Range<i32>) {
    if pixels.start < frame.scroll_top() {
        frame.set_scroll_top(pixels.start);
    } else if frame.scroll_top() + frame.client_height() < pixels.end {
        frame.set_scroll_top(pixels.end - frame.client_height());
    }
}

/// Scrolls the page as little as it takes to show an element.
pub(crate) fn bring_to_sight(element: &Element) {
    scroll(element, ScrollLogicalPosition::Nearest);
}

/// Scrolls the page until the first element that the selector finds stands at its top.
pub(crate) fn bring_to_top(selector: &str) {
    let document = web_sys::window().and_then(|it| it.document());
    let found = document.and_then(|it| it.query_selector(selector).ok().flatten());
    if let Some(element) = found {
        scroll(&element, ScrollLogicalPosition::Start);
    }
}

fn scroll(element: &Element, block: ScrollLogicalPosition) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(block);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
