//! Scrolling a frame whose rows are placed by their pixels.

use std::ops::Range;

use web_sys::Element;

/// Scrolls as little as it takes to show these pixels of a frame's content.
pub(crate) fn bring_into_sight(frame: &Element, pixels: Range<i32>) {
    if pixels.start < frame.scroll_top() {
        frame.set_scroll_top(pixels.start);
    } else if frame.scroll_top() + frame.client_height() < pixels.end {
        frame.set_scroll_top(pixels.end - frame.client_height());
    }
}
