//! A diagnosis in the words of the reader's language, as plain data that the page
//! draws and that reports hold.
//!
//! **Must not know** markup, nor how a verdict was reached: it words what the
//! diagnosis says and judges nothing.
//!
//! In reading order:
//!
//! - [`Checklist`] and its parts, in this file: the card on top, and the rows.
//! - [`checklist()`] words a diagnosis that was just made, [`in_words`] one that a
//!   report holds, [`by_hand`] one that somebody answered.
//! - [`case_in_words`]: a case without a diagnosis, in general words.
//! - [`ahead()`]: what has to be done until the goal is reached.
//! - [`what_changed`]: what happened before, [`explained_by`] of it what a report holds.
//!   [`WatchInWords`]: what happens now.
//! - [`bastion()`]: the way in through Azure Bastion.
//! - [`Times`]: how a time is told, to a reader and on paper.
//! - [`path_view`]: the way of the packet, hop by hop. [`rule_trial()`]: what it would be
//!   with other rules.
//!
//! ```
//! use std::rc::Rc;
//!
//! use azure::{answer::Known, resource_id::ResourceId, security::Plan};
//! use checklist::{CardKind, Times, checklist};
//! use diagnosis::{checks, engine::diagnose, facts::{Snapshot, Update}, question::{Goal, Question}};
//! use text::Catalog;
//!
//! # let vm = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-shop\
//! #     /providers/Microsoft.Compute/virtualMachines/web-01";
//! # let vm = ResourceId::parse(vm).unwrap();
//! # let goal = Some(Goal::Request);
//! # let question = Question { tenant: None, vm, port: None, source: None, goal, minutes: None, about: None };
//! let free = Plan { tier: "Free".to_owned(), sub_plan: None, inherited: None, coverage: None };
//! let mut snapshot = Snapshot::default();
//! snapshot.apply(Update::Plan(Ok(Rc::new(Known::new(free, "GET /pricings")))));
//! let diagnosis = diagnose(checks::EVALUATORS, &snapshot, goal);
//!
//! let catalog = Catalog::parse(r#"{
//!     "checks": {"plan": {"servers": {
//!         "title": "Defender for Servers is on",
//!         "cases": {"off": {
//!             "headline": "Defender for Servers is off",
//!             "what": "It is off in {subscription}.",
//!             "who": "An Owner"
//!         }}
//!     }}}
//! }"#).unwrap();
//! let worded = checklist(&diagnosis, &question, &snapshot, &catalog, Times::UTC);
//! let mut rows = worded.groups.iter().flat_map(|it| &it.items);
//! let row = rows.find(|it| it.id == "plan.servers").unwrap();
//! assert_eq!(row.title, "Defender for Servers is off");
//! assert_eq!(row.what.as_deref(), Some("It is off in 11111111-2222-3333-4444-555555555555."));
//! assert_eq!(row.who.as_deref(), Some("An Owner"));
//! // What is on its way may still outrank it.
//! assert_eq!(worded.card.kind, CardKind::Running);
//! ```

mod ahead;
mod bastion;
mod brief;
mod by_hand;
mod card;
mod changes;
mod general;
mod grouping;
pub mod path_view;
mod rows;
mod rule_trial;
mod search;
mod times;
mod watch;
mod words;

use std::fmt;

use actions::ActionKind;
use azure::{
    answer::{Reason, Unavailable},
    timestamp::Timestamp,
};
use diagnosis::engine::{Area, Evidence, Finding, Obstacle};
use guide::Names;

pub use ahead::{Ahead, RequestAhead, StepAhead, ahead, ahead_in_words};
pub use bastion::{BastionInWords, HostInWords, HostState, bastion};
pub use brief::first_sentences;
pub use by_hand::{by_hand, completed, phrases};
pub use changes::{ChangeInWords, HistoryInWords, Marked, explained_by, what_changed};
pub use general::{CaseInWords, case_in_words, headline};
pub use rows::{asked_args, checklist, common_args, in_words};
pub use rule_trial::{TrialInWords, rule_trial};
pub use search::Search;
pub use times::Times;
pub use watch::WatchInWords;
pub use words::{
    Person, Phrases, in_text, in_words as values_in_words, scope_parts, seen_in_words,
};

/// The whole outcome in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklist {
    pub card: Card,
    /// The rows that matter for the reader's goal, by area, in causal order.
    pub groups: Vec<Group>,
    /// What keeps checks from running, each reason once.
    pub doubts: Vec<Doubt>,
    /// The reader's names, for drawn steps that belong to no row.
    pub names: Names,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub area: Area,
    pub title: String,
    pub items: Vec<Item>,
}

/// Checks that could not run for one reason, which are one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    pub key: DoubtKey,
    /// What is in the way.
    pub title: String,
    /// How many checks it unlocks, and what it takes.
    pub how: String,
    /// What is in the way of which of them.
    pub parts: Vec<DoubtPart>,
    /// Until when Azure asks to wait, where that is known.
    pub until: Option<Timestamp>,
}

/// What a row of such checks is known by, in every language and at every time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DoubtKey {
    pub obstacle: Obstacle,
    /// The reason and its values, where the obstacle says too little.
    reason: Option<(Reason, Vec<String>)>,
}

impl DoubtKey {
    pub(crate) fn of(why: &Unavailable) -> Self {
        let obstacle = Obstacle::of(why);
        let reason = || (why.reason, why.args.texts().map(|(_, it)| it).collect());
        Self {
            obstacle,
            reason: (obstacle == Obstacle::Mixed).then(reason),
        }
    }
}

