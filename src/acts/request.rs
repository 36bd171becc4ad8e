//! Requesting access to one VM.

mod flow;
mod form;
mod opened;
mod summary;

use std::sync::Arc;

use actions::{
    Act,
    request::{AccessRequest, Offer, Progress, RequestDraft, RequestOutcome, Risk, Target},
};
use leptos::prelude::*;
use text::Catalog;

use self::{
    flow::{Flow, Offers},
    form::FormView,
    opened::OpenedView,
    summary::{limits, lines},
};
use super::{
    confirm::{BackButton, Confirm, Proposal, ReviewButton},
    permission_gate::PermissionGateView,
    saved_draft,
    step::Step,
    write_error::WriteErrorView,
};
use crate::{
    browser::clock,
    components::{Notice, NoticeKind},
    words::{reason, reason_in, t, tf, words},
};

#[component]
pub(super) fn RequestAct(
    target: Target,
    step: RwSignal<Step>,
    on_done: Callback<()>,
) -> impl IntoView {
    let typed = saved_draft::take::<RequestDraft>(&Act::Request(target.clone()));
    let flow = Flow::new(target, step);
    flow.keep();
    // A new session changes what may be done, and nothing that was typed.
    Effect::new(move |_| match flow.sessions.access() {
        Some(_) if flow.form.with_untracked(Option::is_some) => flow.ask(),
        Some(access) => flow.read(&access, typed.clone()),
        None => {}
    });
    let on_back = Callback::new(move |()| flow.step.set(Step::Form));
    let on_send = Callback::new(move |()| flow.send(on_done));
    move || match flow.step.get() {
        Step::Form => view! { <FormStep flow /> }.into_any(),
        Step::Confirm => flow
            .checked
            .get()
            .map(|request| {
                let risks = risks(&request, &flow);
                let proposal = Callback::new(move |()| proposal(&request, &risks, &flow));
                view! {
                    <Confirm proposal on_send on_back />
                    <p class="quiet">{move || t("acts.request.time_note")}</p>
                }
            })
            .into_any(),
        Step::Running => view! { <ProgressList progress=flow.progress /> }.into_any(),
        Step::Done => flow
            .outcome
            .get()
            .map(|outcome| ended(outcome, &flow, on_back))
            .into_any(),
    }
}

/// What is shown before it is sent.
fn proposal(request: &AccessRequest, risks: &[Risk], flow: &Flow) -> Proposal {
    let (words, now) = (words(), clock::now());
    let catalog = words.catalog();
    let mut lines = lines(request, now, &catalog, words.times());
    flow.form.with_untracked(|form| {
        let offer = form.iter().map(|it| &it.offer);
        lines.extend(offer.flat_map(|it| limits(request, it, &catalog)));
    });
    if flow.is_filled_in(request) {
        lines.push(("origin", origin(flow)));
    }
    Proposal {
        send: t("acts.send.request"),
        places: vec![request.vm.subscription_scope()],
        lines,
        cautions: Vec::new(),
        consents: risks
            .iter()
            .map(|it| tf(&format!("acts.request.risks.{}", it.name()), &it.args()))
            .collect(),
        writes: vec![request.write(now)],
    }
}

#[component]
fn FormStep(flow: Flow) -> impl IntoView {
    let (form, gate) = (flow.form, flow.gate);
    let on_offer = Callback::new(move |(offer, draft): (Offer, RequestDraft)| {
        flow.choose(offer, Some(&draft));
    });
    // Being asked anew is no reason to draw the fields anew.
    let is_refused = Memo::new(move |_| gate.is_refused());
    let fields = move || {
        let form = form.get().filter(|_| !is_refused.get())?;
        let offers = match flow.offers.get() {
            Offers::Read(offers) => offers,
            _ => Arc::default(),
        };
        Some(view! { <FormView form offers on_offer /> })
    };
    view! {
        <OffersView offers=flow.offers />
        {fields}
        <Show when=move || form.with(Option::is_some) && !is_refused.get()>
            <ReviewButton gate on_review=Callback::new(move |()| flow.review()) />
        </Show>
        <Show when=move || form.with(Option::is_some)>
            <PermissionGateView
                gate
                act=Act::Request(flow.target.get_value())
                on_again=Callback::new(move |()| flow.ask())
            />
        </Show>
    }
}

