//! A form that outlives a sign-in: what was typed is put aside before the page
//! is left for Microsoft's, and stands in the form again when the reader is
//! back. Only the form comes back; to send it takes the reader once more.

use serde::{Deserialize, Serialize};

use super::{Act, Draft};
use crate::{
    browser::{location, storage},
    route::Place,
};

#[derive(Serialize, Deserialize)]
struct Kept {
    /// The page on which it was.
    fragment: String,
    act: Act,
    draft: Draft,
}

/// Puts a form aside.
pub(super) fn keep(act: &Act, draft: Draft) {
    let kept = Kept {
        fragment: location::hash(),
        act: act.clone(),
        draft,
    };
    if let Ok(json) = serde_json::to_string(&kept) {
        storage::ACT.set(&json);
    }
}

/// The act whose form was put aside on the page that is shown.
pub(super) fn waiting() -> Option<Act> {
    let kept = read()?;
    let route = |fragment: &str| Place::parse(fragment).route;
    (route(&kept.fragment) == route(&location::hash())).then_some(kept.act)
}

/// Takes the form of this act back, if it was put aside.
pub(super) fn take(act: &Act) -> Option<Draft> {
    let kept = read().filter(|it| it.act == *act)?;
    storage::ACT.clear();
    Some(kept.draft)
}

fn read() -> Option<Kept> {
    serde_json::from_str(&storage::ACT.get()?).ok()
}
