//! Requesting access to one VM.

mod flow;
mod form;
mod opened;

use std::sync::Arc;

use jit_doctor_core::{
    acts::{
        field::Source,
        request::{AccessRequest, Offer, Outcome, Progress, RequestDraft},
    },
    timestamp,
};
use leptos::prelude::*;

use self::{
    flow::{Flow, Offers},
    form::{Form, FormView},
    opened::OpenedView,
};
use super::{
    Act, Draft, Step,
    confirm::{Confirm, Line, ReviewButton, Shown},
    frame::Frame,
    gate::GateView,
    kept,
    outcome::RefusedView,
};
use crate::{
    browser::clock,
    components::{Notice, NoticeKind},
    words::{reason, t, tf},
};

#[component]
pub(super) fn RequestAct(act: Act, on_close: Callback<()>, on_done: Callback<()>) -> impl IntoView {
    let Act::Request { vm, .. } = &act else {
        return None;
    };
    let flow = Flow::new(&act, vm.clone());
    let kept = match kept::take(&act) {
        Some(Draft::Request(draft)) => Some(draft),
        _ => None,
    };
    // A new session changes what may be done, and nothing that was typed.
    Effect::new(move |_| match flow.sessions.access() {
        Some(_) if flow.form.with_untracked(Option::is_some) => flow.ask(),
        Some(access) => flow.read(&access, kept.clone()),
        None => {}
    });
    let on_back = Callback::new(move |()| flow.step.set(Step::Form));
    let on_send = Callback::new(move |()| flow.send(on_done));
    let body = move || match flow.step.get() {
        Step::Form => view! { <FormStep flow /> }.into_any(),
        Step::Confirm => flow
            .checked
            .get()
            .map(|request| {
                let write = request.write(clock::now());
                let shown = Shown {
                    subscription: request.vm.subscription_scope(),
                    lines: lines(&request),
                    caution: is_open_to_all(&request).then_some("acts.request.any_source"),
                    writes: vec![write],
                };
                view! {
                    <Confirm shown on_send on_back />
                    <p class="quiet">{t("acts.request.time_note")}</p>
                }
            })
            .into_any(),
        Step::Running => view! { <Under progress=flow.progress /> }.into_any(),
        Step::Done => flow
            .outcome
            .get()
            .map(|outcome| {
                let draft = flow
                    .form
                    .with_untracked(|it| it.as_ref().map(Form::draft).unwrap_or_default());
                ended(
                    outcome,
                    flow.act.get_value(),
                    Draft::Request(draft),
                    on_back,
                )
            })
            .into_any(),
    };
    Some(view! {
        <Frame act step=flow.step on_close>
            {body}
        </Frame>
    })
}

#[component]
fn FormStep(flow: Flow) -> impl IntoView {
    let (form, gate) = (flow.form, flow.gate);
    let on_offer = Callback::new(move |(offer, draft): (Offer, RequestDraft)| {
        flow.choose(&offer, Some(&draft));
    });
    let fields = move || {
        let form = form.get()?;
        let offers = match flow.offers.get() {
            Offers::Read(offers) => offers,
            _ => Arc::default(),
        };
        Some(view! { <FormView form offers on_offer /> })
    };
    view! {
        <Reading offers=flow.offers />
        <Show when=move || form.with(Option::is_some)>
            <GateView gate on_again=Callback::new(move |()| flow.ask()) />
        </Show>
        {fields}
        <Show when=move || form.with(Option::is_some)>
            <ReviewButton gate on_review=Callback::new(move |()| flow.review()) />
        </Show>
    }
}

#[component]
fn Reading(offers: RwSignal<Offers>) -> impl IntoView {
    move || match offers.get() {
        Offers::Reading => view! { <p class="quiet">{t("acts.request.reading")}</p> }.into_any(),
        Offers::Unread(why) => {
            let reason = reason(&why);
            view! {
                <Notice
                    kind=NoticeKind::Warning
                    title=move || t("acts.request.unread")
                    text=move || reason.clone()
                />
            }
            .into_any()
        }
        Offers::Read(offers) if offers.is_empty() => view! {
            <Notice
                kind=NoticeKind::Warning
                title=move || t("acts.request.no_offer")
                text=move || t("acts.request.no_offer_text")
            />
        }
        .into_any(),
        Offers::Read(_) => ().into_any(),
    }
}

