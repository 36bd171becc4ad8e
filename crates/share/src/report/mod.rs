//! What leaves the page: the outcome of one diagnosis, redacted, as a value that
//! files and links hold. Everything in a [`Report`] may be shown to anybody.
//! `redact` makes it so. `disclosure` says what a report may hold at all, and judges
//! what comes in from outside by the same rules.

pub(crate) mod aliases;
mod changes;
mod compare;
pub(crate) mod disclosure;
mod explained;
mod include;
mod json;
mod marks;
mod next;
mod prose;
mod redact;
pub(crate) mod vocabulary;

pub use changes::changes;
pub use compare::{Change, Difference, Side, compare};
pub use include::{Audience, Detail, Include};
pub use json::{NotReport, read, write};
pub use marks::{About, CollectedBy, Marks};
pub use next::{Ask, KEYS as NEXT_KEYS, next};
pub use prose::{AddressOf, Format, prose};

use std::ops::RangeInclusive;

use azure::{
    arm::LogEntry,
    cloud::Cloud,
    timestamp::{self, Timestamp},
    value::{Args, Noun},
};
use checklist::{
    Ahead, Checklist, Phrases, Times, ahead_in_words, asked_args, explained_by, in_words, phrases,
};
use diagnosis::{
    args,
    case_number::CaseNumber,
    checks,
    engine::{Check, Diagnosis, Finding, Verdict, conclude},
    question::{Asked, Goal, Question},
    what_changed::{Explained, Explanation},
    what_if::{MOST_CHANGES, Outlook, Step},
};
use redact::Redactor;
use text::Catalog;

/// The version of this program: major, minor, patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AppVersion(pub [u16; 3]);

impl AppVersion {
    /// Of the program that is running.
    pub fn own() -> Self {
        Self::parse(env!("CARGO_PKG_VERSION")).unwrap_or(Self([0; 3]))
    }

    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(str::parse);
        let version = [(); 3].map(|()| parts.next()?.ok());
        match (version, parts.next()) {
            ([Some(major), Some(minor), Some(patch)], None) => Some(Self([major, minor, patch])),
            _ => None,
        }
    }
}

impl std::fmt::Display for AppVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self([major, minor, patch]) = self;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// The outcome of one diagnosis, with nothing in it that must stay on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// When Azure was asked, or a file collected: to the second, in UTC.
    pub made: Timestamp,
    /// The version that made it.
    pub app: AppVersion,
    pub cloud: Cloud,
    pub case: Option<CaseNumber>,
    pub goal: Option<Goal>,
    pub marks: Marks,
    /// The details that are included.
    pub include: Include,
    /// What was asked about, by [`args::COMMON`].
    pub context: Args,
    /// The checks of the goal, in the order of their list.
    pub outcomes: Vec<Reported>,
    /// All that had to be done until the goal, where that is more than the cause.
    pub ahead: Option<Outlook>,
    /// The change that explains the cause, where somebody looked for it.
    pub explained_by: Option<Explanation>,
    /// Empty unless [`Detail::Requests`] is included.
    pub requests: Vec<Logged>,
}

#[derive(Clone, Debug)]
pub struct Reported {
    pub check: &'static Check,
    pub verdict: Verdict,
    /// Whether a person said so, and not Azure.
    pub is_by_hand: bool,
}

/// One request that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Method and path.
    pub request: String,
    /// `None` when no answer came.
    pub status: Option<u16>,
    pub milliseconds: u64,
    pub correlation_id: Option<String>,
}

/// What a report is made of.
pub struct Source<'a> {
    pub diagnosis: &'a Diagnosis,
    pub question: &'a Question,
    /// The values of [`checklist::common_args`].
    pub common: &'a Args,
    pub cloud: Cloud,
    pub case: Option<CaseNumber>,
    /// Where the answers are those of a file; `now` is then when it was collected.
    pub collected_by: Option<CollectedBy>,
    /// What [`diagnosis::what_if::outlook`] foresees.
    pub outlook: &'a Outlook,
    /// What the history of changes tells, where it was read; it's left out where it was
    /// read for another cause.
    pub explained: Option<&'a Explained>,
    pub now: Timestamp,
    pub log: &'a [LogEntry],
}

