//! Puts a diagnosis into words, row by row, with the card on top.

use azure::{
    resource_id::ResourceId,
    resources::SubscriptionLookup,
    timestamp::Timestamp,
    value::{Args, Noun, Value},
};
use diagnosis::{
    args, checks,
    engine::{Area, Diagnosis, Outcome, Severity, Verdict},
    facts::{Facts, Snapshot},
    question::{Asked, Question, Subject, SubjectKind},
};
use guide::Names;
use text::Catalog;

use crate::{
    BlockedBy, Checklist, Doubt, Group, Item, RowState, Times,
    card::{self, OnBehalf, Reader, SomebodyElse, Themselves, Unread},
    grouping,
    words::{Gaps, Person, Phrases, Texts, Words},
};

/// Words a diagnosis.
pub fn checklist(
    diagnosis: &Diagnosis,
    question: &Question,
    snapshot: &Snapshot,
    catalog: &Catalog,
    times: Times,
) -> Checklist {
    let live = Live {
        diagnosis,
        question,
        snapshot,
    };
    live.in_words(catalog, times, gaps_of(diagnosis))
}

/// What was just made of facts.
pub(crate) struct Live<'a> {
    pub(crate) diagnosis: &'a Diagnosis,
    pub(crate) question: &'a Question,
    pub(crate) snapshot: &'a Snapshot,
}

impl Live<'_> {
    pub(crate) fn in_words(&self, catalog: &Catalog, times: Times, gaps: Gaps) -> Checklist {
        let now = Facts::new(self.snapshot).now().ok().map(|it| it.utc);
        self.told(catalog, times, gaps, |words, reader| {
            let mut checklist = assembled(self.diagnosis, words, reader, now);
            let about = self.question.about.as_ref();
            let told = about.into_iter().flat_map(|it| self.told_of(it, words));
            checklist.card.beside.splice(0..0, told);
            checklist
        })
    }

    /// What is told in words, to the one who reads.
    pub(crate) fn told<T>(
        &self,
        catalog: &Catalog,
        times: Times,
        gaps: Gaps,
        tell: impl FnOnce(&Words, &dyn Reader) -> T,
    ) -> T {
        let common = common_args(self.question, self.snapshot);
        let more = more_names(self.question);
        let facts = Facts::new(self.snapshot);
        let (person, reader): (_, &dyn Reader) = match &self.question.about {
            None => (Person::Reader, &Themselves(&facts)),
            Some(_) => (Person::Subject, &OnBehalf),
        };
        let words = Words::new(catalog, person, times, &common, more).with_gaps(&common, gaps);
        tell(&words, reader)
    }

    /// Whose permissions were judged, and by what.
    fn told_of(&self, subject: &Subject, words: &Words) -> Vec<String> {
        let facts = Facts::new(self.snapshot);
        let kind = subject.kind.map_or("unknown", SubjectKind::name);
        let id = [("subject", subject.id.clone())];
        let has_none = facts.assignments().is_ok_and(|it| it.is_empty());
        let kind = format!("subject.{kind}");
        let keys = [Some(&*kind), has_none.then_some("subject.none")];
        keys.into_iter()
            .flatten()
            .map(|it| words.fill(it, &id))
            .collect()
    }
}

/// Words a diagnosis whose question is only known by these values of
/// [`args::COMMON`], as that of a report is. It speaks of somebody else than its
/// reader. Values that nobody gave take `phrases`, and without them a sign.
pub fn in_words(
    diagnosis: &Diagnosis,
    common: &Args,
    catalog: &Catalog,
    times: Times,
    phrases: Option<Phrases>,
) -> Checklist {
    let gaps = phrases.map_or_else(|| gaps_of(diagnosis), Gaps::Worded);
    told(
        diagnosis,
        common,
        Texts::new(),
        Person::Another,
        catalog,
        times,
        gaps,
    )
}

/// Without the facts, and with what is said where a value is not known.
pub(crate) fn told(
    diagnosis: &Diagnosis,
    common: &Args,
    more: Texts,
    person: Person,
    catalog: &Catalog,
    times: Times,
    gaps: Gaps,
) -> Checklist {
    let words = Words::new(catalog, person, times, common, more).with_gaps(common, gaps);
    let reader: &dyn Reader = match person {
        Person::Reader => &Unread,
        Person::Another | Person::Subject => &SomebodyElse,
    };
    assembled(diagnosis, &words, reader, None)
}

/// What rests on an answer lacks the values that its texts name.
pub(crate) fn gaps_of<'a>(diagnosis: &Diagnosis) -> Gaps<'a> {
    if diagnosis.outcomes.iter().any(|it| it.is_by_hand) {
        Gaps::Marked
    } else {
        Gaps::None
    }
}

/// The values of [`args::COMMON`] that a question names itself.
pub fn asked_args(asked: &Asked) -> Args {
    let vm = asked.vm.as_ref();
    let mut common = Args::default();
    common.push(args::VM, vm);
    common.push(args::SUBSCRIPTION, vm.map(ResourceId::subscription));
    common.push(args::GROUP, vm.and_then(ResourceId::resource_group));
    common.push(args::PORT, asked.port);
    common.push(args::SOURCE, asked.source);
    common
}

