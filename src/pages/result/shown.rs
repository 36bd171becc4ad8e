//! A shared result: the same checklist as a live one, marked as what it is, and
//! what to ask the user next.

use std::sync::Arc;

use azure::value::{Args, Value};
use checklist::{Checklist, Item, Offer, Times, in_text, path_view::reported_picture};
use diagnosis::{
    args,
    engine::Diagnosis,
    question::{self, Goal},
};
use leptos::prelude::*;
use share::report::{Report, next};
use text::{Catalog, sentences};

use super::opened::Opened;
use crate::{
    browser::clock,
    components::{
        ChecklistView, Disclosure, Notice, NoticeKind, PathDrawing, VerdictCard, piece_later,
    },
    guide::{Topic, Ways},
    pages::{
        ahead::ReportAhead, explained::ReportExplained, marks::MarkLines, offer::StepsButton,
        share::ReportDisclosure, subject::for_them,
    },
    route::Route,
    words::{t, tf, words},
};

/// Puts a result into words.
pub(super) type Worded = fn(&Diagnosis, &Args, &Catalog, Times) -> Checklist;

#[component]
pub(super) fn ShownResult(opened: Opened, worded: Worded) -> impl IntoView {
    let words = words();
    let Opened { report, link } = opened;
    let live = Route::Check(asked(&report)).href();
    let asked_before = asked(&report);
    let compare = Route::Compare(Some(link)).href();
    let shown = report.clone();
    let checklist = Memo::new(move |_| {
        worded(
            &shown.diagnosis(),
            &shown.context,
            &words.catalog(),
            words.times(),
        )
    });
    let way = report.clone();
    let picture = Memo::new(move |_| {
        let (catalog, times) = (words.catalog(), words.times());
        reported_picture(&way.diagnosis(), &way.context, &catalog, times).map(Arc::new)
    });
    // Without Azure nothing of the path is known but what the answers say already.
    let is_by_azure = report.is_by_azure();
    let has_path = Memo::new(move |_| is_by_azure && picture.with(Option::is_some));
    // The page's heading says the cause, unless somebody answered it.
    let is_by_hand = report.is_by_hand();
    let list = Signal::derive(move || Some(checklist.get()));
    let card = Memo::new(move |_| Some(checklist.get().card));
    let row = RwSignal::new(None);
    view! {
        <Mark report=report.clone() />
        <Asked report=report.clone() />
        <div class:shared-result=!is_by_hand>
            <VerdictCard
                card
                offer=Callback::new(move |(offer, is_first)| match offer {
                    Offer::Steps(check) => view! { <StepsButton check row is_first /> }.into_any(),
                    _ => ().into_any(),
                })
            />
        </div>
        <ReportExplained report=report.clone() />
        <Show when=move || has_path.get()>
            <PathDrawing
                title="page.result.path"
                picture=Signal::derive(move || picture.get().unwrap_or_default())
                on_show=Callback::new(move |check| row.set(Some(check)))
            />
        </Show>
        <Next report=report.clone() />
        <section class="card result-actions">
            <div class="actions">
                <a class="button button-small" href=live>
                    {move || t("page.result.live")}
                </a>
                <a class="button button-small" href=Route::Ask.href()>
                    {move || t("page.result.ask")}
                </a>
                <a class="button button-small" href=compare>
                    {move || t("page.result.compare")}
                </a>
            </div>
            <ForThem asked=asked_before />
            <ReportAhead report=report.clone() />
            <ReportDisclosure report />
        </section>
        <ChecklistView
            checklist=list
            running=false
            shown=row
            guide=Callback::new(|it: Item| steps(it).into_any())
        />
    }
}

/// The drawn steps of a failing row, with the names that the result has.
fn steps(item: Item) -> Option<impl IntoView> {
    let to = Topic::Case {
        check: item.id,
        case: item.case?,
    };
    Some(view! { <Ways to names=item.names /> })
}

/// The same question. Names that were withheld are for the user to fill in.
fn asked(report: &Report) -> question::Asked {
    let port = report.context.get(args::PORT).and_then(Value::number);
    question::Asked {
        port: port
            .and_then(|it| u16::try_from(it).ok())
            .filter(|it| *it != 0),
        goal: report.goal,
        case: report.case.clone(),
        ..question::Asked::default()
    }
}

/// The same check for the user, by somebody who can read more.
#[component]
fn ForThem(asked: question::Asked) -> impl IntoView {
    view! {
        <Disclosure title=move || t("page.result.for_them") hook="data-for-them">
            {
                let asked = asked.clone();
                piece_later(move || for_them(asked.clone()))
            }
        </Disclosure>
    }
}

/// When it was made, and that nobody has looked since.
#[component]
fn Mark(report: Report) -> impl IntoView {
    let words = words();
    let made = report.made;
    let at = move || words.times().in_text(made, &words.catalog());
    let app = report.app.to_string();
    let days = (clock::now() - report.made).whole_days();
    let text = move || {
        let old = (days > 0).then(|| tf("page.result.old", &[("days", &days.to_string())]));
        let text = tf("page.result.text", &[("app", &app)]);
        sentences(&[old.as_deref().unwrap_or_default(), &text])
    };
    view! {
        <div data-shared>
            <Notice
                kind=NoticeKind::Warning
                title=move || tf("page.result.shared", &[("at", at())])
                text
            />
            <MarkLines report />
        </div>
    }
}

/// What was asked, and of what: the goal, the port, the kind of address, the case.
#[component]
fn Asked(report: Report) -> impl IntoView {
    let words = words();
    let goal = report.goal.map_or("unsure", Goal::name);
    let case = report.case.as_ref().map(ToString::to_string);
    let context = report.context;
    let values = move || {
        let values = [
            args::VM.name,
            args::GROUP.name,
            args::PORT.name,
            args::SOURCE.name,
        ];
        let values = values.into_iter().filter_map(|name| {
            let (_, value) = context.iter().find(|(it, _)| *it == name)?;
            let text = in_text(value, words.times(), &words.catalog());
            (!value.is_nothing()).then_some((name.name, text))
        });
        let goal = words.text(&format!("report.goals.{goal}"));
        let case = case.clone().map(|it| ("case", it));
        [("goal", goal)]
            .into_iter()
            .chain(values)
            .chain(case)
            .map(|(name, value)| {
                view! {
                    <div>
                        <dt>{words.text(&format!("report.{name}"))}</dt>
                        <dd>{value}</dd>
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <div class="summary" data-asked>
            <dl>{values}</dl>
        </div>
    }
}

#[component]
fn Next(report: Report) -> impl IntoView {
    let asks = next(&report, clock::now())
        .into_iter()
        .map(|ask| {
            let words = words();
            let text = Signal::derive(move || words.fill(&format!("next.{}", ask.key), &ask.args));
            view! { <li>{text}</li> }
        })
        .collect_view();
    view! {
        <section class="card" data-next>
            <h2>{move || t("page.result.next")}</h2>
            <ol class="steps">{asks}</ol>
        </section>
    }
}
