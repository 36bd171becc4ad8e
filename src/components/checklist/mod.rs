//! The checklist: three groups of rows in causal order. A row keeps
//! its element from the first fact to the last, so that nothing that arrives
//! takes the focus or the reader's place.

mod board;
mod detail;
mod doubt;
mod folding;
mod group;
mod look;
mod row;

use checklist::{Checklist, Group, Item};
use diagnosis::engine::Obstacle;
use leptos::prelude::*;

use self::{board::Board, doubt::Doubts, folding::Folding, group::GroupView};
use super::{
    icon::{Icon, IconView},
    keyed::{keyed, piece},
};
use crate::words::{t, tf, words};

/// The rows of a diagnosis. Setting `shown` to a check's id opens its row and
/// moves the focus there. `on_recheck` gets the check to run again, or `None`
/// for all of them; without it nothing can be run again. `guide` draws how the
/// failing row that it gets is mended, `unlock` what can be done about checks that
/// could not run.
#[component]
pub(crate) fn ChecklistView(
    #[prop(into)] checklist: Signal<Option<Checklist>>,
    #[prop(into)] running: Signal<bool>,
    shown: RwSignal<Option<&'static str>>,
    #[prop(optional)] on_recheck: Option<Callback<Option<&'static str>>>,
    /// The address of a row, for somebody else.
    #[prop(optional)]
    address_of: Option<Callback<&'static str, String>>,
    guide: Callback<Item, AnyView>,
    #[prop(optional)] unlock: Option<Callback<Obstacle, AnyView>>,
    /// Draws how a reader says what the row that it gets could not.
    #[prop(optional)]
    by_hand: Option<Callback<&'static str, AnyView>>,
) -> impl IntoView {
    let folding = RwSignal::new(Folding::default());
    let board = Board {
        checklist,
        running,
        folding,
        shown,
        on_recheck,
        address_of,
        guide,
        unlock,
        by_hand,
    };
    // What nobody knows is told before what is in order, and after what is wrong.
    let is_wrong = Memo::new(move |_| {
        checklist.with(|it| it.as_ref().is_some_and(|it| it.card.lead.is_some()))
    });
    let groups = move || {
        let group = |it: Group| {
            piece(it.area.name().to_owned(), move || {
                view! { <GroupView board group=it /> }.into_any()
            })
        };
        checklist.with(|it| {
            let all = it.iter().flat_map(|it| it.groups.clone());
            all.map(group).collect()
        })
    };
    // How many rows a search finds, where there is one.
    let found = Memo::new(move |_| {
        if !folding.with(Folding::is_searching) {
            return None;
        }
        let n = checklist.with(|list| {
            let items = list
                .iter()
                .flat_map(|it| &it.groups)
                .flat_map(|it| &it.items);
            folding.with(|folding| items.filter(|it| folding.is_found(it)).count())
        });
        Some(tf("components.checklist.found", &[("n", &n.to_string())]))
    });
    let is_there = Memo::new(move |_| checklist.with(Option::is_some));
    let search = searching(folding);
    view! {
        <Show when=move || is_there.get()>
            <section class="checklist" aria-labelledby="checklist-title">
                <div class="checklist-bar">
                    <h2 id="checklist-title">{move || t("components.checklist.title")}</h2>
                    <input
                        type="search"
                        class="checklist-search"
                        aria-label=move || t("components.checklist.search")
                        placeholder=move || t("components.checklist.search")
                        autocomplete="off"
                        spellcheck="false"
                        prop:value=move || folding.with(Folding::typed)
                        on:input:target=move |event| search(&event.target().value())
                    />
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || folding.with(Folding::is_problems_only)
                            on:change:target=move |event| {
                                let on = event.target().checked();
                                folding.update(|it| it.set_problems_only(on));
                            }
                        />
                        {move || t("components.checklist.problems_only")}
                    </label>
                    {on_recheck
                        .map(|on_recheck| {
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    aria-disabled=move || running.get().then_some("true")
                                    on:click=move |_| {
                                        if !running.get_untracked() {
                                            on_recheck.run(None);
                                        }
                                    }
                                >
                                    <IconView icon=Icon::Refresh />
                                    {move || t("components.checklist.recheck_all")}
                                </button>
                            }
                        })}
                </div>
                <p class="quiet" class:sr-only=move || found.with(Option::is_none) role="status">
                    {move || found.get()}
                </p>
                <Show when=move || !is_wrong.get()>
                    <Doubts board />
                </Show>
                {keyed(groups)}
                <Show when=move || is_wrong.get()>
                    <Doubts board />
                </Show>
            </section>
        </Show>
    }
}

/// Searches all that a row tells, its steps too.
fn searching(folding: RwSignal<Folding>) -> impl Fn(&str) + Copy {
    let words = words();
    move |typed| {
        words.want("fix");
        folding.update(|it| it.search(typed));
    }
}
