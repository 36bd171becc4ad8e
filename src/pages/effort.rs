//! How far the reading of a check has come, and what it took.

use leptos::prelude::*;

use crate::{
    components::Progress,
    run::Effort,
    words::{t, tf},
};

/// How far a reading has come, or what it took: one line either way. While the first
/// one goes on, the rows so far are for who asks for them, and `is_told` says whether
/// the card has its answer.
#[component]
pub(super) fn EffortView(
    effort: Memo<Effort>,
    is_running: Memo<bool>,
    has_settled: Memo<bool>,
    is_told: Memo<bool>,
    wants_rows: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <div class="effort" tabindex="-1">
            <Show
                when=move || is_running.get()
                fallback=move || view! { <p class="quiet">{move || effort_text(effort.get())}</p> }
            >
                <Progress
                    facts=Signal::derive(move || effort.get().facts)
                    waiting=Signal::derive(move || effort.get().waiting)
                    is_told=Signal::derive(move || is_told.get() && !has_settled.get())
                />
                <Show when=move || !has_settled.get()>
                    <button
                        type="button"
                        class="button-link"
                        aria-pressed=move || if wants_rows.get() { "true" } else { "false" }
                        on:click=move |_| wants_rows.update(|it| *it = !*it)
                    >
                        {move || t("page.check.so_far")}
                    </button>
                </Show>
            </Show>
        </div>
    }
}

/// What a finished reading took; nothing before.
fn effort_text(effort: Effort) -> Option<String> {
    // Without what formats any fraction, which is a hundredth of a check.
    let tenths = (effort.milliseconds? + 50) / 100;
    let seconds = format!("{}.{}", tenths / 10, tenths % 10);
    Some(tf(
        "page.check.effort",
        &[
            ("requests", effort.requests.to_string()),
            ("seconds", seconds),
        ],
    ))
}
