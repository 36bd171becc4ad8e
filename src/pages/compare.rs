//! Two results side by side: what changed stands on top.

use checklist::in_words;
use leptos::{prelude::*, text_prop::TextProp};
use share::report::{Change, Difference, Side, compare};

use super::{
    page::Page,
    result::{Opened, open_form},
};
use crate::{
    browser::location,
    components::{CopyButton, piece_later},
    part::{Deferred, part},
    route::{Place, Route, router},
    words::{t, tf, words},
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
                <ReportSlot opened=before on_opened title=move || t("page.compare.before") />
                <ReportSlot opened=after on_opened title=move || t("page.compare.after") />
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
    opened: RwSignal<Option<Opened>>,
    on_opened: Callback<(RwSignal<Option<Opened>>, Opened)>,
    #[prop(into)] title: TextProp,
) -> impl IntoView {
    let words = words();
    let made = Memo::new(move |_| opened.with(|it| it.as_ref().map(|it| it.report.made)));
    move || {
        let title = title.clone();
        if let Some(made) = made.get() {
            let at = move || words.times().alone(made, &words.catalog());
            view! {
                <section class="card">
                    <h2>{move || title.get()}</h2>
                    <p>{move || tf("page.compare.opened", &[("at", at())])}</p>
                </section>
            }
            .into_any()
        } else {
            let on_opened = Callback::new(move |it| on_opened.run((opened, it)));
            piece_later(move || open_form(on_opened, Some(title.clone())))
        }
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
        let list = in_words(
            &after.report.diagnosis(),
            &after.report.context,
            &words.catalog(),
            words.times(),
        );
        let titles: Vec<_> = list
            .groups
            .into_iter()
            .flat_map(|it| it.items)
            .map(|it| (it.id, it.title))
            .collect();
        let title = |id: &str| {
            let found = titles.iter().find(|(it, _)| *it == id);
            found.map_or_else(|| id.to_owned(), |(_, title)| title.clone())
        };
        changes.with_value(|all| {
            all.iter()
                .map(|it| row(it, title(it.check.id)))
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

fn row(change: &Change, title: String) -> impl IntoView + use<> {
    let difference = change.difference.name();
    view! {
        <tr data-difference=difference data-compared=change.check.id>
            <th scope="row">{title}</th>
            <td>{side(change.before)}</td>
            <td>{side(change.after)}</td>
            <td>{t(&format!("page.compare.differences.{difference}"))}</td>
        </tr>
    }
}

fn side(side: Side) -> String {
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
