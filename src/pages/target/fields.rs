//! The question's fields: what for, which port, from where, for how long.

use leptos::prelude::*;

use super::form::{BY_SYSTEM, Form, NOT_SURE, OTHER, PORTS};
use crate::{
    components::{Field, FieldKind, RadioGroup, RadioOption},
    pages::subject::SubjectFields,
    session::sessions,
    words::{t, tf, words},
};

#[component]
pub(super) fn QuestionFields(form: Form) -> impl IntoView {
    view! {
        <section class="card">
            <GoalField form />
            <PortField form />
        </section>
        <section class="card fields">
            <SourceField form />
            <HoursField form />
        </section>
        <AboutField form />
    }
}

#[component]
fn GoalField(form: Form) -> impl IntoView {
    let words = words();
    let options = ["request", "connect", "enable", NOT_SURE]
        .map(|goal| {
            RadioOption::new(goal, move || {
                words.text(&format!("page.goals.{goal}.label"))
            })
            .detail(move || words.text(&format!("page.goals.{goal}.detail")))
        })
        .into();
    view! {
        <RadioGroup legend=move || t("page.target.goal.legend") options value=form.goal />
    }
}

#[component]
fn PortField(form: Form) -> impl IntoView {
    let words = words();
    let text = move |key: &'static str| move || words.text(key);
    let mut options = vec![
        RadioOption::new(BY_SYSTEM, text("page.target.port.system.label"))
            .detail(text("page.target.port.system.detail")),
    ];
    options.extend(PORTS.map(|port| {
        RadioOption::new(port, move || {
            words.text(&format!("page.target.port.known.{port}"))
        })
    }));
    options.push(RadioOption::new(OTHER, text("page.target.port.other")));
    let error = Signal::derive(move || form.port_error().map(|key| words.text(&key)));
    view! {
        <RadioGroup legend=move || t("page.target.port.legend") options value=form.port>
            <Show when=move || form.port.get() == OTHER>
                <Field
                    label=move || t("page.target.port.number")
                    value=form.other_port
                    kind=FieldKind::Number
                    error
                />
            </Show>
        </RadioGroup>
    }
}

#[component]
fn SourceField(form: Form) -> impl IntoView {
    let (sessions, words) = (sessions(), words());
    let signed_in_from = Memo::new(move |_| {
        let claims = sessions.access()?.claims?;
        claims.sign_in_address.map(|it| it.to_string())
    });
    let error = Signal::derive(move || form.source_error().map(|key| words.text(&key)));
    let hint = move || {
        signed_in_from.get().map(|address| {
            let label = {
                let address = address.clone();
                move || tf("page.target.source.use", &[("address", &address)])
            };
            view! {
                <button
                    type="button"
                    class="button button-small"
                    on:click=move |_| form.source.set(address.clone())
                >
                    {label}
                </button>
                <p class="quiet">{move || t("page.target.source.signed_in_from")}</p>
            }
        })
    };
    view! {
        <Field
            label=move || t("page.target.source.label")
            hint=move || t("page.target.source.hint")
            placeholder="203.0.113.7"
            value=form.source
            error
        >
            {hint}
        </Field>
    }
}

/// Open where an address names somebody.
#[component]
fn AboutField(form: Form) -> impl IntoView {
    let is_open = !untrack(|| form.about.is_empty());
    view! {
        <details class="card" data-about open=is_open>
            <summary>{move || t("page.subject.title")}</summary>
            <div class="form">
                <p class="quiet">{move || t("page.subject.text")}</p>
                <SubjectFields draft=form.about />
            </div>
        </details>
    }
}

#[component]
fn HoursField(form: Form) -> impl IntoView {
    let words = words();
    let error = Signal::derive(move || form.hours_error().map(|key| words.text(&key)));
    view! {
        <Field
            label=move || t("page.target.hours.label")
            hint=move || t("page.target.hours.hint")
            value=form.hours
            kind=FieldKind::Number
            error
        />
    }
}
