//! The machines as rows of a table: each with its tab, judged as the lists
//! come in, and a choice of them in an order.

use std::{collections::HashSet, rc::Rc};

use azure::{resource_id::ResourceId, timestamp::Timestamp};
use diagnosis::access_windows::{self, Window};

use super::{
    ListedVm, Lists, Selection, Tab, TabKind, Update, View, exposure::exposure, lists::List,
    search::Search, tab::tab,
};

/// How many machines are on each tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    on: [usize; TabKind::ALL.len()],
    /// Those of which it is being found out.
    pub pending: usize,
}

impl Counts {
    pub fn of(&self, tab: TabKind) -> usize {
        self.on[tab as usize]
    }

    pub fn all(&self) -> usize {
        self.on.iter().sum::<usize>() + self.pending
    }
}

/// The lists, and the rows that follow from them.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    lists: Lists,
    rows: Vec<ListedVm>,
    /// Rows that what was read since may decide.
    open: Vec<usize>,
}

impl Inventory {
    pub fn apply(&mut self, update: Update) {
        for machine in self.lists.apply(update) {
            self.rows.push(ListedVm {
                key: machine.id.name().to_lowercase(),
                group_key: machine
                    .id
                    .resource_group()
                    .unwrap_or_default()
                    .to_lowercase(),
                machine: Rc::new(machine),
                tab: Tab::pending(),
                recommendation: None,
                exposure: None,
            });
        }
        self.reopen();
    }

    /// Ends the reading where it is. What was read stays.
    pub fn stop(&mut self) {
        self.lists.stop();
        self.reopen();
    }

    /// Judges some of the rows that are open, and tells whether others are
    /// left: a caller that must not be kept for long comes back.
    pub fn judge(&mut self, most: usize) -> bool {
        for _ in 0..most {
            let Some(at) = self.open.pop() else {
                return false;
            };
            if let Some(row) = self.rows.get_mut(at) {
                if !row.tab.is_final() {
                    row.tab = tab(&row.machine, &self.lists);
                }
                row.recommendation = self.lists.assessments.get(&row.machine.id).cloned();
                if let (Tab::Configured { ports, .. }, None) = (&row.tab, &row.exposure) {
                    row.exposure = exposure(&row.machine, ports, &self.lists);
                }
            }
        }
        !self.open.is_empty()
    }

    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    pub fn rows(&self) -> &[ListedVm] {
        &self.rows
    }

    /// How many machines are on each tab.
    pub fn counts(&self) -> Counts {
        self.found("")
    }

    /// How many of those that a search finds.
    pub fn found(&self, search: &str) -> Counts {
        let search = Search::new(search);
        let mut counts = Counts::default();
        for row in &self.rows {
            if !search.finds(&row.key, &row.group_key) {
                continue;
            }
            match row.tab.kind() {
                Some(kind) => counts.on[kind as usize] += 1,
                None => counts.pending += 1,
            }
        }
        counts
    }

    /// The places of the rows to show.
    pub fn view(&self, view: &View) -> Vec<usize> {
        let search = Search::new(&view.search);
        let is_wanted = |row: &ListedVm| {
            row.tab.kind() == Some(view.tab) && search.finds(&row.key, &row.group_key)
        };
        let places = 0..self.rows.len();
        let mut places: Vec<usize> = places.filter(|at| is_wanted(&self.rows[*at])).collect();
        places.sort_by(|one, other| view.order(&self.rows[*one], &self.rows[*other]));
        places
    }

    /// The chosen machines of a tab, by name.
    pub fn chosen(&self, selection: &Selection, tab: TabKind) -> Vec<&ListedVm> {
        if selection.is_empty() {
            return Vec::new();
        }
        let rows = self.rows.iter();
        let of_tab = rows.filter(|it| it.tab.kind() == Some(tab));
        let mut chosen: Vec<&ListedVm> = of_tab.filter(|it| it.is_chosen(selection)).collect();
        chosen.sort_by(|one, other| one.key.cmp(&other.key));
        chosen
    }

    /// Takes none of the rows that a view shows, and leaves the others.
    pub fn clear(&self, selection: &mut Selection, view: &View) {
        let rows = self.view(view).into_iter().map(|at| &self.rows[at]);
        selection.clear(&view.search, rows.map(|it| (&*it.key, &*it.group_key)));
    }

    /// The access windows of the VMs that a search finds, newest first.
    pub fn windows(&self, now: Timestamp, search: &str) -> Vec<Window> {
        let search = Search::new(search);
        access_windows::all(self.lists.policies(), now, |vm| {
            let group = vm.resource_group().unwrap_or_default();
            search.finds(&vm.name().to_lowercase(), &group.to_lowercase())
        })
    }

    /// How many VMs policies name that no longer exist; `None` as long as that
    /// cannot be told.
    pub fn stale_entries(&self) -> Option<usize> {
        self.lists.whole(List::Vms).ok()?;
        let existing: HashSet<&ResourceId> = self.rows.iter().map(|row| &row.machine.id).collect();
        let named = self.lists.named();
        Some(named.filter(|it| !existing.contains(it)).count())
    }

    fn reopen(&mut self) {
        self.open = (0..self.rows.len())
            .filter(|at| {
                let row = &self.rows[*at];
                let has_jit = matches!(row.tab, Tab::Configured { .. });
                !row.tab.is_final()
                    || row.recommendation.is_none()
                    || has_jit && row.exposure.is_none()
            })
            .collect();
    }
}
