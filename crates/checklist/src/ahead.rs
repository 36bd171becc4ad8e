//! What has to be done until the goal is reached, in words: the steps of a
//! [`what_if::outlook`](diagnosis::what_if::outlook), with who can do each.

use azure::value::Args;
use diagnosis::{
    engine::{Diagnosis, Failed},
    facts::Snapshot,
    question::{Goal, Question},
    what_if::{End, Outlook},
};
use guide::takes;
use text::Catalog;

use crate::{
    Times,
    card::{Reader, SomebodyElse},
    rows::{Live, gaps_of},
    words::{Person, Texts, Words},
};

/// The way to the goal, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// What the steps were worked out from.
    pub lead: String,
    pub steps: Vec<StepAhead>,
    /// One message for each who can do something; none in a report.
    pub requests: Vec<RequestAhead>,
    /// What comes after the last step.
    pub end: String,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepAhead {
    pub check: &'static str,
    pub case: &'static str,
    pub headline: String,
    /// What the reader can do about it, or whom to ask.
    pub who: String,
    /// How long it is until it shows, where a source says so.
    pub takes: Option<String>,
}

/// Asks somebody for the steps that they can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestAhead {
    /// The numbers of the steps, from 1.
    pub steps: Vec<usize>,
    /// What the message is about.
    pub label: String,
    pub text: String,
}

/// Words an outlook. `diagnosis` is the one that it begins with.
pub fn ahead(
    outlook: &Outlook,
    diagnosis: &Diagnosis,
    question: &Question,
    snapshot: &Snapshot,
    catalog: &Catalog,
    times: Times,
) -> Ahead {
    let live = Live {
        diagnosis,
        question,
        snapshot,
    };
    live.told(catalog, times, gaps_of(diagnosis), |words, reader| {
        let told = told(outlook, diagnosis, question.goal, words, reader);
        Ahead {
            requests: requests(outlook, &told.steps, words),
            ..told
        }
    })
}

/// Steps of one person are one message.
fn requests(outlook: &Outlook, told: &[StepAhead], words: &Words) -> Vec<RequestAhead> {
    let mut people: Vec<(&str, Vec<usize>)> = Vec::new();
    for (at, step) in told.iter().enumerate() {
        match people.iter_mut().find(|(who, _)| *who == step.who) {
            Some((_, steps)) => steps.push(at),
            None => people.push((&step.who, vec![at])),
        }
    }
    let request = |(_, steps): (&str, Vec<usize>)| {
        let failed: Vec<_> = steps
            .iter()
            .filter_map(|at| Some((at + 1, outlook.steps.get(*at)?)))
            .map(|(number, it)| (number, it.check.id, &it.finding))
            .collect();
        let (key, text) = match failed.as_slice() {
            [(_, id, finding)] => ("ahead.message", words.message(id, finding)),
            several => ("ahead.message_about", words.message_about(several)),
        };
        let numbers: Vec<String> = steps.iter().map(|at| (at + 1).to_string()).collect();
        RequestAhead {
            label: words.fill(key, &[("steps", words.listed(&numbers))]),
            text,
            steps: steps.into_iter().map(|at| at + 1).collect(),
        }
    };
    people.into_iter().map(request).collect()
}

/// Words an outlook that a report holds. It speaks of somebody else than its reader.
pub fn ahead_in_words(
    outlook: &Outlook,
    diagnosis: &Diagnosis,
    goal: Option<Goal>,
    common: &Args,
    catalog: &Catalog,
    times: Times,
) -> Ahead {
    let words = Words::new(catalog, Person::Another, times, common, Texts::new());
    let words = words.with_gaps(common, gaps_of(diagnosis));
    told(outlook, diagnosis, goal, &words, &SomebodyElse)
}

fn told(
    outlook: &Outlook,
    diagnosis: &Diagnosis,
    goal: Option<Goal>,
    words: &Words,
    reader: &dyn Reader,
) -> Ahead {
    let steps = outlook.steps.iter().map(|it| {
        let failed = Failed {
            check: it.check,
            finding: &it.finding,
        };
        let id = it.check.id;
        StepAhead {
            check: id,
            case: it.finding.case,
            headline: words.of_case(id, &it.finding, "headline"),
            who: reader.way_out(failed, words, diagnosis).0,
            takes: takes(id, it.finding.case)
                .map(|it| words.fill(&format!("ahead.takes.{}", it.name()), &[])),
        }
    });
    let goal = goal.map_or("any", Goal::name);
    let key = match outlook.end {
        End::Goal => format!("ahead.end.goal.{goal}"),
        other => format!("ahead.end.{}", other.name()),
    };
    Ahead {
        lead: words.fill("ahead.lead", &[]),
        steps: steps.collect(),
        requests: Vec::new(),
        end: words.fill(&key, &[]),
    }
}

impl Ahead {
    /// As a numbered text, to send or to print.
    pub fn plain(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        for (at, step) in self.steps.iter().enumerate() {
            lines.push(format!("{}. {}", at + 1, step.headline));
            let below = [Some(&step.who), step.takes.as_ref()];
            lines.extend(below.into_iter().flatten().map(|it| format!("   {it}")));
        }
        lines.push(self.end.clone());
        lines.join("\n")
    }
}