impl fmt::Display for DoubtKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.obstacle.name())?;
        let Some((reason, values)) = &self.reason else {
            return Ok(());
        };
        write!(f, " {}", reason.key())?;
        values.iter().try_for_each(|it| write!(f, " {it}"))
    }
}

impl Doubt {
    /// Every check that it is in the way of.
    pub fn checks(&self) -> impl Iterator<Item = &Told> {
        self.parts.iter().flat_map(|it| &it.checks)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubtPart {
    pub why: String,
    pub checks: Vec<Told>,
}

/// A check that the row of something else tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub check: &'static str,
    pub title: String,
}

/// The answer in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub kind: CardKind,
    /// The cause in plain words, or what else leads.
    pub headline: String,
    /// What was seen of it.
    pub what: String,
    /// What the reader can do, or whom to ask; none when there is nothing to mend.
    pub who: Option<String>,
    /// What else counts, a sentence each.
    pub beside: Vec<String>,
    /// The check and case that the card speaks of.
    pub lead: Option<FailedCheck>,
    /// The first failure that keeps the reader from the goal.
    pub root_cause: Option<FailedCheck>,
    pub offer: Offer,
    /// What the reader may go on with nevertheless.
    pub second: Offer,
    /// For somebody who can mend it, to be sent to them; where there is a cause.
    pub message: Option<String>,
}

/// A failed check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailedCheck {
    pub check: &'static str,
    pub case: &'static str,
}

/// What the card offers first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    Nothing,
    /// An action that can be had from here.
    Action(ActionKind),
    /// To connect: the address, the port and a line to copy.
    Connect,
    SignIn,
    /// To go to the tenant of what was asked about.
    SwitchTenant,
    CheckAgain,
    /// To check the VM that is meant, or to choose it.
    Choose,
    /// To run the script again, for what its file lacks.
    Collect,
    /// To answer a question that is still open.
    Answer,
    /// A message to copy, for somebody who can mend it.
    Message,
    /// To look for a Bastion host.
    Bastion,
    /// The steps of this check's row.
    Steps(&'static str),
    /// To activate a role that the reader is eligible for, which this check names.
    Activate(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// Some facts have not arrived yet, and those that have show no problem.
    Running,
    Problem,
    /// JIT can be turned on, which is the goal.
    Ready,
    /// The guarded port stands open to everybody.
    Exposure,
    /// Nothing blocks, yet there are warnings.
    Warning,
    /// No problem was found, but not everything could be checked.
    Unsure,
    /// Nothing is in the way, and one thing must be known.
    Answer,
    Clear,
}

impl CardKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Problem => "problem",
            Self::Ready => "ready",
            Self::Exposure => "exposure",
            Self::Warning => "warning",
            Self::Unsure => "unsure",
            Self::Answer => "answer",
            Self::Clear => "clear",
        }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub id: &'static str,
    /// The condition that should hold; where it does not, what is wrong.
    pub title: String,
    pub state: RowState,
    /// `pass`, `fail`, `not-applicable`, `cannot-tell`; none while pending.
    pub verdict: Option<&'static str>,
    /// Of a check that failed.
    pub case: Option<&'static str>,
    /// What was found, where it failed.
    pub finding: Option<Finding>,
    /// The cause of which this is a consequence.
    pub blocked_by: Option<BlockedBy>,
    /// Whether a cause's row or a doubt tells of it, so that it needs none of its own.
    pub is_told: bool,
    /// The checks that wait for this one.
    pub tells: Vec<Told>,
    /// What was seen, or why it could not be told.
    pub what: Option<String>,
    pub who: Option<String>,
    pub fix: Vec<String>,
    /// What the drawn steps and the commands for it fill in.
    pub names: Names,
    pub notes: Vec<String>,
    /// That a person said so, in place of evidence.
    pub by_hand: Option<String>,
    pub evidence: Vec<Evidence>,
    /// The request that failed, and what to quote to Azure support.
    pub failed_request: Option<String>,
    /// Whether that request was answered, and the answer does not tell.
    pub was_answered: bool,
    pub correlation_id: Option<String>,
}

impl Item {
    /// Whether what is looked for stands in what the row says. `lower` puts a text in
    /// lower case.
    pub fn mentions(&self, sought: &Search, lower: fn(&str) -> String) -> bool {
        let said = [&self.what, &self.who, &self.failed_request];
        let said = said.into_iter().flatten().chain([&self.title]);
        let said = said.chain(&self.fix).chain(&self.notes);
        let seen = self.evidence.iter().map(|it| &it.field);
        let all = said.chain(seen).map(String::as_str).chain([self.id]);
        sought.finds(&lower(&all.collect::<Vec<_>>().join("\n")))
    }
}

/// The cause of which a row is a consequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockedBy {
    pub check: &'static str,
    pub title: String,
}

/// The state of a row, from which its label and its icon follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowState {
    Pending,
    Passed,
    Problem,
    Warning,
    Info,
    CouldNotCheck,
    Blocked,
    NotNeeded,
}

impl RowState {
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Passed,
        Self::Problem,
        Self::Warning,
        Self::Info,
        Self::CouldNotCheck,
        Self::Blocked,
        Self::NotNeeded,
    ];

    /// The name under which the text catalogue and the styles know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Passed => "passed",
            Self::Problem => "problem",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::CouldNotCheck => "could_not_check",
            Self::Blocked => "blocked",
            Self::NotNeeded => "not_needed",
        }
    }
}
