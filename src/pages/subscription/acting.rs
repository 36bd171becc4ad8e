//! What is done from this page: the VMs that the reader has chosen, and the act
//! that is open. What an act does is not its business.

use std::{collections::BTreeSet, sync::Arc};

use actions::{
    Act,
    edit::{ChangeKind, Editing, EntryId},
    turn_on::{Machine, Machines},
};
use azure::resource_id::ResourceId;
use inventory::{ListedVm, Selection, Tab, TabKind, View};
use leptos::prelude::*;
use text::sentences;

use super::reading::Reading;
use crate::{acts::OpenAct, words::words};

/// Azure takes each policy in a request of its own; more than this at once
/// nobody can look over.
pub(super) const MOST: usize = 100;

/// Policies that are shown as code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exported {
    pub(super) policies: Vec<ResourceId>,
    /// Whether there are more of the chosen VMs.
    pub(super) is_cut: bool,
}

/// In context on this page.
#[derive(Clone, Copy)]
pub(super) struct Acting {
    pub(super) open: OpenAct,
    /// The policies that are shown as code, if any.
    pub(super) exported: RwSignal<Option<Exported>>,
}

impl Acting {
    pub(super) fn new() -> Self {
        Self {
            open: OpenAct::new(),
            exported: RwSignal::new(None),
        }
    }

    /// Shows the policies that name the chosen VMs as code.
    fn export(self, reading: Reading, chosen: &Selection) {
        let policies: BTreeSet<ResourceId> = untrack(|| {
            reading.with(|all| {
                let chosen = all.chosen(chosen, TabKind::Configured).into_iter();
                chosen.flat_map(policies_of).cloned().collect()
            })
        });
        let is_cut = MOST < policies.len();
        let policies = policies.into_iter().take(MOST).collect();
        self.exported.set(Some(Exported { policies, is_cut }));
    }

    /// Opens the act of a tab for the chosen VMs, or the first of them. All stay chosen:
    /// those with which it is done may leave the tab, and the others may be tried again.
    fn act(self, reading: Reading, chosen: &Selection, tab: TabKind) {
        let act = untrack(|| {
            reading.with(|all| {
                let chosen = all.chosen(chosen, tab).into_iter().take(MOST);
                match tab {
                    TabKind::NotConfigured => turn_on(chosen),
                    TabKind::Configured => change(chosen),
                    TabKind::Unsupported | TabKind::CannotTell => None,
                }
            })
        });
        if let Some(act) = act {
            self.open.open(act);
        }
    }
}

fn turn_on<'a>(chosen: impl Iterator<Item = &'a ListedVm>) -> Option<Act> {
    let machine = |it: &ListedVm| Machine {
        id: it.machine.id.clone(),
        location: it.machine.location.clone(),
    };
    Machines::new(chosen.map(machine).collect()).map(Act::TurnOn)
}

/// The entries of a VM in all policies that name it.
fn change<'a>(chosen: impl Iterator<Item = &'a ListedVm>) -> Option<Act> {
    let mut entries = Vec::new();
    for it in chosen {
        entries.extend(policies_of(it).iter().map(|policy| EntryId {
            policy: policy.clone(),
            vm: it.machine.id.clone(),
        }));
    }
    let is_any = !entries.is_empty();
    is_any.then_some(Act::Edit(Editing::Form(ChangeKind::Sources, entries)))
}

fn policies_of(vm: &ListedVm) -> &[ResourceId] {
    match &vm.tab {
        Tab::Configured { policies, .. } => policies,
        Tab::NotConfigured | Tab::Unsupported(_) | Tab::CannotTell(_) => &[],
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

fn chosen(
    reading: Reading,
    selection: RwSignal<Selection>,
    tab: TabKind,
    places: Memo<Arc<Vec<usize>>>,
) -> Memo<Chosen> {
    Memo::new(move |_| {
        selection.with(|selection| {
            reading.with(|inventory| Chosen {
                all: inventory.chosen(selection, tab).len(),
                shown: places.with(|places| {
                    let rows = places.iter().filter_map(|at| inventory.rows().get(*at));
                    rows.filter(|it| selection.has(&it.key)).count()
                }),
            })
        })
    })
}

/// Takes all rows that the view shows, or none of them.
fn choose(selection: RwSignal<Selection>, reading: Reading, view: &View, is_chosen: bool) {
    selection.update(|selection| {
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
    selection: RwSignal<Selection>,
    view: Memo<View>,
    places: Memo<Arc<Vec<usize>>>,
) -> impl IntoView {
    let texts = words();
    let tab = view.with_untracked(|it| it.tab);
    let chosen = chosen(reading, selection, tab, places);
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
                    choose(selection, reading, &view.get_untracked(), event.target().checked());
                }
            />
        </label>
    }
}

/// How many are chosen, and what can be done with them.
#[component]
pub(super) fn ChosenBar(
    reading: Reading,
    selection: RwSignal<Selection>,
    view: Memo<View>,
    places: Memo<Arc<Vec<usize>>>,
) -> impl IntoView {
    let (texts, acting) = (words(), acting());
    let tab = view.with_untracked(|it| it.tab);
    let chosen = chosen(reading, selection, tab, places);
    let count = Memo::new(move |_| chosen.get().all);
    let total = Memo::new(move |_| places.with(|it| it.len()));
    let n = |n: usize| [("n", n.to_string())];
    let (offer, none, limited) = match tab {
        TabKind::Configured => (
            "edit",
            "inventory.chosen.change_none",
            "inventory.chosen.limit_change",
        ),
        _ => ("turn_on", "page.act.turn_on", "inventory.chosen.limit"),
    };
    let hidden = move || {
        let Chosen { all, shown } = chosen.get();
        (shown < all).then(|| texts.fill("inventory.chosen.hidden", &n(all - shown)))
    };
    let limit = move || {
        (MOST < count.get()).then(|| {
            let limit = texts.fill(limited, &n(MOST));
            view! { <p class="quiet vm-limit">{limit}</p> }
        })
    };
    let act = move || match count.get() {
        0 => texts.text(none),
        some => texts.fill(&format!("inventory.chosen.{offer}"), &n(some.min(MOST))),
    };
    view! {
        <div class="vm-chosen" data-chosen=move || count.get().to_string()>
            <span role="status">
                {move || {
                    let count = texts.fill("inventory.chosen.count", &n(count.get()));
                    sentences(&[&count, hidden().as_deref().unwrap_or_default()])
                }}
            </span>
            <button
                type="button"
                class="button button-small"
                data-choose-all
                on:click=move |_| choose(selection, reading, &view.get_untracked(), true)
            >
                {move || texts.fill("inventory.chosen.all", &n(total.get()))}
            </button>
            <Show when=move || 0 < count.get()>
                <button
                    type="button"
                    class="button button-small"
                    data-choose-none
                    on:click=move |_| selection.set(Selection::default())
                >
                    {move || texts.text("inventory.chosen.none")}
                </button>
            </Show>
            <button
                type="button"
                class="button button-small button-primary"
                data-offer=offer
                disabled=move || count.get() == 0
                on:click=move |_| {
                    selection.with_untracked(|it| acting.act(reading, it, tab));
                }
            >
                {act}
            </button>
            {(tab == TabKind::Configured)
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button button-small"
                            data-export-chosen
                            disabled=move || count.get() == 0
                            on:click=move |_| {
                                selection.with_untracked(|it| acting.export(reading, it));
                            }
                        >
                            {move || texts.text("inventory.chosen.export")}
                        </button>
                    }
                })}
            {limit}
        </div>
    }
}
