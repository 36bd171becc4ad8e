//! The way from the reader's address to the VM's port, worded: the hops that a
//! drawing shows, and one sentence that says where the packet ends. Plain data;
//! it must not know markup.

use azure::{
    answer::{Reason, Unavailable},
    value::Args,
};
use diagnosis::{
    engine::{Diagnosis, Obstacle},
    facts::Facts,
    path::{Hop, HopKind, HopState, hops, reported_hops},
};
use text::{Catalog, sentences};

use crate::{
    Times,
    words::{Person, in_text, in_words, of_person},
};

/// The way, hop by hop, and whether the packet arrives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathView {
    /// Where the packet ends, in one sentence.
    pub summary: String,
    /// What nobody can tell from outside, where the packet arrives.
    pub note: Option<String>,
    pub end: End,
    pub stops: Vec<Stop>,
    /// Why some hops could not be checked, each reason once.
    pub doubts: Vec<Doubt>,
}

/// What becomes of the packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// Facts are still on their way.
    #[default]
    Pending,
    Arrives,
    Stopped,
    Unknown,
}

impl End {
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Arrives => "arrives",
            Self::Stopped => "stopped",
            Self::Unknown => "unknown",
        }
    }
}

/// One hop of the drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    pub kind: HopKind,
    /// A hop's state by name, or `pending`.
    pub state: &'static str,
    /// Whether the packet leaves this hop.
    pub onward: Onward,
    pub name: String,
    /// An address or the name of a security group.
    pub label: Option<String>,
    /// The state in words.
    pub said: String,
    /// The rule that decides, if one does.
    pub rule: Option<Deciding>,
    /// The check that says more.
    pub check: &'static str,
}

/// A rule that decides what becomes of the packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deciding {
    /// By its name.
    Named(String),
    /// By what JIT wrote it for: the name of such a rule tells nothing.
    Jit(String),
}

/// Whether a packet leaves a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Onward {
    Certain,
    /// An earlier hop could not be checked.
    Doubtful,
    /// It was stopped here or before.
    Cut,
}

impl Onward {
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Doubtful => "doubtful",
            Self::Cut => "cut",
        }
    }
}

/// Hops that could not be checked, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    pub places: Vec<String>,
    pub why: String,
}

/// Words the way.
pub fn picture(facts: &Facts, catalog: &Catalog, times: Times) -> PathView {
    let words = Wording {
        catalog,
        person: match facts.question() {
            Ok(it) if it.about.is_some() => Person::Subject,
            _ => Person::Reader,
        },
        times,
    };
    drawn(&hops(facts), &words)
}

/// Words the way that a report tells of, if it tells of one.
pub fn reported_picture(
    diagnosis: &Diagnosis,
    common: &Args,
    catalog: &Catalog,
    times: Times,
) -> Option<PathView> {
    let words = Wording {
        catalog,
        person: Person::Another,
        times,
    };
    let hops = reported_hops(diagnosis, common);
    (!hops.is_empty()).then(|| drawn(&hops, &words))
}

/// How hops are worded, for whoever reads of them.
pub(crate) struct Wording<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) person: Person,
    pub(crate) times: Times,
}

impl Wording<'_> {
    fn text(&self, key: &str) -> String {
        of_person(self.catalog, self.person, key)
    }

    pub(crate) fn hop(&self, kind: HopKind) -> String {
        self.text(&format!("path.hops.{}", kind.name()))
    }

    pub(crate) fn why(&self, why: &Unavailable) -> String {
        let args = in_words(&why.args, self.times, self.catalog);
        self.fill(&format!("reasons.{}", why.reason.key()), args)
    }

    fn fill<'a>(&self, key: &str, args: impl IntoIterator<Item = (&'a str, String)>) -> String {
        text::fill(&self.text(key), args)
    }
}