/// What has been done and what is under way.
#[component]
fn Under(progress: RwSignal<Progress>) -> impl IntoView {
    let items = move || {
        let now = progress.get();
        let at = |it: Progress| Progress::ALL.iter().position(|other| *other == it);
        Progress::ALL
            .map(|it| {
                let current = (it == now).then_some("step");
                let text = t(&format!("acts.request.progress.{}", it.name()));
                (at(it) <= at(now)).then(|| view! { <li aria-current=current>{text}</li> })
            })
            .collect_view()
    };
    view! {
        <div role="status">
            <ol class="act-progress">{items}</ol>
        </div>
    }
}

fn ended(outcome: Outcome, act: Act, draft: Draft, on_back: Callback<()>) -> AnyView {
    let plain = |kind, key: &'static str, text: Option<String>| {
        let text = text.unwrap_or_else(|| t(&format!("acts.request.outcomes.{key}.text")));
        view! {
            <div data-outcome=key>
                <Notice
                    kind
                    title=move || t(&format!("acts.request.outcomes.{key}.title"))
                    text=move || text.clone()
                />
            </div>
        }
    };
    let main = match outcome {
        Outcome::Opened(opened) => return view! { <OpenedView opened act /> }.into_any(),
        Outcome::Refused(refused) => view! { <RefusedView refused act draft /> }.into_any(),
        Outcome::Closed(status) => {
            let status = t(&format!("windows.states.{}", status.name()));
            let text = tf("acts.request.outcomes.closed.text", &[("status", status)]);
            plain(NoticeKind::Error, "closed", Some(text)).into_any()
        }
        Outcome::Unsettled => plain(NoticeKind::Warning, "unsettled", None).into_any(),
        Outcome::Unseen(why) => plain(NoticeKind::Warning, "unseen", Some(reason(&why))).into_any(),
        Outcome::NotRead(why) => {
            plain(NoticeKind::Error, "not_read", Some(reason(&why))).into_any()
        }
        Outcome::Changed(errors) => {
            let errors = errors
                .iter()
                .map(|it| view! { <li>{tf(&format!("acts.fields.{}", it.key), &it.args)}</li> })
                .collect_view();
            view! {
                {plain(NoticeKind::Warning, "changed", None)}
                <ul>{errors}</ul>
            }
            .into_any()
        }
    };
    view! {
        {main}
        <div class="actions">
            <button type="button" class="button" on:click=move |_| on_back.run(())>
                {t("acts.back")}
            </button>
        </div>
    }
    .into_any()
}

fn is_open_to_all(request: &AccessRequest) -> bool {
    let mut sources = request.ports.iter().map(|it| it.source);
    sources.any(|it| it == Some(Source::Any))
}

fn lines(request: &AccessRequest) -> Vec<Line> {
    let mut lines = vec![
        ("vm", request.vm.name().to_owned()),
        (
            "group",
            request.vm.resource_group().unwrap_or("–").to_owned(),
        ),
        ("policy", request.policy.name().to_owned()),
    ];
    for port in &request.ports {
        let source = port
            .source
            .map_or_else(|| t("acts.request.source_azure"), Source::text);
        let until = clock::now() + timestamp::Duration::minutes(i64::from(port.minutes));
        let args = [
            ("port", port.number.to_string()),
            ("source", source),
            ("minutes", port.minutes.to_string()),
            ("until", timestamp::show(until)),
        ];
        lines.push(("port", tf("acts.confirm.port_line", &args)));
    }
    if !request.justification.is_empty() {
        lines.push(("justification", request.justification.clone()));
    }
    lines
}
