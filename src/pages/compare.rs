//! Two results side by side: what changed stands on top.

use std::collections::HashMap;

use checklist::in_text;
use diagnosis::args;
use leptos::{prelude::*, text_prop::TextProp};
use share::report::{Change, Difference, Side, compare};

use super::{
    marks::MarkLines,
    page::Page,
    result::{Opened, open_form, want_words},
};
use crate::{
    browser::location,
    components::{CopyButton, piece_later},
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
    let [before, after] = [first, second].map(|it| RwSignal::new(Opened::sent(it)));
    // Whether the focus goes to what changed once that is there.
    let leads_on = RwSignal::new(false);
    let words = words();
    Effect::new(move |_| {
        for held in [before, after] {
            held.with(|it| want_words(it.as_ref(), words));
        }
    });
    // The address holds both from then on, and the work goes on below.
    let on_opened = Callback::new(move |(slot, opened): (RwSignal<_>, Opened)| {
        leads_on.set(true);
        slot.set(Some(opened));
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
                <ReportSlot held=before on_opened title=move || t("page.compare.before") />
                <ReportSlot held=after on_opened title=move || t("page.compare.after") />
            </div>
            {move || {
                let (before, after) = (before.get()?, after.get()?);
                Some(
                    view! {
                        <Differences before=before.clone() after=after.clone() leads_on />
                    },
                )
            }}
        </Page>
    }
}

fn payload_of(before: &Opened, after: &Opened) -> String {
    format!("{}/{}", before.link, after.link)
}

/// One of the two, or the way to open it.
#[component]
fn ReportSlot(
    held: RwSignal<Option<Opened>>,
    on_opened: Callback<(RwSignal<Option<Opened>>, Opened)>,
    #[prop(into)] title: TextProp,
) -> impl IntoView {
    move || {
        let title = title.clone();
        let replace = move |_| {
            held.set(None);
            request_animation_frame(|| location::focus("main .open input"));
        };
        if let Some(opened) = held.get() {
            view! {
                <section class="card">
                    <h2>{move || title.get()}</h2>
                    <AboutResult opened />
                    <div class="actions">
                        <button type="button" class="button" on:click=replace>
                            {move || t("page.compare.replace")}
                        </button>
                    </div>
                </section>
            }
            .into_any()
        } else {
            let on_opened = Callback::new(move |it| on_opened.run((held, it)));
            piece_later(move || open_form(on_opened, Some(title.clone())))
        }
    }
}

/// Which result it is: the cause, the VM, and when it was made.
#[component]
fn AboutResult(opened: Opened) -> impl IntoView {
    let (words, report) = (words(), opened.report);
    let marked = report.clone();
    let made = report.made;
    let vm = report.context.get(args::VM).cloned();
    let about = move || {
        let (catalog, times) = (words.catalog(), words.times());
        let opened = words.fill(
            "page.compare.opened",
            &[("at", times.alone(made, &catalog))],
        );
        match &vm {
            Some(vm) => format!("{} · {opened}", in_text(vm, times, &catalog)),
            None => opened,
        }
    };
    view! {
        <p>{move || report.in_words(&words.catalog(), words.times()).card.headline}</p>
        <p class="quiet">{about}</p>
        <MarkLines report=marked />
    }
}

#[component]
fn Differences(before: Opened, after: Opened, leads_on: RwSignal<bool>) -> impl IntoView {
    if leads_on.get_untracked() {
        leads_on.set(false);
        request_animation_frame(|| location::focus("#differences"));
    }
    let words = words();
    let changes = StoredValue::new(compare(&before.report, &after.report));
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
                <table class="table compare stacked" role="table">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader">{move || t("page.compare.check")}</th>
                            <th role="columnheader">{move || t("page.compare.before")}</th>
                            <th role="columnheader">{move || t("page.compare.after")}</th>
                            <th role="columnheader">{move || t("page.compare.change")}</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
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
fn titles(opened: &Opened, words: Words) -> HashMap<&'static str, String> {
    let list = opened.report.in_words(&words.catalog(), words.times());
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
            <span class="one-word">{verdict(side)}</span>
            {side
                .is_by_hand
                .then(|| {
                    view! { " " <span class="tag" data-by-hand>{t("page.compare.by_hand")}</span> }
                })}
            {said.map(|it| view! { <p class="quiet">{it}</p> })}
        }
    };
    view! {
        <tr role="row" data-difference=difference data-compared=change.check.id>
            <th role="rowheader">{title.clone()}</th>
            <td role="cell" data-label=t("page.compare.before")>{cell(change.before, before)}</td>
            <td role="cell" data-label=t("page.compare.after")>{cell(change.after, after)}</td>
            <td role="cell" data-label=t("page.compare.change")>
                <span class="one-word">
                    {t(&format!("page.compare.differences.{difference}"))}
                </span>
            </td>
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
