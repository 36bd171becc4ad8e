//! A button that puts a value on the clipboard and says that it did.

use leptos::{prelude::*, text_prop::TextProp};

use super::icon::{Icon, IconView};
use crate::words::t;

/// `label` says what is copied. `on_copy` gets the value and reaches the
/// clipboard.
#[component]
pub(crate) fn CopyButton(
    #[prop(into)] label: TextProp,
    #[prop(into)] value: Signal<String>,
    on_copy: Callback<String>,
    /// The one button of its place that matters most.
    #[prop(optional)]
    is_primary: bool,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    view! {
        <button
            type="button"
            class="button"
            class:button-small=!is_primary
            class:button-primary=is_primary
            on:click=move |_| {
                on_copy.run(value.get());
                copied.set(true);
            }
            on:blur=move |_| copied.set(false)
        >
            <IconView icon=Signal::derive(move || {
                if copied.get() { Icon::Check } else { Icon::Copy }
            }) />
            <span role="status">
                {move || {
                    if copied.get() {
                        t("components.copy.done").into()
                    } else {
                        label.get()
                    }
                }}
            </span>
        </button>
    }
}