#[component]
fn OffersView(offers: RwSignal<Offers>) -> impl IntoView {
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
fn ProgressList(progress: RwSignal<Progress>) -> impl IntoView {
    let items = move || {
        let now = progress.get();
        now.so_far()
            .map(|it| {
                let current = (it == now).then_some("step");
                let text = t(&format!("acts.request.progress.{}", it.name()));
                view! { <li aria-current=current>{text}</li> }
            })
            .collect_view()
    };
    // On the list itself, the role would take its items away.
    view! {
        <div role="status">
            <ol class="act-progress">{items}</ol>
        </div>
    }
}

fn ended(outcome: RequestOutcome, flow: &Flow, on_back: Callback<()>) -> AnyView {
    let (name, words) = (outcome.name(), words());
    let kept = outcome.clone();
    let told = move || notice(&kept, &words.catalog());
    let kind = untrack(&told).map(|it| it.0);
    let notice = kind.map(|kind| {
        view! {
            <div data-outcome=name>
                <Notice
                    kind
                    title=move || t(&format!("acts.request.outcomes.{name}.title"))
                    text=move || told().map(|it| it.1).unwrap_or_default()
                />
            </div>
        }
    });
    let more = match outcome {
        RequestOutcome::Opened(opened) => {
            let target = flow.target.get_value();
            return view! { <OpenedView opened target /> }.into_any();
        }
        RequestOutcome::Refused(refused) => {
            let flow = *flow;
            let save = Callback::new(move |()| flow.save());
            view! { <WriteErrorView refused save /> }.into_any()
        }
        RequestOutcome::Changed(errors) => {
            let errors = errors
                .iter()
                .cloned()
                .map(|it| {
                    let text = move || tf(&format!("acts.fields.{}", it.key), &it.args);
                    view! { <li>{text}</li> }
                })
                .collect_view();
            view! { <ul>{errors}</ul> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        {notice}
        {more}
        <BackButton on_back />
    }
    .into_any()
}

/// What there is to say of an outcome that is told in a sentence.
fn notice(outcome: &RequestOutcome, catalog: &Catalog) -> Option<(NoticeKind, String)> {
    let key = format!("acts.request.outcomes.{}.text", outcome.name());
    Some(match outcome {
        RequestOutcome::Opened(_) | RequestOutcome::Refused(_) => return None,
        RequestOutcome::Closed(status) => {
            let status = catalog.text(&format!("windows.states.{}", status.name()));
            (NoticeKind::Error, catalog.fill(&key, [("status", status)]))
        }
        RequestOutcome::Unsettled | RequestOutcome::Changed(_) => {
            (NoticeKind::Warning, catalog.text(&key))
        }
        RequestOutcome::Unseen(why) => (NoticeKind::Warning, reason_in(catalog, why)),
        RequestOutcome::NotRead(why) => (NoticeKind::Error, reason_in(catalog, why)),
    })
}

/// Where the source of the form came from.
fn origin(flow: &Flow) -> String {
    match flow.target.with_value(|it| it.bastion.clone()) {
        Some(name) => tf("acts.request.from_bastion", &[("name", name)]),
        None => t("acts.request.from_address"),
    }
}

/// What is asked about before the request is sent, which hangs on who sends it.
fn risks(request: &AccessRequest, flow: &Flow) -> Vec<Risk> {
    let access = flow.sessions.access();
    let claims = access.as_ref().and_then(|it| it.claims.as_ref());
    let own = claims.and_then(|it| it.sign_in_address);
    flow.target
        .with_value(|it| request.risks(own, it.given_source()))
}

#[cfg(test)]
mod tests {
    use actions::{WriteError, WriteErrorKind};
    use azure::answer::{Reason, Unavailable};
    use diagnosis::access_windows::Status;
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    #[test]
    fn every_outcome_is_told_in_words() {
        let why = || Unavailable::new(Reason::SignInNeeded);
        let refused = WriteError {
            why: WriteErrorKind::Permission,
            code: String::new(),
            message: String::new(),
            request: "POST /x".to_owned(),
            correlation_id: None,
        };
        for language in Language::ALL {
            let catalog = catalog(language);
            for (outcome, expected) in [
                (
                    RequestOutcome::Closed(Status::Expired),
                    Some(NoticeKind::Error),
                ),
                (RequestOutcome::Unsettled, Some(NoticeKind::Warning)),
                (RequestOutcome::Unseen(why()), Some(NoticeKind::Warning)),
                (RequestOutcome::NotRead(why()), Some(NoticeKind::Error)),
                (
                    RequestOutcome::Changed(Vec::new()),
                    Some(NoticeKind::Warning),
                ),
                (RequestOutcome::Refused(refused.clone()), None),
            ] {
                let found = notice(&outcome, &catalog);
                let kind = found.as_ref().map(|it| it.0);
                assert_eq!(kind, expected, "{outcome:?}");
                let title = format!("acts.request.outcomes.{}.title", outcome.name());
                if let Some((_, text)) = found {
                    assert!(catalog.get(&title).is_some(), "{title}");
                    let is_worded = !text.contains("acts.") && !text.contains('{');
                    assert!(is_worded, "{outcome:?}: {text}");
                }
            }
        }
    }
}
