//! Puts a diagnosis into the words of a catalogue.

use super::{Card, CardKind, Checklist, Group, Item, RootCause, State};
use crate::{
    checks,
    engine::{Area, Diagnosis, Finding, Outcome, Severity, Verdict},
    facts::{Args, Facts, Snapshot, SubscriptionLookup, Unavailable, VmLookup},
    guide::Names,
    question::{Question, show_source},
    text::Catalog,
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
        common: common_args(question, snapshot),
        more: more_names(question, snapshot),
    };
    words.checklist(diagnosis)
}

/// Words a diagnosis whose question is only known by these values of
/// [`COMMON_ARGS`], as that of a report is.
pub fn in_words(diagnosis: &Diagnosis, common: Args, catalog: &Catalog) -> Checklist {
    let words = Words {
        catalog,
        common,
        more: Args::new(),
    };
    words.checklist(diagnosis)
}

/// Values that every text may use, whatever its case declares.
pub const COMMON_ARGS: [&str; 5] = ["vm", "subscription", "group", "port", "source"];

/// The values of [`COMMON_ARGS`] for a question.
pub fn common_args(question: &Question, snapshot: &Snapshot) -> Args {
    let facts = Facts::new(snapshot);
    let id = &question.vm;
    let subscription = match facts.subscription().map(|it| &it.value) {
        Ok(SubscriptionLookup::Visible(it)) if !it.name.is_empty() => it.name.clone(),
        _ => id.subscription().to_owned(),
    };
    let port = checks::asked_port(&facts).map_or_else(|_| "–".to_owned(), |it| it.to_string());
    let source = question.source.map_or_else(|| "–".to_owned(), show_source);
    vec![
        ("vm", id.name().to_owned()),
        ("subscription", subscription),
        ("group", id.resource_group().unwrap_or("–").to_owned()),
        ("port", port),
        ("source", source),
    ]
}

/// Names for the drawn steps, which texts do without.
fn more_names(question: &Question, snapshot: &Snapshot) -> Args {
    let facts = Facts::new(snapshot);
    let id = &question.vm;
    let region = match facts.vm().map(|it| &it.value) {
        Ok(VmLookup::Found(vm)) => vm.location.clone(),
        _ => String::new(),
    };
    vec![
        ("vm_id", id.to_string()),
        ("subscription_id", id.subscription().to_owned()),
        ("tenant", question.tenant.clone().unwrap_or_default()),
        ("region", region),
    ]
}

/// What a scope is called: the last part of its id.
fn resource(args: &Args, id: &str) -> String {
    let scope = args.iter().find(|(name, _)| *name == "scope");
    let scope = scope.map_or(id, |(_, scopes)| {
        scopes.split(", ").next().unwrap_or_default()
    });
    scope.rsplit('/').next().unwrap_or_default().to_owned()
}

fn root_cause_of(outcome: &Outcome) -> Option<RootCause> {
    let Verdict::Fail(finding) = &outcome.verdict else {
        return None;
    };
    Some(RootCause {
        check: outcome.check.id,
        case: finding.case,
        number: outcome.number,
    })
}

struct Words<'a> {
    catalog: &'a Catalog,
    common: Args,
    more: Args,
}

