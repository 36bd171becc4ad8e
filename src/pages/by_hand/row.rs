//! In a row that Azure left open: the reader says what they see in the portal. What
//! Azure judged cannot be answered.

use std::sync::Arc;

use checklist::{Person, completed};
use diagnosis::by_hand::{Answers, NOT_FOR_PEOPLE, Question, about, offered_beside, with_answers};
use leptos::prelude::*;

use super::{
    question::{Drawn, Options},
    rows_kept,
};
use crate::{
    browser::location,
    components::{Disclosure, Icon, IconView, WithTexts, piece_later},
    guide::{OwnWays, Topic},
    part::{Deferred, part},
    run::{Completed, Run},
    session::{Session, Sessions, sessions},
    words::{t, tf, words},
};

/// The way to answer for a check; nothing where no person can see it.
#[component]
pub(in crate::pages) fn AnswerRow(
    check: &'static str,
    run: Run,
    answers: RwSignal<Answers>,
) -> impl IntoView {
    (!NOT_FOR_PEOPLE.contains(&check)).then(|| {
        let title = move || t("components.row.by_hand");
        view! {
            <Disclosure hook="data-answer-by-hand" class="walk-more" title>
                {piece_later(move || answer(check, run, answers))}
            </Disclosure>
        }
    })
}

/// From now on these answers count, and outlive a reload.
fn take(run: Run, answers: RwSignal<Answers>, sessions: Sessions) {
    let said = answers.get_untracked();
    if !matches!(sessions.current_untracked(), Session::Demo(..)) {
        rows_kept::keep(&run.question(), &said);
    }
    run.completed().set((!said.is_empty()).then(|| Completed {
        judge: Arc::new(move |it| with_answers(it, &said)),
        word: completed,
    }));
}

#[component]
fn Form(question: &'static Question, run: Run, answers: RwSignal<Answers>) -> impl IntoView {
    let (words, sessions) = (words(), sessions());
    let given = move || answers.with(|it| it.get(question));
    let chosen = RwSignal::new(untrack(given));
    // An answer that was taken back is chosen no longer, wherever that was said.
    Effect::new(move |was: Option<bool>| {
        let is_given = given().is_some();
        if was == Some(true) && !is_given {
            chosen.set(None);
        }
        is_given
    });
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
                            answers.update(|it| it.give(question, given));
                            take(run, answers, sessions);
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
                            answers.update(|it| it.take_back(question));
                            take(run, answers, sessions);
                        }
                    >
                        {move || t("by_hand.take_back")}
                    </button>
                </Show>
            </div>
            <Drawn question names=names.clone() />
            <OwnWays to=Topic::ByHand(question.name) names known=run.known() />
        </div>
    }
}

/// Says that answers count here, for as long as there are any, and forgets them.
#[component]
fn Kept(run: Run, answers: RwSignal<Answers>) -> impl IntoView {
    let sessions = sessions();
    // What was answered since the page was loaded counts already.
    if answers.with_untracked(Answers::is_empty) {
        let kept = rows_kept::kept(&run.question());
        if !kept.is_empty() {
            answers.set(kept);
            take(run, answers, sessions);
        }
    }
    view! {
        <Show when=move || answers.with(|it| !it.is_empty())>
            <div class="notice" data-kind="info" data-kept-answers>
                <IconView icon=Icon::Info />
                <div class="notice-body">
                    <p>
                        {move || {
                            tf("by_hand.kept", &[("n", &answers.with(Answers::len).to_string())])
                        }}
                    </p>
                    <div class="actions">
                        <button
                            type="button"
                            class="button button-small"
                            on:click=move |_| {
                                answers.set(Answers::default());
                                take(run, answers, sessions);
                                location::focus("main h1");
                            }
                        >
                            {move || t("by_hand.forget")}
                        </button>
                    </div>
                </div>
            </div>
        </Show>
    }
}

part!(
    more,
    /// What was answered before the page was loaded again.
    fn kept_answers(run: Run, answers: RwSignal<Answers>) -> Deferred {
        Box::new(move || {
            view! {
                <WithTexts area="hand">
                    <WithTexts area="neutral">
                        <Kept run answers />
                    </WithTexts>
                </WithTexts>
            }
            .into_any()
        })
    }
);

part!(
    more,
    fn answer(check: &'static str, run: Run, answers: RwSignal<Answers>) -> Deferred {
        Box::new(move || {
            about(check)
                .map(|question| {
                    view! {
                        <WithTexts area="hand">
                            <WithTexts area="neutral">
                                <Form question run answers />
                            </WithTexts>
                        </WithTexts>
                    }
                })
                .into_any()
        })
    }
);
