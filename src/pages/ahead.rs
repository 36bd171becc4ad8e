//! What has to be done until the goal is reached: worked out when the reader asks, or as a
//! result that was shared holds it.

use checklist::Ahead;
use leptos::prelude::*;
use share::report::Report;

use crate::{
    components::{CopyButton, Disclosure, WithTexts, piece_later},
    part::{Deferred, part},
    run::Run,
    words::{t, words},
};

#[component]
pub(crate) fn AheadDisclosure(run: Run) -> impl IntoView {
    view! {
        <Disclosure hook="data-ahead" class="card" title=move || t("page.check.ahead")>
            <WithTexts area="ahead">
                <WithTexts area="fix">{piece_later(move || steps_ahead(run))}</WithTexts>
            </WithTexts>
        </Disclosure>
    }
}

/// The steps that a result holds, if it holds any.
#[component]
pub(super) fn ReportAhead(report: Report) -> impl IntoView {
    report.ahead.as_ref()?;
    let report = StoredValue::new(report);
    Some(view! {
        <Disclosure hook="data-ahead" title=move || t("page.check.ahead")>
            <WithTexts area="ahead">
                {piece_later(move || steps_of(report.get_value()))}
            </WithTexts>
        </Disclosure>
    })
}

part!(
    more,
    fn steps_ahead(run: Run) -> Deferred {
        Box::new(move || view! { <Steps run /> }.into_any())
    }
);

part!(
    share,
    fn steps_of(report: Report) -> Deferred {
        Box::new(move || {
            let words = words();
            let told = move || report.ahead_in_words(&words.catalog(), words.times());
            (move || told().map(|it| view! { <StepList ahead=it /> })).into_any()
        })
    }
);

#[component]
fn Steps(run: Run) -> impl IntoView {
    let ahead = run.ahead(words());
    let messages = move || {
        let each = ahead.get().requests.into_iter().map(|it| {
            view! { <CopyButton label=it.label value=it.text /> }
        });
        each.collect_view()
    };
    view! {
        <p class="quiet">{move || ahead.get().lead}</p>
        {move || view! { <StepList ahead=ahead.get() /> }}
        <div class="actions">
            {messages}
            <CopyButton
                label=move || t("ahead.copy")
                value=Signal::derive(move || ahead.get().plain())
            />
        </div>
    }
}

#[component]
fn StepList(ahead: Ahead) -> impl IntoView {
    let steps = ahead.steps.into_iter().map(|it| {
        view! {
            <li data-step=it.check data-case=it.case>
                <strong>{it.headline}</strong>
                <p>{it.who}</p>
                {it.takes.map(|text| view! { <p class="quiet" data-takes>{text}</p> })}
            </li>
        }
    });
    view! {
        <ol class="steps-ahead">{steps.collect_view()}</ol>
        <p data-end>{ahead.end}</p>
    }
}
