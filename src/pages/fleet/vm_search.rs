//! A VM by a part of its name, in all subscriptions that are listed, and the way to its
//! check.

use azure::{answer::Unavailable, resource_id::ResourceId};
use diagnosis::question::Asked;
use fleet::{Found, NotAName, search, shown_count};
use leptos::{ev::SubmitEvent, prelude::*};

use super::reading::Reading;
use crate::{
    components::Field,
    route::Route,
    session::sessions,
    task_slot::TaskSlot,
    words::{t, words},
};

#[component]
pub(super) fn VmSearch(reading: Reading) -> impl IntoView {
    let (sessions, texts) = (sessions(), words());
    let name = RwSignal::new(String::new());
    let (busy, is_wrong) = (RwSignal::new(false), RwSignal::new(false));
    let found = RwSignal::new(None::<Found>);
    let task = TaskSlot::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(access) = sessions.current_untracked().access().cloned() else {
            return;
        };
        let subscriptions = untrack(|| {
            reading.with(|it| {
                let rows = it.rows().iter();
                rows.map(|it| it.subscription.id.clone())
                    .collect::<Vec<_>>()
            })
        });
        let text = name.get_untracked();
        busy.set(true);
        is_wrong.set(false);
        found.set(None);
        task.run(async move {
            match search(&access.client(texts), &subscriptions, &text).await {
                Ok(all) => found.set(Some(all)),
                Err(NotAName) => is_wrong.set(true),
            }
            busy.set(false);
        });
    };
    let error = Signal::derive(move || is_wrong.get().then(|| t("fleet.vm.bad")));
    view! {
        <section class="card">
            <h2>{move || t("fleet.vm.title")}</h2>
            <form
                class="vm-search"
                role="search"
                aria-label=move || t("fleet.vm.title")
                novalidate
                on:submit=submit
            >
                <Field
                    label=move || t("fleet.vm.label")
                    hint=move || t("fleet.vm.hint")
                    value=name
                    error
                />
                <button type="submit" class="button">
                    {move || t("fleet.vm.button")}
                </button>
            </form>
            <p role="status" class="quiet" data-found>
                {move || {
                    if busy.get() {
                        return Some(texts.text("fleet.vm.busy"));
                    }
                    let count = found.with(|it| it.as_ref().map(|it| it.count))?;
                    let count = shown_count(Some(count), &texts.catalog());
                    Some(texts.fill("fleet.vm.found", &[("found", count)]))
                }}
            </p>
            {move || found.get().map(results)}
        </section>
    }
}

fn results(found: Found) -> impl IntoView {
    let texts = words();
    let shown = found.vms.len().try_into().unwrap_or(u64::MAX);
    let has_more = shown < found.count.least();
    let missing = found.missing.map(|why: Unavailable| {
        let text = move || texts.fill("fleet.vm.missing", &[("reason", texts.reason(&why))]);
        view! { <p>{text}</p> }
    });
    view! {
        {missing}
        {has_more.then(|| view! { <p class="quiet">{move || t("fleet.vm.first")}</p> })}
        <ul class="incomplete">{found.vms.into_iter().map(vm).collect_view()}</ul>
    }
}

fn vm(id: ResourceId) -> impl IntoView {
    let texts = words();
    let name = id.name().to_owned();
    let place = id.resource_group().unwrap_or_default().to_owned();
    let asked = Asked {
        vm: Some(id),
        ..Asked::default()
    };
    let href = Route::Check(asked).href();
    let text = {
        let name = name.clone();
        move || texts.fill("fleet.vm.check", &[("vm", &name)])
    };
    view! {
        <li data-vm=name>
            <a href=href>{text}</a>
            " "
            <span class="quiet">{place}</span>
        </li>
    }
}
