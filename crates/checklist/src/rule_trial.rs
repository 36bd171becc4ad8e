//! What a trial of other rules comes to, in words: whether the connection gets through,
//! which rule decides in each group, and what has to be known with it.

use azure::{resource_id::ResourceId, security_rules::Access, value::NOTHING};
use diagnosis::{
    jit_rules::Jit,
    path::{Hop, HopKind, HopState, Side, Used},
    question::Question,
    rule_trial::{Change, Decision, Deed, GroupTrial, Passage, Trial},
};
use text::Catalog;

use crate::{
    Times,
    path_view::{Wording, stop},
    words::Person,
};

/// The outcome in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialInWords {
    /// What becomes of the connection, by name: `through`, `stopped` or `unknown`.
    pub state: &'static str,
    pub passage: String,
    /// Which rule decides, group by group.
    pub groups: Vec<String>,
    /// What else is in the way, and what the trial leaves out.
    pub notes: Vec<String>,
    /// The changes, in the order in which they were made.
    pub changes: Vec<String>,
}

/// Words a trial.
pub fn rule_trial(
    trial: &Trial,
    changes: &[Change],
    question: &Question,
    catalog: &Catalog,
    times: Times,
) -> TrialInWords {
    let words = Words {
        path: Wording {
            catalog,
            times,
            person: match question.about {
                Some(_) => Person::Subject,
                None => Person::Reader,
            },
        },
        port: trial.port.to_string(),
    };
    let (state, passage) = words.passage(&trial.passage);
    let asked = trial.asked_groups().iter();
    TrialInWords {
        state,
        passage,
        groups: asked.map(|it| words.group(it)).collect(),
        notes: words.notes(trial, changes),
        changes: changes.iter().map(|it| words.change(it)).collect(),
    }
}

struct Words<'a> {
    path: Wording<'a>,
    port: String,
}

impl Words<'_> {
    fn fill(&self, key: &str, args: &[(&str, &str)]) -> String {
        let catalog = self.path.catalog;
        catalog.fill(&format!("trial.{key}"), args.iter().copied())
    }

    fn place(&self, at: HopKind, group: Option<&ResourceId>) -> String {
        let hop = self.path.hop(at);
        match group {
            Some(group) => self.fill("place", &[("hop", &hop), ("group", group.name())]),
            None => hop,
        }
    }

    fn passage(&self, passage: &Passage) -> (&'static str, String) {
        let port = &*self.port;
        match passage {
            Passage::NoSource => ("unknown", self.fill("passage.no_source", &[])),
            Passage::Through { always: None } => {
                ("through", self.fill("passage.through", &[("port", port)]))
            }
            Passage::Through { always: Some(rule) } => {
                let args = [("port", port), ("rule", rule)];
                ("through", self.fill("passage.always", &args))
            }
            Passage::Stopped { at, group, rule } => {
                let key = match at {
                    HopKind::AdminRules => "passage.stopped_first",
                    _ => "passage.stopped",
                };
                let place = self.place(*at, group.as_ref());
                let args = [("port", port), ("rule", rule), ("place", &place)];
                ("stopped", self.fill(key, &args))
            }
            Passage::Unknown { at, why } => {
                let (place, why) = (self.path.hop(*at), self.path.why(why));
                let args = [("port", port), ("place", &place), ("why", &why)];
                ("unknown", self.fill("passage.unknown", &args))
            }
        }
    }

    fn group(&self, group: &GroupTrial) -> String {
        let trace = &group.trace;
        let key = match trace.side {
            Side::Subnet => "components.rules.subnet",
            Side::Nic => "components.rules.nic",
        };
        let args = [("group", trace.group.name()), ("address", &trace.address)];
        let place = self.path.catalog.fill(key, args);
        match &group.decision {
            Decision::By { rule, lets_in, .. } => {
                let key = if *lets_in {
                    "decides.allow"
                } else {
                    "decides.deny"
                };
                self.fill(key, &[("place", &place), ("rule", rule)])
            }
            Decision::Unknown(why) => {
                let args = [("place", &*place), ("why", &*self.path.why(why))];
                self.fill("decides.unknown", &args)
            }
        }
    }

    fn beside(&self, hop: &Hop) -> String {
        let stop = stop(hop, false, &self.path);
        if let HopState::Unknown(why) = &hop.state {
            let args = [("place", &*stop.name), ("why", &*self.path.why(why))];
            self.fill("beside.unknown", &args)
        } else {
            let args = [("place", &*stop.name), ("said", &stop.said)];
            self.fill("beside.blocking", &args)
        }
    }

    fn notes(&self, trial: &Trial, changes: &[Change]) -> Vec<String> {
        let mut notes: Vec<String> = trial.beside.iter().map(|it| self.beside(it)).collect();
        for clash in &trial.clashes {
            let rules: Vec<String> = clash.rules.iter().map(|it| format!("`{it}`")).collect();
            let args = [
                ("group", clash.group.name()),
                ("priority", &clash.priority.to_string()),
                ("rules", &self.path.catalog.listed(&rules)),
            ];
            notes.push(self.fill("notes.clash", &args));
        }
        for change in changes {
            let key = match (change.jit, &change.deed) {
                (Some(Jit::Allow), _) => "notes.jit_allow",
                (Some(Jit::Deny), _) => "notes.jit_deny",
                (None, Deed::Add(new)) if new.access != Access::Deny => "notes.added",
                _ => continue,
            };
            let note = self.fill(key, &[("rule", &change.rule)]);
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        let is_effective = |it: &GroupTrial| it.trace.used == Used::Effective;
        if !changes.is_empty() && trial.groups.iter().any(is_effective) {
            notes.push(self.fill("notes.effective", &[]));
        }
        let is_shut_by_jit = |it: &GroupTrial| {
            let decision = &it.decision;
            matches!(
                decision,
                Decision::By {
                    jit: Some(Jit::Deny),
                    ..
                }
            )
        };
        if trial.asked_groups().iter().any(is_shut_by_jit) {
            notes.push(self.fill("notes.request", &[]));
        }
        notes
    }

    fn change(&self, change: &Change) -> String {
        let number = |it: Option<i64>| it.map_or_else(|| NOTHING.to_owned(), |it| it.to_string());
        let (group, rule) = (change.group.name(), &*change.rule);
        match &change.deed {
            Deed::Without { priority } => {
                let from = number(*priority);
                let args = [("group", group), ("rule", rule), ("from", &from)];
                self.fill("changes.without", &args)
            }
            Deed::Move { from, to } => {
                let (from, to) = (number(*from), to.to_string());
                let args = [
                    ("group", group),
                    ("rule", rule),
                    ("from", &from),
                    ("to", &to),
                ];
                self.fill("changes.move", &args)
            }
            Deed::Add(new) => {
                let key = match new.access {
                    Access::Deny => "changes.deny",
                    Access::Allow | Access::AlwaysAllow => "changes.allow",
                };
                let to = new.priority.to_string();
                let args = [
                    ("group", group),
                    ("rule", rule),
                    ("to", &to),
                    ("source", &new.source),
                    ("port", &new.port),
                ];
                self.fill(key, &args)
            }
        }
    }
}