impl Words<'_> {
    fn checklist(&self, diagnosis: &Diagnosis) -> Checklist {
        let root_cause = diagnosis.root_cause().and_then(root_cause_of);
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
            card: self.card(&shown, root_cause, diagnosis),
            groups,
            names: self.names(&Vec::new()),
        }
    }

    fn card(
        &self,
        shown: &[&Outcome],
        root_cause: Option<RootCause>,
        diagnosis: &Diagnosis,
    ) -> Card {
        let count = |state| shown.iter().filter(|it| state_of(it) == state).count();
        let kind = if root_cause.is_some() {
            CardKind::Problem
        } else if count(State::Pending) > 0 {
            CardKind::Running
        } else if count(State::CouldNotCheck) > 0 {
            CardKind::Unsure
        } else if count(State::Warning) > 0 {
            CardKind::Warning
        } else {
            CardKind::Clear
        };
        let args = [
            ("number", root_cause.map_or(0, |it| it.number)),
            ("unknown", count(State::CouldNotCheck)),
            ("warnings", count(State::Warning)),
            ("done", shown.len() - count(State::Pending)),
            ("total", shown.len()),
        ]
        .map(|(name, value)| (name, value.to_string()));
        let key = |part: &str| format!("card.{}.{part}", kind.name());
        let headline = self.fill(&key("headline"), &args);
        let finding = diagnosis.root_cause().and_then(|it| match &it.verdict {
            Verdict::Fail(finding) => Some((it.check.id, finding)),
            _ => None,
        });
        let (what, who) = match finding {
            Some((id, finding)) => (
                self.of_case(id, finding, "what"),
                self.of_case(id, finding, "who"),
            ),
            None => (self.fill(&key("what"), &args), String::new()),
        };
        Card {
            kind,
            headline,
            what,
            who,
            root_cause,
        }
    }

    fn item(&self, outcome: &Outcome, root_cause: Option<RootCause>) -> Item {
        let id = outcome.check.id;
        let mut item = Item {
            id,
            number: outcome.number,
            title: self.fill(&format!("checks.{id}.title"), &[]),
            state: state_of(outcome),
            verdict: if outcome.is_pending() {
                ""
            } else {
                outcome.verdict.name()
            },
            case: "",
            finding: None,
            blocked_by: outcome.blocked_by.and(root_cause),
            what: String::new(),
            who: String::new(),
            fix: Vec::new(),
            names: Names::default(),
            notes: Vec::new(),
            evidence: Vec::new(),
            failed_request: String::new(),
            correlation_id: String::new(),
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
                item.case = finding.case;
                item.finding = Some(finding.clone());
                item.what = self.of_case(id, finding, "what");
                item.who = self.of_case(id, finding, "who");
                item.fix = self
                    .catalog
                    .list(&case_key(id, finding, "fix"))
                    .into_iter()
                    .map(|it| crate::text::fill(it, self.with(&finding.args)))
                    .collect();
                item.names = self.names(&finding.args);
                item.evidence.clone_from(&finding.evidence);
            }
            Verdict::NotApplicable => {}
            Verdict::CannotTell(why) => {
                item.what = self.reason(why);
                item.failed_request.clone_from(&why.request);
                item.correlation_id = why.correlation_id.clone().unwrap_or_default();
            }
        }
        item
    }

    fn of_case(&self, id: &str, finding: &Finding, part: &str) -> String {
        self.fill(&case_key(id, finding, part), &finding.args)
    }

    /// The finding's own names come first.
    fn names(&self, finding: &Args) -> Names {
        let id = self.more.first().map_or("", |(_, id)| id.as_str());
        let resource = ("resource", resource(finding, id));
        let own = finding.iter().cloned().chain([resource]);
        Names::new(own.chain(self.common.clone()).chain(self.more.clone()))
    }

    fn reason(&self, why: &Unavailable) -> String {
        self.fill(&format!("reasons.{}", why.reason.key()), &why.args)
    }

    fn fill(&self, key: &str, args: &[(&'static str, String)]) -> String {
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

fn state_of(outcome: &Outcome) -> State {
    if outcome.is_pending() {
        return State::Pending;
    }
    if outcome.blocked_by.is_some() {
        return State::Blocked;
    }
    match (&outcome.verdict, outcome.severity()) {
        (Verdict::Fail(_), Some(Severity::Warning)) => State::Warning,
        (Verdict::Fail(_), Some(Severity::Info)) => State::Info,
        (Verdict::Fail(_), _) => State::Problem,
        (Verdict::Pass { .. }, _) => State::Passed,
        (Verdict::NotApplicable, _) => State::NotNeeded,
        (Verdict::CannotTell(_), _) => State::CouldNotCheck,
    }
}
