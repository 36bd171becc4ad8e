//! What a combobox holds, and what a key, a text and a pick change in it.

use std::sync::Arc;

use leptos::{ev, prelude::*};

use super::{choice::Choice, search::moved};
use crate::words::{t, tf};

/// What the field and its list share.
#[derive(Clone, Copy)]
pub(super) struct Picker {
    pub(super) options: Signal<Arc<Vec<Choice>>>,
    /// Places in `options`.
    pub(super) matches: Memo<Vec<usize>>,
    pub(super) selected: Signal<Option<Choice>>,
    pub(super) busy: Signal<bool>,
    pub(super) is_open: RwSignal<bool>,
    /// A place in `matches`.
    pub(super) active: RwSignal<Option<usize>>,
    /// What was typed since the last pick.
    pub(super) query: RwSignal<Option<String>>,
    pub(super) on_pick: Callback<Choice>,
    pub(super) list_id: StoredValue<String>,
}

impl Picker {
    pub(super) fn pick(self, at: usize) {
        let choice = self.matches.with_untracked(|it| {
            let place = *it.get(at)?;
            self.options.with_untracked(|it| it.get(place).cloned())
        });
        if let Some(choice) = choice {
            self.close();
            self.on_pick.run(choice);
        }
    }

    pub(super) fn open(self) {
        if !self.is_open.get_untracked() {
            self.is_open.set(true);
        }
    }

    /// Shuts the list and forgets what was typed.
    pub(super) fn close(self) {
        self.is_open.set(false);
        self.active.set(None);
        self.query.set(None);
    }

    pub(super) fn on_input(self, text: String) {
        let has_text = !text.trim().is_empty();
        self.query.set(Some(text));
        let has_match = self.matches.with_untracked(|it| !it.is_empty());
        self.active.set((has_text && has_match).then_some(0));
        self.open();
    }

    pub(super) fn on_key(self, event: &ev::KeyboardEvent) {
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

    /// The id of the option at a place in `matches`.
    pub(super) fn option_id(self, at: usize) -> String {
        self.list_id.with_value(|it| format!("{it}-{at}"))
    }

    /// How many options match.
    pub(super) fn count_text(self) -> String {
        let found = self.matches.with(Vec::len);
        if found == 0 {
            return t("components.combobox.none");
        }
        let total = self.options.with(|it| it.len());
        tf(
            "components.combobox.count",
            &[("n", &found.to_string()), ("total", &total.to_string())],
        )
    }
}
