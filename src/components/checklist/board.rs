//! What all rows of a checklist share.

use checklist::{Checklist, Item};
use diagnosis::engine::Obstacle;
use leptos::prelude::*;

use super::folding::Folding;

/// The checklist, and what the reader did with it.
#[derive(Clone, Copy)]
pub(super) struct Board {
    pub(super) checklist: Signal<Option<Checklist>>,
    pub(super) running: Signal<bool>,
    pub(super) folding: RwSignal<Folding>,
    /// The check whose row is to be opened and focused.
    pub(super) shown: RwSignal<Option<&'static str>>,
    pub(super) on_recheck: Option<Callback<Option<&'static str>>>,
    pub(super) address_of: Option<Callback<&'static str, String>>,
    /// Draws how a failing row is mended.
    pub(super) guide: Callback<Item, AnyView>,
    /// Draws what can be done about checks that could not run.
    pub(super) unlock: Option<Callback<Obstacle, AnyView>>,
    /// Draws how a reader says what a check could not.
    pub(super) by_hand: Option<Callback<&'static str, AnyView>>,
}
