//! Where each policy stands while they are being changed, what is left, and the way back.

use std::sync::Arc;

use actions::edit::{Confirmed, Job, Log, PolicyState, is_signed_out, sign_in_needed};
use azure::resource_id::{ResourceId, are_of_several_subscriptions};
use leptos::prelude::*;

use super::{again::AgainButton, line::line, preview::place};
use crate::{
    acts::write_error::{StepUp, WriteErrorView},
    browser::{clock, files},
    components::{Icon, IconView, Notice, NoticeKind},
    words::{listed, t, tf, words},
};

#[component]
pub(super) fn StatesView(
    confirmed: Arc<Confirmed>,
    states: RwSignal<Vec<PolicyState>, LocalStorage>,
    is_running: Signal<bool>,
    /// Set by the reader, who wants no further policy to be written.
    is_stopped: RwSignal<bool>,
    save: Callback<()>,
    on_again: Callback<()>,
    /// Reads and shows anew what somebody has changed.
    on_review: Callback<()>,
    /// Gets the log of what was done.
    on_undo: Callback<String>,
) -> impl IntoView {
    let total = confirmed.jobs().len();
    let count = move |of: fn(&PolicyState) -> bool| {
        states.with(|all| all.iter().filter(|it| of(it)).count())
    };
    let summary = move || {
        let done = count(PolicyState::is_good).to_string();
        tf(
            "edit.summary",
            &[("done", done), ("total", total.to_string())],
        )
    };
    let is_left = move || !is_running.get() && count(PolicyState::is_left) > 0;
    let may_go = move || count(PolicyState::may_go) > 0;
    // What an earlier run has sent stays sent.
    let was_sent = RwSignal::new(false);
    Effect::new(move |_| {
        if count(PolicyState::was_sent) > 0 {
            was_sent.set(true);
        }
    });
    let is_other =
        |it: &PolicyState| matches!(it, PolicyState::Changed | PolicyState::StillThere(_));
    let has_other = move || !is_running.get() && count(is_other) > 0;
    let is_signed_out = move || !is_running.get() && states.with(|all| is_signed_out(all));
    let stopped = move || {
        (!is_running.get()).then_some(())?;
        states.with(|all| sign_in_needed(all).cloned())
    };
    let is_spread = are_of_several_subscriptions(confirmed.jobs().iter().map(Job::policy));
    let rows = confirmed.jobs().iter().enumerate();
    let rows = rows.map(|(at, job)| row(at, job, states, is_spread));
    let rows = rows.collect_view();
    let log = StoredValue::new(confirmed);
    view! {
        <p role="status" data-summary>
            {summary}
        </p>
        <Show when=move || is_running.get()>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    data-stop
                    disabled=move || is_stopped.get()
                    on:click=move |_| is_stopped.set(true)
                >
                    {move || t("edit.stop")}
                </button>
            </div>
        </Show>
        <ul class="act-states">{rows}</ul>
        {move || stopped().map(|refused| view! { <WriteErrorView refused save /> })}
        <Show when=is_signed_out>
            <StepUp save />
        </Show>
        <Show when=has_other>
            <AgainButton on_again=on_review />
        </Show>
        <Show when=is_left>
            <Notice
                kind=NoticeKind::Warning
                title=move || t("edit.left")
                text=move || {
                    t(if may_go() { "acts.turn_on.left_text" } else { "acts.turn_on.stuck_text" })
                }
            >
                <button
                    type="button"
                    class="button"
                    class:button-primary=may_go
                    data-again
                    on:click=move |_| on_again.run(())
                >
                    {move || t("acts.turn_on.again")}
                </button>
            </Notice>
        </Show>
        <Show when=move || !is_running.get()>
            <Kept states confirmed=log.get_value() was_sent=was_sent.into() on_undo />
        </Show>
    }
}

/// The log as a file, and the way back.
#[component]
fn Kept(
    confirmed: Arc<Confirmed>,
    states: RwSignal<Vec<PolicyState>, LocalStorage>,
    was_sent: Signal<bool>,
    on_undo: Callback<String>,
) -> impl IntoView {
    let confirmed = StoredValue::new(confirmed);
    let log = move || {
        confirmed.with_value(|it| states.with_untracked(|all| Log::of(it, all, clock::now())))
    };
    view! {
        <div class="actions">
            <button
                type="button"
                class="button"
                data-save
                on:click=move |_| files::save("jit-policies-changed.json", &log().text())
            >
                <IconView icon=Icon::Download />
                {move || t("edit.save_log")}
            </button>
            <Show when=move || was_sent.get()>
                <button
                    type="button"
                    class="button"
                    data-undo
                    on:click=move |_| on_undo.run(log().without_requests().text())
                >
                    {move || t("edit.undo")}
                </button>
            </Show>
        </div>
        <p class="quiet">{move || t("edit.log_hint")}</p>
    }
}

/// A policy, and the VMs whose entries were to be changed in it.
fn row(
    at: usize,
    job: &Job,
    states: RwSignal<Vec<PolicyState>, LocalStorage>,
    is_spread: bool,
) -> impl IntoView + use<> {
    let words = words();
    let line = Memo::new(move |_| {
        let catalog = words.catalog();
        states.with(|it| line(it.get(at).unwrap_or(&PolicyState::Waiting), &catalog))
    });
    let policy = job.policy().clone();
    let name = policy.name().to_owned();
    let shown = name.clone();
    let vms = job.difference().entries.iter().map(|it| {
        let vm = ResourceId::parse(&it.vm);
        vm.map_or_else(|_| it.vm.clone(), |it| it.name().to_owned())
    });
    let vms: Vec<String> = vms.collect();
    view! {
        <li data-policy=name data-state=move || line.with(|it| it.name)>
            {move || view! { <IconView icon=line.with(|it| it.icon) /> }}
            <b>{shown}</b>
            <span class="quiet">{move || place(&policy, is_spread, &words.catalog())}</span>
            <span>{move || t(&format!("edit.states.{}", line.with(|it| it.name)))}</span>
            {move || line.with(|it| it.more.clone()).map(|it| view! { <p class="quiet">{it}</p> })}
            <p>{move || listed(&vms)}</p>
        </li>
    }
}
