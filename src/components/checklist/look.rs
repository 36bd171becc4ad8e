//! How a state looks.

use checklist::State;

use crate::components::icon::Icon;

/// How a state is marked and named.
pub(super) fn look(state: State) -> (Icon, &'static str) {
    match state {
        State::Pending => (Icon::Pending, "states.pending"),
        State::Passed => (Icon::Passed, "states.passed"),
        State::Problem => (Icon::Problem, "states.problem"),
        State::Warning => (Icon::Warning, "states.warning"),
        State::Info => (Icon::Info, "states.info"),
        State::CouldNotCheck => (Icon::Unknown, "states.could_not_check"),
        State::Blocked => (Icon::Blocked, "states.blocked"),
        State::NotNeeded => (Icon::NotNeeded, "states.not_needed"),
    }
}
