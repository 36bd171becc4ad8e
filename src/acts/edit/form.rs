//! The form that says what is changed, and to what.

use actions::{
    edit::{Change, ChangeForm, ChangeKind, Editing},
    field::FieldError,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    acts::{field_error::error_of, turn_on::form as guards},
    components::{Field, FieldKind, unique_id},
    words::t,
};

/// What a reader can choose. What only follows from a finding is not among it.
const OFFERED: [ChangeKind; 7] = [
    ChangeKind::Sources,
    ChangeKind::ReplaceSource,
    ChangeKind::Longest,
    ChangeKind::AtMost,
    ChangeKind::AddPorts,
    ChangeKind::RemovePorts,
    ChangeKind::Drop,
];

/// What stands in the form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Typed {
    kind: ChangeKind,
    form: ChangeForm,
}

impl Typed {
    /// What it begins with.
    pub(super) fn first(editing: &Editing) -> Self {
        let kind = match editing {
            Editing::Form(kind, _) => *kind,
            Editing::These(_) | Editing::Logged(_) => ChangeKind::Sources,
        };
        let mut form = ChangeForm::default();
        // Most VMs have some of them already.
        for port in &mut form.added.ports {
            port.is_chosen = false;
        }
        Self { kind, form }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Form {
    kind: RwSignal<ChangeKind>,
    ports: RwSignal<String>,
    sources: RwSignal<String>,
    from: RwSignal<String>,
    minutes: RwSignal<String>,
    added: StoredValue<guards::Form>,
    errors: RwSignal<Vec<FieldError>>,
}

impl Form {
    pub(super) fn new(typed: &Typed) -> Self {
        let Typed { kind, form } = typed;
        Self {
            kind: RwSignal::new(*kind),
            ports: RwSignal::new(form.ports.clone()),
            sources: RwSignal::new(form.sources.clone()),
            from: RwSignal::new(form.from.clone()),
            minutes: RwSignal::new(form.minutes.clone()),
            added: StoredValue::new(guards::Form::new(&form.added)),
            errors: RwSignal::new(Vec::new()),
        }
    }

    /// Followed where the reader is followed.
    pub(super) fn typed(&self) -> Typed {
        Typed {
            kind: self.kind.get(),
            form: ChangeForm {
                ports: self.ports.get(),
                sources: self.sources.get(),
                from: self.from.get(),
                minutes: self.minutes.get(),
                added: self.added.with_value(guards::Form::draft),
            },
        }
    }

    /// The change; without it, what is wrong stands at its field.
    pub(super) fn check(&self) -> Option<Change> {
        let Typed { kind, form } = untrack(|| self.typed());
        if kind == ChangeKind::AddPorts {
            let added = self.added.with_value(guards::Form::check);
            return added.map(Change::AddPorts);
        }
        let checked = form.check(kind);
        let errors = checked.as_ref().err().cloned();
        self.errors.set(errors.unwrap_or_default());
        checked.ok()
    }
}

#[component]
pub(super) fn FormView(form: Form) -> impl IntoView {
    let id = unique_id("change");
    let hint = format!("{id}-hint");
    let options = OFFERED
        .map(|it| {
            view! {
                <option value=it.name() selected=move || form.kind.get() == it>
                    {move || t(&format!("edit.kinds.{}", it.name()))}
                </option>
            }
        })
        .collect_view();
    let choose = move |name: String| {
        if let Some(kind) = OFFERED.into_iter().find(|it| it.name() == name) {
            form.errors.set(Vec::new());
            form.kind.set(kind);
        }
    };
    view! {
        <div class="act-form">
            <div class="field">
                <label for=id.clone()>{move || t("edit.what")}</label>
                <select
                    id=id
                    data-change
                    aria-describedby=hint.clone()
                    on:change:target=move |event| choose(event.target().value())
                >
                    {options}
                </select>
                <p class="field-hint" id=hint>
                    {move || t(&format!("edit.about.{}", form.kind.get().name()))}
                </p>
            </div>
            {move || fields(form.kind.get(), form)}
        </div>
    }
}

/// The fields that a change has.
fn fields(kind: ChangeKind, form: Form) -> AnyView {
    let ports = move |hint: &'static str| {
        view! {
            <Field
                label=move || t("edit.ports")
                hint=move || t(hint)
                placeholder="22, 3389"
                value=form.ports
                error=error_of(form.errors, "ports")
            />
        }
    };
    let sources = move |label: &'static str| {
        view! {
            <Field
                label=move || t(label)
                hint=move || t("edit.sources_hint")
                placeholder="203.0.113.7, 198.51.100.0/24"
                value=form.sources
                error=error_of(form.errors, "sources")
            />
        }
    };
    let minutes = move || {
        view! {
            <Field
                label=move || t("acts.turn_on.minutes")
                kind=FieldKind::Number
                hint=move || t("edit.minutes_hint")
                value=form.minutes
                error=error_of(form.errors, "minutes")
            />
        }
    };
    match kind {
        ChangeKind::Sources => view! {
            {ports("edit.ports_all")}
            {sources("edit.sources")}
        }
        .into_any(),
        ChangeKind::ReplaceSource => view! {
            <Field
                label=move || t("edit.from")
                hint=move || t("edit.from_hint")
                value=form.from
                error=error_of(form.errors, "from")
            />
            {sources("edit.replacement")}
        }
        .into_any(),
        ChangeKind::Longest => view! {
            {ports("edit.ports_all")}
            {minutes()}
        }
        .into_any(),
        ChangeKind::AtMost => minutes().into_any(),
        ChangeKind::AddPorts => form
            .added
            .with_value(|it| view! { <guards::FormView form=*it /> }.into_any()),
        ChangeKind::RemovePorts => ports("edit.ports_some").into_any(),
        ChangeKind::Drop | ChangeKind::DropGone => ().into_any(),
    }
}

#[cfg(test)]
mod tests {
    use actions::turn_on::TurnOnDraft;
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    #[test]
    fn every_change_that_is_offered_is_worded() {
        for language in Language::ALL {
            let catalog = catalog(language);
            for kind in OFFERED {
                for of in ["kinds", "about"] {
                    let key = format!("edit.{of}.{}", kind.name());
                    assert!(catalog.get(&key).is_some(), "{key}");
                }
            }
        }
    }

    #[test]
    fn no_port_is_added_unasked() {
        let editing = Editing::Form(ChangeKind::AddPorts, Vec::new());
        let typed = Typed::first(&editing);
        assert_eq!(typed.kind, ChangeKind::AddPorts);
        assert_eq!(typed.form.added.ports.len(), TurnOnDraft::OFFERED);
        assert!(!typed.form.added.ports.iter().any(|it| it.is_chosen));
    }
}
