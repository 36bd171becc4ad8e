//! A labelled text field with its hint and its error.

use leptos::{prelude::*, text_prop::TextProp};

use super::{
    icon::{Icon, IconView},
    unique::unique_id,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FieldKind {
    #[default]
    Text,
    /// Shown as dots. Not a password field: password managers would offer to
    /// keep what must not be kept.
    Secret,
    /// Digits only, for the keyboards of phones.
    Number,
}

/// The field keeps what is typed in `value`. The children stand below it, for
/// what fills it in with one click.
#[component]
pub(crate) fn Field(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(optional)] kind: FieldKind,
    #[prop(into, optional)] hint: Option<TextProp>,
    #[prop(into, optional)] placeholder: Option<TextProp>,
    /// What is wrong with the value, if anything.
    #[prop(into, default = None::<String>.into())]
    error: Signal<Option<String>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let id = unique_id("field");
    let hint_id = hint.is_some().then(|| format!("{id}-hint"));
    let error_id = format!("{id}-error");
    let described_by = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || {
            let error_id = error.with(Option::is_some).then_some(error_id.as_str());
            let ids: Vec<&str> = hint_id.as_deref().into_iter().chain(error_id).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    };
    let is_wrong = move || error.with(Option::is_some);
    view! {
        <div class="field" class:field-wrong=is_wrong>
            <label for=id.clone()>{move || label.get()}</label>
            <input
                id=id
                type="text"
                class:field-secret=kind == FieldKind::Secret
                inputmode=(kind == FieldKind::Number).then_some("numeric")
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                placeholder=placeholder.map(|it| move || it.get())
                aria-describedby=described_by
                aria-invalid=move || is_wrong().then_some("true")
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
            />
            {hint.map(|it| view! { <p class="field-hint" id=hint_id>{move || it.get()}</p> })}
            <div id=error_id class="field-error" aria-live="polite">
                {move || {
                    error.get().map(|it| view! { <p><IconView icon=Icon::Problem />{it}</p> })
                }}
            </div>
            {children.map(|it| view! { <div class="field-extra">{it()}</div> })}
        </div>
    }
}
