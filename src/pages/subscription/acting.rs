//! What is done from this page: the VMs that the reader has chosen, and the act
//! that is open. What an act does is not its business.

use std::sync::Arc;

use actions::{
    Act,
    turn_on::{Machine, Machines},
};
use inventory::{ListedVm, Selection, TabKind, View};
use leptos::prelude::*;

use super::{
    reading::Reading,
    table_state::{Table, table},
};
use crate::{acts::OpenAct, words::words};

/// Azure takes each policy in a request of its own; more than this at once
/// nobody can look over.
const MOST: usize = 100;

/// In context on this page.
#[derive(Clone, Copy)]
pub(super) struct Acting {
    pub(super) open: OpenAct,
}

impl Acting {
    pub(super) fn new() -> Self {
        Self {
            open: OpenAct::new(),
        }
    }

    /// Opens the act for the chosen VMs, or the first of them. All stay chosen: those
    /// for which it is done leave the tab, and the others may be tried again.
    fn turn_on(self, reading: Reading, table: Table) {
        let machine = |it: &ListedVm| Machine {
            id: it.machine.id.clone(),
            location: it.machine.location.clone(),
        };
        let machines: Vec<Machine> = table.selection.with_untracked(|selection| {
            untrack(|| {
                reading.with(|all| {
                    let chosen = all.chosen(selection).into_iter();
                    chosen.take(MOST).map(machine).collect()
                })
            })
        });
        if let Some(chosen) = Machines::new(machines) {
            self.open.open(Act::TurnOn(chosen));
        }
    }
}

/// The page's acting. To be called where a component is set up.
pub(super) fn acting() -> Acting {
    expect_context()
}

/// How many VMs are chosen: on the tab, and of those that its view shows.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Chosen {
    all: usize,
    shown: usize,
}

fn chosen(reading: Reading, places: Memo<Arc<Vec<usize>>>) -> Memo<Chosen> {
    let table = table();
    Memo::new(move |_| {
        table.selection.with(|selection| {
            reading.with(|inventory| Chosen {
                all: inventory.chosen(selection).len(),
                shown: places.with(|places| {
                    let rows = places.iter().filter_map(|at| inventory.rows().get(*at));
                    rows.filter(|it| it.is_chosen(selection)).count()
                }),
            })
        })
    })
}

/// Takes all rows that the view shows, or none of them.
fn choose(table: Table, reading: Reading, view: &View, is_chosen: bool) {
    table.selection.update(|selection| {
        if is_chosen {
            *selection = selection.with_all(&view.search);
        } else {
            untrack(|| reading.with(|it| it.clear(selection, view)));
        }
    });
}

/// The check box that stands for all rows of the view.
#[component]
pub(super) fn ChooseAll(
    reading: Reading,
    view: Memo<View>,
    places: Memo<Arc<Vec<usize>>>,
) -> impl IntoView {
    let (texts, table) = (words(), table());
    let chosen = chosen(reading, places);
    let total = Memo::new(move |_| places.with(|it| it.len()));
    let is_all = move || 0 < total.get() && chosen.get().shown == total.get();
    view! {
        <label class="vm-tick">
            <input
                type="checkbox"
                class="vm-choose-all"
                aria-label=move || {
                    texts.fill("inventory.chosen.all", &[("n", total.get().to_string())])
                }
                prop:checked=is_all
                prop:indeterminate=move || 0 < chosen.get().shown && !is_all()
                on:change:target=move |event| {
                    choose(table, reading, &view.get_untracked(), event.target().checked());
                }
            />
        </label>
    }
}

/// How many are chosen, and what can be done with them.
#[component]
pub(super) fn ChosenBar(
    reading: Reading,
    view: Memo<View>,
    places: Memo<Arc<Vec<usize>>>,
) -> impl IntoView {
    let (texts, acting, table) = (words(), acting(), table());
    let chosen = chosen(reading, places);
    let count = Memo::new(move |_| chosen.get().all);
    let total = Memo::new(move |_| places.with(|it| it.len()));
    let n = |n: usize| [("n", n.to_string())];
    let hidden = move || {
        let Chosen { all, shown } = chosen.get();
        (shown < all).then(|| texts.fill("inventory.chosen.hidden", &n(all - shown)))
    };
    let limit = move || {
        (MOST < count.get()).then(|| {
            let limit = texts.fill("inventory.chosen.limit", &n(MOST));
            view! { <p class="quiet vm-limit">{limit}</p> }
        })
    };
    let turn_on = move || match count.get() {
        0 => texts.text("page.act.turn_on"),
        some => texts.fill("inventory.chosen.turn_on", &n(some.min(MOST))),
    };
    (view.with_untracked(|it| it.tab) == TabKind::NotConfigured).then(|| {
        view! {
            <div class="vm-chosen" data-chosen=move || count.get().to_string()>
                <span role="status">
                    {move || texts.fill("inventory.chosen.count", &n(count.get()))} " " {hidden}
                </span>
                <button
                    type="button"
                    class="button button-small"
                    data-choose-all
                    on:click=move |_| choose(table, reading, &view.get_untracked(), true)
                >
                    {move || texts.fill("inventory.chosen.all", &n(total.get()))}
                </button>
                <Show when=move || 0 < count.get()>
                    <button
                        type="button"
                        class="button button-small"
                        data-choose-none
                        on:click=move |_| table.selection.set(Selection::default())
                    >
                        {move || texts.text("inventory.chosen.none")}
                    </button>
                </Show>
                <button
                    type="button"
                    class="button button-small button-primary"
                    data-offer="turn_on"
                    disabled=move || count.get() == 0
                    on:click=move |_| acting.turn_on(reading, table)
                >
                    {turn_on}
                </button>
                {limit}
            </div>
        }
    })
}
