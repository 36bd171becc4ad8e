//! Requesting access to one VM.

mod flow;
mod form;
mod opened;

use std::sync::Arc;

use actions::{
    Act,
    field::Source,
    request::{AccessRequest, Offer, Progress, RequestDraft, RequestOutcome, Target},
};
use azure::timestamp::{self, Timestamp};
use leptos::prelude::*;
use text::Catalog;

use self::{
    flow::{Flow, Offers},
    form::FormView,
    opened::OpenedView,
};
use super::{
    confirm::{Confirm, Line, Proposal, ReviewButton},
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
                let now = clock::now();
                let catalog = words().catalog();
                let mut lines = lines(&request, now, &catalog);
                lines.extend(
                    flow.form
                        .with(|it| Some(limits(&request, &it.as_ref()?.offer, &catalog)))
                        .unwrap_or_default(),
                );
                if flow.is_filled_in(&request) {
                    lines.push(("origin", t("acts.request.from_address")));
                }
                let proposal = Proposal {
                    subscription: request.vm.subscription_scope(),
                    lines,
                    caution: None,
                    consents: consents(&request, flow),
                    writes: vec![request.write(now)],
                };
                view! {
                    <Confirm proposal on_send on_back />
                    <p class="quiet">{t("acts.request.time_note")}</p>
                }
            })
            .into_any(),
        Step::Running => view! { <ProgressList progress=flow.progress /> }.into_any(),
        Step::Done => flow
            .outcome
            .get()
            .map(|outcome| ended(outcome, flow, on_back))
            .into_any(),
    }
}

#[component]
fn FormStep(flow: Flow) -> impl IntoView {
    let (form, gate) = (flow.form, flow.gate);
    let on_offer = Callback::new(move |(offer, draft): (Offer, RequestDraft)| {
        flow.choose(offer, Some(&draft));
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
        <OffersView offers=flow.offers />
        <Show when=move || form.with(Option::is_some)>
            <PermissionGateView gate on_again=Callback::new(move |()| flow.ask()) />
        </Show>
        {fields}
        <Show when=move || form.with(Option::is_some)>
            <ReviewButton gate on_review=Callback::new(move |()| flow.review()) />
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

fn ended(outcome: RequestOutcome, flow: Flow, on_back: Callback<()>) -> AnyView {
    let name = outcome.name();
    let notice = notice(&outcome, &words().catalog()).map(|(kind, text)| {
        view! {
            <div data-outcome=name>
                <Notice
                    kind
                    title=move || t(&format!("acts.request.outcomes.{name}.title"))
                    text=move || text.clone()
                />
            </div>
        }
    });
    let more = match outcome {
        RequestOutcome::Opened(opened) => {
            let vm = flow.target.with_value(|it| it.vm.clone());
            return view! { <OpenedView opened vm /> }.into_any();
        }
        RequestOutcome::Refused(refused) => {
            let save = Callback::new(move |()| flow.save());
            view! { <WriteErrorView refused save /> }.into_any()
        }
        RequestOutcome::Changed(errors) => {
            let errors = errors
                .iter()
                .map(|it| view! { <li>{tf(&format!("acts.fields.{}", it.key), &it.args)}</li> })
                .collect_view();
            view! { <ul>{errors}</ul> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        {notice}
        {more}
        <div class="actions">
            <button type="button" class="button" on:click=move |_| on_back.run(())>
                {t("acts.back")}
            </button>
        </div>
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

/// What is asked about before the request is sent.
fn consents(request: &AccessRequest, flow: Flow) -> Vec<String> {
    let session = flow.sessions.current_untracked();
    let claims = session.access().and_then(|it| it.claims.as_ref());
    let own = claims.and_then(|it| it.sign_in_address);
    let given = flow.target.with_value(|it| it.source.clone());
    let risks = request.risks(own, given.as_deref());
    risks
        .iter()
        .map(|it| tf(&format!("acts.request.risks.{}", it.name()), &it.args()))
        .collect()
}

/// The request in words, as it would be sent now.
fn lines(request: &AccessRequest, now: Timestamp, catalog: &Catalog) -> Vec<Line> {
    let mut lines = vec![("vm", request.vm.name().to_owned())];
    let group = request.vm.resource_group();
    lines.extend(group.map(|it| ("group", it.to_owned())));
    lines.push(("policy", request.policy.name().to_owned()));
    for port in &request.ports {
        let from_azure = || catalog.text("acts.request.source_azure");
        let until = now.saturating_add(timestamp::Duration::minutes(i64::from(port.minutes)));
        let args = [
            ("port", port.number.to_string()),
            ("source", port.source.map_or_else(from_azure, Source::text)),
            ("minutes", port.minutes.to_string()),
            ("until", timestamp::show(until)),
        ];
        lines.push(("port", catalog.fill("acts.confirm.port_line", args)));
    }
    if !request.justification.is_empty() {
        lines.push(("justification", request.justification.clone()));
    }
    lines
}

/// What the policy allows at most for each port that is asked for.
fn limits(request: &AccessRequest, offer: &Offer, catalog: &Catalog) -> Vec<Line> {
    let ports = request.ports.iter().map(|port| {
        let args = [
            ("port", port.number.to_string()),
            ("sources", offer.sources(port.number).join(", ")),
            ("minutes", offer.longest(port.number).to_string()),
        ];
        ("limit", catalog.fill("acts.confirm.limit_line", args))
    });
    ports.collect()
}

#[cfg(test)]
mod tests {
    use actions::{WriteError, WriteErrorKind, request::AskedPort};
    use azure::{
        answer::{Reason, Unavailable},
        resource_id::ResourceId,
    };
    use diagnosis::access_windows::Status;
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    const GROUP: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg";

    fn request() -> AccessRequest {
        let id = |rest: &str| ResourceId::parse(&format!("{GROUP}/providers/{rest}")).unwrap();
        let port = |number, source| AskedPort {
            number,
            source,
            minutes: 30,
        };
        AccessRequest {
            policy: id("Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default"),
            vm: id("Microsoft.Compute/virtualMachines/vm-1"),
            ports: vec![port(22, Some(Source::Any)), port(3389, None)],
            justification: String::new(),
        }
    }

    #[test]
    fn the_summary_tells_all_that_is_asked_for() {
        let now = timestamp::parse("2026-11-24T10:00:00Z").unwrap();
        for language in Language::ALL {
            let catalog = catalog(language);
            let mut request = request();
            let found = lines(&request, now, &catalog);
            let labels: Vec<&str> = found.iter().map(|it| it.0).collect();
            assert_eq!(labels, ["vm", "group", "policy", "port", "port"]);
            let values: Vec<&str> = found.iter().map(|it| &*it.1).collect();
            assert_eq!(values[..3], ["vm-1", "rg", "default"]);
            for (value, parts) in [
                (values[3], ["22", "*", "30", "10:30"]),
                (
                    values[4],
                    [
                        "3389",
                        &*catalog.text("acts.request.source_azure"),
                        "30",
                        "10:30",
                    ],
                ),
            ] {
                for part in parts {
                    assert!(value.contains(part), "{value} lacks {part}");
                }
            }
            request.justification = "patching".to_owned();
            let last = lines(&request, now, &catalog).pop();
            assert_eq!(last, Some(("justification", "patching".to_owned())));
        }
    }

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
