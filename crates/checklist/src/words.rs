//! Puts a diagnosis into the words of a catalogue.

use azure::{
    answer::Unavailable,
    resources::SubscriptionLookup,
    value::{Args, Noun, Value},
};
use diagnosis::{
    args, checks,
    engine::{Area, Diagnosis, Finding, Outcome, Severity, Verdict},
    facts::{Facts, Snapshot, VmLookup},
    question::Question,
};
use guide::Names;
use text::Catalog;

use super::{
    BlockedBy, Checklist, Group, Item, RowState,
    card::{self, Reader},
};

/// Words a diagnosis.
pub fn checklist(
    diagnosis: &Diagnosis,
    question: &Question,
    snapshot: &Snapshot,
    catalog: &Catalog,
) -> Checklist {
    let words = Words {
        catalog,
        common: common_args(question, snapshot).texts().collect(),
        more: more_names(question, snapshot),
    };
    let facts = Facts::new(snapshot);
    words.checklist(diagnosis, Reader::Themselves(&facts))
}

/// Words a diagnosis whose question is only known by these values of
/// [`args::COMMON`], as that of a report is.
pub fn in_words(diagnosis: &Diagnosis, common: &Args, catalog: &Catalog) -> Checklist {
    let words = Words {
        catalog,
        common: common.texts().collect(),
        more: Texts::new(),
    };
    words.checklist(diagnosis, Reader::SomebodyElse)
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

/// Names that only the drawn steps use, not the texts.
fn more_names(question: &Question, snapshot: &Snapshot) -> Texts {
    let facts = Facts::new(snapshot);
    let id = &question.vm;
    let region = match facts.vm().map(|it| &it.value) {
        Ok(VmLookup::Found(vm)) => Some(vm.location.clone()),
        _ => None,
    };
    let names = [
        ("vm_id", Some(id.to_string())),
        ("subscription_id", Some(id.subscription().to_owned())),
        ("tenant", question.tenant.clone()),
        ("region", region),
    ];
    let known = names.into_iter();
    known
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

/// What a scope is called: the last part of its id.
fn last_part(id: &str) -> String {
    id.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Texts by placeholder.
type Texts = Vec<(&'static str, String)>;

pub(crate) struct Words<'a> {
    catalog: &'a Catalog,
    common: Texts,
    more: Texts,
}

impl Words<'_> {
    fn checklist(&self, diagnosis: &Diagnosis, reader: Reader) -> Checklist {
        let root_cause = diagnosis.root_cause();
        let shown: Vec<&Outcome> = diagnosis.outcomes.iter().filter(|it| it.in_goal).collect();
        let groups = Area::ALL
            .into_iter()
            .map(|area| Group {
                area,
                title: self.catalog.text(&format!("areas.{}", area.name())),
                items: shown
                    .iter()
                    .filter(|it| it.check.area == area)
                    .map(|it| self.item(it, root_cause))
                    .collect(),
            })
            .filter(|it| !it.items.is_empty())
            .collect();
        Checklist {
            card: card::card(diagnosis, self, reader),
            groups,
            names: self.names(&Args::default()),
        }
    }

    fn item(&self, outcome: &Outcome, root_cause: Option<&Outcome>) -> Item {
        let id = outcome.check.id;
        let blocked_by = outcome.blocked_by.and(root_cause).map(|it| BlockedBy {
            check: it.check.id,
            title: self.title(it),
        });
        let mut item = Item {
            id,
            title: self.title(outcome),
            state: state_of(outcome),
            verdict: (!outcome.is_pending()).then(|| outcome.verdict.name()),
            case: None,
            finding: None,
            blocked_by,
            what: None,
            who: None,
            fix: Vec::new(),
            names: Names::default(),
            notes: Vec::new(),
            evidence: Vec::new(),
            failed_request: None,
            was_answered: false,
            correlation_id: None,
        };
        match &outcome.verdict {
            Verdict::Pass { evidence, notes } => {
                item.evidence.clone_from(evidence);
                item.notes = notes
                    .iter()
                    .map(|it| self.fill(&format!("checks.{id}.notes.{it}"), &[]))
                    .collect();
            }
            Verdict::Fail(finding) => {
                item.case = Some(finding.case);
                item.finding = Some(finding.clone());
                item.what = Some(self.of_case(id, finding, "what"));
                item.who = Some(self.of_case(id, finding, "who"));
                item.fix = self.fix(id, finding);
                item.names = self.names(&finding.args);
                item.evidence.clone_from(&finding.evidence);
            }
            Verdict::NotApplicable => {}
            Verdict::CannotTell(why) => {
                item.what = Some(self.reason(why));
                item.was_answered = why.reason.is_of_answer();
                item.failed_request = Some(why.request.clone()).filter(|it| !it.is_empty());
                item.correlation_id.clone_from(&why.correlation_id);
            }
        }
        item
    }

    fn title(&self, outcome: &Outcome) -> String {
        let id = outcome.check.id;
        match &outcome.verdict {
            Verdict::Fail(finding) => self.of_case(id, finding, "headline"),
            _ => self.fill(&format!("checks.{id}.title"), &[]),
        }
    }

    pub(crate) fn of_case(&self, id: &str, finding: &Finding, part: &str) -> String {
        let args: Texts = finding.args.texts().collect();
        self.fill(&case_key(id, finding, part), &args)
    }

    fn fix(&self, id: &str, finding: &Finding) -> Vec<String> {
        let args: Texts = finding.args.texts().collect();
        let steps = self.catalog.list(&case_key(id, finding, "fix")).into_iter();
        steps.map(|it| text::fill(it, self.with(&args))).collect()
    }

    /// Asks somebody who can mend it to do so.
    pub(crate) fn message(&self, id: &str, finding: &Finding) -> String {
        let steps = self.fix(id, finding).into_iter();
        let steps: Vec<String> = steps.map(|it| format!("- {it}")).collect();
        let own = [
            ("headline", self.of_case(id, finding, "headline")),
            ("what", self.of_case(id, finding, "what")),
            ("steps", steps.join("\n")),
        ];
        let vm_id = self.more.iter().filter(|(name, _)| *name == "vm_id");
        let args: Texts = own.into_iter().chain(vm_id.cloned()).collect();
        self.fill("card.message", &args)
    }

    /// The finding's own names come first. Where it names several scopes, the
    /// first one is used.
    fn names(&self, finding: &Args) -> Names {
        let id = self.more.first().map(|(_, id)| id.clone());
        let scope = finding.get(args::SCOPE).map(Value::items);
        let scope = scope.and_then(<[_]>::first).map(ToString::to_string);
        let resource = scope.clone().or(id).unwrap_or_default();
        let own = scope.map(|it| ("scope", it)).into_iter();
        let own = own.chain(finding.texts());
        Names::new(
            own.chain([("resource", last_part(&resource))])
                .chain(self.common.clone())
                .chain(self.more.clone()),
        )
    }

    fn reason(&self, why: &Unavailable) -> String {
        let args: Texts = why.args.texts().collect();
        self.fill(&format!("reasons.{}", why.reason.key()), &args)
    }

    pub(crate) fn fill(&self, key: &str, args: &[(&'static str, String)]) -> String {
        self.catalog.fill(key, self.with(args))
    }

    fn with<'b>(
        &'b self,
        args: &'b [(&'static str, String)],
    ) -> impl Iterator<Item = (&'b str, &'b str)> {
        args.iter()
            .chain(&self.common)
            .map(|(name, value)| (*name, value.as_str()))
    }
}

fn case_key(id: &str, finding: &Finding, part: &str) -> String {
    format!("checks.{id}.cases.{}.{part}", finding.case)
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
