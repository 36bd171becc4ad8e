//! How a state looks.

use checklist::RowState;

use crate::components::icon::Icon;

/// How a state is marked and named.
pub(super) fn look(state: RowState) -> (Icon, &'static str) {
    match state {
        RowState::Pending => (Icon::Pending, "states.pending"),
        RowState::Passed => (Icon::Passed, "states.passed"),
        RowState::Problem => (Icon::Problem, "states.problem"),
        RowState::Warning => (Icon::Warning, "states.warning"),
        RowState::Info => (Icon::Info, "states.info"),
        RowState::CouldNotCheck => (Icon::Unknown, "states.could_not_check"),
        RowState::Blocked => (Icon::Blocked, "states.blocked"),
        RowState::NotNeeded => (Icon::NotNeeded, "states.not_needed"),
    }
}
