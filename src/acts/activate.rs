//! Activating a role: why and for how long, the request, and what became of it.

use actions::{
    Act,
    activate::{
        Activation, ActivationDraft, ActivationOutcome, ActivationRequest, EligibleRole, MFA,
        activate, broken_rule,
    },
    field::FieldError,
};
use azure::arm::Write;
use guide::permission::named;
use leptos::prelude::*;
use text::{Catalog, space_after};

use super::{
    confirm::{BackButton, Confirm, Proposal, ReviewButton},
    field_error::{self, error_of},
    saved_draft,
    step::Step,
    write_error::WriteErrorView,
};
use crate::{
    browser::{
        clock::{self, BrowserClock},
        guid,
    },
    components::{Field, FieldKind, Notice, NoticeKind},
    session::sessions,
    task_slot::TaskSlot,
    words::{reason_in, t, tf, words},
};

#[derive(Clone, Copy)]
struct Form {
    justification: RwSignal<String>,
    hours: RwSignal<String>,
    errors: RwSignal<Vec<FieldError>>,
}

impl Form {
    fn new(draft: ActivationDraft) -> Self {
        Self {
            justification: RwSignal::new(draft.justification),
            hours: RwSignal::new(draft.hours),
            errors: RwSignal::new(Vec::new()),
        }
    }

    /// What is typed; followed where the reader is followed.
    fn draft(self) -> ActivationDraft {
        ActivationDraft {
            justification: self.justification.get(),
            hours: self.hours.get(),
        }
    }

    /// What is asked for; without one, what is wrong stands at its field.
    fn check(self) -> Option<Activation> {
        let checked = untrack(|| self.draft()).check();
        self.errors
            .set(checked.as_ref().err().cloned().unwrap_or_default());
        checked.ok()
    }
}

#[component]
pub(super) fn ActivateAct(
    role: EligibleRole,
    step: RwSignal<Step>,
    on_done: Callback<()>,
) -> impl IntoView {
    let act = Act::Activate(role.clone());
    let form = Form::new(saved_draft::take(&act).unwrap_or_default());
    saved_draft::keep(act.clone(), step, move || Some(form.draft()));
    let act = StoredValue::new(act);
    let save = Callback::new(move |()| {
        saved_draft::save(act.get_value(), &untrack(|| form.draft()));
    });
    let role = StoredValue::new(role);
    let (sessions, words) = (sessions(), words());
    let asked = RwSignal::new(None::<ActivationRequest>);
    // What Azure says of the request meanwhile.
    let status = RwSignal::new(String::new());
    let outcome = RwSignal::new_local(None::<ActivationOutcome>);
    let sending = TaskSlot::new();
    // Who signs in anew may be somebody else, and reviews what is sent in their name.
    Effect::new(move |_| {
        sessions.access();
        if step.get_untracked() == Step::Confirm {
            step.set(Step::Form);
        }
    });
    let principal = move || {
        let session = sessions.current_untracked();
        session.access()?.claims.as_ref()?.object_id.clone()
    };
    let on_review = Callback::new(move |()| {
        let (Some(activation), Some(principal), Some(id)) =
            (form.check(), principal(), guid::new())
        else {
            return field_error::focus_first();
        };
        asked.set(Some(ActivationRequest {
            role: role.get_value(),
            activation,
            principal,
            id,
        }));
        step.set(Step::Confirm);
    });
    let on_send = Callback::new(move |()| {
        let access = sessions.current_untracked().access().cloned();
        let (Some(access), Some(request)) = (access, asked.get_untracked()) else {
            return;
        };
        status.set(String::new());
        step.set(Step::Running);
        sending.run(async move {
            let arm = access.client(words);
            let on_status = |it: &str| status.set(it.to_owned());
            let ended = activate(&arm, &BrowserClock, &request, on_status).await;
            let is_active = matches!(
                ended,
                ActivationOutcome::Active | ActivationOutcome::AlreadyActive
            );
            outcome.set(Some(ended));
            step.set(Step::Done);
            if is_active {
                on_done.run(());
            }
        });
    });
    let on_back = Callback::new(move |()| step.set(Step::Form));
    move || match step.get() {
        Step::Form => view! { <FormView form on_review /> }.into_any(),
        Step::Confirm => asked
            .get()
            .map(|request| {
                let write = request.write(clock::now());
                let proposal = Callback::new(move |()| proposal(&request, &write));
                view! {
                    <Confirm proposal on_send on_back />
                    <p class="quiet">{move || t("acts.activate.time_note")}</p>
                }
            })
            .into_any(),
        Step::Running => view! {
            <p role="status">
                {move || {
                    let is_taken = status.with(|it| !it.is_empty());
                    let said = t(if is_taken {
                        "acts.activate.waiting"
                    } else {
                        "acts.activate.sending"
                    });
                    let gap = space_after(&said);
                    said + gap
                }} <b>{status}</b>
            </p>
        }
        .into_any(),
        Step::Done => outcome.get().map(|it| ended(it, save, on_back)).into_any(),
    }
}

