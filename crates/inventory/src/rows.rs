//! The machines as rows of a table: each with its tab, judged as the lists
//! come in, and a choice of them in an order.

use std::{cmp::Ordering, collections::HashSet, rc::Rc};

use azure::{compute::Os, resource_id::ResourceId, security::Assessment, timestamp::Timestamp};
use diagnosis::access_windows::{self, Window};

use super::{Lists, Machine, Tab, TabKind, Update, lists::List, tab::tab};

#[derive(Clone, Debug)]
pub struct ListedVm {
    pub machine: Rc<Machine>,
    pub tab: Tab,
    /// What Defender for Cloud's recommendation says of the machine.
    pub recommendation: Option<Assessment>,
    /// The name in lower case, by which rows are found and put in order.
    key: String,
    /// The resource group likewise.
    group_key: String,
}

impl ListedVm {
    /// The recommendation, where it does not say what the tab says.
    pub fn disagreeing(&self) -> Option<&Assessment> {
        let it = self.recommendation.as_ref()?;
        (!self.tab.agrees_with(it)).then_some(it)
    }

    pub fn group(&self) -> &str {
        self.machine.id.resource_group().unwrap_or_default()
    }
}

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

/// What to put rows in order by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    #[default]
    Name,
    Group,
    Location,
    Os,
    /// The ports, or the reason.
    Detail,
}

impl Column {
    pub const ALL: [Self; 5] = [
        Self::Name,
        Self::Group,
        Self::Location,
        Self::Os,
        Self::Detail,
    ];

    /// The name under which the text catalogue words it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Group => "group",
            Self::Location => "location",
            Self::Os => "os",
            Self::Detail => "detail",
        }
    }
}

/// Which rows, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub tab: TabKind,
    /// Words that must all stand in the name or the resource group.
    pub search: String,
    pub column: Column,
    pub descending: bool,
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
    pub fn judge(&mut self, severity_cap: usize) -> bool {
        for _ in 0..severity_cap {
            let Some(at) = self.open.pop() else {
                return false;
            };
            if let Some(row) = self.rows.get_mut(at) {
                if !row.tab.is_final() {
                    row.tab = tab(&row.machine, &self.lists);
                }
                row.recommendation = self.lists.assessments.get(&row.machine.id).cloned();
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

    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            match row.tab.kind() {
                Some(kind) => counts.on[kind as usize] += 1,
                None => counts.pending += 1,
            }
        }
        counts
    }

    /// The places of the rows to show.
    pub fn view(&self, view: &View) -> Vec<usize> {
        let search = view.search.to_lowercase();
        let words: Vec<&str> = search.split_whitespace().collect();
        let is_wanted = |row: &ListedVm| {
            row.tab.kind() == Some(view.tab)
                && words
                    .iter()
                    .all(|word| row.key.contains(word) || row.group_key.contains(word))
        };
        let mut places: Vec<usize> = (0..self.rows.len())
            .filter(|at| is_wanted(&self.rows[*at]))
            .collect();
        places.sort_by(|one, other| {
            let (one, other) = (&self.rows[*one], &self.rows[*other]);
            let order = compare(one, other, view.column);
            let order = if view.descending {
                order.reverse()
            } else {
                order
            };
            order.then_with(|| one.key.cmp(&other.key))
        });
        places
    }

    /// Every access window of the subscription, newest first.
    pub fn windows(&self, now: Timestamp) -> Vec<Window> {
        access_windows::all(self.lists.policies(), now, |_| true)
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
                !row.tab.is_final() || row.recommendation.is_none()
            })
            .collect();
    }
}

fn compare(one: &ListedVm, other: &ListedVm, column: Column) -> Ordering {
    let os = |row: &ListedVm| row.machine.os.map(|it| it == Os::Windows);
    match column {
        Column::Name => one.key.cmp(&other.key),
        Column::Group => one.group_key.cmp(&other.group_key),
        Column::Location => one.machine.location.cmp(&other.machine.location),
        Column::Os => os(one).cmp(&os(other)),
        Column::Detail => detail(one).cmp(&detail(other)),
    }
}

/// What the detail of a row is put in order by: like stands with like.
fn detail(row: &ListedVm) -> (&[u16], &str) {
    match &row.tab {
        Tab::Configured { ports, .. } => (ports, ""),
        Tab::NotConfigured => (&[], row.disagreeing().map_or("", |it| &it.code)),
        Tab::Unsupported(it) => (&[], it.case),
        Tab::CannotTell(why) => (&[], why.reason.key()),
    }
}
