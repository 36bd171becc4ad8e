//! A choice of one among a few, all in sight.

use leptos::{prelude::*, text_prop::TextProp};

use super::unique::unique_id;

/// One of the choices.
#[derive(Clone)]
pub(crate) struct RadioOption {
    pub(crate) value: &'static str,
    pub(crate) label: TextProp,
    /// A line below the label.
    pub(crate) detail: Option<TextProp>,
}

impl RadioOption {
    pub(crate) fn new(value: &'static str, label: impl Into<TextProp>) -> Self {
        Self {
            value,
            label: label.into(),
            detail: None,
        }
    }

    #[must_use]
    pub(crate) fn detail(self, detail: impl Into<TextProp>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }
}

/// Keeps the chosen option's value in `value`. The children stand below.
#[component]
pub(crate) fn RadioGroup(
    #[prop(into)] legend: TextProp,
    options: Vec<RadioOption>,
    value: RwSignal<&'static str>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let name = unique_id("radio");
    let options = options
        .into_iter()
        .map(|option| {
            let RadioOption {
                value: own,
                label,
                detail,
            } = option;
            let detail = detail.map(|it| {
                view! { <span class="radio-detail">{move || it.get()}</span> }
            });
            view! {
                <label class="radio">
                    <input
                        type="radio"
                        name=name.clone()
                        value=own
                        prop:checked=move || value.get() == own
                        on:change=move |_| value.set(own)
                    />
                    <span class="radio-text">
                        <span>{move || label.get()}</span>
                        {detail}
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="radio-group">
            <legend>{move || legend.get()}</legend>
            <div class="radio-options">{options}</div>
            {children.map(|it| it())}
        </fieldset>
    }
}
