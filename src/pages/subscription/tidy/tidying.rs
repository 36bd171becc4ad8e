//! What the parts of the tab share.

use std::{collections::BTreeSet, sync::Arc};

use inventory::hygiene::{About, FindingKind, Hygiene};
use leptos::prelude::*;

use crate::pages::subscription::{acting::Acting, reading::Reading};

/// What was found, what the reader looks for in it, and what is chosen.
#[derive(Clone, Copy)]
pub(super) struct Tidying {
    pub(super) found: Memo<Arc<Hygiene>>,
    pub(super) search: Signal<String>,
    pub(super) chosen: RwSignal<BTreeSet<(FindingKind, About)>>,
    pub(super) acting: Acting,
    pub(super) reading: Reading,
}
