//! What is tried so far, and which form is open: the state that the parts of a trial share,
//! and where the focus goes when it changes.

use std::sync::Arc;

use azure::{answer::Unavailable, security_rules::Access};
use diagnosis::{
    path::{GroupTrace, RuleLine},
    rule_trial::{Change, Draft, Problem, Trial, with_change},
};
use ipnet::IpNet;
use leptos::prelude::*;

use crate::browser::{focus::Opener, location};

pub(crate) type Outcome = Result<Arc<Trial>, Unavailable>;

#[derive(Clone, Copy)]
pub(crate) struct Trying {
    /// What the changes come to.
    pub(super) outcome: Memo<Outcome>,
    pub(super) changes: RwSignal<Vec<Change>>,
    /// What a new rule is for, unless the reader says otherwise.
    pub(super) source: Option<IpNet>,
    pub(super) port: Memo<Option<u16>>,
    pub(super) form: RwSignal<Option<Form>>,
    pub(super) typed: Typed,
    opener: StoredValue<Opener, LocalStorage>,
}

/// The form that is open, below the group at this place.
#[derive(Clone, PartialEq)]
pub(super) struct Form {
    pub(super) at: usize,
    /// The rule that moves; none for a new one.
    pub(super) line: Option<RuleLine>,
}

/// What stands in the form, which is drawn anew with the rules.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) access: RwSignal<&'static str>,
    pub(super) priority: RwSignal<String>,
    pub(super) source: RwSignal<String>,
    pub(super) port: RwSignal<String>,
    pub(super) problems: RwSignal<Vec<Problem>>,
}

pub(super) const ALLOW: &str = "allow";
pub(super) const DENY: &str = "deny";

impl Typed {
    fn new() -> Self {
        Self {
            access: RwSignal::new(ALLOW),
            priority: RwSignal::new(String::new()),
            source: RwSignal::new(String::new()),
            port: RwSignal::new(String::new()),
            problems: RwSignal::new(Vec::new()),
        }
    }

    fn start(self, draft: Draft) {
        self.access.set(ALLOW);
        self.priority.set(draft.priority);
        self.source.set(draft.source);
        self.port.set(draft.port);
        self.problems.set(Vec::new());
    }

    pub(super) fn draft(self) -> Draft {
        let access = match self.access.get_untracked() {
            DENY => Access::Deny,
            _ => Access::Allow,
        };
        Draft {
            access,
            priority: self.priority.get_untracked(),
            source: self.source.get_untracked(),
            port: self.port.get_untracked(),
        }
    }
}

impl Trying {
    pub(crate) fn new(
        outcome: Memo<Outcome>,
        changes: RwSignal<Vec<Change>>,
        source: Option<IpNet>,
        port: Memo<Option<u16>>,
    ) -> Self {
        Self {
            outcome,
            changes,
            source,
            port,
            form: RwSignal::new(None),
            typed: Typed::new(),
            opener: StoredValue::new_local(Opener::default()),
        }
    }

    /// The group at a place, as it is tried now.
    pub(super) fn trace(self, at: usize) -> Option<GroupTrace> {
        self.outcome.with_untracked(|it| {
            let group = it.as_ref().ok()?.groups.get(at)?;
            Some(group.trace.clone())
        })
    }

    pub(super) fn lines(self, at: usize) -> Vec<RuleLine> {
        let rules = self.trace(at).and_then(|it| it.rules.ok());
        rules.unwrap_or_default()
    }

    pub(super) fn make(self, change: Change) {
        self.form.set(None);
        self.changes
            .update(|it| *it = with_change(std::mem::take(it), change));
        show_outcome();
    }

    pub(super) fn undo(self, at: usize) {
        self.form.set(None);
        self.changes.update(|it| {
            if at < it.len() {
                it.remove(at);
            }
        });
        show_outcome();
    }

    pub(super) fn undo_all(self) {
        self.form.set(None);
        self.changes.set(Vec::new());
        show_outcome();
    }

    pub(super) fn open(self, form: Form) {
        self.opener.set_value(Opener::now());
        let port = self.port.get_untracked();
        let draft = Draft::new(&self.lines(form.at), self.source, port);
        let own = form.line.as_ref().and_then(|it| it.priority);
        self.typed.start(match &form.line {
            Some(_) => Draft {
                priority: own.map(|it| it.to_string()).unwrap_or_default(),
                ..draft
            },
            None => draft,
        });
        self.form.set(Some(form));
        request_animation_frame(|| location::focus("[data-trial-form] input[type=text]"));
    }

    pub(super) fn close(self) {
        self.form.set(None);
        self.opener.with_value(Opener::take_up);
    }
}

/// What was pressed may be gone with its rule.
fn show_outcome() {
    request_animation_frame(|| location::focus("[data-trial] h3"));
}