/// What is shown before it is sent.
fn proposal(request: &ActivationRequest, write: &Write) -> Proposal {
    let ActivationRequest {
        role, activation, ..
    } = request;
    let hours = activation.hours.to_string();
    Proposal {
        send: t("acts.send.activate"),
        lines: vec![
            ("role", named(&role.name, &words().catalog())),
            ("scope", role.scope.to_string()),
            (
                "duration",
                tf("acts.activate.duration", &[("hours", hours)]),
            ),
            ("justification", activation.justification.clone()),
        ],
        places: vec![role.scope.clone()],
        cautions: Vec::new(),
        consents: Vec::new(),
        writes: vec![write.clone()],
    }
}

#[component]
fn FormView(form: Form, on_review: Callback<()>) -> impl IntoView {
    view! {
        <p>{move || t("acts.activate.lead")}</p>
        <Field
            label=move || t("acts.activate.justification")
            hint=move || t("acts.activate.justification_hint")
            value=form.justification
            error=error_of(form.errors, "justification")
        />
        <Field
            label=move || t("acts.activate.hours")
            hint=move || t("acts.activate.hours_hint")
            kind=FieldKind::Number
            value=form.hours
            error=error_of(form.errors, "hours")
        />
        <ReviewButton on_review />
    }
}

/// What there is to say of an outcome, unless Azure refused it.
fn text(outcome: &ActivationOutcome, catalog: &Catalog) -> String {
    let key = format!("acts.activate.outcomes.{}.text", outcome.name());
    match outcome {
        ActivationOutcome::Ended(state) | ActivationOutcome::Unsettled(state) => {
            catalog.fill(&key, [("state", state)])
        }
        ActivationOutcome::Unseen(why) => reason_in(catalog, why),
        ActivationOutcome::Refused(_) => String::new(),
        ActivationOutcome::Active
        | ActivationOutcome::AlreadyActive
        | ActivationOutcome::Approval
        | ActivationOutcome::Pending => catalog.text(&key),
    }
}

fn ended(outcome: ActivationOutcome, save: Callback<()>, on_back: Callback<()>) -> impl IntoView {
    let (name, words) = (outcome.name(), words());
    let kept = outcome.clone();
    let kind = match outcome {
        ActivationOutcome::Active | ActivationOutcome::AlreadyActive => NoticeKind::Success,
        ActivationOutcome::Ended(_) => NoticeKind::Error,
        ActivationOutcome::Approval | ActivationOutcome::Pending => NoticeKind::Info,
        _ => NoticeKind::Warning,
    };
    let ActivationOutcome::Refused(refused) = outcome else {
        return view! {
            <div data-outcome=name>
                <Notice
                    kind
                    title=move || t(&format!("acts.activate.outcomes.{name}.title"))
                    text=move || text(&kept, &words.catalog())
                />
            </div>
        }
        .into_any();
    };
    let rule = broken_rule(&refused);
    let takes_sign_in = rule == Some(MFA);
    let rule = rule.map(|rule| {
        view! { <p data-rule=rule>{move || t(&format!("acts.activate.rules.{rule}"))}</p> }
    });
    view! {
        <WriteErrorView refused save takes_sign_in />
        {rule}
        <BackButton on_back />
    }
    .into_any()
}
