//! What a check is, and what it may say.

use std::fmt::{self, Display};

use azure::answer::{Args, Unavailable};

use crate::{
    facts::{FactSet, Facts},
    question::Goal,
};

/// One condition that must hold. Its title, cases and steps have their words
/// in the text catalogue, under its id.
pub struct Check {
    /// `area.name`; stable, for links and tests name it.
    pub id: &'static str,
    pub area: Area,
    pub goals: Goals,
    /// The checks that must pass before this one means anything.
    pub after: &'static [&'static str],
    /// The facts that it may read.
    pub needs: FactSet,
    /// Every way in which it can fail.
    pub cases: &'static [Case],
    /// Remarks that it may make when it passes.
    pub notes: &'static [&'static str],
    /// A pure function of the facts. An error ends as *cannot tell*.
    pub eval: fn(&Facts) -> Result<Verdict, Unavailable>,
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
    pub severity: Severity,
    /// The placeholders that its texts may use.
    pub args: &'static [&'static str],
}

impl Case {
    pub const fn blocker(name: &'static str, args: &'static [&'static str]) -> Self {
        Self::of(Severity::Blocker, name, args)
    }

    pub const fn warning(name: &'static str, args: &'static [&'static str]) -> Self {
        Self::of(Severity::Warning, name, args)
    }

    pub const fn info(name: &'static str, args: &'static [&'static str]) -> Self {
        Self::of(Severity::Info, name, args)
    }

    const fn of(severity: Severity, name: &'static str, args: &'static [&'static str]) -> Self {
        Self {
            name,
            severity,
            args,
        }
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
    pub at_most: Severity,
    pub args: Args,
    pub evidence: Vec<Evidence>,
}

/// What was seen, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Method and path; empty for what was not asked over the wire.
    pub request: String,
    /// The field's path in the answer.
    pub field: String,
    pub value: String,
}

/// Begins a failure.
pub fn fail(case: &'static str) -> Finding {
    Finding {
        case,
        at_most: Severity::Blocker,
        args: Vec::new(),
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
    pub fn arg(mut self, name: &'static str, value: impl Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    #[must_use]
    pub fn seen(mut self, request: &str, field: &str, value: impl Display) -> Self {
        self.evidence.push(Evidence::new(request, field, value));
        self
    }

    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.at_most = severity;
        self
    }
}

impl Verdict {
    /// Adds what was seen to a pass.
    #[must_use]
    pub fn seen(mut self, request: &str, field: &str, value: impl Display) -> Self {
        if let Self::Pass { evidence, .. } = &mut self {
            evidence.push(Evidence::new(request, field, value));
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
    fn new(request: &str, field: &str, value: impl Display) -> Self {
        Self {
            request: request.to_owned(),
            field: field.to_owned(),
            value: value.to_string(),
        }
    }
}
