//! Two results side by side: what changed stands on top.

use std::collections::HashMap;

use checklist::{in_text, in_words};
use diagnosis::args;
use leptos::{prelude::*, text_prop::TextProp};
use share::{
    link::{self, Found},
    report::{Change, Difference, Report, Side, compare},
};

use super::{page::Page, result::OpenForm};
use crate::{
    browser::location,
    components::{CopyButton, WithTexts},
    part::{Deferred, part},
    route::{Place, Route, router},
    words::{Words, t, tf, words},
};

/// `payload` is the end of a result's address, if there is one, for the result from
/// before; behind a slash, that of the result from after.
#[component]
fn ComparePage(payload: Option<String>) -> impl IntoView {
    let router = router();
    let payload = payload.unwrap_or_default();
    let (first, second) = payload.split_once('/').unwrap_or((&payload, ""));
    let [before, after] = [first, second].map(|it| RwSignal::new(read(it)));
    // Whether the focus goes to what changed once that is there.
    let leads_on = RwSignal::new(false);
    // The address holds both from then on, and the work goes on below.
    let on_report = Callback::new(move |(slot, report): (RwSignal<_>, Report)| {
        leads_on.set(true);
        slot.set(Some(report));
        match (before.get_untracked(), after.get_untracked()) {
            (Some(before), Some(after)) => {
                router.keep(Route::Compare(Some(payload_of(&before, &after))));
            }
            _ => request_animation_frame(|| location::focus("main .open input")),
        }
    });
    view! {
        <Page title=move || t("page.compare.title") lead=move || t("page.compare.lead")>
            <div class="ways">
                <ReportSlot report=before on_report title=move || t("page.compare.before") />
                <ReportSlot report=after on_report title=move || t("page.compare.after") />
            </div>
            {move || {
                let (before, after) = (before.get()?, after.get()?);
                Some(
                    view! {
                        <WithTexts area="shared">
                            <Differences before=before.clone() after=after.clone() leads_on />
                        </WithTexts>
                    },
                )
            }}
        </Page>
    }
}

fn read(link: &str) -> Option<Report> {
    match link::find(link) {
        Ok(Found::Report(report)) => Some(*report),
        _ => None,
    }
}

fn payload_of(before: &Report, after: &Report) -> String {
    [before, after].map(link::write).join("/")
}

/// One of the two, or the way to open it.
#[component]
fn ReportSlot(
    report: RwSignal<Option<Report>>,
    on_report: Callback<(RwSignal<Option<Report>>, Report)>,
    #[prop(into)] title: TextProp,
) -> impl IntoView {
    move || {
        let title = title.clone();
        match report.get() {
            Some(report) => view! {
                <section class="card">
                    <h2>{move || title.get()}</h2>
                    <WithTexts area="shared">
                        <Opened report=report.clone() />
                    </WithTexts>
                </section>
            }
            .into_any(),
            None => view! {
                <OpenForm title on_report=Callback::new(move |it| on_report.run((report, it))) />
            }
            .into_any(),
        }
    }
}

/// Which result it is: the cause, the VM, and when it was made.
#[component]
fn Opened(report: Report) -> impl IntoView {
    let words = words();
    let made = report.made;
    let vm = report.context.get(args::VM).cloned();
    let about = move || {
        let (catalog, times) = (words.catalog(), words.times());
        let opened = words.fill(
            "page.compare.opened",
            &[("at", times.alone(made, &catalog))],
        );
        match &vm {
            Some(vm) => format!("{}. {opened}", in_text(vm, times, &catalog)),
            None => opened,
        }
    };
    view! {
        <p>{move || report.headline(&words.catalog(), words.times())}</p>
        <p class="quiet">{about}</p>
    }
}

#[component]
fn Differences(before: Report, after: Report, leads_on: RwSignal<bool>) -> impl IntoView {
    if leads_on.get_untracked() {
        leads_on.set(false);
        request_animation_frame(|| location::focus("#differences"));
    }
    let words = words();
    let changes = StoredValue::new(compare(&before, &after));
    let address = {
        let route = Route::Compare(Some(payload_of(&before, &after)));
        location::address_of(&Place::from(route).fragment())
    };
    let count = move |of| {
        changes
            .with_value(|all| all.iter().filter(|it| it.difference == of).count())
            .to_string()
    };
    let counts = move || {
        let args = Difference::ALL.map(|it| (it.name(), count(it)));
        tf("page.compare.counts", &args)
    };
    let rows = move || {
        let [before, after] = [&before, &after].map(|it| titles(it, words));
        changes.with_value(|all| {
            all.iter()
                .map(|it| row(it, [&before, &after].map(|titles| title_of(titles, it))))
                .collect_view()
        })
    };
    view! {
        <section class="card">
            <p role="status" id="differences" tabindex="-1">{counts}</p>
            <div
                class="table-scroll"
                tabindex="0"
                role="region"
                aria-label=move || t("page.compare.title")
            >
                <table class="table compare">
                    <thead>
                        <tr>
                            <th scope="col">{move || t("page.compare.check")}</th>
                            <th scope="col">{move || t("page.compare.before")}</th>
                            <th scope="col">{move || t("page.compare.after")}</th>
                            <th scope="col">{move || t("page.compare.change")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <h2>{move || t("page.compare.address")}</h2>
            <p class="quiet">{move || t("page.compare.address_hint")}</p>
            <div class="actions" data-compare-link>
                <CopyButton label=move || t("page.compare.copy") value=address />
            </div>
        </section>
    }
}

/// What each check says in a result, by its id.
fn titles(report: &Report, words: Words) -> HashMap<&'static str, String> {
    let list = in_words(
        &report.diagnosis(),
        &report.context,
        &words.catalog(),
        words.times(),
    );
    let items = list.groups.into_iter().flat_map(|it| it.items);
    items.map(|it| (it.id, it.title)).collect()
}

fn title_of(titles: &HashMap<&'static str, String>, change: &Change) -> Option<String> {
    titles.get(change.check.id).cloned()
}

/// A row is called what the check says where it doesn't fail. What fails is told in the
/// cell of its side.
fn row(change: &Change, [before, after]: [Option<String>; 2]) -> impl IntoView + use<> {
    let difference = change.difference.name();
    let fails = |side: Side| side.verdict == "fail";
    let title = if fails(change.after) && !fails(change.before) {
        before.clone().or_else(|| after.clone())
    } else {
        after.clone().or_else(|| before.clone())
    };
    let cell = |side: Side, said: Option<String>| {
        let said = said.filter(|it| fails(side) && Some(it) != title.as_ref());
        view! {
            {verdict(side)}
            {said.map(|it| view! { <p class="quiet">{it}</p> })}
        }
    };
    view! {
        <tr data-difference=difference data-compared=change.check.id>
            <th scope="row">{title.clone()}</th>
            <td>{cell(change.before, before)}</td>
            <td>{cell(change.after, after)}</td>
            <td>{t(&format!("page.compare.differences.{difference}"))}</td>
        </tr>
    }
}

fn verdict(side: Side) -> String {
    match side.verdict {
        "" => t("page.compare.none"),
        verdict => t(&format!("page.compare.verdicts.{verdict}")),
    }
}

part!(
    compare,
    fn compare_page(payload: Option<String>) -> Deferred {
        Box::new(move || view! { <ComparePage payload /> }.into_any())
    }
);
