//! Where each VM stands while JIT is being turned on, and what is left.

use actions::{Why, turn_on::State};
use azure::resource_id::ResourceId;
use leptos::prelude::*;

use crate::{
    acts::{Act, Draft, outcome::RefusedView},
    components::{Icon, IconView, Notice, NoticeKind},
    words::{reason, t, tf},
};

#[component]
pub(super) fn StatesView(
    names: Vec<String>,
    states: RwSignal<Vec<State>, LocalStorage>,
    is_running: Signal<bool>,
    act: Act,
    draft: Draft,
    on_again: Callback<()>,
) -> impl IntoView {
    let total = names.len();
    let rows = names
        .into_iter()
        .enumerate()
        .map(|(at, name)| view! { <Row name at states /> })
        .collect_view();
    let count =
        move |of: fn(&State) -> bool| states.with(|all| all.iter().filter(|it| of(it)).count());
    let summary = move || {
        let done = count(State::is_good).to_string();
        tf(
            "acts.turn_on.summary",
            &[("done", done), ("total", total.to_string())],
        )
    };
    let is_left = move || !is_running.get() && count(State::is_left) > 0;
    // What stopped the rest is told at length, once.
    let stopped = move || {
        (!is_running.get()).then_some(())?;
        states.with(|all| {
            all.iter().find_map(|it| match it {
                State::Refused(refused) if refused.why == Why::SignIn => Some(refused.clone()),
                _ => None,
            })
        })
    };
    view! {
        <p role="status" data-summary>
            {summary}
        </p>
        <ul class="act-states">{rows}</ul>
        {move || {
            stopped()
                .map(|refused| {
                    view! { <RefusedView refused act=act.clone() draft=draft.clone() /> }
                })
        }}
        <Show when=is_left>
            <Notice
                kind=NoticeKind::Warning
                title=move || t("acts.turn_on.left")
                text=move || t("acts.turn_on.left_text")
            >
                <button
                    type="button"
                    class="button button-primary"
                    data-again
                    on:click=move |_| on_again.run(())
                >
                    {move || t("acts.turn_on.again")}
                </button>
            </Notice>
        </Show>
    }
}

#[component]
fn Row(name: String, at: usize, states: RwSignal<Vec<State>, LocalStorage>) -> impl IntoView {
    let state = Memo::new_with_compare(
        move |_| states.with(|it| it.get(at).map_or((Icon::Pending, "waiting", None), said)),
        |before, now| before != now,
    );
    let shown = name.clone();
    view! {
        <li data-vm=name data-state=move || state.with(|it| it.1)>
            {move || view! { <IconView icon=state.with(|it| it.0) /> }}
            <b>{shown}</b>
            <span>{move || t(&format!("acts.turn_on.states.{}", state.with(|it| it.1)))}</span>
            {move || state.with(|it| it.2.clone()).map(|it| view! { <p class="quiet">{it}</p> })}
        </li>
    }
}

/// A state as icon, name and what more there is to say.
fn said(state: &State) -> (Icon, &'static str, Option<String>) {
    let icon = match state {
        State::Done { .. } | State::AlreadyOn(_) => Icon::Check,
        State::Waiting | State::Sending | State::Settling | State::NotTried => Icon::Pending,
        State::Unsettled => Icon::Warning,
        _ => Icon::Problem,
    };
    let more = match state {
        State::Done { beside } if !beside.is_empty() => {
            let names: Vec<&str> = beside.iter().map(ResourceId::name).collect();
            Some(tf("acts.turn_on.beside", &[("policies", names.join(", "))]))
        }
        State::AlreadyOn(policy) => Some(tf("acts.turn_on.by", &[("policy", policy.name())])),
        State::NotRead(why) => Some(reason(why)),
        State::Refused(refused) => {
            let why = t(&format!("acts.refused.{}", refused.why.key()));
            let words = refused.in_azures_words();
            Some(if words.is_empty() {
                why
            } else {
                format!("{why} ({words})")
            })
        }
        State::Failed { provisioning } => Some(provisioning.clone()),
        _ => None,
    };
    (icon, state.name(), more)
}
