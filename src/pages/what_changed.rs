//! What changed at the VM and at what access to it depends on, read when the reader asks
//! for it; and the way to take it along.

use std::sync::Arc;

use diagnosis::what_changed::{History, what_changed};
use leptos::prelude::*;
use share::report::{Audience, Include, changes};

use super::on_demand::on_demand;
use crate::{
    components::{
        CopyButton, Disclosure, Notice, NoticeKind, Prose, WithTexts, change_timeline, piece_later,
    },
    part::{Deferred, part},
    route::Route,
    run::Run,
    words::{t, words},
};

#[component]
pub(crate) fn WhatChangedDisclosure(run: Run) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <Disclosure
            hook="data-changes"
            class="card changes"
            is_open
            title=move || t("page.check.changes")
        >
            <WithTexts area="changes">
                {piece_later(move || change_history(run, is_open))}
            </WithTexts>
        </Disclosure>
    }
}

part!(
    changes,
    fn change_history(run: Run, is_open: RwSignal<bool>) -> Deferred {
        Box::new(move || view! { <Changes run is_open /> }.into_any())
    }
);

#[component]
fn Changes(run: Run, is_open: RwSignal<bool>) -> impl IntoView {
    let words = words();
    let found = on_demand(run, is_open, move |context| {
        let scene = run.scene()?;
        Ok(async move { what_changed(&context, scene).await.map(Arc::new) })
    });
    // It goes along with a result.
    Effect::new(move |_| {
        found.with(|it| {
            if let Some(Ok(history)) = it {
                run.explain(history.explained());
            }
        });
    });
    move || match found.get() {
        None => view! { <p role="status">{move || t("changes.reading")}</p> }.into_any(),
        Some(Ok(history)) => view! { <Told history /> }.into_any(),
        Some(Err(why)) => {
            let text = move || words.reason(&why);
            view! {
                <Notice kind=NoticeKind::Warning title=move || t("changes.failed") text />
                <p class="quiet">
                    <Prose text=Signal::derive(move || t("changes.failed_how")) />
                </p>
            }
            .into_any()
        }
    }
}

#[component]
fn Told(history: Arc<History>) -> impl IntoView {
    let words = words();
    let history = StoredValue::new(history);
    let timeline = move || {
        let told = history.with_value(|it| {
            checklist::what_changed(it, &words.catalog(), words.times(), Clone::clone)
        });
        change_timeline(&told)
    };
    let code = history.with_value(|it| it.code.is_some()).then(|| {
        view! {
            <p>
                <a href=Route::Code.href()>{move || t("changes.judge_code")}</a>
            </p>
        }
    });
    view! {
        <div class="opened">
            {timeline}
            {code}
            <Disclosure hook="data-take" title=move || t("changes.take.title")>
                <WithTexts area="shared">
                    {piece_later(move || take_history(history.get_value()))}
                </WithTexts>
            </Disclosure>
        </div>
    }
}

part!(
    share,
    fn take_history(history: Arc<History>) -> Deferred {
        Box::new(move || view! { <Take history /> }.into_any())
    }
);

/// The history as a text for a ticket.
#[component]
fn Take(history: Arc<History>) -> impl IntoView {
    let words = words();
    let has_names = RwSignal::new(false);
    let text = Signal::derive(move || {
        let include = if has_names.get() {
            Audience::Team.include()
        } else {
            Include::NONE
        };
        changes(&history, include, &words.catalog())
    });
    view! {
        <label class="check tick">
            <input
                type="checkbox"
                data-names
                prop:checked=move || has_names.get()
                on:change:target=move |event| has_names.set(event.target().checked())
            />
            <span>
                {move || t("changes.take.names")} " "
                <span class="quiet">{move || t("changes.take.names_detail")}</span>
            </span>
        </label>
        <pre data-taken tabindex="0" role="region" aria-label=move || t("changes.take.heading")>{move || text.get()}</pre>
        <div class="actions">
            <CopyButton label=move || t("changes.take.copy") value=text />
        </div>
    }
}
