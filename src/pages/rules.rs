//! The security rules on the way, and the trial of others: what the trial comes to follows
//! from the facts that the run has read anyway, and another reading ends it.

use std::sync::Arc;

use checklist::rule_trial;
use diagnosis::{checks::asked_port, path::rule_traces, rule_trial::trial};
use leptos::prelude::*;

use crate::{
    browser::location,
    components::{Disclosure, RuleTrace, RuleTrial, Trying, WithTexts, piece_later},
    part::{Deferred, part},
    run::{Phase, Run},
    words::{t, words},
};

#[component]
pub(super) fn RulesSection(run: Run) -> impl IntoView {
    view! {
        <Disclosure hook="data-rules" class="card rules" title=move || t("components.rules.title")>
            <WithTexts area="rules">{piece_later(move || rules(run))}</WithTexts>
        </Disclosure>
    }
}

part!(
    rules,
    fn rules(run: Run) -> Deferred {
        Box::new(move || view! { <Rules run /> }.into_any())
    }
);

#[component]
fn Rules(run: Run) -> impl IntoView {
    let traces = run.shown(|facts| rule_traces(facts).map(Arc::new));
    let is_trying = RwSignal::new(false);
    let phase = run.phase();
    Effect::new(move |_| {
        if phase.get() != Phase::Done {
            is_trying.set(false);
        }
    });
    let is_any_read = move || {
        traces.with(|all| {
            let mut all = all.iter().flat_map(|it| it.iter());
            all.any(|it| it.rules.is_ok())
        })
    };
    let can_try = Memo::new(move |_| phase.get() == Phase::Done && is_any_read());
    let start = move |_| {
        is_trying.set(true);
        request_animation_frame(|| location::focus("[data-trial] h3"));
    };
    let on_end = Callback::new(move |()| {
        is_trying.set(false);
        request_animation_frame(|| location::focus("[data-try]"));
    });
    view! {
        <Show
            when=move || is_trying.get()
            fallback=move || {
                view! {
                    <Show when=move || can_try.get()>
                        <div class="actions">
                            <button type="button" class="button" data-try on:click=start>
                                {move || t("components.trial.start")}
                            </button>
                        </div>
                    </Show>
                    <RuleTrace traces />
                }
            }
        >
            <Tried run on_end />
        </Show>
    }
}

#[component]
fn Tried(run: Run, on_end: Callback<()>) -> impl IntoView {
    let words = words();
    let changes = RwSignal::new(Vec::new());
    let outcome = run.shown(move |facts| changes.with(|it| trial(facts, it)).map(Arc::new));
    let question = run.question();
    let source = question.source;
    let told = Memo::new(move |_| {
        let told = |it: &Arc<_>| {
            let (catalog, times) = (words.catalog(), words.times());
            changes.with(|all| rule_trial(it, all, &question, &catalog, times))
        };
        outcome.with(|it| it.as_ref().ok().map(told))
    });
    let port = run.shown(|facts| asked_port(facts).ok());
    let trying = Trying::new(outcome, changes, source, port);
    view! { <RuleTrial trying told on_end /> }
}
