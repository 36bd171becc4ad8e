//! The answer on top: what leads the diagnosis, what the reader can do about it, and
//! what is offered first. What leads is for the diagnosis to say; nothing is judged
//! here.

use actions::ActionKind;
use diagnosis::{
    ability::{Ability, ability, is_delegated},
    engine::{Area, Diagnosis, Failed, Lead, Obstacle, Outcome, Severity, Verdict},
    facts::Facts,
    question::Goal,
};
use guide::{
    Remedy,
    permission::is_helped,
    remedies::{First, remedy},
};

use crate::{Card, CardKind, FailedCheck, Offer, words::Words};

const REQUEST: Offer = Offer::Action(ActionKind::Request);

/// Who reads the card. A trait, so that a page which shows results only comes without
/// the remedies and without what weighs permissions.
pub(crate) trait Reader {
    /// Whether it is the one who was diagnosed.
    fn is_asked(&self) -> bool;

    /// What this reader can do about a failed check, and what is offered first.
    fn way_out(&self, failed: Failed, words: &Words, diagnosis: &Diagnosis) -> (String, Offer);
}

/// The one who was diagnosed; what they may do is among the facts.
pub(crate) struct Themselves<'a>(pub(crate) &'a Facts<'a>);

impl Reader for Themselves<'_> {
    fn is_asked(&self) -> bool {
        true
    }

    fn way_out(&self, failed: Failed, words: &Words, diagnosis: &Diagnosis) -> (String, Offer) {
        activation(failed.check.area, words, diagnosis)
            .unwrap_or_else(|| personal(self.0, failed, words))
    }
}

/// One who asks about somebody else: the permissions that were read are not theirs.
pub(crate) struct OnBehalf;

impl Reader for OnBehalf {
    fn is_asked(&self) -> bool {
        false
    }

    fn way_out(&self, failed: Failed, words: &Words, diagnosis: &Diagnosis) -> (String, Offer) {
        let activation = || diagnosis.outcome("access.eligible")?.failed();
        let Failed { check, finding } = match failed.check.area {
            Area::Access => activation().unwrap_or(failed),
            Area::Availability | Area::Connection => failed,
        };
        let offer = offer_of(remedy(check.id, finding.case));
        (words.who(check.id, finding), offer)
    }
}

/// Somebody else, who was sent the result.
pub(crate) struct SomebodyElse;

impl Reader for SomebodyElse {
    fn is_asked(&self) -> bool {
        false
    }

    fn way_out(&self, failed: Failed, words: &Words, _: &Diagnosis) -> (String, Offer) {
        let Failed { check, finding } = failed;
        (words.who(check.id, finding), Offer::Steps(check.id))
    }
}

/// The one who answered by hand, of whose rights nothing was read.
pub(crate) struct Unread;

impl Reader for Unread {
    fn is_asked(&self) -> bool {
        true
    }

    fn way_out(&self, failed: Failed, words: &Words, diagnosis: &Diagnosis) -> (String, Offer) {
        SomebodyElse.way_out(failed, words, diagnosis)
    }
}