/// The values of [`args::COMMON`] for a question.
pub fn common_args(question: &Question, snapshot: &Snapshot) -> Args {
    let facts = Facts::new(snapshot);
    let id = &question.vm;
    let subscription = match facts.subscription().map(|it| &it.value) {
        Ok(SubscriptionLookup::Visible(it)) if !it.name.is_empty() => {
            Value::Written(Noun::Subscription, it.name.clone())
        }
        _ => args::SUBSCRIPTION.value(id.subscription()),
    };
    let mut common = Args::default();
    common.push(args::VM, id);
    common.push(args::SUBSCRIPTION, subscription);
    common.push(args::GROUP, id.resource_group());
    common.push(args::PORT, checks::asked_port(&facts).ok());
    common.push(args::SOURCE, question.source);
    common
}

/// Names that only the links of the drawn steps use, not the texts.
pub(crate) fn more_names(question: &Question) -> Texts {
    let id = &question.vm;
    let own = [
        ("vm_id", id.to_string()),
        ("subscription_id", id.subscription().to_owned()),
    ];
    let tenant = question.tenant.clone().map(|it| ("tenant", it));
    let subject = question.about.as_ref().map(|it| ("subject", it.id.clone()));
    own.into_iter().chain(tenant).chain(subject).collect()
}

fn assembled(
    diagnosis: &Diagnosis,
    words: &Words,
    reader: &dyn Reader,
    now: Option<Timestamp>,
) -> Checklist {
    let shown: Vec<&Outcome> = diagnosis.in_goal().collect();
    let doubts = grouping::doubts(diagnosis, now, words);
    let until = doubts.iter().filter_map(|it| it.until).max();
    let groups = Area::ALL
        .into_iter()
        .map(|area| Group {
            area,
            title: words.fill(&format!("areas.{}", area.name()), &[]),
            items: shown
                .iter()
                .filter(|it| it.check.area == area)
                .map(|it| item(it, diagnosis, &doubts, words))
                .collect(),
        })
        .filter(|it| !it.items.is_empty())
        .collect();
    Checklist {
        card: card::card(diagnosis, until, words, reader),
        groups,
        doubts,
        names: words.names(None),
    }
}

fn item(outcome: &Outcome, diagnosis: &Diagnosis, doubts: &[Doubt], words: &Words) -> Item {
    let id = outcome.check.id;
    let root_cause = diagnosis.root_cause();
    let blocked_by = outcome.blocked_by.and(root_cause).map(|it| BlockedBy {
        check: it.check.id,
        title: words.title(it),
    });
    let is_in_doubt = || doubts.iter().any(|it| it.checks().any(|it| it.check == id));
    let mut item = Item {
        id,
        title: words.title(outcome),
        state: state_of(outcome),
        verdict: (!outcome.is_pending()).then(|| outcome.verdict.name()),
        case: None,
        finding: None,
        is_told: blocked_by.is_some() || is_in_doubt(),
        tells: grouping::told_by(id, diagnosis, words),
        blocked_by,
        what: None,
        who: None,
        fix: Vec::new(),
        names: Names::default(),
        notes: Vec::new(),
        by_hand: outcome
            .is_by_hand
            .then(|| words.fill("card.by_hand.row", &[])),
        evidence: Vec::new(),
        failed_request: None,
        was_answered: false,
        correlation_id: None,
    };
    match &outcome.verdict {
        Verdict::Pass { evidence, .. } => {
            item.evidence.clone_from(evidence);
            item.notes = words.notes(outcome, &[]);
        }
        Verdict::Fail(finding) => {
            item.case = Some(finding.case);
            item.finding = Some(finding.clone());
            item.what = Some(words.of_case(id, finding, "what"));
            item.who = Some(words.of_case(id, finding, "who"));
            item.fix = words.fix(id, finding);
            item.names = words.names(Some(finding));
            item.evidence.clone_from(&finding.evidence);
        }
        Verdict::NotApplicable => {}
        Verdict::CannotTell(why) => {
            item.what = Some(words.reason(why));
            item.was_answered = why.reason.is_of_answer();
            item.failed_request.clone_from(&why.request);
            item.correlation_id.clone_from(&why.correlation_id);
        }
    }
    item
}

fn state_of(outcome: &Outcome) -> RowState {
    if outcome.is_pending() {
        return RowState::Pending;
    }
    if outcome.blocked_by.is_some() {
        return RowState::Blocked;
    }
    match (&outcome.verdict, outcome.severity()) {
        (Verdict::Fail(_), Some(Severity::Warning)) => RowState::Warning,
        (Verdict::Fail(_), Some(Severity::Info)) => RowState::Info,
        (Verdict::Fail(_), _) => RowState::Problem,
        (Verdict::Pass { .. }, _) => RowState::Passed,
        (Verdict::NotApplicable, _) => RowState::NotNeeded,
        (Verdict::CannotTell(_), _) => RowState::CouldNotCheck,
    }
}
