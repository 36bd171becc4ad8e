//! The last look before anything is sent: whom and what it concerns, and the
//! very requests.

use azure::{arm::Write, resource_id::ResourceId, value::NOTHING};
use inventory::picker;
use leptos::prelude::*;

use super::permission_gate::PermissionGate;
use crate::{
    components::{Icon, IconView},
    session::{Tenants, sessions},
    task_slot::TaskSlot,
    words::{t, tf, words},
};

/// The button that leads from the form to the confirmation.
#[component]
pub(super) fn ReviewButton(
    /// Where a permission decides whether it does.
    #[prop(optional)]
    gate: Option<PermissionGate>,
    on_review: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="actions">
            <button
                type="button"
                class="button button-primary"
                data-review
                disabled=move || gate.is_some_and(PermissionGate::is_shut)
                on:click=move |_| on_review.run(())
            >
                {move || t("acts.review")}
            </button>
        </div>
    }
}

/// The way back from what Azure did not do.
#[component]
pub(super) fn BackButton(on_back: Callback<()>) -> impl IntoView {
    view! {
        <div class="actions">
            <button type="button" class="button" on:click=move |_| on_back.run(())>
                {move || t("acts.back")}
            </button>
        </div>
    }
}

/// A line of the summary: the key of its label, and the value.
pub(super) type Line = (&'static str, String);

/// What is shown before it is done.
pub(super) struct Proposal {
    /// What the button that sends it says.
    pub(super) send: String,
    /// The subscriptions in which something is changed, by anything in them.
    pub(super) places: Vec<ResourceId>,
    /// Told below tenant and subscription, which every act names.
    pub(super) lines: Vec<Line>,
    /// The keys of what has to be weighed before.
    pub(super) cautions: Vec<&'static str>,
    /// What the reader has to agree to, each on its own.
    pub(super) consents: Vec<String>,
    pub(super) writes: Vec<Write>,
}

#[component]
pub(super) fn Confirm(
    proposal: Proposal,
    on_send: Callback<()>,
    /// Where there is a form to go back to.
    #[prop(optional)]
    on_back: Option<Callback<()>>,
) -> impl IntoView {
    let Proposal {
        send,
        places,
        lines,
        cautions,
        consents,
        writes,
    } = proposal;
    let open_consents = RwSignal::new(consents.len());
    let consents = consents
        .into_iter()
        .map(|text| view! { <Consent text open_consents /> })
        .collect_view();
    let subscriptions = places.iter().map(subscription).collect_view();
    let (sessions, tenants) = (sessions(), expect_context::<Tenants>());
    let tenant = move || {
        let id = sessions.access()?.tenant()?.to_owned();
        let name = tenants.name(&id);
        Some(if name == id {
            id
        } else {
            format!("{name} ({id})")
        })
    };
    let lines = lines
        .into_iter()
        .map(|(label, value)| {
            view! {
                <dt>{move || t(&format!("acts.confirm.{label}"))}</dt>
                <dd class="act-value">{value}</dd>
            }
        })
        .collect_view();
    let cautions = cautions
        .into_iter()
        .map(|key| {
            view! {
                <p class="caution">
                    <IconView icon=Icon::Warning />
                    <span>{move || t(key)}</span>
                </p>
            }
        })
        .collect_view();
    let count = writes.len();
    let requests = writes.into_iter().map(request).collect_view();
    view! {
        <p>{move || t("acts.confirm.lead")}</p>
        <dl class="facts" data-confirm>
            <dt>{move || t("acts.confirm.tenant")}</dt>
            <dd>{move || tenant().unwrap_or_else(|| NOTHING.to_owned())}</dd>
            <dt>{move || t("acts.confirm.subscription")}</dt>
            <dd>{subscriptions}</dd>
            {lines}
        </dl>
        {cautions}
        {consents}
        <details class="act-requests">
            <summary>
                {move || tf("acts.confirm.requests", &[("count", count.to_string())])}
            </summary>
            {requests}
        </details>
        <div class="actions">
            {(count > 0)
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button button-primary"
                            data-send
                            disabled=move || 0 < open_consents.get()
                            on:click=move |_| on_send.run(())
                        >
                            {send}
                        </button>
                    }
                })}
            {on_back
                .map(|on_back| {
                    view! {
                        <button type="button" class="button" on:click=move |_| on_back.run(())>
                            {move || t("acts.back")}
                        </button>
                    }
                })}
        </div>
    }
}

/// A risk that the reader takes by ticking it. `open_consents` counts those that
/// are not ticked.
#[component]
fn Consent(text: String, open_consents: RwSignal<usize>) -> impl IntoView {
    let change = move |is_ticked: bool| {
        open_consents.update(|it| *it = if is_ticked { *it - 1 } else { *it + 1 });
    };
    view! {
        <label class="check caution" data-consent>
            <input
                type="checkbox"
                on:change:target=move |event| change(event.target().checked())
            />
            <span>{text}</span>
        </label>
    }
}

fn subscription(place: &ResourceId) -> impl IntoView + use<> {
    let id = place.subscription().to_owned();
    let name = name_of(id.clone());
    view! {
        <div>
            {move || match name.get() {
                Some(name) => format!("{name} ({id})"),
                None => id.clone(),
            }}
        </div>
    }
}

/// The subscription's name, once it has been read; that it cannot be harms
/// nothing.
fn name_of(subscription: String) -> RwSignal<Option<String>> {
    let (name, words) = (RwSignal::new(None), words());
    if let Some(access) = sessions().current_untracked().access() {
        let arm = access.client(words);
        TaskSlot::new().run(async move {
            name.set(picker::subscription_name(&arm, &subscription).await);
        });
    }
    name
}

fn request(write: Write) -> impl IntoView {
    let Write { method, path, body } = write;
    let body = body.map_or_else(String::new, |it| format!("\n\n{it:#}"));
    let text = format!("{method} {path}{body}");
    view! {
        <div class="code-block">
            <pre dir="ltr" tabindex="0"><code>{text}</code></pre>
        </div>
    }
}