/// What the parts of a card are made of.
struct Parts<'a> {
    words: &'a Words<'a>,
    reader: &'a dyn Reader,
    counts: [(&'static str, String); 6],
    has_more_warnings: bool,
    has_hints: bool,
    root_cause: Option<FailedCheck>,
    goal: Option<Goal>,
}

pub(crate) fn card(diagnosis: &Diagnosis, words: &Words, reader: &dyn Reader) -> Card {
    let pending = diagnosis.in_goal().filter(|it| it.is_pending()).count();
    let warns = |it: &&Outcome| it.severity() == Some(Severity::Warning);
    let warnings = diagnosis.in_goal().filter(warns);
    let lead = diagnosis.lead();
    let leading = usize::from(matches!(lead, Lead::Warning(_) | Lead::Exposure(_)));
    let more_warnings = warnings.count() - leading;
    let doubts = diagnosis.doubts();
    let total = diagnosis.in_goal().count();
    let hints = diagnosis
        .in_goal()
        .filter(|it| it.severity() == Some(Severity::Info));
    let hints = hints.count();
    let parts = Parts {
        words,
        reader,
        counts: [
            ("unknown", doubts.unknown),
            ("warnings", more_warnings),
            ("hints", hints),
            ("done", total - pending),
            ("total", total),
            (
                "by_hand",
                diagnosis.in_goal().filter(|it| it.is_by_hand).count(),
            ),
        ]
        .map(|(name, count)| (name, count.to_string())),
        has_more_warnings: more_warnings > 0,
        has_hints: hints > 0,
        root_cause: match lead {
            Lead::Running => None,
            _ => diagnosis.root_cause().and_then(Outcome::failed).map(named),
        },
        goal: diagnosis.goal,
    };
    match lead {
        Lead::Cause(it) => parts.of_case(CardKind::Problem, it, diagnosis),
        Lead::Ready(it) => {
            let card = parts.of_case(CardKind::Ready, it, diagnosis);
            let (headline, what) = (parts.text("ready.headline"), parts.text("ready.what"));
            Card {
                headline,
                what,
                ..card
            }
        }
        Lead::Exposure(it) => parts.of_case(CardKind::Exposure, it, diagnosis),
        Lead::Warning(it) => parts.of_case(CardKind::Warning, it, diagnosis),
        Lead::Answer(it) => parts.of_case(CardKind::Answer, it, diagnosis),
        Lead::Running => parts.general(CardKind::Running, "running.headline", "running.what"),
        Lead::Unknown => {
            let obstacle = doubts.obstacle.name();
            let extent = if doubts.are_most { "most" } else { "some" };
            let headline = format!("unknown.{extent}.{obstacle}");
            let what = format!("unknown.what.{obstacle}");
            let card = parts.general(CardKind::Unsure, &headline, &what);
            let offer = match doubts.obstacle {
                Obstacle::NoAnswer | Obstacle::Throttled => Offer::CheckAgain,
                Obstacle::SignIn => Offer::SignIn,
                Obstacle::ByHand | Obstacle::NotInFile => Offer::Nothing,
                Obstacle::Permission | Obstacle::Mixed => parts.next_step(diagnosis),
            };
            let beside = parts.said(None, diagnosis).into_iter().collect();
            Card {
                beside,
                offer,
                ..card
            }
        }
        Lead::Clear => parts.clear(diagnosis),
    }
}

impl Parts<'_> {
    fn text(&self, key: &str) -> String {
        self.words.fill(&format!("card.{key}"), &self.counts)
    }

    fn general(&self, kind: CardKind, headline: &str, what: &str) -> Card {
        Card {
            kind,
            headline: self.text(headline),
            what: self.text(what),
            who: None,
            beside: Vec::new(),
            lead: None,
            root_cause: self.root_cause,
            offer: Offer::Nothing,
            second: Offer::Nothing,
            message: None,
        }
    }

    fn clear(&self, diagnosis: &Diagnosis) -> Card {
        let goal = self.goal.filter(|_| self.reader.is_asked());
        let goal = goal.map_or("any", Goal::name);
        let key = |part: &str| format!("clear.{goal}.{part}");
        let card = self.general(CardKind::Clear, &key("headline"), &key("what"));
        let offer = self.next_step(diagnosis);
        Card {
            offer,
            beside: self.beside(CardKind::Clear, None, diagnosis),
            ..card
        }
    }

    /// How much of the card rests on what a person said, where any of it does.
    fn said(&self, lead: Option<&str>, diagnosis: &Diagnosis) -> Option<String> {
        let is_told = |it: &&Outcome| !matches!(it.verdict, Verdict::CannotTell(_));
        let mut told = diagnosis.in_goal().filter(is_told);
        let is_by_hand = |it: &Outcome| it.is_by_hand;
        let leads = lead
            .and_then(|it| diagnosis.outcome(it))
            .is_some_and(is_by_hand);
        let is_any = diagnosis.in_goal().any(is_by_hand);
        let key = match (is_any, told.all(is_by_hand), leads) {
            (false, _, _) => return None,
            (true, true, _) => "all",
            (true, false, true) => "lead",
            (true, false, false) => "some",
        };
        Some(self.text(&format!("by_hand.{key}")))
    }

    /// The reader's goal itself, where what it takes was seen.
    fn next_step(&self, diagnosis: &Diagnosis) -> Offer {
        let passed = |id: &str| {
            let outcome = diagnosis.outcome(id);
            outcome.is_some_and(|it| matches!(it.verdict, Verdict::Pass { .. }))
        };
        match self.goal {
            _ if !self.reader.is_asked() => Offer::Nothing,
            Some(Goal::Enable) => Offer::Nothing,
            Some(Goal::Connect) => Offer::Connect,
            Some(Goal::Request) | None => {
                let may = ["policy.exists", "access.initiate"].into_iter().all(passed);
                if may { REQUEST } else { Offer::Nothing }
            }
        }
    }

    /// A card that speaks of one failed check.
    fn of_case(&self, kind: CardKind, failed: Failed, diagnosis: &Diagnosis) -> Card {
        let Failed { check, finding } = failed;
        let id = check.id;
        let of_case = |part: &str| self.words.of_case(id, finding, part);
        let (who, offer) = self.reader.way_out(failed, self.words, diagnosis);
        Card {
            kind,
            headline: of_case("headline"),
            what: of_case("what"),
            who: Some(who),
            beside: self.beside(kind, Some(id), diagnosis),
            lead: Some(named(failed)),
            root_cause: self.root_cause,
            offer,
            second: self.second(kind, offer, id, diagnosis),
            message: Some(self.words.message(id, finding)),
        }
    }

    /// What is in the way of nothing lets the reader go on; what was offered first
    /// need not be the way that the reader takes.
    fn second(
        &self,
        kind: CardKind,
        first: Offer,
        id: &'static str,
        diagnosis: &Diagnosis,
    ) -> Offer {
        let go_on = match kind {
            CardKind::Warning | CardKind::Exposure => self.next_step(diagnosis),
            _ => Offer::Nothing,
        };
        match (go_on, first) {
            (Offer::Nothing, Offer::Action(_) | Offer::Message) => Offer::Steps(id),
            (go_on, _) => go_on,
        }
    }

    /// What the headline leaves unsaid, a line each.
    fn beside(&self, kind: CardKind, lead: Option<&str>, diagnosis: &Diagnosis) -> Vec<String> {
        let exposure = kind == CardKind::Problem && diagnosis.exposure().is_some();
        // Before the cause is gone, the rest is not what the reader is after.
        let is_all = kind != CardKind::Problem;
        let doubts = is_all && diagnosis.doubts().unknown > 0;
        let warnings = is_all && self.has_more_warnings;
        // All that a clear card leaves unsaid.
        let hints = kind == CardKind::Clear && self.has_hints;
        let others = [
            (exposure, "beside.exposure"),
            (doubts, "beside.unknown"),
            (warnings, "beside.warnings"),
            (hints, "beside.hints"),
        ]
        .into_iter()
        .filter(|(is_so, _)| *is_so)
        .map(|(_, key)| self.text(key));
        let said = self.said(lead, diagnosis);
        said.into_iter().chain(others).collect()
    }
}

