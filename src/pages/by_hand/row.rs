//! In a row that Azure left open: the reader says what they see in the portal. What
//! Azure judged cannot be answered.

use checklist::Person;
use diagnosis::by_hand::{Given, Question, about, offered_beside};
use leptos::prelude::*;

use super::question::Options;
use crate::{
    components::{Disclosure, WithTexts, piece_later},
    guide::{OwnWays, Topic},
    part::{Deferred, part},
    run::Run,
    words::{t, words},
};

/// The way to answer for a check; nothing where no person can see it.
#[component]
pub(in crate::pages) fn AnswerRow(check: &'static str, run: Run) -> impl IntoView {
    let question = about(check)?;
    Some(view! {
        <Disclosure hook="data-answer-by-hand" class="walk-more" title=move || t("components.row.by_hand")>
            {piece_later(move || answer(question, run))}
        </Disclosure>
    })
}

#[component]
fn Form(question: &'static Question, run: Run) -> impl IntoView {
    let words = words();
    let given = move || run.answers().with(|it| it.get(question));
    let chosen = RwSignal::new(untrack(given));
    let options = run.by_azure(|it| offered_beside(it, question));
    let ask = move || words.text(&format!("by_hand.questions.{}.ask", question.name));
    let names = untrack(|| run.checklist(words).with(|it| it.names.clone()));
    view! {
        <div class="by-hand form">
            <p class="quiet">{move || t("by_hand.row_lead")}</p>
            <h5>{move || ask().replace(['[', ']'], "")}</h5>
            <Options question options person=Person::Reader chosen />
            <div class="actions">
                <button
                    type="button"
                    class="button button-primary"
                    on:click=move |_| {
                        if let Some(given) = chosen.get_untracked() {
                            run.answers().update(|it| it.give(question, given));
                        }
                    }
                >
                    {move || t("by_hand.use")}
                </button>
                <Show when=move || given().is_some()>
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| {
                            chosen.set(None::<Given>);
                            run.answers().update(|it| it.take_back(question));
                        }
                    >
                        {move || t("by_hand.take_back")}
                    </button>
                </Show>
            </div>
            <OwnWays to=Topic::Look(question.name) names known=run.known() />
        </div>
    }
}

part!(
    hand,
    fn answer(question: &'static Question, run: Run) -> Deferred {
        Box::new(move || {
            view! {
                <WithTexts area="hand">
                    <WithTexts area="neutral">
                        <Form question run />
                    </WithTexts>
                </WithTexts>
            }
            .into_any()
        })
    }
);
