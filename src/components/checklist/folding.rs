//! Which rows and groups are open: the reader's doing, kept apart from what the
//! checks say. Pure, so that it can be tested without a page.

use std::collections::HashSet;

use checklist::RowState;
use diagnosis::engine::Area;

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
    /// The root cause that was opened unasked, which happens once.
    shown_root_cause: Option<&'static str>,
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

    /// Whether a row is in sight.
    pub(super) fn shows(&self, area: Area, id: &str, state: RowState) -> bool {
        self.kept.contains(id)
            || state.is_open()
            || (!self.problems_only && (self.is_whole(area) || !is_quiet(state)))
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

    /// Opens a root cause, unless that was done before.
    pub(super) fn open_root_cause(&mut self, id: &'static str) {
        if self.shown_root_cause != Some(id) {
            self.shown_root_cause = Some(id);
            self.set_open(id, true);
        }
    }

    /// A reader who asks for another selection of rows means it.
    fn tidy(&mut self) {
        self.kept.clear();
    }
}

/// States that ask for nobody's attention.
pub(super) fn is_quiet(state: RowState) -> bool {
    matches!(
        state,
        RowState::Passed | RowState::NotNeeded | RowState::Pending
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area::Access;

    #[test]
    fn what_is_in_order_is_folded_until_asked_for() {
        let mut folding = Folding::default();
        assert!(!folding.shows(AREA, "a", RowState::Passed));
        assert!(folding.shows(AREA, "a", RowState::Problem));
        assert!(folding.shows(AREA, "a", RowState::Blocked));
        folding.toggle_whole(AREA);
        assert!(folding.shows(AREA, "a", RowState::Passed));
        assert!(!folding.shows(Area::Availability, "a", RowState::Passed));
    }

    #[test]
    fn an_opened_row_stays_when_it_passes() {
        let mut folding = Folding::default();
        folding.set_open("a", true);
        folding.set_open("a", false);
        assert!(folding.shows(AREA, "a", RowState::Passed));
        folding.toggle_whole(AREA);
        folding.toggle_whole(AREA);
        assert!(!folding.shows(AREA, "a", RowState::Passed));
    }

    #[test]
    fn problems_only_leaves_out_consequences() {
        let mut folding = Folding::default();
        folding.toggle_whole(AREA);
        folding.set_problems_only(true);
        assert!(folding.shows(AREA, "a", RowState::CouldNotCheck));
        for state in [RowState::Blocked, RowState::Info, RowState::Passed] {
            assert!(!folding.shows(AREA, "a", state));
        }
    }

    #[test]
    fn a_root_cause_is_opened_once() {
        let mut folding = Folding::default();
        folding.open_root_cause("a");
        folding.set_open("a", false);
        folding.open_root_cause("a");
        assert!(!folding.is_open("a"));
        folding.open_root_cause("b");
        assert!(folding.is_open("b"));
    }
}
