//! The theme: that of the reader's system, or the one that they chose for this
//! browser. public/theme.js puts a choice in force before anything is painted.

use super::storage::THEME;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name in storage, in the style sheet and of its text.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) fn chosen() -> Self {
        let name = THEME.get();
        let chosen = Self::ALL
            .into_iter()
            .find(|it| Some(it.name()) == name.as_deref());
        chosen.unwrap_or(Self::System)
    }

    /// Puts it in force, and keeps it.
    pub(crate) fn choose(self) {
        if self == Self::System {
            THEME.clear();
        } else {
            THEME.set(self.name());
        }
        let document = web_sys::window().and_then(|it| it.document());
        if let Some(root) = document.and_then(|it| it.document_element()) {
            // Fails only for names that are no attribute's.
            let _ = root.set_attribute("data-theme", self.name());
        }
    }
}
