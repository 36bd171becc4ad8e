//! What is done from this page: the VMs that the reader has chosen, and the act
//! that is open. What an act does is not its business.

use std::sync::Arc;

use actions::{
    Act,
    turn_on::{Machine, Machines},
};
use azure::resource_id::ResourceId;
use inventory::TabKind;
use leptos::prelude::*;

use super::reading::Reading;
use crate::{acts::OpenAct, words::words};

/// Azure takes each policy in a request of its own; more than this at once
/// nobody can look over.
const MOST: usize = 100;

/// In context on this page.
#[derive(Clone, Copy)]
pub(super) struct Acting {
    pub(super) open: OpenAct,
    chosen: RwSignal<Vec<Machine>>,
}

impl Acting {
    pub(super) fn new() -> Self {
        Self {
            open: OpenAct::new(),
            chosen: RwSignal::new(Vec::new()),
        }
    }

    pub(super) fn is_chosen(self, id: &ResourceId) -> bool {
        self.chosen.with(|all| all.iter().any(|it| it.id == *id))
    }

    /// Takes a VM in or out; beyond the most that there can be nothing is taken.
    pub(super) fn choose(self, machine: Machine, is_chosen: bool) {
        self.chosen.update(|all| {
            all.retain(|it| it.id != machine.id);
            if is_chosen && all.len() < MOST {
                all.push(machine);
            }
        });
    }

    fn turn_on(self) {
        if let Some(chosen) = Machines::new(self.chosen.get_untracked()) {
            self.open.open(Act::TurnOn(chosen));
            self.chosen.set(Vec::new());
        }
    }
}

/// The page's acting. To be called where a component is set up.
pub(super) fn acting() -> Acting {
    expect_context()
}

/// How many are chosen, and what can be done with them.
#[component]
pub(super) fn ChosenBar(
    reading: Reading,
    kind: TabKind,
    places: Memo<Arc<Vec<usize>>>,
) -> impl IntoView {
    let (texts, acting) = (words(), acting());
    let count = Memo::new(move |_| acting.chosen.with(Vec::len));
    let shown = Memo::new(move |_| places.with(|it| it.len()).min(MOST));
    let choose_all = move |_| {
        let machines = places.with_untracked(|places| {
            reading.with(|inventory| {
                let rows = places.iter().filter_map(|at| inventory.rows().get(*at));
                let machine = |it: &inventory::ListedVm| Machine {
                    id: it.machine.id.clone(),
                    location: it.machine.location.clone(),
                };
                rows.take(MOST).map(machine).collect()
            })
        });
        acting.chosen.set(machines);
    };
    (kind == TabKind::NotConfigured).then(|| {
        view! {
            <div class="vm-chosen" data-chosen=move || count.get().to_string()>
                <span role="status">
                    {move || texts.fill("inventory.chosen.count", &[("n", count.get().to_string())])}
                </span>
                <button
                    type="button"
                    class="button button-small"
                    data-choose-all
                    on:click=choose_all
                >
                    {move || texts.fill("inventory.chosen.all", &[("n", shown.get().to_string())])}
                </button>
                <button
                    type="button"
                    class="button button-small button-primary"
                    data-offer="turn_on"
                    disabled=move || count.get() == 0
                    on:click=move |_| acting.turn_on()
                >
                    {move || texts.text("page.act.turn_on")}
                </button>
            </div>
        }
    })
}
