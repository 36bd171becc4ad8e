//! Which rows and groups are open: the reader's doing, kept apart from what the
//! checks say. Pure, so that it can be tested without a page.

use std::collections::HashSet;

use checklist::{Item, RowState, Search};
use diagnosis::engine::Area;

use crate::browser::letters::lower;

/// The reader's choices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Folding {
    /// Rows that show their details.
    open: HashSet<&'static str>,
    /// Rows that were opened once. They stay in sight even when their state no
    /// longer asks for it, or the row in use would vanish under the reader.
    kept: HashSet<&'static str>,
    /// Groups that show all their rows.
    whole: HashSet<Area>,
    problems_only: bool,
    /// What stands in the search field.
    typed: String,
    /// What the reader looks for.
    sought: Search,
}

impl Folding {
    pub(super) fn is_open(&self, id: &str) -> bool {
        self.open.contains(id)
    }

    pub(super) fn is_whole(&self, area: Area) -> bool {
        self.whole.contains(&area)
    }

    pub(super) fn is_problems_only(&self) -> bool {
        self.problems_only
    }

    /// Whether the reader asked for some of the rows only.
    pub(super) fn is_narrowed(&self) -> bool {
        self.problems_only || self.is_searching()
    }

    pub(super) fn is_searching(&self) -> bool {
        !self.sought.is_empty()
    }

    /// Whether a row says what is looked for.
    pub(super) fn is_found(&self, item: &Item) -> bool {
        self.is_searching() && item.mentions(&self.sought, lower)
    }

    /// Whether a row is in sight. Who searches looks through all of them.
    pub(super) fn shows(&self, area: Area, row: &Row) -> bool {
        if self.is_searching() {
            return row.is_found;
        }
        let is_problem = matches!(row.state, RowState::Problem | RowState::Warning);
        self.kept.contains(row.id)
            || is_problem && !row.is_told
            || !self.problems_only && (self.is_whole(area) || !is_quiet_as(row.is_told, row.state))
    }

    /// Opens a row for who was led to it, out of a search that does not find it.
    pub(super) fn lead_to(&mut self, id: &'static str) {
        if self.is_searching() {
            self.search("");
        }
        self.set_open(id, true);
    }

    pub(super) fn set_open(&mut self, id: &'static str, open: bool) {
        if open {
            self.open.insert(id);
            self.kept.insert(id);
        } else {
            self.open.remove(id);
        }
    }

    pub(super) fn toggle_whole(&mut self, area: Area) {
        if !self.whole.remove(&area) {
            self.whole.insert(area);
        }
        self.tidy();
    }

    pub(super) fn set_problems_only(&mut self, on: bool) {
        self.problems_only = on;
        self.tidy();
    }

    pub(super) fn typed(&self) -> String {
        self.typed.clone()
    }

    pub(super) fn search(&mut self, text: &str) {
        text.clone_into(&mut self.typed);
        self.sought = Search::new(&lower(text));
        self.tidy();
    }

    /// A reader who asks for another selection of rows means it.
    fn tidy(&mut self) {
        self.kept.clear();
    }
}

/// What decides whether a row is in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) state: RowState,
    /// Another row tells of it.
    pub(super) is_told: bool,
    /// It says what is looked for.
    pub(super) is_found: bool,
}

impl Row {
    pub(super) fn of(item: &Item, folding: &Folding) -> Self {
        Self {
            id: item.id,
            state: item.state,
            is_told: item.is_told,
            is_found: folding.is_found(item),
        }
    }
}

/// Whether a row asks for nobody's attention.
pub(super) fn is_quiet(item: &Item) -> bool {
    is_quiet_as(item.is_told, item.state)
}

fn is_quiet_as(is_told: bool, state: RowState) -> bool {
    is_told || is_in_order(state) || state == RowState::Pending
}

/// Whether there is nothing to do about it.
pub(super) fn is_in_order(state: RowState) -> bool {
    matches!(state, RowState::Passed | RowState::NotNeeded)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area::Access;

    fn row(state: RowState) -> Row {
        Row {
            id: "a",
            state,
            is_told: false,
            is_found: false,
        }
    }

    #[test]
    fn what_is_in_order_is_folded_until_asked_for() {
        let mut folding = Folding::default();
        assert!(!folding.shows(AREA, &row(RowState::Passed)));
        assert!(folding.shows(AREA, &row(RowState::Problem)));
        assert!(folding.shows(AREA, &row(RowState::CouldNotCheck)));
        folding.toggle_whole(AREA);
        assert!(folding.shows(AREA, &row(RowState::Passed)));
        assert!(!folding.shows(Area::Availability, &row(RowState::Passed)));
    }

    #[test]
    fn what_another_row_tells_is_folded_too() {
        let told = |state| Row {
            is_told: true,
            ..row(state)
        };
        let mut folding = Folding::default();
        for state in [RowState::Blocked, RowState::CouldNotCheck] {
            assert!(!folding.shows(AREA, &told(state)));
        }
        folding.toggle_whole(AREA);
        for state in [RowState::Blocked, RowState::CouldNotCheck] {
            assert!(folding.shows(AREA, &told(state)));
        }
    }

    #[test]
    fn an_opened_row_stays_when_it_passes() {
        let mut folding = Folding::default();
        folding.set_open("a", true);
        folding.set_open("a", false);
        assert!(folding.shows(AREA, &row(RowState::Passed)));
        folding.toggle_whole(AREA);
        folding.toggle_whole(AREA);
        assert!(!folding.shows(AREA, &row(RowState::Passed)));
    }

    #[test]
    fn a_search_shows_what_it_finds_and_nothing_else() {
        let found = Row {
            is_found: true,
            is_told: true,
            ..row(RowState::Passed)
        };
        let mut folding = Folding::default();
        folding.set_problems_only(true);
        folding.search("  Plan ");
        assert!(folding.shows(AREA, &found));
        assert!(!folding.shows(AREA, &row(RowState::Problem)));
        folding.lead_to("a");
        assert!(folding.typed().is_empty());
        assert!(folding.shows(AREA, &row(RowState::Passed)));
        folding.search(" ");
        assert!(!folding.shows(AREA, &found));
        assert!(folding.shows(AREA, &row(RowState::Problem)));
    }

    #[test]
    fn problems_only_are_problems_only() {
        let mut folding = Folding::default();
        folding.toggle_whole(AREA);
        folding.set_problems_only(true);
        for state in RowState::ALL {
            let is_problem = matches!(state, RowState::Problem | RowState::Warning);
            assert_eq!(folding.shows(AREA, &row(state)), is_problem, "{state:?}");
        }
    }
}
