//! What stands behind a row: what to do, who can do it, and what was seen.

use azure::{timestamp, value::Value};
use checklist::{Item, RowState, Told, seen_in_words};
use diagnosis::engine::Evidence;
use leptos::prelude::*;

use super::{board::Board, doubt::told, look::look};
use crate::{
    components::{
        copy_button::CopyButton,
        icon::{Icon, IconView},
        prose::{Prose, Steps, code},
        with_texts::WithTexts,
    },
    route::Route,
    words::{t, tf, words},
};

#[component]
pub(super) fn Detail(
    board: Board,
    item: Memo<Item>,
    is_open: Memo<bool>,
    is_on_card: Memo<bool>,
) -> impl IntoView {
    view! {
        <div class="row-detail">
            {move || lead(board, &item.get())}
            {move || item.with(|it| it.who.clone().filter(|_| !is_on_card.get()).map(who))}
            {steps(item, is_open)}
            {guide(board, item, is_open)}
            {move || item.with(|it| it.case.map(|case| about_cause(it.id, case)))}
            {move || item.with(|it| notes(&it.notes))}
            {move || item.with(failed_request)}
            {move || item.with(|it| waiting(board, &it.tells))}
            {move || item.with(|it| evidence(&it.evidence))}
            {move || item.with(|it| it.by_hand.clone().map(said))}
            {by_hand(board, item)}
            {board.on_recheck.map(|on_recheck| view! { <Recheck board on_recheck item /> })}
            {board.address_of.map(|address_of| view! { <RowLink address_of item /> })}
        </div>
    }
}

/// That a person said it, in place of evidence.
fn said(text: String) -> impl IntoView {
    view! {
        <p class="note" data-by-hand>
            <IconView icon=Icon::Person />
            <span>{text}</span>
        </p>
    }
}

/// The way to say by hand what could not be checked, and to say it otherwise.
fn by_hand(board: Board, item: Memo<Item>) -> impl IntoView {
    let takes = Memo::new(move |_| {
        item.with(|it| it.by_hand.is_some() || it.state == RowState::CouldNotCheck)
    });
    move || {
        let draw = board.by_hand.filter(|_| takes.get())?;
        Some(draw.run(item.with_untracked(|it| it.id)))
    }
}

/// The way to read this row's facts again, and what came of it.
#[component]
fn Recheck(
    board: Board,
    on_recheck: Callback<Option<&'static str>>,
    item: Memo<Item>,
) -> impl IntoView {
    let running = board.running;
    let state = Memo::new(move |_| item.with(|it| it.state));
    let before = RwSignal::new(None::<RowState>);
    let change = move || {
        let before = before.get().filter(|_| !running.get())?;
        let [was, is] = [before, state.get()].map(|it| t(look(it).1));
        Some(if before == state.get() {
            tf("components.row.unchanged", &[("is", &is)])
        } else {
            tf("components.row.changed", &[("was", &was), ("is", &is)])
        })
    };
    view! {
        <div class="actions">
            <button
                type="button"
                class="button button-small"
                aria-disabled=move || running.get().then_some("true")
                on:click=move |_| {
                    if !running.get_untracked() {
                        before.set(Some(state.get_untracked()));
                        on_recheck.run(Some(item.with_untracked(|it| it.id)));
                    }
                }
            >
                <IconView icon=Icon::Refresh />
                {move || t("components.row.recheck")}
                <span class="sr-only">{move || item.with(|it| format!(": {}", it.title))}</span>
            </button>
            <span role="status">{change}</span>
        </div>
    }
}

/// The address of this row, to be copied.
#[component]
fn RowLink(address_of: Callback<&'static str, String>, item: Memo<Item>) -> impl IntoView {
    let value = Signal::derive(move || address_of.run(item.with(|it| it.id)));
    view! {
        <div class="actions" data-row-link>
            <CopyButton label=move || t("components.row.copy_link") value />
        </div>
    }
}

/// What the row's line does not say already.
fn lead(board: Board, item: &Item) -> Option<AnyView> {
    match item.state {
        RowState::Blocked => {
            let root = item.blocked_by.clone()?;
            let title = root.title;
            let what = item.what.clone();
            Some(
                view! {
                    {what.map(|what| view! { <p><Prose text=what /></p> })}
                    <p>
                        {tf("components.row.blocked", &[("title", &title)])} " "
                        <button
                            type="button"
                            class="button button-small"
                            on:click=move |_| board.shown.set(Some(root.check))
                        >
                            {t("components.row.go_to")}
                        </button>
                    </p>
                }
                .into_any(),
            )
        }
        RowState::NotNeeded => Some(view! { <p>{t("components.row.not_needed")}</p> }.into_any()),
        RowState::Pending => Some(view! { <p>{t("reasons.pending")}</p> }.into_any()),
        _ => None,
    }
}

fn who(who: String) -> impl IntoView {
    view! {
        <p class="who">
            <IconView icon=Icon::Person />
            <span>
                <b>{t("components.who_can_fix")}</b>
                " "
                <Prose text=who />
            </span>
        </p>
    }
}

