//! Somebody else beside the one whom the check is about: checking for them, and what
//! one may do and the other may not.

use azure::answer::Unavailable;
use diagnosis::{
    engine::{Diagnosis, Outcome, Verdict},
    question::{Asked, Question, Subject},
    side_by_side::{Difference, Side, first_difference, permissions_of},
};
use leptos::prelude::*;

use super::subject::{SubjectDraft, SubjectFields};
use crate::{
    components::{Icon, IconView, Prose, WithTexts},
    route::{Route, router},
    run::Run,
    task_slot::TaskSlot,
    words::{t, tf, words},
};

/// Two whose permissions were judged: the one whom the check is about, and another.
#[derive(Clone)]
struct Pair {
    names: [Option<Subject>; 2],
    judged: [Diagnosis; 2],
}

/// The same question about somebody else.
pub(super) fn asked_of(question: &Question, about: Option<Subject>) -> Asked {
    Asked {
        about,
        ..question.clone().into()
    }
}

#[component]
pub(super) fn SomeoneElse(run: Run) -> impl IntoView {
    let (router, words) = (router(), words());
    let draft = SubjectDraft::of(None, None);
    let pair = RwSignal::new_local(None::<Pair>);
    let is_reading = RwSignal::new(false);
    let task = TaskSlot::new();
    let check = move |_| {
        if let Some(subject) = draft.submit() {
            router.go(Route::Check(asked_of(&run.question(), Some(subject))));
        }
    };
    let compare = move |_| {
        let (Some(subject), Some(context)) = (draft.submit(), run.context()) else {
            return;
        };
        is_reading.set(true);
        task.run(async move {
            let own = context.question.about.clone();
            let one = permissions_of(&context, own.clone()).await;
            let other = permissions_of(&context, Some(subject.clone())).await;
            let _ = words.add("shared").await;
            pair.set(Some(Pair {
                names: [own, Some(subject)],
                judged: [one, other],
            }));
            is_reading.set(false);
        });
    };
    view! {
        <div class="form" data-someone-else>
            <h3>{move || t("page.subject.title")}</h3>
            <SubjectFields draft must=true />
            <div class="actions">
                <button type="button" class="button" on:click=check>
                    {move || t("page.subject.check")}
                </button>
                <button
                    type="button"
                    class="button"
                    disabled=move || is_reading.get()
                    on:click=compare
                >
                    {move || t("page.subject.compare")}
                </button>
            </div>
            <div role="status">
                {move || is_reading.get().then(|| t("page.who_may.reading"))}
            </div>
            <WithTexts area="shared">
                {move || {
                    // All of it is worded anew in another language.
                    words.catalog();
                    pair.get().map(|it| view! { <Compared pair=it /> })
                }}
            </WithTexts>
        </div>
    }
}

fn name(subject: Option<&Subject>) -> String {
    subject.map_or_else(|| t("page.subject.you"), |it| format!("`{}`", it.id))
}

#[component]
fn Compared(pair: Pair) -> impl IntoView {
    let [one, other] = pair.judged;
    let names = pair.names.each_ref().map(|it| name(it.as_ref()));
    let told = told(first_difference(&one, &other), &names);
    let lines = one
        .in_goal()
        .filter_map(|it| line(it, other.outcome(it.check.id)?))
        .collect_view();
    let heads = names
        .map(|it| view! { <th role="columnheader"><Prose text=it /></th> })
        .collect_view();
    view! {
        <p data-difference><Prose text=told /></p>
        <div class="table-frame" role="region" tabindex="0" aria-label=move || t("page.subject.table")>
            <table class="table">
                <thead>
                    <tr>
                        <th role="columnheader">{t("page.subject.row")}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

fn told(difference: Option<Difference>, names: &[String; 2]) -> String {
    let Some(it) = difference else {
        return t("page.subject.same");
    };
    let [one, other] = names;
    let (has, lacks) = match it.lacks {
        Side::One => (other, one),
        Side::Other => (one, other),
    };
    let values = [
        ("action", &it.action),
        ("scope", &it.scope),
        ("has", has),
        ("lacks", lacks),
    ];
    tf("page.subject.difference", &values)
}

/// One check for both; none where it means nothing for either.
fn line(one: &Outcome, other: &Outcome) -> Option<impl IntoView + use<>> {
    let means_nothing = |it: &Outcome| it.verdict == Verdict::NotApplicable;
    if means_nothing(one) && means_nothing(other) {
        return None;
    }
    let words = words();
    let own = format!("checks.{}.title", one.check.id);
    let others = format!("others.{own}");
    let title = words.text(if words.has(&others) { &others } else { &own });
    Some(view! {
        <tr data-permission=one.check.id>
            <th scope="row">{title}</th>
            {cell(&one.verdict)}
            {cell(&other.verdict)}
        </tr>
    })
}

fn cell(verdict: &Verdict) -> impl IntoView + use<> {
    let (icon, text) = match verdict {
        Verdict::Pass { .. } => (Icon::Check, "components.who_may.yes"),
        Verdict::Fail(_) => (Icon::Cross, "components.who_may.no"),
        Verdict::NotApplicable => (Icon::NotNeeded, "page.subject.not_needed"),
        Verdict::CannotTell(_) => (Icon::Unknown, "page.subject.unknown"),
    };
    let why = match verdict {
        Verdict::CannotTell(why) => Some(reason(why)),
        _ => None,
    };
    view! {
        <td data-verdict=verdict.name()>
            <IconView icon />
            " "
            {t(text)}
            {why.map(|it| view! { <div class="quiet">{it}</div> })}
        </td>
    }
}

fn reason(why: &Unavailable) -> String {
    words().reason(why)
}
