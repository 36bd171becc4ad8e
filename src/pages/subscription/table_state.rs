//! How the reader has set the table: the tab, the search, the order, what is in sight and
//! what is chosen. The address keeps all of it, so that Back, a reload and a link bring
//! the same table again.

use inventory::{Column, Selection, TabKind, TableState, View};
use leptos::prelude::*;

use crate::{
    browser::clock,
    route::{PageTab, REST, Route, Router},
    task_slot::TaskSlot,
};

/// In context on this page.
#[derive(Clone, Copy)]
pub(super) struct Table {
    tab: RwSignal<PageTab>,
    pub(super) search: RwSignal<String>,
    order: RwSignal<(Column, bool)>,
    /// The row that is topmost in sight.
    pub(super) top: RwSignal<usize>,
    /// Of the VMs without JIT, and of those that have it.
    ready: RwSignal<Selection>,
    guarded: RwSignal<Selection>,
}

impl Table {
    /// As an address has it.
    pub(super) fn new(tab: PageTab, query: &str) -> Self {
        let state = TableState::from_query(query);
        Self {
            tab: RwSignal::new(tab),
            search: RwSignal::new(state.search),
            order: RwSignal::new((state.column, state.descending)),
            top: RwSignal::new(state.top),
            ready: RwSignal::new(state.selection),
            guarded: RwSignal::new(state.guarded),
        }
    }

    /// Keeps the address of the page up to date from now on. The one that
    /// the reader came with is left as it is.
    pub(super) fn keep_in_address(self, id: String, router: Router) {
        let (id, resting) = (StoredValue::new(id), TaskSlot::new());
        let keep = move || {
            let table = untrack(|| self.state().to_query());
            router.keep(Route::Subscription {
                id: id.get_value(),
                tab: self.tab.get_untracked(),
                table,
            });
        };
        Effect::new(move |before: Option<()>| {
            self.tab.track();
            self.order.track();
            self.ready.track();
            self.guarded.track();
            if before.is_some() {
                keep();
            }
        });
        Effect::new(move |before: Option<()>| {
            self.search.track();
            self.top.track();
            if before.is_some() {
                resting.run(async move {
                    clock::wait(REST).await;
                    keep();
                });
            }
        });
    }

    fn state(self) -> TableState {
        let (column, descending) = self.order.get();
        TableState {
            search: self.search.get(),
            column,
            descending,
            top: self.top.get(),
            selection: self.ready.get(),
            guarded: self.guarded.get(),
        }
    }

    /// What is chosen on a tab, if something can be done there with many at once.
    pub(super) fn selection(self, tab: TabKind) -> Option<RwSignal<Selection>> {
        match tab {
            TabKind::NotConfigured => Some(self.ready),
            TabKind::Configured => Some(self.guarded),
            TabKind::Unsupported | TabKind::CannotTell => None,
        }
    }

    pub(super) fn tab(self) -> PageTab {
        self.tab.get()
    }

    pub(super) fn tab_untracked(self) -> PageTab {
        self.tab.get_untracked()
    }

    /// Another tab begins with its first row.
    pub(super) fn go(self, tab: PageTab) {
        if self.tab.get_untracked() != tab {
            self.top.set(0);
            self.tab.set(tab);
        }
    }

    /// The rows of a tab.
    pub(super) fn view(self, tab: TabKind) -> Memo<View> {
        Memo::new(move |_| {
            let (column, descending) = self.order.get();
            View {
                tab,
                search: self.search.get(),
                column,
                descending,
            }
        })
    }

    /// `Some(true)` for a column by which the rows stand in descending order.
    pub(super) fn order_of(self, column: Column) -> Option<bool> {
        let (own, descending) = self.order.get();
        (own == column).then_some(descending)
    }

    /// Puts the rows in the order of a column, or turns it round.
    pub(super) fn turn(self, column: Column) {
        self.order.update(|(own, descending)| {
            *descending = *own == column && !*descending;
            *own = column;
        });
    }
}

/// The page's table. To be called where a component is set up.
pub(super) fn table() -> Table {
    expect_context()
}

/// The key of what a column is called.
pub(super) fn head(column: Column, kind: TabKind) -> String {
    match column {
        Column::Detail => format!("inventory.details.{}", kind.name()),
        _ => format!("inventory.columns.{}", column.key()),
    }
}
