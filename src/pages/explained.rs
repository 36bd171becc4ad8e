//! The change that explains the cause, as a result that was shared holds it.

use leptos::prelude::*;
use share::report::Report;

use crate::{
    components::{Icon, IconView, Prose, WithTexts, piece_later},
    part::{Deferred, part},
    words::words,
};

/// A sentence, if the result holds one.
#[component]
pub(super) fn ReportExplained(report: Report) -> impl IntoView {
    let mark = report.explained_by.as_ref()?.mark;
    let report = StoredValue::new(report);
    Some(view! {
        <section class="card" data-explained=mark.name()>
            <WithTexts area="changes">
                {piece_later(move || explanation_of(report.get_value()))}
            </WithTexts>
        </section>
    })
}

part!(
    share,
    fn explanation_of(report: Report) -> Deferred {
        Box::new(move || {
            let words = words();
            let told = move || report.explained_in_words(&words.catalog(), words.times());
            view! {
                <p class="change-found">
                    <IconView icon=Icon::Info />
                    <span>{move || told().map(|text| view! { <Prose text /> })}</span>
                </p>
            }
            .into_any()
        })
    }
);
