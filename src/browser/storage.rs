//! What outlives a reload. Never a token: those that the identity library
//! keeps are its own affair. A browser may refuse storage; then everything
//! works, and is forgotten with the tab.

use web_sys::Storage;

/// One remembered text.
pub(crate) struct Slot {
    key: &'static str,
    store: fn() -> Option<Storage>,
}

/// The tag of the language that the reader chose; module.js reads it too, to fetch texts
/// before the program is there.
pub(crate) const LANGUAGE: Slot = Slot {
    key: "jit-doctor.language",
    store: across_tabs,
};

/// The route that was asked for before there was a session.
pub(crate) const ASKED: Slot = Slot {
    key: "jit-doctor.asked",
    store: of_this_tab,
};

/// A form that is taken up again after a sign-in.
pub(crate) const ACT: Slot = Slot {
    key: "jit-doctor.act",
    store: of_this_tab,
};

/// What was answered by hand, and of what.
pub(crate) const BY_HAND: Slot = Slot {
    key: "jit-doctor.by-hand",
    store: of_this_tab,
};

/// What was answered in place of what Azure left open, and of which question.
pub(crate) const COMPLETED: Slot = Slot {
    key: "jit-doctor.completed",
    store: of_this_tab,
};

/// The act that is under way, until its outcome has been shown.
pub(crate) const UNDER_WAY: Slot = Slot {
    key: "jit-doctor.under-way",
    store: of_this_tab,
};

/// The tenant that is looked at, of those that the reader is signed in to.
pub(crate) const TENANT: Slot = Slot {
    key: "jit-doctor.tenant",
    store: of_this_tab,
};

/// The theme that the reader chose; public/theme.js reads it too, before anything
/// is painted.
pub(crate) const THEME: Slot = Slot {
    key: "jit-doctor.theme",
    store: across_tabs,
};

/// The VMs that were checked, where the reader wants them kept.
pub(crate) const RECENT: Slot = Slot {
    key: "jit-doctor.recent",
    store: across_tabs,
};

impl Slot {
    pub(crate) fn get(&self) -> Option<String> {
        (self.store)()?.get_item(self.key).ok()?
    }

    /// Remembers a text. That a browser has no room for it harms nothing.
    pub(crate) fn set(&self, text: &str) {
        if let Some(store) = (self.store)() {
            let _ = store.set_item(self.key, text);
        }
    }

    pub(crate) fn clear(&self) {
        if let Some(store) = (self.store)() {
            let _ = store.remove_item(self.key);
        }
    }
}

fn across_tabs() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn of_this_tab() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
