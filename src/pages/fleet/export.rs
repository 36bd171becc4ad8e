//! What is shown, as a file and as a report for paper. Names are left out unless the
//! reader asks for them.

use fleet::{Names, Posture, csv, json, posture};
use leptos::prelude::*;

use super::{reading::Reading, table::Table};
use crate::{
    browser::{clock, files},
    components::{Icon, IconView, time},
    words::{t, words},
};

#[component]
pub(super) fn Export(reading: Reading, table: Table) -> impl IntoView {
    let texts = words();
    let is_named = RwSignal::new(false);
    let is_reported = RwSignal::new(false);
    let followed = move || {
        if is_named.get() {
            Names::Shown
        } else {
            Names::Withheld
        }
    };
    let names = move || untrack(followed);
    let save_csv = move |_| {
        let text = untrack(|| {
            let (places, catalog) = (table.places(reading), texts.catalog());
            reading.with(|it| csv(it, &places, names(), &catalog))
        });
        files::save("jit-subscriptions.csv", &text);
    };
    let save_json = move |_| {
        let text = untrack(|| {
            let places = table.places(reading);
            reading.with(|it| json(it, &places, names()))
        });
        files::save("jit-subscriptions.json", &text);
    };
    view! {
        <section class="card" data-export>
            <h2>{move || t("fleet.export.title")}</h2>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=is_named
                    on:change:target=move |event| is_named.set(event.target().checked())
                />
                {move || t("fleet.export.names")}
            </label>
            <div class="actions">
                <button type="button" class="button" on:click=save_csv>
                    <IconView icon=Icon::Download />
                    {move || t("fleet.export.csv")}
                </button>
                <button type="button" class="button" on:click=save_json>
                    <IconView icon=Icon::Download />
                    {move || t("fleet.export.json")}
                </button>
                <button
                    type="button"
                    class="button"
                    data-show-report
                    aria-expanded=move || is_reported.get().to_string()
                    on:click=move |_| is_reported.update(|it| *it = !*it)
                >
                    {move || {
                        let key = if is_reported.get() { "hide" } else { "show" };
                        t(&format!("fleet.report.{key}"))
                    }}
                </button>
            </div>
        </section>
        {move || {
            is_reported
                .get()
                .then(|| {
                    let catalog = texts.catalog();
                    let view = table.view();
                    let all = reading.with(|it| posture(it, &view, followed(), &catalog));
                    let is_whole = reading.with(|it| it.list_missing().is_none() && it.next_step().is_none());
                    report(all, is_whole)
                })
        }}
    }
}

/// The report: on paper it stands alone.
fn report(all: Vec<Posture>, is_whole: bool) -> impl IntoView {
    let is_empty = all.is_empty();
    let each = all.into_iter().map(one).collect_view();
    view! {
        <section class="card fleet-report" data-report>
            <h2>{move || t("fleet.report.title")}</h2>
            <p>{move || t("fleet.report.lead")}</p>
            <p class="quiet">{time(Some(clock::now()))}</p>
            {(!is_whole).then(|| view! { <p><b>{move || t("fleet.report.partial")}</b></p> })}
            {is_empty.then(|| view! { <p>{move || t("fleet.none")}</p> })}
            {each}
            <div class="actions">
                <button type="button" class="button" on:click=|_| files::print()>
                    {move || t("fleet.report.print")}
                </button>
            </div>
        </section>
    }
}

fn one(posture: Posture) -> impl IntoView {
    let Posture {
        name,
        is_delegated,
        lines,
    } = posture;
    let shown = name.clone();
    let lines = lines.into_iter().map(|line| {
        let value = if line.is_problem {
            view! {
                <dd data-problem>
                    <IconView icon=Icon::Warning />
                    " "
                    <b>{line.value}</b>
                </dd>
            }
            .into_any()
        } else {
            view! { <dd>{line.value}</dd> }.into_any()
        };
        view! {
            <dt>{line.label}</dt>
            {value}
        }
    });
    view! {
        <section class="fleet-posture" data-posture=name>
            <h3>
                {shown}
                {is_delegated
                    .then(|| view! { " " <span class="tag">{move || t("fleet.delegated")}</span> })}
            </h3>
            <dl class="facts">{lines.collect_view()}</dl>
        </section>
    }
}
