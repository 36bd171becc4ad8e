//! Where an act stands.

/// The name is the automation hook's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Form,
    Confirm,
    Running,
    Done,
}

impl Step {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Confirm => "confirm",
            Self::Running => "running",
            Self::Done => "done",
        }
    }

    /// Whether the act can be left: not while Azure is at it.
    pub(super) fn can_close(self) -> bool {
        self != Self::Running
    }
}

#[cfg(test)]
mod tests {
    use super::Step;

    #[test]
    fn only_what_is_under_way_cannot_be_left() {
        for (step, name, can_close) in [
            (Step::Form, "form", true),
            (Step::Confirm, "confirm", true),
            (Step::Running, "running", false),
            (Step::Done, "done", true),
        ] {
            assert_eq!((step.name(), step.can_close()), (name, can_close));
        }
    }
}
