//! What a result says of where it comes from, where that isn't simply Azure.

use leptos::prelude::*;
use share::report::Report;

use crate::words::words;

/// A line for each mark; nothing for a usual result.
#[component]
pub(super) fn MarkLines(report: Report) -> impl IntoView {
    let words = words();
    (!report.marks.are_none()).then(|| {
        let lines = move || {
            let lines = report.marks_in_words(&words.catalog(), words.times());
            lines
                .into_iter()
                .map(|it| view! { <p>{it}</p> })
                .collect_view()
        };
        view! { <div data-marks>{lines}</div> }
    })
}