impl PartialEq for Reported {
    fn eq(&self, other: &Self) -> bool {
        self.check.id == other.check.id
            && self.verdict == other.verdict
            && self.is_by_hand == other.is_by_hand
    }
}

impl Eq for Reported {}

impl Report {
    /// Redacts. What is still pending is left out.
    pub fn new(source: &Source, include: Include) -> Self {
        let mut redactor = Redactor::new(include, source.now);
        let context = context(&mut redactor, source);
        let outcomes = outcomes(&mut redactor, source.diagnosis);
        let ahead = ahead(&mut redactor, source.outlook);
        let log = if include.has(Detail::Requests) {
            source.log
        } else {
            &[]
        };
        let requests = log.iter().map(|it| logged(&mut redactor, it)).collect();
        // It comes last, so that all else has the aliases that it has without it.
        let explained_by = source
            .explained
            .and_then(|it| it.of(source.diagnosis))
            .map(|it| explained::redacted(&mut redactor, it));
        Self {
            made: timestamp::to_second(source.now),
            app: AppVersion::own(),
            cloud: source.cloud,
            case: source.case.clone(),
            goal: source.question.goal,
            marks: Marks {
                collected_by: source.collected_by,
                about: About::of(source.question),
            },
            include,
            context,
            outcomes,
            ahead,
            explained_by,
            requests,
        }
    }

    /// What somebody answered, for whom nothing was read.
    pub fn by_hand(
        diagnosis: &Diagnosis,
        asked: &Asked,
        cloud: Cloud,
        now: Timestamp,
        include: Include,
    ) -> Self {
        let mut redactor = Redactor::new(include, now);
        Self {
            made: timestamp::to_second(now),
            app: AppVersion::own(),
            cloud,
            case: asked.case.clone(),
            goal: asked.goal,
            marks: Marks::default(),
            include,
            context: redactor.args(&asked_args(asked)),
            outcomes: outcomes(&mut redactor, diagnosis),
            // Answers tell too little of what a step brings.
            ahead: None,
            explained_by: None,
            requests: Vec::new(),
        }
    }

    /// The diagnosis that was reported, judged anew for its root cause.
    pub fn diagnosis(&self) -> Diagnosis {
        let of = |check: &Check| self.outcomes.iter().find(|it| it.check.id == check.id);
        conclude(checks::ALL, self.goal, |check| {
            of(check).map(|it| it.verdict.clone())
        })
        .marked(|check| of(check).is_some_and(|it| it.is_by_hand))
    }

    /// All of it in words. What rests on answers takes the texts of `neutral`.
    pub fn in_words(&self, catalog: &Catalog, times: Times) -> Checklist {
        let phrases = phrases(catalog);
        let phrases = self.is_by_hand().then_some(&phrases as Phrases);
        in_words(&self.diagnosis(), &self.context, catalog, times, phrases)
    }

    /// All that had to be done, in words.
    pub fn ahead_in_words(&self, catalog: &Catalog, times: Times) -> Option<Ahead> {
        let (outlook, diagnosis) = (self.ahead.as_ref()?, self.diagnosis());
        let told = ahead_in_words(
            outlook,
            &diagnosis,
            self.goal,
            &self.context,
            catalog,
            times,
        );
        Some(told)
    }

    /// The change that explains the cause, in a sentence; none without a cause.
    pub fn explained_in_words(&self, catalog: &Catalog, times: Times) -> Option<String> {
        let change = self.explained_by.as_ref()?;
        let has_cause = self.diagnosis().root_cause().is_some();
        has_cause.then(|| explained_by(change, catalog, times))
    }

    /// Where it comes from, where that has to be said: a sentence for each mark.
    pub fn marks_in_words(&self, catalog: &Catalog, times: Times) -> Vec<String> {
        let at = [("at", times.in_text(self.made, catalog))];
        let keys = self.marks.keys().into_iter();
        keys.map(|it| catalog.fill(&it, at.clone())).collect()
    }

