//! The form that says how JIT guards the ports: a row for each.

use actions::{
    field::FieldError,
    turn_on::{ANY, GuardDraft, GuardedPort, PROTOCOLS, TurnOnDraft},
};
use leptos::prelude::*;
use text::Catalog;

use crate::{
    acts::field_error::error_of,
    components::{Field, FieldKind, Icon, IconView, unique_id},
    words::{t, tf, words},
};

/// What stands in the form, and what is wrong with it.
#[derive(Clone, Copy)]
pub(in crate::acts) struct Form {
    rows: RwSignal<Vec<GuardRow>>,
    errors: RwSignal<Vec<FieldError>>,
}

#[derive(Clone, Copy, PartialEq)]
struct GuardRow {
    is_chosen: RwSignal<bool>,
    number: RwSignal<String>,
    protocol: RwSignal<String>,
    sources: RwSignal<String>,
    minutes: RwSignal<String>,
}

impl GuardRow {
    fn new(draft: &GuardDraft) -> Self {
        Self {
            is_chosen: RwSignal::new(draft.is_chosen),
            number: RwSignal::new(draft.number.clone()),
            protocol: RwSignal::new(draft.protocol.clone()),
            sources: RwSignal::new(draft.sources.clone()),
            minutes: RwSignal::new(draft.minutes.clone()),
        }
    }

    fn draft(&self) -> GuardDraft {
        GuardDraft {
            is_chosen: self.is_chosen.get(),
            number: self.number.get(),
            protocol: self.protocol.get(),
            sources: self.sources.get(),
            minutes: self.minutes.get(),
        }
    }
}

impl Form {
    pub(in crate::acts) fn new(draft: &TurnOnDraft) -> Self {
        Self {
            rows: RwSignal::new(draft.ports.iter().map(GuardRow::new).collect()),
            errors: RwSignal::new(Vec::new()),
        }
    }

    /// What is typed; followed where the reader is followed.
    pub(in crate::acts) fn draft(&self) -> TurnOnDraft {
        let rows = self.rows.get();
        TurnOnDraft {
            ports: rows.iter().map(GuardRow::draft).collect(),
        }
    }

    /// The ports; without them, what is wrong stands at its field.
    pub(in crate::acts) fn check(&self) -> Option<Vec<GuardedPort>> {
        let checked = untrack(|| self.draft()).check();
        let errors = checked.as_ref().err().cloned();
        self.errors.set(errors.unwrap_or_default());
        checked.ok()
    }
}

#[component]
pub(in crate::acts) fn FormView(form: Form) -> impl IntoView {
    let errors = form.errors;
    let no_port = error_of(errors, "ports");
    let rows = move || {
        let rows = form.rows.get();
        rows.into_iter()
            .enumerate()
            .map(|(at, row)| view! { <GuardRowView row at errors /> })
            .collect_view()
    };
    view! {
        <fieldset
            class="act-ports"
            tabindex="-1"
            aria-invalid=move || no_port.with(Option::is_some).then_some("true")
        >
            <legend>{move || t("acts.turn_on.ports")}</legend>
            <p class="field-hint">{move || t("acts.turn_on.hint")}</p>
            {rows}
            <div class="field-error" aria-live="polite">
                {move || no_port.get().map(|it| view! { <p><IconView icon=Icon::Problem />{it}</p> })}
            </div>
        </fieldset>
        <div class="actions">
            <button
                type="button"
                class="button button-small"
                data-add-port
                on:click=move |_| form.rows.update(|it| it.push(GuardRow::new(&GuardDraft::added())))
            >
                {move || t("acts.turn_on.add")}
            </button>
        </div>
    }
}

#[component]
fn GuardRowView(row: GuardRow, at: usize, errors: RwSignal<Vec<FieldError>>) -> impl IntoView {
    let (id, words) = (unique_id("protocol"), words());
    let is_chosen = row.is_chosen;
    let label = move || {
        row.number.with(|it| match it.trim() {
            "" => t("acts.turn_on.new_port"),
            number => tf("acts.request.port", &[("port", number)]),
        })
    };
    // The ports that are offered have their numbers.
    let number = (TurnOnDraft::OFFERED <= at).then(|| {
        view! {
            <Field
                label=move || t("acts.turn_on.number")
                kind=FieldKind::Number
                value=row.number
                error=error_of(errors, format!("number-{at}"))
            />
        }
    });
    let options = PROTOCOLS
        .map(|it| {
            let text = move || protocol(it, &words.catalog());
            view! {
                <option value=it selected=move || row.protocol.with(|own| own == it)>
                    {text}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="act-port" role="group" aria-label=label>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=is_chosen
                    on:change:target=move |event| is_chosen.set(event.target().checked())
                />
                <span>{label}</span>
            </label>
            <div class="act-port-fields" class:act-hidden=move || !is_chosen.get()>
                {number}
                <div class="field">
                    <label for=id.clone()>{move || t("acts.turn_on.protocol")}</label>
                    <select
                        id=id
                        on:change:target=move |event| row.protocol.set(event.target().value())
                    >
                        {options}
                    </select>
                </div>
                <Sources sources=row.sources error=error_of(errors, format!("sources-{at}")) />
                <Field
                    label=move || t("acts.turn_on.minutes")
                    kind=FieldKind::Number
                    value=row.minutes
                    error=error_of(errors, format!("minutes-{at}"))
                />
            </div>
        </div>
    }
}

/// From where a request may open the port: from anywhere, or what is typed.
#[component]
fn Sources(sources: RwSignal<String>, error: Signal<Option<String>>) -> impl IntoView {
    let id = unique_id("sources");
    let is_any = Memo::new(move |_| sources.with(|it| it.trim() == ANY));
    view! {
        <div class="field">
            <label for=id.clone()>{move || t("acts.turn_on.sources")}</label>
            <select id=id on:change:target=move |event| sources.set(event.target().value())>
                <option value=ANY selected=is_any>
                    {move || t("acts.turn_on.any")}
                </option>
                <option value="" selected=move || !is_any.get()>
                    {move || t("acts.turn_on.only")}
                </option>
            </select>
        </div>
        <Show when=move || !is_any.get()>
            <Field
                label=move || t("acts.turn_on.addresses")
                placeholder="203.0.113.7, 198.51.100.0/24"
                value=sources
                error
            />
        </Show>
    }
}

/// A protocol in words.
pub(in crate::acts) fn protocol(name: &str, catalog: &Catalog) -> String {
    match name {
        "*" => catalog.text("acts.turn_on.any_protocol"),
        other => other.to_owned(),
    }
}
