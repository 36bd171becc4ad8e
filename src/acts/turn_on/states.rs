//! Where each VM stands while JIT is being turned on, and what is left.

use std::sync::Arc;

use actions::turn_on::{MachineState, Plan, endings, sign_in_needed};
use leptos::prelude::*;

use super::{
    ended::{ended, outcome_file},
    line::line as state_line,
};
use crate::{
    acts::write_error::WriteErrorView,
    browser::files,
    components::{Icon, IconView, Notice, NoticeKind},
    words::{t, tf, words},
};

#[component]
pub(super) fn StatesView(
    plan: Arc<Plan>,
    states: RwSignal<Vec<MachineState>, LocalStorage>,
    is_running: Signal<bool>,
    save: Callback<()>,
    on_again: Callback<()>,
) -> impl IntoView {
    let words = words();
    let total = plan.jobs.len();
    let count = move |of: fn(&MachineState) -> bool| {
        states.with(|all| all.iter().filter(|it| of(it)).count())
    };
    let summary = move || {
        let done = count(MachineState::is_good).to_string();
        tf(
            "acts.turn_on.summary",
            &[("done", done), ("total", total.to_string())],
        )
    };
    let is_left = move || !is_running.get() && count(MachineState::is_left) > 0;
    let may_go = move || count(MachineState::may_go) > 0;
    // What stopped the rest is told at length, once.
    let stopped = move || {
        (!is_running.get()).then_some(())?;
        states.with(|all| sign_in_needed(all).cloned())
    };
    let shown = plan.clone();
    let each = move || {
        let running = is_running.get();
        let names = shown.jobs.iter().map(|it| it.vm.name().to_owned());
        if running {
            let rows = names
                .enumerate()
                .map(|(at, name)| view! { <MachineRow name at states /> });
            view! { <ul class="act-states">{rows.collect_view()}</ul> }.into_any()
        } else {
            let names: Vec<String> = names.collect();
            let endings = states.with(|all| endings(all));
            let shown = endings.iter().map(|it| ended(it, &names, &words.catalog()));
            shown.collect_view().into_any()
        }
    };
    let file = move |_| {
        let text = states.with_untracked(|all| outcome_file(&plan, all, &words.catalog()));
        files::save("jit-turned-on.csv", &text);
    };
    view! {
        <p role="status" data-summary>
            {summary}
        </p>
        {each}
        {move || stopped().map(|refused| view! { <WriteErrorView refused save /> })}
        <Show when=is_left>
            <Notice
                kind=NoticeKind::Warning
                title=move || t("acts.turn_on.left")
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
        <div class="actions" hidden=move || is_running.get()>
            <button type="button" class="button" data-save on:click=file>
                <IconView icon=Icon::Download />
                {move || t("acts.turn_on.save")}
            </button>
        </div>
    }
}

#[component]
fn MachineRow(
    name: String,
    at: usize,
    states: RwSignal<Vec<MachineState>, LocalStorage>,
) -> impl IntoView {
    let words = words();
    let line = Memo::new(move |_| {
        let catalog = words.catalog();
        states.with(|it| state_line(it.get(at).unwrap_or(&MachineState::Waiting), &catalog))
    });
    let shown = name.clone();
    view! {
        <li data-vm=name data-state=move || line.with(|it| it.name)>
            {move || view! { <IconView icon=line.with(|it| it.icon) /> }}
            <b>{shown}</b>
            <span>{move || t(&format!("acts.turn_on.states.{}", line.with(|it| it.name)))}</span>
            {move || line.with(|it| it.more.clone()).map(|it| view! { <p class="quiet">{it}</p> })}
        </li>
    }
}
