//! Two results side by side: what changed stands on top.

use azure::timestamp;
use checklist::in_words;
use leptos::{prelude::*, text_prop::TextProp};
use share::{
    link::{self, Found},
    report::{Change, Difference, Report, Side, compare},
};

use super::{page::Page, result::OpenForm};
use crate::part::{Deferred, part};
use crate::words::{t, tf, words};

/// `payload` is the end of a result's address, if there is one, for the result from before.
#[component]
fn ComparePage(payload: Option<String>) -> impl IntoView {
    let first = match payload.map(|it| link::find(&it)) {
        Some(Ok(Found::Report(report))) => Some(*report),
        _ => None,
    };
    let before = RwSignal::new(first);
    let after = RwSignal::new(None::<Report>);
    view! {
        <Page title=move || t("page.compare.title") lead=move || t("page.compare.lead")>
            <div class="ways">
                <ReportSlot report=before title=move || t("page.compare.before") />
                <ReportSlot report=after title=move || t("page.compare.after") />
            </div>
            {move || {
                let (before, after) = (before.get()?, after.get()?);
                Some(view! { <Differences before after /> })
            }}
        </Page>
    }
}

/// One of the two, or the way to open it.
#[component]
fn ReportSlot(report: RwSignal<Option<Report>>, #[prop(into)] title: TextProp) -> impl IntoView {
    let made = Memo::new(move |_| report.with(|it| it.as_ref().map(|it| it.made)));
    move || {
        let title = title.clone();
        match made.get() {
            Some(made) => {
                let at = timestamp::format_in_text(made);
                view! {
                    <section class="card">
                        <h2>{move || title.get()}</h2>
                        <p>{move || tf("page.compare.opened", &[("at", &at)])}</p>
                    </section>
                }
                .into_any()
            }
            None => view! {
                <OpenForm title on_report=Callback::new(move |it| report.set(Some(it))) />
            }
            .into_any(),
        }
    }
}

#[component]
fn Differences(before: Report, after: Report) -> impl IntoView {
    let words = words();
    let changes = StoredValue::new(compare(&before, &after));
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
        let list = in_words(&after.diagnosis(), &after.context, &words.catalog());
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
            <p role="status">{counts}</p>
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
