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

/// What is shown before it is done, in the words and at the time of the moment.
#[derive(PartialEq)]
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
    /// As time passes, and in another language, it proposes the same in other words.
    proposal: Callback<(), Proposal>,
    on_send: Callback<()>,
    /// Where there is a form to go back to.
    #[prop(optional)]
    on_back: Option<Callback<()>>,
) -> impl IntoView {
    let proposal = Memo::new(move |_| proposal.run(()));
    // What is built here stays for as long as the same is proposed: what is ticked, or
    // has the focus, would go with it.
    let of = |count: fn(&Proposal) -> usize| proposal.with_untracked(count);
    let ticks: Vec<_> = (0..of(|it| it.consents.len()))
        .map(|_| RwSignal::new(false))
        .collect();
    let consents = ticks.iter().copied().enumerate();
    let consents = consents
        .map(|(at, ticked)| {
            let text = part(proposal, at, |it, at| it.consents[at].clone());
            view! { <Consent text=Signal::derive(text) ticked /> }
        })
        .collect_view();
    let count = of(|it| it.writes.len());
    view! {
        <p>{move || t("acts.confirm.lead")}</p>
        <Summary proposal />
        {proposal.with_untracked(|it| it.cautions.clone()).into_iter().map(caution).collect_view()}
        {consents}
        <details class="act-requests">
            <summary>
                {move || tf("acts.confirm.requests", &[("count", count.to_string())])}
            </summary>
            <Requests proposal count />
        </details>
        <div class="actions">
            {(count > 0)
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button button-primary"
                            data-send
                            disabled=move || !ticks.iter().all(|it| it.get())
                            on:click=move |_| on_send.run(())
                        >
                            {move || proposal.with(|it| it.send.clone())}
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

/// A text of what is proposed, as it is now.
fn part(
    proposal: Memo<Proposal>,
    at: usize,
    of: fn(&Proposal, usize) -> String,
) -> impl Fn() -> String + Copy + Send + Sync {
    move || proposal.with(|it| of(it, at))
}

/// Whom and what it concerns.
#[component]
fn Summary(proposal: Memo<Proposal>) -> impl IntoView {
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
    let (subscriptions, labels) = proposal.with_untracked(|it| {
        let labels: Vec<_> = it.lines.iter().map(|it| it.0).collect();
        (it.places.iter().map(subscription).collect_view(), labels)
    });
    let lines = labels.into_iter().enumerate().map(|(at, label)| {
        view! {
            <dt>{move || t(&format!("acts.confirm.{label}"))}</dt>
            <dd class="act-value">{part(proposal, at, |it, at| it.lines[at].1.clone())}</dd>
        }
    });
    view! {
        <dl class="facts" data-confirm>
            <dt>{move || t("acts.confirm.tenant")}</dt>
            <dd>{move || tenant().unwrap_or_else(|| NOTHING.to_owned())}</dd>
            <dt>{move || t("acts.confirm.subscription")}</dt>
            <dd>{subscriptions}</dd>
            {lines.collect_view()}
        </dl>
    }
}

fn caution(key: &'static str) -> impl IntoView {
    view! {
        <p class="caution">
            <IconView icon=Icon::Warning />
            <span>{move || t(key)}</span>
        </p>
    }
}

#[component]
fn Requests(proposal: Memo<Proposal>, count: usize) -> impl IntoView {
    let requests = (0..count).map(|at| {
        let text = part(proposal, at, |it, at| request(&it.writes[at]));
        view! {
            <div class="code-block">
                <pre dir="ltr" tabindex="0">
                    <code>{text}</code>
                </pre>
            </div>
        }
    });
    requests.collect_view()
}

/// A risk that the reader takes by ticking it.
#[component]
fn Consent(text: Signal<String>, ticked: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="check caution" data-consent>
            <input
                type="checkbox"
                // Where something else is proposed, the box may be the same one.
                prop:checked=move || ticked.get()
                on:change:target=move |event| ticked.set(event.target().checked())
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

/// A request as it is sent.
fn request(write: &Write) -> String {
    let Write { method, path, body } = write;
    let body = body
        .as_ref()
        .map_or_else(String::new, |it| format!("\n\n{it:#}"));
    format!("{method} {path}{body}")
}
