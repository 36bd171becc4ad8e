//! Which rows are shown, and in which order.

use std::cmp::Ordering;

use azure::compute::Os;

use super::{ListedVm, Tab, TabKind, exposure};

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
    /// Whether a guarded port is open to everybody; worst first.
    Exposure,
}

impl Column {
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Group,
        Self::Location,
        Self::Os,
        Self::Detail,
        Self::Exposure,
    ];

    /// The columns that a tab has.
    pub fn of(tab: TabKind) -> impl Iterator<Item = Self> {
        let is_there = move |it: &Self| *it != Self::Exposure || tab == TabKind::Configured;
        Self::ALL.into_iter().filter(is_there)
    }

    /// The name in addresses, and the one under which the text catalogue words it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Group => "group",
            Self::Location => "location",
            Self::Os => "os",
            Self::Detail => "detail",
            Self::Exposure => "exposure",
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
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

impl View {
    /// Like rows stand by their names.
    pub(super) fn order(&self, one: &ListedVm, other: &ListedVm) -> Ordering {
        let order = compare(one, other, self.column);
        let order = if self.descending {
            order.reverse()
        } else {
            order
        };
        order.then_with(|| one.key.name.cmp(&other.key.name))
    }
}

fn compare(one: &ListedVm, other: &ListedVm, column: Column) -> Ordering {
    let os = |row: &ListedVm| row.machine.os.map(|it| it == Os::Windows);
    match column {
        Column::Name => one.key.name.cmp(&other.key.name),
        Column::Group => one.key.within().cmp(&other.key.within()),
        Column::Location => one.machine.location.cmp(&other.machine.location),
        Column::Os => os(one).cmp(&os(other)),
        Column::Detail => detail(one).cmp(&detail(other)),
        Column::Exposure => exposure::order(one.exposure.as_ref(), other.exposure.as_ref()),
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