    /// Whether any of it rests on what a person said.
    pub fn is_by_hand(&self) -> bool {
        self.outcomes.iter().any(|it| it.is_by_hand)
    }

    /// The cause in plain words, or what else leads; values that nobody gave are left
    /// open.
    pub fn headline(&self, catalog: &Catalog, times: Times) -> String {
        let list = in_words(&self.diagnosis(), &self.context, catalog, times, None);
        list.card.headline
    }

    /// Whether Azure was asked, and not only a person.
    pub fn is_by_azure(&self) -> bool {
        let is_told = |it: &Reported| !matches!(it.verdict, Verdict::CannotTell(_));
        let mut told = self.outcomes.iter().filter(|it| is_told(it));
        !self.is_by_hand() || told.any(|it| !it.is_by_hand)
    }

    /// The same without what a link has no room for: evidence, and requests.
    #[must_use]
    pub fn for_link(mut self) -> Self {
        self.include = self.include.without(Detail::Requests);
        self.requests.clear();
        for outcome in &mut self.outcomes {
            match &mut outcome.verdict {
                Verdict::Pass { evidence, .. } => evidence.clear(),
                Verdict::Fail(finding) => finding.evidence.clear(),
                Verdict::CannotTell(why) => why.request = None,
                Verdict::NotApplicable => {}
            }
        }
        self
    }
}

fn outcomes(redactor: &mut Redactor, diagnosis: &Diagnosis) -> Vec<Reported> {
    let told = diagnosis.in_goal().filter(|it| !it.is_pending());
    told.map(|it| Reported {
        check: it.check,
        verdict: redactor.verdict(&it.verdict),
        is_by_hand: it.is_by_hand,
    })
    .collect()
}

/// How many steps a report tells.
pub(crate) const STEPS_AHEAD: RangeInclusive<usize> = 2..=MOST_CHANGES;

/// One step is the cause, which is told anyway.
fn ahead(redactor: &mut Redactor, outlook: &Outlook) -> Option<Outlook> {
    let steps = outlook.steps.iter().map(|it| Step {
        check: it.check,
        finding: Finding {
            args: redactor.args(&it.finding.args),
            // What a step was seen by belongs to a state that isn't there yet.
            evidence: Vec::new(),
            ..it.finding.clone()
        },
    });
    STEPS_AHEAD.contains(&outlook.steps.len()).then(|| Outlook {
        steps: steps.collect(),
        end: outlook.end,
    })
}

/// What was asked about gets the first aliases. A subscription is named by its
/// id, because its display name is a text that somebody wrote.
fn context(redactor: &mut Redactor, source: &Source) -> Args {
    let id = &source.question.vm;
    let subscription = args::SUBSCRIPTION.value(id.subscription());
    let common: Args = source
        .common
        .iter()
        .map(|(name, value)| {
            if name != args::SUBSCRIPTION.name {
                return (name, value.clone());
            }
            if let Some(called) = value.text() {
                redactor.same(Noun::Subscription, id.subscription(), called);
            }
            (name, subscription.clone())
        })
        .collect();
    if let Some(tenant) = &source.question.tenant {
        redactor.value(&args::ASKED_TENANT.value(tenant));
    }
    redactor.args(&common)
}

fn logged(redactor: &mut Redactor, entry: &LogEntry) -> Logged {
    let path = entry.path();
    Logged {
        request: redactor.request(&format!("{} {path}", entry.method)),
        status: entry.status,
        milliseconds: entry.milliseconds,
        correlation_id: redactor.correlation_id(entry.correlation_id.as_ref()),
    }
}

/// Every word that may leave unchanged: Azure's words and those of this program.
pub fn public_words() -> impl Iterator<Item = &'static str> {
    let nouns = Noun::ALL.iter().map(|it| it.word());
    vocabulary::all()
        .chain(aliases::types())
        .chain(aliases::FIXED_NAMES)
        .chain(nouns)
}
