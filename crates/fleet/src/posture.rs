//! What a view shows as a report for paper: one subscription after the other, the worst
//! first. Names leave only when they are
//! asked for; without them each is a number, in the order of the report.

use text::Catalog;

use super::{Column, Count, Figure, Fleet, Names, PlanState, Row, View, shown_count};

/// One subscription of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posture {
    pub name: String,
    pub is_delegated: bool,
    pub lines: Vec<PostureLine>,
}

/// The plan or a number, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostureLine {
    pub label: String,
    pub value: String,
    /// Whether somebody should do something about it.
    pub is_problem: bool,
}

/// Of the subscriptions that the view shows, whatever their order in it.
pub fn posture(fleet: &Fleet, view: &View, names: Names, catalog: &Catalog) -> Vec<Posture> {
    let worst_first = View {
        column: Column::Worst,
        is_turned: false,
        ..view.clone()
    };
    let places = worst_first.places(fleet);
    let rows = places.iter().filter_map(|at| fleet.rows().get(*at));
    let posture = |(place, row): (usize, &Row)| Posture {
        name: names.title(row, place),
        is_delegated: row.is_delegated,
        lines: lines(row, catalog),
    };
    rows.enumerate().map(posture).collect()
}

fn lines(row: &Row, catalog: &Catalog) -> Vec<PostureLine> {
    let state = PlanState::of(row);
    let plan = state.map_or("not_read", PlanState::key);
    let plan = PostureLine {
        label: catalog.text("fleet.columns.plan"),
        value: catalog.text(&format!("fleet.plans.{plan}")),
        is_problem: state.is_some_and(PlanState::lacks_jit),
    };
    let figures = Figure::ALL.map(|figure| {
        let count = figure.of(row);
        PostureLine {
            label: catalog.text(&format!("fleet.columns.{}", figure.key())),
            value: shown_count(count, catalog),
            is_problem: figure.is_problem() && count.is_some_and(|it| 0 < Count::least(it)),
        }
    });
    std::iter::once(plan).chain(figures).collect()
}
