//! The machines as rows of a table: each with its tab, judged as the lists
//! come in, and a choice of them in an order.

use std::{collections::HashSet, rc::Rc, sync::Arc};

use azure::timestamp::Timestamp;
use diagnosis::access_windows::{self, Window};

use super::{
    Exposure, Key, ListedVm, Lists, Selection, Tab, TabKind, Update, View, exposure::exposure,
    lists::List, machine::ById, search::Search, tab::tab,
};

/// How many machines are on each tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    on: [usize; TabKind::ALL.len()],
    /// Those of which it is being found out.
    pub pending: usize,
    /// Of those that have JIT, the ones with a guarded port that is open to everybody.
    pub open: usize,
    /// Likewise the ones of which that is not known.
    pub open_unknown: usize,
    /// Of those that JIT does not support, the ones that are no VMs of Azure's.
    pub others: usize,
}

impl Counts {
    pub fn of(&self, tab: TabKind) -> usize {
        self.on[tab as usize]
    }

    pub fn all(&self) -> usize {
        self.on.iter().sum::<usize>() + self.pending
    }

    fn add(&mut self, row: &ListedVm) {
        match row.tab.kind() {
            Some(kind) => self.on[kind as usize] += 1,
            None => self.pending += 1,
        }
        self.others += usize::from(!row.machine.is_vm());
        if matches!(row.tab, Tab::Configured { .. }) {
            match &row.exposure {
                Some(Exposure::Open(_)) => self.open += 1,
                Some(Exposure::Unknown(_)) | None => self.open_unknown += 1,
                Some(Exposure::Closed | Exposure::NoGroup) => {}
            }
        }
    }
}

/// The lists of one subscription or several, and the rows that follow from them.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// Never none.
    subscriptions: Vec<Lists>,
    rows: Vec<ListedVm>,
    /// The machines that have a row: pages of a list that changes meanwhile can overlap.
    seen: HashSet<ById>,
    /// Rows that what was read since may decide.
    open: Vec<usize>,
    /// Whether something has come of a subscription whose rows `open` doesn't know of.
    has_news: Vec<bool>,
}

/// Of one subscription.
impl Default for Inventory {
    fn default() -> Self {
        Self::of(1)
    }
}

impl Inventory {
    /// Of so many subscriptions, of which nothing has been read yet.
    pub fn of(subscriptions: usize) -> Self {
        let subscriptions = subscriptions.max(1);
        Self {
            // Not by cloning one, which would be code that is needed for nothing else.
            subscriptions: (0..subscriptions).map(|_| Lists::default()).collect(),
            rows: Vec::new(),
            seen: HashSet::new(),
            open: Vec::new(),
            has_news: vec![false; subscriptions],
        }
    }

    /// Takes in what was read of one of the subscriptions, by its place.
    pub fn apply(&mut self, subscription: usize, update: Update) {
        let is_one_of_several = 1 < self.subscriptions.len();
        let Some(lists) = self.subscriptions.get_mut(subscription) else {
            return;
        };
        let machines = lists.apply(update);
        let id = machines.first().filter(|_| is_one_of_several);
        let id: Option<Arc<str>> = id.map(|it| it.id.subscription().to_lowercase().into());
        for machine in machines.into_iter().map(Rc::new) {
            if !self.seen.insert(ById(machine.clone())) {
                continue;
            }
            self.rows.push(ListedVm {
                key: Key::of(&machine.id, id.clone()),
                subscription,
                machine,
                tab: Tab::pending(),
                recommendation: None,
                exposure: None,
            });
        }
        self.has_news[subscription] = true;
    }

    /// Ends the reading where it is. What was read stays.
    pub fn stop(&mut self) {
        self.subscriptions.iter_mut().for_each(Lists::stop);
        self.has_news.fill(true);
    }

    /// Judges some of the rows that are open, and tells whether others are
    /// left: a caller that must not be kept for long comes back.
    pub fn judge(&mut self, most: usize) -> bool {
        if self.has_news.contains(&true) {
            self.reopen();
        }
        for _ in 0..most {
            let Some(at) = self.open.pop() else {
                return false;
            };
            if let Some(row) = self.rows.get_mut(at) {
                let lists = &self.subscriptions[row.subscription];
                if !row.tab.is_final() {
                    row.tab = tab(&row.machine, lists);
                }
                row.recommendation = lists.assessments.get(&row.machine.id).cloned();
                if let (Tab::Configured { ports, .. }, None) = (&row.tab, &row.exposure) {
                    row.exposure = exposure(&row.machine, ports, lists);
                }
            }
        }
        !self.open.is_empty()
    }

    /// What was read of each subscription.
    pub fn subscriptions(&self) -> &[Lists] {
        &self.subscriptions
    }

    /// The lists that a row is from.
    pub fn lists_of(&self, row: &ListedVm) -> &Lists {
        &self.subscriptions[row.subscription]
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
        for row in self.rows.iter().filter(|it| it.key.is_found(&search)) {
            counts.add(row);
        }
        counts
    }

    /// How many are on each tab, of each subscription by itself.
    pub fn counts_of_each(&self) -> Vec<Counts> {
        let mut counts = vec![Counts::default(); self.subscriptions.len()];
        for row in &self.rows {
            counts[row.subscription].add(row);
        }
        counts
    }

    /// The places of the rows to show.
    pub fn view(&self, view: &View) -> Vec<usize> {
        let search = Search::new(&view.search);
        let is_wanted =
            |row: &ListedVm| row.tab.kind() == Some(view.tab) && row.key.is_found(&search);
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
        let mut chosen: Vec<&ListedVm> = of_tab.filter(|it| selection.has(&it.key)).collect();
        chosen.sort_by(|one, other| (&one.key.name, &one.key).cmp(&(&other.key.name, &other.key)));
        chosen
    }

    /// Takes none of the rows that a view shows, and leaves the others.
    pub fn clear(&self, selection: &mut Selection, view: &View) {
        let rows = self.view(view).into_iter().map(|at| &self.rows[at]);
        selection.clear(&view.search, rows.map(|it| &it.key));
    }

    /// The access windows of the VMs that a search finds, newest first.
    pub fn windows(&self, now: Timestamp, search: &str) -> Vec<Window> {
        let search = Search::new(search);
        let policies = self.subscriptions.iter().flat_map(Lists::policies);
        access_windows::all(policies, now, |vm| {
            let group = vm.resource_group().unwrap_or_default();
            search.finds(&vm.name().to_lowercase(), &group.to_lowercase())
        })
    }

    /// How many VMs policies name that no longer exist; `None` as long as that
    /// cannot be told.
    pub fn stale_entries(&self) -> Option<usize> {
        let all = &self.subscriptions;
        all.iter()
            .try_for_each(|it| it.whole(List::Vms).map(drop))
            .ok()?;
        let named = all.iter().flat_map(Lists::named);
        Some(named.filter(|it| !self.seen.contains(*it)).count())
    }

    /// What has come may decide rows of its subscriptions, and of no others.
    fn reopen(&mut self) {
        let (rows, has_news) = (&self.rows, &self.has_news);
        self.open.retain(|at| !has_news[rows[*at].subscription]);
        let is_open = |row: &ListedVm| {
            let has_jit = matches!(row.tab, Tab::Configured { .. });
            !row.tab.is_final() || row.recommendation.is_none() || has_jit && row.exposure.is_none()
        };
        let places = rows.iter().enumerate();
        let news = places.filter(|(_, row)| has_news[row.subscription] && is_open(row));
        self.open.extend(news.map(|(at, _)| at));
        self.has_news.fill(false);
    }
}
