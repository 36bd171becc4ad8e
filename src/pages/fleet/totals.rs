//! What all subscriptions come to together, and how far the reading is.

use fleet::{Count, Figure, shown_count};
use leptos::prelude::*;

use super::reading::Reading;
use crate::words::{t, words};

#[component]
pub(super) fn Totals(reading: Reading) -> impl IntoView {
    let texts = words();
    let shown = move |name: &'static str, key: String, count: Memo<Count>| {
        view! {
            <dt>{move || texts.text(&key)}</dt>
            <dd data-total=name>{move || shown_count(Some(count.get()), &texts.catalog())}</dd>
        }
    };
    let subscriptions = Memo::new(move |_| reading.with(fleet::Fleet::subscriptions));
    let without_plan = Memo::new(move |_| reading.with(fleet::Fleet::without_plan));
    let figures = Figure::ALL.map(|figure| {
        let count = Memo::new(move |_| reading.with(|it| it.total(figure)));
        shown(
            figure.key(),
            format!("fleet.columns.{}", figure.key()),
            count,
        )
    });
    view! {
        <section class="card" aria-label=move || t("fleet.totals.label")>
            <dl class="facts">
                {shown("subscriptions", "fleet.totals.subscriptions".to_owned(), subscriptions)}
                {shown("without_plan", "fleet.totals.without_plan".to_owned(), without_plan)}
                {figures.into_iter().collect_view()}
            </dl>
            <p class="quiet">{move || t("fleet.source")}</p>
        </section>
    }
}

#[component]
pub(super) fn Status(reading: Reading, go_on: Callback<()>, again: Callback<()>) -> impl IntoView {
    let texts = words();
    let progress = Memo::new(move |_| reading.with(fleet::Fleet::progress));
    let is_running = Memo::new(move |_| reading.is_running());
    let is_unfinished = Memo::new(move |_| reading.is_unfinished());
    let text = move || {
        let (done, total) = progress.get();
        if total == 0 && is_running.get() {
            return texts.text("fleet.progress.list");
        }
        let args = [("done", done.to_string()), ("total", total.to_string())];
        texts.fill("fleet.progress.text", &args)
    };
    let button = move || match (is_running.get(), is_unfinished.get()) {
        (true, _) => "cancel",
        (false, true) => "go_on",
        (false, false) => "again",
    };
    let press = move |_| match untrack(button) {
        "cancel" => reading.stop(),
        "go_on" => go_on.run(()),
        _ => again.run(()),
    };
    let number = |it: usize| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
    view! {
        <div class="reading">
            <Show when=move || is_running.get() && 0 < progress.get().1>
                <progress
                    aria-label=move || texts.text("fleet.progress.label")
                    prop:max=move || number(progress.get().1)
                    prop:value=move || number(progress.get().0)
                ></progress>
            </Show>
            <p class="quiet" data-progress>
                {text}
            </p>
            <button type="button" class="button button-small" data-act=button on:click=press>
                {move || texts.text(&format!("fleet.progress.{}", button()))}
            </button>
        </div>
    }
}