fn drawn(hops: &[Hop], words: &Wording) -> PathView {
    let mut onward = Onward::Certain;
    let mut stops: Vec<Stop> = Vec::new();
    let mut end = End::Arrives;
    let mut last = None;
    for hop in hops {
        let is_behind = onward == Onward::Cut;
        let stop = stop(hop, is_behind, words);
        match &hop.state {
            HopState::Blocking if !is_behind => {
                end = End::Stopped;
                last = Some((stops.len(), onward));
                onward = Onward::Cut;
            }
            HopState::Unknown(_) if !is_behind => onward = Onward::Doubtful,
            _ => {}
        }
        stops.push(Stop { onward, ..stop });
    }
    if stops.iter().any(|it| it.state == "pending") {
        end = End::Pending;
    } else if onward == Onward::Doubtful {
        end = End::Unknown;
    }
    let doubts = doubts(hops, words);
    let summary = match (end, last) {
        (End::Stopped, Some((at, before))) => stopped(&stops[at], before, words),
        (End::Arrives, _) => {
            let place = stops.last().map(place).unwrap_or_default();
            words.fill("path.summary.arrives", [("place", place)])
        }
        _ => words.text(&format!("path.summary.{}", end.name())),
    };
    PathView {
        summary,
        note: (end == End::Arrives).then(|| words.text("path.summary.inside")),
        end,
        stops,
        doubts,
    }
}

pub(crate) fn stop(hop: &Hop, is_behind: bool, words: &Wording) -> Stop {
    let catalog = words.catalog;
    let kind = hop.kind.name();
    let state = match &hop.state {
        HopState::Unknown(why) if why.reason == Reason::Pending => "pending",
        state => state.name(),
    };
    let label = match &hop.label {
        None if hop.kind == HopKind::Source => Some(catalog.text("path.no_source")),
        label => label.as_ref().map(|it| in_text(it, words.times, catalog)),
    };
    let general = if is_behind { "behind" } else { "states" };
    let mapped = hop.mapped.filter(|_| state == "passed");
    let own = match mapped {
        Some(_) => "path.mapped".to_owned(),
        None => format!("path.own.{kind}.{state}"),
    };
    let said = [
        format!("path.{general}.{state}"),
        format!("path.states.{state}"),
    ];
    let said = [own].into_iter().chain(said);
    let said = said.into_iter().find(|it| catalog.get(it).is_some());
    let ports = mapped.into_iter().flat_map(|(outer, port)| {
        [("mapped_port", outer), ("port", port)].map(|(name, it)| (name, it.to_string()))
    });
    let said = said.map(|it| words.fill(&it, ports)).unwrap_or_default();
    Stop {
        kind: hop.kind,
        state,
        onward: Onward::Certain,
        name: words.hop(hop.kind),
        label,
        said,
        rule: hop.rule.clone().map(|name| match hop.jit {
            Some(jit) => Deciding::Jit(catalog.text(&format!("path.jit.{}", jit.name()))),
            None => Deciding::Named(name),
        }),
        check: hop.check,
    }
}

fn stopped(stop: &Stop, before: Onward, words: &Wording) -> String {
    let key = match before {
        Onward::Doubtful => "path.summary.stopped_at_latest",
        _ => "path.summary.stopped",
    };
    let summary = words.fill(key, [("place", place(stop))]);
    let (key, rule) = match &stop.rule {
        None => return summary,
        Some(Deciding::Named(name)) => ("path.summary.rule", name),
        Some(Deciding::Jit(purpose)) => ("path.summary.jit_rule", purpose),
    };
    sentences(&[&summary, &words.fill(key, [("rule", rule.clone())])])
}

/// A hop's name, with its address or group.
fn place(stop: &Stop) -> String {
    match &stop.label {
        None => stop.name.clone(),
        Some(label) => format!("{} ({label})", stop.name),
    }
}

fn doubts(hops: &[Hop], words: &Wording) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = Vec::new();
    for hop in hops {
        let HopState::Unknown(why) = &hop.state else {
            continue;
        };
        if why.reason == Reason::Pending {
            continue;
        }
        let name = words.hop(hop.kind);
        let why = reason(why, words);
        match doubts.iter_mut().find(|it| it.why == why) {
            Some(same) => same.places.push(name),
            None => doubts.push(Doubt {
                places: vec![name],
                why,
            }),
        }
    }
    doubts
}

/// In short where a row says the rest.
fn reason(why: &Unavailable, words: &Wording) -> String {
    match Obstacle::of(why) {
        Obstacle::Mixed => words.why(why),
        obstacle => words.catalog.text(&format!("doubts.{}", obstacle.name())),
    }
}
