//! Requesting access to one VM.

mod form;
mod opened;

use std::sync::Arc;

use jit_doctor_core::{
    acts::{
        field::Source,
        request::{self, AccessRequest, Offer, Outcome, Progress, RequestDraft, offers, send},
    },
    facts::{Context, Unavailable},
    question::{Goal, Question},
    resource_id::ResourceId,
    timestamp,
};
use leptos::prelude::*;

use self::{
    form::{Form, FormView},
    opened::OpenedView,
};
use super::{
    Act, Draft, Step,
    confirm::{Confirm, Line, ReviewButton, Shown},
    frame::Frame,
    gate::{Gate, GateView},
    kept,
    outcome::{FIRST_WRONG, RefusedView},
};
use crate::{
    browser::{
        clock::{self, BrowserClock},
        location,
    },
    components::{Notice, NoticeKind},
    session::{Access, Sessions, sessions},
    task::Task,
    words::{Words, t, tf, words},
};

/// What the policies offer, as far as it is known.
#[derive(Clone, PartialEq)]
enum Offers {
    Reading,
    Read(Arc<Vec<Offer>>),
    Unread(Unavailable),
}

/// One act from its form to its end.
#[derive(Clone, Copy)]
struct Flow {
    act: StoredValue<Act>,
    vm: StoredValue<ResourceId>,
    step: RwSignal<Step>,
    offers: RwSignal<Offers>,
    form: RwSignal<Option<Form>>,
    gate: Gate,
    checked: RwSignal<Option<AccessRequest>>,
    progress: RwSignal<Progress>,
    outcome: RwSignal<Option<Outcome>, LocalStorage>,
    reading: Task,
    sending: Task,
    sessions: Sessions,
    words: Words,
}

impl Flow {
    fn new(act: &Act, vm: ResourceId) -> Self {
        Self {
            act: StoredValue::new(act.clone()),
            vm: StoredValue::new(vm),
            step: RwSignal::new(Step::Form),
            offers: RwSignal::new(Offers::Reading),
            form: RwSignal::new(None),
            gate: Gate::new(),
            checked: RwSignal::new(None),
            progress: RwSignal::new(Progress::Reading),
            outcome: RwSignal::new_local(None),
            reading: Task::new(),
            sending: Task::new(),
            sessions: sessions(),
            words: words(),
        }
    }

    fn ask(self) {
        let offer = self
            .form
            .with_untracked(|it| it.as_ref().map(|it| it.offer.clone()));
        if let (Some(access), Some(offer)) = (self.sessions.current_untracked().access(), offer) {
            self.gate
                .ask(access.client(self.words), request::needed(&offer));
        }
    }

    /// Takes an offer, with what was typed for another one, if anything.
    fn choose(self, offer: &Offer, draft: Option<&RequestDraft>) {
        let (port, source) = self.act.with_value(|it| match it {
            Act::Request { port, source, .. } => (*port, source.clone()),
            _ => (None, String::new()),
        });
        self.form.set(Some(Form::new(offer, draft, port, &source)));
        self.ask();
    }

    fn read(self, access: &Access, kept: Option<RequestDraft>) {
        let client = access.client(self.words);
        self.offers.set(Offers::Reading);
        self.reading.run(async move {
            match offers(&client, &self.vm.get_value()).await {
                Ok(found) => {
                    if let Some(first) = found.first() {
                        self.choose(first, kept.as_ref());
                    }
                    self.offers.set(Offers::Read(Arc::new(found)));
                }
                Err(why) => self.offers.set(Offers::Unread(why)),
            }
        });
    }

    fn review(self) {
        let Some(form) = self.form.get_untracked() else {
            return;
        };
        if let Some(request) = form.check() {
            self.checked.set(Some(request));
            self.step.set(Step::Confirm);
        } else {
            request_animation_frame(|| location::focus(FIRST_WRONG));
        }
    }

    fn send(self, on_done: Callback<()>) {
        let access = self.sessions.current_untracked().access().cloned();
        let (Some(access), Some(form)) = (access, self.form.get_untracked()) else {
            return;
        };
        let context = context(&access, self.words, &self.vm.get_value());
        self.step.set(Step::Running);
        self.sending.run(async move {
            let on_progress = |it| self.progress.set(it);
            let ended = send(&context, &form.draft(), &form.offer, on_progress).await;
            let is_open = matches!(ended, Outcome::Opened(_));
            self.outcome.set(Some(ended));
            self.step.set(Step::Done);
            if is_open {
                on_done.run(());
            }
        });
    }
}

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
            let reason = tf(&format!("reasons.{}", why.reason.key()), &why.args);
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
        <ol class="act-progress" role="status">
            {items}
        </ol>
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
    let unread = |why: &Unavailable| tf(&format!("reasons.{}", why.reason.key()), &why.args);
    let main = match outcome {
        Outcome::Opened(opened) => return view! { <OpenedView opened act /> }.into_any(),
        Outcome::Refused(refused) => view! { <RefusedView refused act draft /> }.into_any(),
        Outcome::Closed(status) => {
            let status = t(&format!("windows.states.{}", status.name()));
            let text = tf("acts.request.outcomes.closed.text", &[("status", status)]);
            plain(NoticeKind::Error, "closed", Some(text)).into_any()
        }
        Outcome::Unsettled => plain(NoticeKind::Warning, "unsettled", None).into_any(),
        Outcome::Unseen(why) => plain(NoticeKind::Warning, "unseen", Some(unread(&why))).into_any(),
        Outcome::NotRead(why) => {
            plain(NoticeKind::Error, "not_read", Some(unread(&why))).into_any()
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

fn context(access: &Access, words: Words, vm: &ResourceId) -> Context {
    Context {
        arm: access.client(words),
        clock: std::rc::Rc::new(BrowserClock),
        cloud: access.cloud,
        question: Question {
            tenant: None,
            vm: vm.clone(),
            port: None,
            source: None,
            goal: Some(Goal::Connect),
            minutes: None,
        },
        claims: access.claims.clone(),
    }
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
