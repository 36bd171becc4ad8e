//! A text field that picks one of many options: what is typed narrows the
//! list, and of thousands only the rows in sight are in the document. Follows
//! the combobox pattern of the ARIA Authoring Practices Guide (editable, list
//! autocomplete, the first match active).

mod choice;
mod list;
mod picker;
mod search;

use std::sync::Arc;

use leptos::{html, prelude::*, text_prop::TextProp};

use self::{
    list::List,
    picker::Picker,
    search::{haystack, matching},
};
use super::{
    icon::{Icon, IconView},
    unique::unique_id,
};
use crate::{browser::focus, words::t};

pub(crate) use self::choice::Choice;

/// A labelled picker. `selected` is what the field shows while nobody types;
/// `busy` says that more options are on their way.
#[component]
pub(crate) fn Combobox(
    #[prop(into)] label: TextProp,
    #[prop(into)] options: Signal<Arc<Vec<Choice>>>,
    #[prop(into, default = None::<Choice>.into())] selected: Signal<Option<Choice>>,
    #[prop(into, default = false.into())] busy: Signal<bool>,
    #[prop(into, optional)] hint: Option<TextProp>,
    on_pick: Callback<Choice>,
) -> impl IntoView {
    let query = RwSignal::new(None::<String>);
    let haystacks =
        Memo::new(move |_| options.with(|it| it.iter().map(haystack).collect::<Vec<_>>()));
    let picker = Picker {
        options,
        matches: Memo::new(move |_| {
            let query = query.get().unwrap_or_default();
            haystacks.with(|it| matching(it, &query))
        }),
        selected,
        busy,
        is_open: RwSignal::new(false),
        active: RwSignal::new(None),
        query,
        on_pick,
        list_id: StoredValue::new(unique_id("list")),
    };
    let Picker {
        is_open, active, ..
    } = picker;
    let id = unique_id("combobox");
    let hint_id = hint.is_some().then(|| format!("{id}-hint"));
    let input = NodeRef::<html::Input>::new();
    let shown = move || {
        query.get().unwrap_or_else(|| {
            selected.with(|it| it.as_ref().map(|it| it.label.clone()).unwrap_or_default())
        })
    };
    // Options may come after what they are searched for.
    Effect::new(move |_| {
        let has_text = query.with(|it| it.as_ref().is_some_and(|it| !it.trim().is_empty()));
        let has_match = picker.matches.with(|it| !it.is_empty());
        if has_text && has_match && is_open.get_untracked() && active.get_untracked().is_none() {
            active.set(Some(0));
        }
    });
    let active_id = move || active.get().map(|at| picker.option_id(at));
    let label_of_list = label.clone();
    view! {
        <div class="field combobox" on:focusout=move |event| {
                if focus::has_left(&event) {
                    picker.close();
                }
            }>
            <label for=id.clone()>{move || label.get()}</label>
            <div class="combobox-frame">
                <span class="combobox-icon"><IconView icon=Icon::Search /></span>
                <input
                    node_ref=input
                    id=id
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-expanded=move || if is_open.get() { "true" } else { "false" }
                    aria-controls=move || is_open.get().then(|| picker.list_id.get_value())
                    aria-activedescendant=active_id
                    aria-describedby=hint_id.clone()
                    placeholder=move || t("components.combobox.placeholder")
                    prop:value=shown
                    on:input:target=move |event| picker.on_input(event.target().value())
                    on:keydown=move |event| picker.on_key(&event)
                    on:click=move |_| picker.open()
                    on:focus:target=move |event| event.target().select()
                />
                <button
                    type="button"
                    class="combobox-toggle"
                    tabindex="-1"
                    aria-hidden="true"
                    on:mousedown=move |event| {
                        event.prevent_default();
                        if let Some(input) = input.get_untracked() {
                            input.focus().ok();
                        }
                        if is_open.get_untracked() { picker.close() } else { picker.open() }
                    }
                >
                    <IconView icon=Signal::derive(move || {
                        if busy.get() { Icon::Pending } else { Icon::Chevron }
                    }) />
                </button>
                <Show when=move || is_open.get()>
                    <List picker label=label_of_list.clone() />
                </Show>
            </div>
            {hint.map(|it| view! { <p class="field-hint" id=hint_id>{move || it.get()}</p> })}
            <span class="sr-only" role="status">
                {move || (is_open.get() && !busy.get()).then(|| picker.count_text())}
            </span>
        </div>
    }
}
