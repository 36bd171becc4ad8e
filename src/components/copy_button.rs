//! A button that puts a value on the clipboard and says whether it did.

use leptos::{html, prelude::*, text_prop::TextProp};

use super::icon::{Icon, IconView};
use crate::{browser::clipboard, task_slot::TaskSlot, words::t};

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Copied,
    /// The reader copies it by hand.
    Refused,
}

/// `label` says what is copied.
#[component]
pub(crate) fn CopyButton(
    #[prop(into)] label: TextProp,
    #[prop(into)] value: Signal<String>,
    /// The one button of its place that matters most.
    #[prop(optional)]
    is_primary: bool,
    /// Whether the value isn't whole yet.
    #[prop(optional, into)]
    is_waiting: Signal<bool>,
) -> impl IntoView {
    let state = RwSignal::new(State::Idle);
    let task = TaskSlot::new();
    let copy = move |_| {
        let text = value.get_untracked();
        task.run(async move {
            let is_there = clipboard::put(&text).await;
            state.set(if is_there {
                State::Copied
            } else {
                State::Refused
            });
        });
    };
    let is_copied = move || state.get() == State::Copied;
    view! {
        <button
            type="button"
            class="button"
            class:button-small=!is_primary
            class:button-primary=is_primary
            disabled=move || is_waiting.get()
            on:click=copy
            // It also comes when the button goes, and its state with it.
            on:blur=move |_| {
                if state.try_get_untracked() == Some(State::Copied) {
                    state.set(State::Idle);
                }
            }
        >
            <IconView icon=Signal::derive(move || {
                if is_copied() { Icon::Check } else { Icon::Copy }
            }) />
            {move || if is_copied() { t("components.copy.done").into() } else { label.get() }}
        </button>
        // Beside the button: inside, the role would take its name away.
        <span class="sr-only" role="status">
            {move || is_copied().then(|| t("components.copy.done"))}
        </span>
        <Show when=move || state.get() == State::Refused>
            <ByHand value />
        </Show>
    }
}

/// The text, selected, where the browser does not let it be copied.
#[component]
fn ByHand(value: Signal<String>) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // Once the text is in the field: to set it takes the selection away.
            request_animation_frame(move || {
                field.focus().ok();
                field.select();
            });
        }
    });
    view! {
        <label class="copy-by-hand">
            <span role="alert">{move || t("components.copy.refused")}</span>
            <textarea node_ref=field readonly rows="4" prop:value=move || value.get() />
        </label>
    }
}
