//! The address of a row of the checklist: following it, and making one for somebody
//! else. Knows the router and the checks' ids, not what a row looks like.

use checklist::Checklist;
use diagnosis::checks;
use leptos::prelude::*;

use crate::{
    browser::location,
    components::{Notice, NoticeKind},
    route::{Place, router},
    words::{t, tf},
};

/// The address of the present page with the row of a check.
pub(super) fn address_of() -> Callback<&'static str, String> {
    let router = router();
    Callback::new(move |check: &'static str| {
        let place = Place {
            row: Some(check.to_owned()),
            ..router.place().get_untracked()
        };
        location::address_of(&place.fragment())
    })
}

/// Shows the row that the address names, once all is read: until then rows come and
/// go above it.
pub(super) fn follow(has_settled: Memo<bool>, shown: RwSignal<Option<&'static str>>) {
    let asked = asked();
    Effect::new(move |_| {
        let check = asked.with(|it| check_id(it.as_deref()?));
        if let (true, Some(check)) = (has_settled.get(), check) {
            shown.set(Some(check));
        }
    });
}

/// Says when the address names a row that is not in the checklist, because no check
/// has that name or because it does not belong to the goal.
#[component]
pub(super) fn NoSuchRow(checklist: Memo<Checklist>) -> impl IntoView {
    let asked = asked();
    let missing = Memo::new(move |_| {
        let row = asked.get()?;
        let is_there = checklist.with(|it| {
            let mut items = it.groups.iter().flat_map(|it| &it.items);
            items.any(|it| it.id == row)
        });
        (!is_there).then_some(row)
    });
    move || {
        let row = missing.get()?;
        let key = match check_id(&row) {
            Some(_) => "page.check.no_row.other_goal",
            None => "page.check.no_row.text",
        };
        let text = move || tf(key, &[("row", &row)]);
        Some(view! {
            <Notice kind=NoticeKind::Warning title=move || t("page.check.no_row.title") text />
        })
    }
}

fn asked() -> Memo<Option<String>> {
    let router = router();
    Memo::new(move |_| router.place().get().row)
}

fn check_id(name: &str) -> Option<&'static str> {
    checks::ALL.iter().map(|it| it.id).find(|it| *it == name)
}
