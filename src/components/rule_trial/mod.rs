//! Other rules tried out: what they come to, the changes that can be undone, and the rules
//! with a way to change each. Hands the changes back; what they come to is handed in.

mod form;
mod tools;
mod trying;

use std::sync::Arc;

use checklist::TrialInWords;
use diagnosis::path::GroupTrace;
use leptos::prelude::*;

pub(crate) use trying::Trying;

use super::{
    icon::{Icon, IconView},
    prose::Prose,
    rule_trace::{RuleTools, RuleTrace},
};
use crate::words::{t, tf};
use tools::{Below, Beside};

#[component]
pub(crate) fn RuleTrial(
    trying: Trying,
    /// None where it can't be told at all; then the rules say why.
    #[prop(into)]
    told: Signal<Option<TrialInWords>>,
    on_end: Callback<()>,
) -> impl IntoView {
    let traces = Memo::new(move |_| {
        trying.outcome.with(|it| {
            let traces = |it: &Arc<diagnosis::rule_trial::Trial>| -> Arc<Vec<GroupTrace>> {
                Arc::new(it.groups.iter().map(|it| it.trace.clone()).collect())
            };
            it.as_ref().map(traces).map_err(Clone::clone)
        })
    });
    let is_changed = Memo::new(move |_| trying.changes.with(|it| !it.is_empty()));
    let tools = RuleTools {
        is_changed,
        beside: Callback::new(move |(at, line)| view! { <Beside trying at line /> }.into_any()),
        below: Callback::new(move |at| view! { <Below trying at /> }.into_any()),
    };
    view! {
        <section class="trial" data-trial aria-labelledby="trial-title">
            <h3 id="trial-title" tabindex="-1">
                {move || t("components.trial.title")}
            </h3>
            <p class="quiet">{move || t("components.trial.lead")}</p>
            <p>
                <b>
                    {move || {
                        let key = if is_changed.get() { "with" } else { "now" };
                        t(&format!("components.trial.{key}"))
                    }}
                </b>
            </p>
            <div role="status" class="opened">
                {move || told.get().map(outcome)}
            </div>
            {move || told.get().map(notes)}
            <Changes trying told />
            <div class="actions">
                <Show when=move || is_changed.get()>
                    <button
                        type="button"
                        class="button"
                        data-undo-all
                        on:click=move |_| trying.undo_all()
                    >
                        {move || t("components.trial.undo_all")}
                    </button>
                </Show>
                <button type="button" class="button" data-end-trial on:click=move |_| on_end.run(())>
                    {move || t("components.trial.stop")}
                </button>
            </div>
        </section>
        <RuleTrace traces tools />
    }
}

fn outcome(told: TrialInWords) -> impl IntoView {
    let icon = match told.state {
        "through" => Icon::Check,
        "stopped" => Icon::Cross,
        _ => Icon::Unknown,
    };
    let groups = told.groups.into_iter().map(|text| {
        view! {
            <li>
                <Prose text />
            </li>
        }
    });
    view! {
        <p class="trial-passage" data-passage=told.state>
            <IconView icon />
            <span>
                <Prose text=told.passage />
            </span>
        </p>
        <ul>{groups.collect_view()}</ul>
    }
}

fn notes(told: TrialInWords) -> impl IntoView {
    let notes = told.notes.into_iter().map(|text| {
        view! {
            <p class="quiet">
                <Prose text />
            </p>
        }
    });
    notes.collect_view()
}

/// Each change, with the way to undo it.
#[component]
fn Changes(trying: Trying, told: Signal<Option<TrialInWords>>) -> impl IntoView {
    move || {
        let changes = told.get().map(|it| it.changes).unwrap_or_default();
        if changes.is_empty() {
            return view! { <p>{t("components.trial.none")}</p> }.into_any();
        }
        let lines = changes.into_iter().enumerate().map(|(at, text)| {
            let of = text.replace('`', "");
            view! {
                <li>
                    <span>
                        <Prose text />
                    </span>
                    <button
                        type="button"
                        class="button button-small"
                        data-undo
                        on:click=move |_| trying.undo(at)
                    >
                        {t("components.trial.undo")}
                        <span class="sr-only">
                            {tf("components.trial.of", &[("name", of)])}
                        </span>
                    </button>
                </li>
            }
        });
        view! {
            <div>
                <h4>{t("components.trial.changes")}</h4>
                <ul class="opened">{lines.collect_view()}</ul>
            </div>
        }
        .into_any()
    }
}
