//! What a check is, and what it may say.

use std::fmt;

use azure::{
    answer::{Unavailable, made},
    value::{Arg, ArgName, Args, Make, Value},
};

use crate::{
    facts::{FactSet, Facts},
    question::Goal,
};

/// One condition that must hold. Its title, cases and steps have their words
/// in the text catalogue, under its id.
pub struct Check {
    /// `area.name`; stable, for links and tests name it.
    pub id: &'static str,
    /// Its number in links, which never changes and is never given again.
    pub wire: u16,
    pub area: Area,
    pub goals: Goals,
    /// The checks that must pass before this one means anything.
    pub depends_on: &'static [&'static str],
    /// The facts that it may read.
    pub needs: FactSet,
    /// Every way in which it can fail.
    pub cases: &'static [Case],
    /// Remarks that it may make when it passes.
    pub notes: &'static [Note],
}

/// A check with what judges by it.
#[derive(Clone, Copy)]
pub struct Evaluator {
    pub check: &'static Check,
    /// A pure function of the facts. An error ends as *cannot tell*.
    pub eval: fn(&Facts) -> Result<Verdict, Unavailable>,
}

impl Check {
    /// Whether it may fail in a way that keeps the reader from the goal.
    pub(crate) fn can_stop(&self) -> bool {
        let mut severities = self.cases.iter().map(|it| it.severity);
        severities.any(|it| it == Severity::Blocker)
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// The three groups of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    Availability,
    Access,
    Connection,
}

impl Area {
    pub const ALL: [Self; 3] = [Self::Availability, Self::Access, Self::Connection];

    pub fn name(self) -> &'static str {
        match self {
            Self::Availability => "availability",
            Self::Access => "access",
            Self::Connection => "connection",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Info,
    Warning,
    /// The goal cannot be reached before it is mended.
    Blocker,
}

/// The goals that a check matters for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goals(&'static [Goal]);

impl Goals {
    pub const ALL: Self = Self(&[Goal::Enable, Goal::Request, Goal::Connect]);
    pub const ENABLE: Self = Self(&[Goal::Enable]);
    pub const REQUEST: Self = Self(&[Goal::Request]);
    pub const CONNECT: Self = Self(&[Goal::Connect]);
    pub const ENABLE_REQUEST: Self = Self(&[Goal::Enable, Goal::Request]);
    pub const REQUEST_CONNECT: Self = Self(&[Goal::Request, Goal::Connect]);

    /// Without a goal, what matters for requesting or connecting counts.
    pub fn include(self, goal: Option<Goal>) -> bool {
        match goal {
            Some(goal) => self.0.contains(&goal),
            None => self.0.iter().any(|it| *it != Goal::Enable),
        }
    }
}

/// One way in which a check fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// Stable, like the check's id.
    pub name: &'static str,
    /// Its number in links, among the cases of all checks.
    pub wire: u16,
    pub severity: Severity,
    /// The placeholders that its texts may use.
    pub args: &'static [&'static ArgName],
}

impl Case {
    pub const fn blocker(wire: u16, name: &'static str, args: &'static [&'static ArgName]) -> Self {
        Self::of(Severity::Blocker, wire, name, args)
    }

    pub const fn warning(wire: u16, name: &'static str, args: &'static [&'static ArgName]) -> Self {
        Self::of(Severity::Warning, wire, name, args)
    }

    pub const fn info(wire: u16, name: &'static str, args: &'static [&'static ArgName]) -> Self {
        Self::of(Severity::Info, wire, name, args)
    }

    const fn of(
        severity: Severity,
        wire: u16,
        name: &'static str,
        args: &'static [&'static ArgName],
    ) -> Self {
        Self {
            name,
            wire,
            severity,
            args,
        }
    }
}

/// A remark that a check may make when it passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// Stable, like the check's id.
    pub name: &'static str,
    /// Its number in links, among the notes of all checks.
    pub wire: u16,
}

impl Note {
    pub const fn new(wire: u16, name: &'static str) -> Self {
        Self { name, wire }
    }
}

/// What a check says of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass {
        evidence: Vec<Evidence>,
        notes: Vec<&'static str>,
    },
    Fail(Finding),
    /// The condition has no meaning here.
    NotApplicable,
    CannotTell(Unavailable),
}

/// A failure: which case, of what, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub case: &'static str,
    /// Lower than the case's own where something else makes it harmless.
    pub severity_cap: Severity,
    pub args: Args,
    pub evidence: Vec<Evidence>,
}

/// What was seen, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Method and path; `None` for what was not asked over the wire.
    pub request: Option<String>,
    /// The field's path in the answer.
    pub field: String,
    pub value: Value,
}

/// Begins a failure.
pub fn fail(case: &'static str) -> Finding {
    Finding {
        case,
        severity_cap: Severity::Blocker,
        args: Args::default(),
        evidence: Vec::new(),
    }
}

pub fn pass() -> Verdict {
    Verdict::Pass {
        evidence: Vec::new(),
        notes: Vec::new(),
    }
}

pub fn not_applicable() -> Verdict {
    Verdict::NotApplicable
}

impl Finding {
    #[must_use]
    pub fn arg<K>(mut self, arg: Arg<K>, value: impl Make<K>) -> Self {
        self.args.push(arg, value);
        self
    }

    #[must_use]
    pub fn seen(mut self, request: &str, field: &str, value: impl Into<Value>) -> Self {
        self.evidence
            .push(Evidence::new(made(request), field, value));
        self
    }

    /// Adds what the page knows without asking Azure.
    #[must_use]
    pub fn known(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.evidence.push(Evidence::new(None, field, value));
        self
    }

    /// Adds that a list lacks something.
    #[must_use]
    pub fn lacks(self, request: &str, field: &str, what: impl Into<Value>) -> Self {
        self.seen(request, field, Value::lacks(what))
    }

    /// Adds that a list has no item of the kind at all.
    #[must_use]
    pub fn lacks_all(self, request: &str, field: &str) -> Self {
        self.seen(request, field, Value::Lacks(None))
    }

    #[must_use]
    pub fn capped_at(mut self, severity: Severity) -> Self {
        self.severity_cap = severity;
        self
    }
}

impl Verdict {
    /// Adds what was seen to a pass.
    #[must_use]
    pub fn seen(mut self, request: &str, field: &str, value: impl Into<Value>) -> Self {
        if let Self::Pass { evidence, .. } = &mut self {
            evidence.push(Evidence::new(made(request), field, value));
        }
        self
    }

    /// Adds to a pass what the page knows without asking Azure.
    #[must_use]
    pub fn known(mut self, field: &str, value: impl Into<Value>) -> Self {
        if let Self::Pass { evidence, .. } = &mut self {
            evidence.push(Evidence::new(None, field, value));
        }
        self
    }

    /// Adds a remark to a pass.
    #[must_use]
    pub fn note(mut self, note: &'static str) -> Self {
        if let Self::Pass { notes, .. } = &mut self {
            notes.push(note);
        }
        self
    }

    /// The name that reports and the page's automation hooks use.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pass { .. } => "pass",
            Self::Fail(_) => "fail",
            Self::NotApplicable => "not-applicable",
            Self::CannotTell(_) => "cannot-tell",
        }
    }
}

impl From<Finding> for Verdict {
    fn from(finding: Finding) -> Self {
        Self::Fail(finding)
    }
}

impl Evidence {
    fn new(request: Option<String>, field: &str, value: impl Into<Value>) -> Self {
        Self {
            request,
            field: field.to_owned(),
            value: value.into(),
        }
    }
}