/// What to do, from the first time that the row of a failure is open.
fn steps(item: Memo<Item>, is_open: Memo<bool>) -> impl IntoView {
    let is_wanted = Memo::new(move |before| {
        before == Some(&true) || is_open.get() && item.with(|it| it.case.is_some())
    });
    view! {
        <Show when=move || is_wanted.get()>
            <WithTexts area="fix">{move || item.with(|it| fix(&it.fix))}</WithTexts>
        </Show>
    }
}

fn fix(steps: &[String]) -> Option<impl IntoView + use<>> {
    (!steps.is_empty()).then(|| {
        let steps = steps.to_vec();
        view! {
            <h5>{t("components.row.fix")}</h5>
            <Steps steps />
        }
    })
}

/// The page of the cause, which says how it shows and what else it may be.
fn about_cause(check: &str, case: &str) -> impl IntoView + use<> {
    let route = Route::Cause(format!("{check}/{case}"));
    view! {
        <p>
            <a href=route.href() data-cause-link>{t("components.row.cause")}</a>
        </p>
    }
}

/// The steps for this failure, from the first time that the row is open. They
/// stay as they are until the failure is another, so that nothing that the
/// reader opened in them closes.
fn guide(board: Board, item: Memo<Item>, is_open: Memo<bool>) -> impl IntoView {
    let was_open = Memo::new(move |before| before == Some(&true) || is_open.get());
    let failure = Memo::new(move |_| item.with(|it| (it.case, it.finding.clone())));
    move || {
        let is_shown = was_open.get() && failure.with(|(case, _)| case.is_some());
        is_shown.then(|| board.guide.run(item.get_untracked()))
    }
}

/// What this one keeps from being checked.
fn waiting(board: Board, tells: &[Told]) -> Option<impl IntoView + use<>> {
    (!tells.is_empty()).then(|| {
        let title = tf("components.row.waiting", &[("n", &tells.len().to_string())]);
        view! {
            <details class="walk-more">
                <summary>{title}</summary>
                {told(board, tells)}
            </details>
        }
    })
}

fn notes(notes: &[String]) -> Vec<impl IntoView + use<>> {
    notes
        .iter()
        .map(|it| {
            let text = it.clone();
            view! {
                <p class="note">
                    <IconView icon=Icon::Info />
                    <span><Prose text /></span>
                </p>
            }
        })
        .collect()
}

/// The request that brought no fact, with what Azure support asks for.
fn failed_request(item: &Item) -> Option<impl IntoView + use<>> {
    item.failed_request.clone().map(|request| {
        let correlation = item.correlation_id.clone().map(|id| {
            view! {
                <dt>{t("components.row.correlation_id")}</dt>
                <dd>
                    <code>{id.clone()}</code>
                    " "
                    <CopyButton
                        label=move || t("components.row.copy_correlation_id")
                        value=id
                    />
                </dd>
            }
        });
        let label = if item.was_answered {
            "components.row.unclear_answer"
        } else {
            "components.row.failed_request"
        };
        view! {
            <dl class="facts">
                <dt>{t(label)}</dt>
                <dd>{code(&request)}</dd>
                {correlation}
            </dl>
        }
    })
}

/// What was seen, under the request that brought it.
fn evidence(evidence: &[Evidence]) -> Option<impl IntoView + use<>> {
    (!evidence.is_empty()).then(|| {
        let bodies = evidence
            .chunk_by(|one, next| one.request == next.request)
            .map(seen_in)
            .collect_view();
        view! {
            <table class="table evidence">
                <caption>{t("components.evidence.title")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("components.evidence.field")}</th>
                        <th scope="col">{t("components.evidence.value")}</th>
                    </tr>
                </thead>
                {bodies}
            </table>
        }
    })
}

/// A time by the reader's clock, below what Azure wrote.
fn told_time(value: &Value) -> Option<impl IntoView + use<>> {
    let at = match value {
        Value::Time(at) => *at,
        other => timestamp::parse(&other.to_string())?,
    };
    let words = words();
    let told = move || words.times().alone(at, &words.catalog());
    Some(view! { <span class="quiet evidence-time">{told}</span> })
}

fn seen_in(evidence: &[Evidence]) -> impl IntoView + use<> {
    let request = evidence
        .first()
        .and_then(|it| it.request.clone())
        .map(|request| {
            view! {
                <tr>
                    <th scope="rowgroup" colspan="2" class="evidence-request">
                        <span class="sr-only">{t("components.evidence.request")} " "</span>
                        {code(&request)}
                    </th>
                </tr>
            }
        });
    let catalog = words().catalog();
    let fields = evidence
        .iter()
        .map(|it| {
            let value = seen_in_words(&it.value, &catalog);
            view! {
                <tr>
                    <th scope="row"><code>{it.field.clone()}</code></th>
                    <td>{code(&value)} {told_time(&it.value)}</td>
                </tr>
            }
        })
        .collect_view();
    view! { <tbody>{request} {fields}</tbody> }
}
