//! Which subscriptions are shown, in which order, and how an address keeps that.

use std::cmp::Reverse;

use super::{Count, Figure, Fleet, PlanState, Row};

/// What to put subscriptions in order by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// The ones with the most kinds of problems first, then those of which the most is
    /// not known.
    #[default]
    Worst,
    Name,
    Plan,
    Of(Figure),
}

impl Column {
    pub fn all() -> impl Iterator<Item = Self> {
        let figures = Figure::ALL.into_iter().map(Self::Of);
        [Self::Worst, Self::Name, Self::Plan]
            .into_iter()
            .chain(figures)
    }

    /// The name in addresses, and the one under which texts are kept.
    pub fn key(self) -> &'static str {
        match self {
            Self::Worst => "worst",
            Self::Name => "name",
            Self::Plan => "plan",
            Self::Of(figure) => figure.key(),
        }
    }

    /// Whether most comes first, unless it is turned round.
    fn is_most_first(self) -> bool {
        matches!(self, Self::Of(_))
    }
}

/// Which subscriptions to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    #[default]
    All,
    /// Whose plan does not include JIT.
    NoPlan,
    /// Of which at least one is counted.
    Has(Figure),
    Delegated,
    /// Of which something could not be read.
    Unknown,
}

impl Filter {
    pub const ALL: [Self; 11] = [
        Self::All,
        Self::NoPlan,
        Self::Has(Figure::NotConfigured),
        Self::Has(Figure::Unsupported),
        Self::Has(Figure::Exposed),
        Self::Has(Figure::Open),
        Self::Has(Figure::AnySource),
        Self::Has(Figure::Failed),
        Self::Has(Figure::Stale),
        Self::Delegated,
        Self::Unknown,
    ];

    /// The name in addresses, and the one under which texts are kept.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NoPlan => "no_plan",
            Self::Has(figure) => figure.key(),
            Self::Delegated => "delegated",
            Self::Unknown => "unknown",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    fn keeps(self, row: &Row) -> bool {
        match self {
            Self::All => true,
            Self::NoPlan => PlanState::of(row).is_some_and(PlanState::lacks_jit),
            Self::Has(figure) => figure.of(row).is_some_and(|it| 0 < it.least()),
            Self::Delegated => row.is_delegated,
            Self::Unknown => !row.missing().is_empty(),
        }
    }
}

/// How a reader has set the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// A part of the subscription's name or id.
    pub find: String,
    pub filter: Filter,
    pub column: Column,
    /// Whether the order is the other way round.
    pub is_turned: bool,
}

impl View {
    /// What it is called in an address.
    pub const PARAMETERS: [&str; 3] = ["find", "show", "sort"];

    /// Nothing in it can fail: what is not understood is left at its beginning, for it
    /// only says how the same subscriptions are shown.
    pub fn from_query(query: &str) -> Self {
        let mut view = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "find" => view.find = value.into_owned(),
                "show" => view.filter = Filter::from_key(&value).unwrap_or_default(),
                "sort" => {
                    let turned = value.strip_prefix('-');
                    let key = turned.unwrap_or(&value);
                    let column = Column::all().find(|it| it.key() == key);
                    view.is_turned = turned.is_some() && column.is_some();
                    view.column = column.unwrap_or_default();
                }
                _ => {}
            }
        }
        view
    }

    /// Empty for a table that nobody has touched.
    pub fn to_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.find.is_empty() {
            query.append_pair("find", &self.find);
        }
        if self.filter != Filter::All {
            query.append_pair("show", self.filter.key());
        }
        if (self.column, self.is_turned) != (Column::Worst, false) {
            let sign = if self.is_turned { "-" } else { "" };
            query.append_pair("sort", &format!("{sign}{}", self.column.key()));
        }
        query.finish()
    }

    /// The places of the subscriptions to show.
    pub fn places(&self, fleet: &Fleet) -> Vec<usize> {
        let rows = fleet.rows();
        let find = self.find.trim().to_lowercase();
        let is_wanted = |row: &Row| {
            let id = row.subscription.id.to_ascii_lowercase();
            self.filter.keeps(row) && (row.key.contains(&find) || id.contains(&find))
        };
        let mut places: Vec<usize> = (0..rows.len()).filter(|at| is_wanted(&rows[*at])).collect();
        let is_reversed = self.is_turned != self.column.is_most_first();
        places.sort_by_cached_key(|at| {
            let row = &rows[*at];
            let rank = rank(row, self.column);
            let (up, down) = if is_reversed {
                (None, Some(Reverse(rank)))
            } else {
                (Some(rank), None)
            };
            (up, down, row.key.clone(), row.subscription.id.clone())
        });
        places
    }
}

/// A number by which rows stand in the order of a column.
fn rank(row: &Row, column: Column) -> (u64, u64) {
    match column {
        Column::Name => (0, 0),
        Column::Plan => match PlanState::of(row) {
            Some(PlanState::Off) => (0, 0),
            Some(PlanState::Plan1) => (1, 0),
            Some(PlanState::Unknown) => (2, 0),
            None => (3, 0),
            Some(PlanState::On) => (4, 0),
        },
        Column::Of(figure) => match figure.of(row) {
            Some(count) => (count.least(), u64::from(!count.is_exact())),
            None => (0, 0),
        },
        Column::Worst => {
            let (problems, unknown) = problems(row);
            (u64::MAX - problems, u64::MAX - unknown)
        }
    }
}

/// How many kinds of problems a subscription has, and of how many it isn't known.
fn problems(row: &Row) -> (u64, u64) {
    let plan = PlanState::of(row);
    let mut problems = u64::from(plan.is_some_and(PlanState::lacks_jit));
    let mut unknown = u64::from(plan == Some(PlanState::Unknown));
    for figure in Figure::ALL.into_iter().filter(|it| it.is_problem()) {
        match figure.of(row) {
            Some(count) if 0 < count.least() => problems += 1,
            Some(Count::Unknown) => unknown += 1,
            _ => {}
        }
    }
    (problems, unknown)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_address_brings_the_table_back(
            find in "\\PC{0,20}",
            filter in prop::sample::select(&Filter::ALL[..]),
            column in prop::sample::select(Column::all().collect::<Vec<_>>()),
            is_turned in any::<bool>(),
        ) {
            let view = View { find, filter, column, is_turned };
            prop_assert_eq!(View::from_query(&view.to_query()), view);
        }

        #[test]
        fn no_address_fails(query in "\\PC{0,60}") {
            View::from_query(&query);
        }
    }

    #[test]
    fn what_is_not_understood_leaves_the_rest() {
        let view = View::from_query("sort=-nothing&show=what&find=prod&other=1");
        let expected = View {
            find: "prod".to_owned(),
            ..View::default()
        };
        assert_eq!(view, expected);
        assert_eq!(View::default().to_query(), "");
    }
}
