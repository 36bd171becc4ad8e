//! A text field that picks one of many options: what is typed narrows the
//! list, and of thousands only the rows in sight are in the document. Follows
//! the combobox pattern of the ARIA Authoring Practices Guide (editable, list
//! autocomplete, the first match active).

mod list;
mod search;

use std::sync::Arc;

use leptos::{ev, html, prelude::*, text_prop::TextProp};

use self::{
    list::List,
    search::{haystack, matching, moved},
};
use super::{
    icon::{Icon, IconView},
    unique::unique_id,
};
use crate::words::{t, tf};

/// One option.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What it stands for; not shown.
    pub(crate) value: String,
    pub(crate) label: String,
    /// A second line; searched like the label. May be empty.
    pub(crate) detail: String,
    /// A mark at the end of the line; not searched. May be empty.
    pub(crate) tag: String,
}

/// What the field and its list share.
#[derive(Clone, Copy)]
struct Picker {
    options: Signal<Arc<Vec<Choice>>>,
    /// Places in `options`.
    matches: Memo<Vec<usize>>,
    selected: Signal<Option<Choice>>,
    busy: Signal<bool>,
    is_open: RwSignal<bool>,
    /// A place in `matches`.
    active: RwSignal<Option<usize>>,
    /// What was typed since the last pick.
    query: RwSignal<Option<String>>,
    on_pick: Callback<Choice>,
    list_id: StoredValue<String>,
}

impl Picker {
    fn pick(self, at: usize) {
        let choice = self.matches.with_untracked(|it| {
            let place = *it.get(at)?;
            self.options.with_untracked(|it| it.get(place).cloned())
        });
        if let Some(choice) = choice {
            self.close();
            self.on_pick.run(choice);
        }
    }

    fn open(self) {
        if !self.is_open.get_untracked() {
            self.is_open.set(true);
        }
    }

    /// Shuts the list and forgets what was typed.
    fn close(self) {
        self.is_open.set(false);
        self.active.set(None);
        self.query.set(None);
    }

    fn on_input(self, text: String) {
        let has_text = !text.trim().is_empty();
        self.query.set(Some(text));
        let has_match = self.matches.with_untracked(|it| !it.is_empty());
        self.active.set((has_text && has_match).then_some(0));
        self.open();
    }

    fn on_key(self, event: &ev::KeyboardEvent) {
        // Enter ends an input method's composition; it picks nothing then.
        if event.is_composing() {
            return;
        }
        let key = event.key();
        let is_open = self.is_open.get_untracked();
        match key.as_str() {
            "Enter" if is_open => {
                event.prevent_default();
                if let Some(at) = self.active.get_untracked() {
                    self.pick(at);
                }
            }
            "Escape" if is_open || self.query.with_untracked(Option::is_some) => {
                // Otherwise a surrounding popover would close with the list.
                event.prevent_default();
                self.close();
            }
            _ => {
                let count = self.matches.with_untracked(Vec::len);
                let active = self.active.get_untracked().filter(|_| is_open);
                if let Some(to) = moved(&key, active, count) {
                    event.prevent_default();
                    self.open();
                    self.active.set(Some(to));
                }
            }
        }
    }
}

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
    let active_id = move || active.get().map(|at| option_id(picker, at));
    let label_of_list = label.clone();
    view! {
        <div class="field combobox" on:focusout=move |event| leave(picker, &event)>
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
                {move || (is_open.get() && !busy.get()).then(|| count_text(picker))}
            </span>
        </div>
    }
}

/// Shuts the list when the focus goes somewhere else.
fn leave(picker: Picker, event: &ev::FocusEvent) {
    use leptos::wasm_bindgen::JsCast;

    let inside = event
        .current_target()
        .and_then(|it| it.dyn_into::<web_sys::Node>().ok())
        .zip(event.related_target())
        .is_some_and(|(field, to)| {
            to.dyn_ref::<web_sys::Node>()
                .is_some_and(|to| field.contains(Some(to)))
        });
    if !inside {
        picker.close();
    }
}

fn option_id(picker: Picker, at: usize) -> String {
    picker.list_id.with_value(|it| format!("{it}-{at}"))
}

fn count_text(picker: Picker) -> String {
    let found = picker.matches.with(Vec::len);
    if found == 0 {
        return t("components.combobox.none");
    }
    let total = picker.options.with(|it| it.len());
    tf(
        "components.combobox.count",
        &[("n", &found.to_string()), ("total", &total.to_string())],
    )
}
