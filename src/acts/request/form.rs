//! The form of an access request: a row for each port that the policy offers.

use std::sync::Arc;

use actions::{
    field::FieldError,
    request::{AccessRequest, Offer, PortDraft, RequestDraft, Target},
};
use leptos::prelude::*;

use crate::{
    acts::field_error::error_of,
    components::{Field, FieldKind, Icon, IconView, unique_id},
    words::{t, tf},
};

/// What stands in the form, and what is wrong with it.
#[derive(Clone, PartialEq)]
pub(super) struct Form {
    pub(super) offer: Offer,
    /// With what it began.
    target: Target,
    rows: Vec<PortRow>,
    justification: RwSignal<String>,
    errors: RwSignal<Vec<FieldError>>,
}

#[derive(Clone, Copy, PartialEq)]
struct PortRow {
    number: u16,
    is_chosen: RwSignal<bool>,
    source: RwSignal<String>,
    minutes: RwSignal<String>,
}

impl Form {
    pub(super) fn new(offer: Offer, draft: RequestDraft, target: Target) -> Self {
        let row = |it: PortDraft| PortRow {
            number: it.number,
            is_chosen: RwSignal::new(it.is_chosen),
            source: RwSignal::new(it.source),
            minutes: RwSignal::new(it.minutes),
        };
        Self {
            offer,
            target,
            rows: draft.ports.into_iter().map(row).collect(),
            justification: RwSignal::new(draft.justification),
            errors: RwSignal::new(Vec::new()),
        }
    }

    /// What is typed; followed where the reader is followed.
    pub(super) fn draft(&self) -> RequestDraft {
        let row = |it: &PortRow| PortDraft {
            number: it.number,
            is_chosen: it.is_chosen.get(),
            source: it.source.get(),
            minutes: it.minutes.get(),
        };
        RequestDraft {
            ports: self.rows.iter().map(row).collect(),
            justification: self.justification.get(),
        }
    }

    /// The request; without one, what is wrong stands at its field.
    pub(super) fn check(&self) -> Option<AccessRequest> {
        let checked = untrack(|| self.draft()).check(&self.offer);
        let errors = checked.as_ref().err().cloned();
        self.errors.set(errors.unwrap_or_default());
        checked.ok()
    }
}

#[component]
pub(super) fn FormView(
    form: Form,
    offers: Arc<Vec<Offer>>,
    on_offer: Callback<(Offer, RequestDraft)>,
) -> impl IntoView {
    let (errors, justification) = (form.errors, form.justification);
    let no_port = error_of(errors, "ports");
    let rows = form
        .rows
        .iter()
        .map(|row| {
            let (offer, target) = (form.offer.clone(), form.target.clone());
            view! { <PortRowView row=*row offer target errors /> }
        })
        .collect_view();
    view! {
        <PolicyChoice form offers on_offer />
        <fieldset
            class="act-ports"
            tabindex="-1"
            aria-invalid=move || no_port.with(Option::is_some).then_some("true")
        >
            <legend>{move || t("acts.request.ports")}</legend>
            {rows}
            <div class="field-error" aria-live="polite">
                {move || no_port.get().map(|it| view! { <p><IconView icon=Icon::Problem />{it}</p> })}
            </div>
        </fieldset>
        <Field
            label=move || t("acts.request.justification")
            hint=move || t("acts.request.justification_hint")
            value=justification
            error=error_of(errors, "justification")
        />
    }
}

/// Where several policies name the VM, through which of them to ask.
#[component]
fn PolicyChoice(
    form: Form,
    offers: Arc<Vec<Offer>>,
    on_offer: Callback<(Offer, RequestDraft)>,
) -> impl IntoView {
    let id = unique_id("policy");
    let own = form.offer.policy.clone();
    (offers.len() > 1).then(|| {
        let options = offers
            .iter()
            .map(|it| {
                let (name, is_own) = (it.policy.to_string(), it.policy == own);
                view! {
                    <option value=name selected=is_own>
                        {it.policy.name().to_owned()}
                    </option>
                }
            })
            .collect_view();
        let choose = move |chosen: String| {
            if let Some(offer) = offers.iter().find(|it| it.policy.as_str() == chosen) {
                on_offer.run((offer.clone(), untrack(|| form.draft())));
            }
        };
        view! {
            <div class="field">
                <label for=id.clone()>{move || t("acts.request.policy")}</label>
                <select id=id on:change:target=move |event| choose(event.target().value())>
                    {options}
                </select>
            </div>
        }
    })
}

#[component]
fn PortRowView(
    row: PortRow,
    offer: Offer,
    target: Target,
    errors: RwSignal<Vec<FieldError>>,
) -> impl IntoView {
    let number = row.number;
    let allowed = offer.sources(number).join(", ");
    let longest = offer.longest(number).to_string();
    let is_chosen = row.is_chosen;
    let Target {
        source, bastion, ..
    } = target;
    let is_filled_in = Memo::new(move |_| {
        source
            .as_ref()
            .is_some_and(|it| row.source.with(|own| own == it))
    });
    let bastion = StoredValue::new(bastion);
    let origin = move || match bastion.get_value() {
        Some(name) => tf("acts.request.filled_in_bastion", &[("name", name)]),
        None => t("acts.request.filled_in"),
    };
    let name = move || tf("acts.request.port", &[("port", number.to_string())]);
    view! {
        <div class="act-port" role="group" aria-label=name>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=is_chosen
                    on:change:target=move |event| is_chosen.set(event.target().checked())
                />
                <span>{name}</span>
            </label>
            <div class="act-port-fields" class:act-hidden=move || !is_chosen.get()>
                <div class="act-port-field">
                    <Field
                        label=move || t("acts.request.source")
                        hint={
                            let allowed = allowed.clone();
                            move || tf("acts.request.source_hint", &[("allowed", &allowed)])
                        }
                        value=row.source
                        error=error_of(errors, format!("source-{number}"))
                    />
                    <Show when=move || is_filled_in.get()>
                        <p class="quiet" data-filled-in>
                            {origin}
                        </p>
                    </Show>
                </div>
                <Field
                    label=move || t("acts.request.minutes")
                    hint={
                        let longest = longest.clone();
                        move || tf("acts.request.minutes_hint", &[("longest", &longest)])
                    }
                    kind=FieldKind::Number
                    value=row.minutes
                    error=error_of(errors, format!("minutes-{number}"))
                />
            </div>
        </div>
    }
}