fn personal(facts: &Facts, failed: Failed, words: &Words) -> (String, Offer) {
    let Failed { check, finding } = failed;
    let id = check.id;
    let of_case = |part: &str| words.of_case(id, finding, part);
    let remedy = remedy(id, finding.case);
    let needs = remedy.map_or(&[][..], |it| it.needs);
    match ability(facts, needs) {
        Ability::Can => {
            let offer = match offer_of(remedy) {
                Offer::Message => Offer::Steps(id),
                offer => offer,
            };
            (of_case("can"), offer)
        }
        Ability::Cannot if is_delegated(facts) && is_helped(finding) => {
            (words.fill("card.delegated", &[]), Offer::Message)
        }
        Ability::Cannot => (of_case("cannot"), Offer::Message),
        // Nobody knows whether it is for the reader to do, so there is a message too.
        Ability::Unknown => {
            let offer = match offer_of(remedy) {
                Offer::Steps(_) | Offer::Nothing => Offer::Message,
                offer => offer,
            };
            (words.who(id, finding), offer)
        }
    }
}

/// A reader who lacks a permission and could activate a role that has it, or has
/// one that the session may not show yet, does that first.
fn activation(area: Area, words: &Words, diagnosis: &Diagnosis) -> Option<(String, Offer)> {
    let Failed { check, finding } = diagnosis.outcome("access.eligible")?.failed()?;
    (area == Area::Access).then(|| {
        let who = words.of_case(check.id, finding, "can");
        let offer = match offer_of(remedy(check.id, finding.case)) {
            Offer::SignIn => Offer::SignIn,
            _ => Offer::Steps(check.id),
        };
        (who, offer)
    })
}

fn named(failed: Failed) -> FailedCheck {
    FailedCheck {
        check: failed.check.id,
        case: failed.finding.case,
    }
}

fn offer_of(remedy: Option<&Remedy>) -> Offer {
    let Some(remedy) = remedy else {
        return Offer::Nothing;
    };
    match (remedy.action, remedy.first) {
        (Some(action), _) => Offer::Action(action),
        (None, First::SignIn) => Offer::SignIn,
        (None, First::SwitchTenant) => Offer::SwitchTenant,
        (None, First::CheckAgain) => Offer::CheckAgain,
        (None, First::Connect) => Offer::Connect,
        (None, First::Message) => Offer::Message,
        (None, First::Steps) if remedy.has_steps || remedy.has_commands => {
            Offer::Steps(remedy.check)
        }
        (None, First::Steps) => Offer::Nothing,
    }
}
