//! Every request that the page has made to Azure, and whom the page may ask at
//! all.

use azure::arm::LogEntry;
use leptos::prelude::*;
use text::sentences;

use crate::{
    components::{code, piece_later},
    config::Config,
    part::{Deferred, part},
    run::{Phase, Run},
    session::sessions,
    words::{listed, t, tf},
};

#[component]
pub(crate) fn RequestsDisclosure(run: Run) -> impl IntoView {
    let cloud = expect_context::<Config>().cloud;
    let hosts = [cloud.arm_host(), cloud.login_host()];
    let sessions = sessions();
    let is_open = RwSignal::new(false);
    let phase = run.phase();
    let entries = move || {
        // New ones are told of when a reading ends.
        let is_shown = is_open.get() && phase.get() != Phase::Idle;
        is_shown
            .then(|| sessions.access())
            .flatten()
            .map(|it| it.history.entries())
            .unwrap_or_default()
    };
    view! {
        <details
            class="card requests"
            on:toggle:target=move |event| is_open.set(event.target().open())
        >
            <summary>{move || t("page.requests.title")}</summary>
            <p class="quiet">
                {move || {
                    let hosts = tf("page.requests.hosts", &[("hosts", &listed(&hosts))]);
                    sentences(&[&t("page.requests.lead"), &hosts])
                }}
            </p>
            {move || {
                let entries = entries();
                if entries.is_empty() {
                    view! { <p>{t("page.requests.none")}</p> }.into_any()
                } else {
                    piece_later(move || request_table(entries.clone()))
                }
            }}
        </details>
    }
}

part!(
    more,
    fn request_table(entries: Vec<LogEntry>) -> Deferred {
        Box::new(move || (move || table(entries.clone())).into_any())
    }
);

fn table(entries: Vec<LogEntry>) -> impl IntoView {
    let rows = entries.into_iter().map(row).collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=t("page.requests.title")>
            <table class="table stacked" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader">{t("page.requests.request")}</th>
                        <th role="columnheader" class="one-word">{t("page.requests.status")}</th>
                        <th role="columnheader" class="one-word">{t("page.requests.duration")}</th>
                        <th role="columnheader" class="one-word">{t("page.requests.correlation")}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

fn row(entry: LogEntry) -> impl IntoView {
    let request = format!("{} {}", entry.method, entry.path_and_query());
    let LogEntry {
        status,
        milliseconds,
        correlation_id,
        ..
    } = entry;
    let status = status.map_or_else(|| t("page.requests.no_answer"), |it| it.to_string());
    view! {
        <tr role="row">
            <th role="rowheader">{code(&request)}</th>
            <td role="cell" class="one-word" data-label=t("page.requests.status")>
                {status}
            </td>
            <td role="cell" class="one-word" data-label=t("page.requests.duration")>
                {format!("{milliseconds} ms")}
            </td>
            <td role="cell" data-label=t("page.requests.correlation")>
                <code>{correlation_id.unwrap_or_else(|| "–".to_owned())}</code>
            </td>
        </tr>
    }
}
