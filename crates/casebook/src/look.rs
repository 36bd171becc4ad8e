//! How to see whether a case is there, with nothing changed: the way through the portal
//! as far as the place where one would begin to change something, and the commands that
//! only read.

use guide::{Ways, commands::Task, portal_steps::PortalSteps};

/// What one can look at.
#[derive(Default)]
pub struct Look {
    pub portal: Option<LookInPortal>,
    /// Read-only.
    pub commands: Vec<&'static Task>,
}

/// The way to a place in the portal. The step at which it ends is only looked at.
#[derive(Clone, Copy)]
pub struct LookInPortal {
    pub way: &'static PortalSteps,
    /// How many of its steps lead there, the last one included.
    pub steps: usize,
    /// Whether the last step would change something if it were done.
    pub ends_before_change: bool,
}

/// Places whose step presses, chooses or fills in something that counts. All others
/// open a page, a menu or a tab.
const CHANGE: [&str; 32] = [
    "servers",
    "change",
    "plan2",
    "save",
    "enable",
    "all",
    "confirm",
    "register",
    "vm",
    "port",
    "protocol",
    "source",
    "time",
    "ok",
    "add",
    "toggle",
    "open",
    "request",
    "role",
    "next",
    "members",
    "review",
    "activate",
    "delete",
    "name",
    "create",
    "associate",
    "stop",
    "start",
    "edit",
    "mine",
    "view",
];

impl Look {
    /// Whether nothing shows the case.
    pub fn is_empty(&self) -> bool {
        self.portal.is_none() && self.commands.is_empty()
    }

    pub fn of(ways: Option<&Ways>) -> Self {
        let Some(ways) = ways else {
            return Self::default();
        };
        Self {
            portal: ways.steps.first().map(|it| in_portal(it)),
            commands: readers(ways),
        }
    }
}

/// The tasks of a case that change nothing.
fn readers(ways: &Ways) -> Vec<&'static Task> {
    let mut found: Vec<&Task> = Vec::new();
    for task in ways.commands.iter().filter(|it| !it.changes) {
        if !found.iter().any(|it| it.name == task.name) {
            found.push(task);
        }
    }
    found
}

fn in_portal(way: &'static PortalSteps) -> LookInPortal {
    let first_change = way.steps.iter().position(|it| CHANGE.contains(&it.mark));
    LookInPortal {
        way,
        steps: first_change.map_or(way.steps.len(), |at| at + 1),
        ends_before_change: first_change.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use guide::portal_steps::{ALL, JIT_ON, LOCKS, USAGE};

    use super::*;

    #[test]
    fn a_look_ends_where_a_change_begins() {
        let of = |way| {
            let look = in_portal(way);
            (look.steps, look.ends_before_change)
        };
        assert_eq!(of(&JIT_ON), (4, true));
        assert_eq!(of(&LOCKS), (2, true));
        assert_eq!(of(&USAGE), (4, false));
    }

    #[test]
    fn each_mark_that_changes_stands_in_some_walk() {
        for mark in CHANGE {
            let mut marks = ALL.iter().flat_map(|it| it.steps).map(|it| it.mark);
            assert!(marks.any(|it| it == mark), "no step marks {mark}");
        }
    }
}
