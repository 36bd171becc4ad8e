//! The tabs: those of the portal's page, what cannot be told, and who has
//! access. One is chosen with the arrow keys as with a click. Source:
//! w3.org, ARIA Authoring Practices, "Tabs Pattern".

use diagnosis::access_windows::Status;
use inventory::List;
use leptos::{ev::KeyboardEvent, prelude::*};
use text::grouped;

use super::{reading::Reading, search::VmSearch, table_state::table};
use crate::{browser::location, route::PageTab, words::words};

const PANEL: &str = "subscription-panel";

fn tab_id(tab: PageTab) -> String {
    format!("tab-{}", tab.name())
}

#[component]
pub(super) fn Tabs(reading: Reading, children: Children) -> impl IntoView {
    let (texts, table) = (words(), table());
    let counts = reading.found(table.search.into());
    let windows = reading.windows(table.search.into());
    let count = move |it: PageTab| {
        let (n, list) = match it {
            PageTab::Vms(kind) => (counts.get().of(kind), List::Vms),
            PageTab::Access => {
                let is_live = |it: &Status| matches!(it, Status::Open | Status::Initiating);
                let live = windows.with(|all| all.iter().filter(|it| is_live(&it.status)).count());
                (live, List::Policies)
            }
            // It is looked for only where somebody wants to know.
            PageTab::CleanUp => return None,
        };
        // There may be more where the list was not read whole.
        let more = if reading.is_whole(list) { "" } else { "+" };
        Some(format!("{}{more}", grouped(&n.to_string())))
    };
    let on_key = move |event: KeyboardEvent| {
        if let Some(to) = moved(&event.key(), table.tab_untracked()) {
            event.prevent_default();
            table.go(to);
            location::focus(&format!("#{}", tab_id(to)));
        }
    };
    let buttons = PageTab::ALL.map(|it| {
        let is_chosen = move || table.tab() == it;
        view! {
            <button
                type="button"
                role="tab"
                id=tab_id(it)
                class="tab"
                data-tab=it.name()
                aria-selected=move || if is_chosen() { "true" } else { "false" }
                aria-controls=PANEL
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| table.go(it)
            >
                {move || texts.text(&format!("inventory.tabs.{}", it.name()))}
                {move || {
                    count(it).map(|it| view! { " " <span class="tab-count">{it}</span> })
                }}
            </button>
        }
    });
    view! {
        <section class="card tabbed">
            <VmSearch reading />
            <div
                role="tablist"
                class="tabs"
                aria-label=move || texts.text("inventory.tabs.label")
                on:keydown=on_key
            >
                {buttons.into_iter().collect_view()}
            </div>
            <div
                id=PANEL
                role="tabpanel"
                class="tab-panel"
                aria-labelledby=move || tab_id(table.tab())
            >
                <p class="quiet">
                    {move || texts.text(&format!("inventory.about.{}", table.tab().name()))}
                </p>
                {children()}
            </div>
        </section>
    }
}

/// Where a key leads from a tab.
fn moved(key: &str, from: PageTab) -> Option<PageTab> {
    let all = PageTab::ALL;
    let at = all.iter().position(|it| *it == from)?;
    let to = match key {
        "ArrowRight" => (at + 1) % all.len(),
        "ArrowLeft" => (at + all.len() - 1) % all.len(),
        "Home" => 0,
        "End" => all.len() - 1,
        _ => return None,
    };
    all.get(to).copied()
}

#[cfg(test)]
mod tests {
    use super::{PageTab, moved};

    #[test]
    fn the_arrow_keys_go_round() {
        for (key, at, to) in [
            ("ArrowRight", 5, Some(0)),
            ("ArrowLeft", 0, Some(5)),
            ("Home", 3, Some(0)),
            ("End", 0, Some(5)),
            ("a", 1, None),
        ] {
            let [from, to] = [Some(at), to].map(|it| it.map(|it: usize| PageTab::ALL[it]));
            assert_eq!(moved(key, from.unwrap()), to, "{key} at {at}");
        }
    }
}
