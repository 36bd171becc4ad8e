//! The answer on top: what leads the diagnosis, what the reader can do about it, and
//! what is offered first. What leads is for the diagnosis to say; nothing is judged
//! here.

use actions::ActionKind;
use azure::{answer::Reason, timestamp::Timestamp};
use diagnosis::{
    ability::{Ability, ability, is_delegated},
    args,
    engine::{
        Area, Diagnosis, Doubts, Evidence, Failed, Finding, Lead, Obstacle, Outcome, Severity,
        Verdict,
    },
    facts::Facts,
    question::Goal,
};
use guide::{
    Remedy,
    permission::is_helped,
    remedies::{First, remedy},
};

use crate::{
    Card, CardKind, FailedCheck, Offer,
    words::{Words, within},
};

const REQUEST: Offer = Offer::Action(ActionKind::Request);

/// The notes that nearly every answer has: they are in their rows, and no news.
const USUAL_NOTES: [&str; 3] = ["own_clock", "inside", "star_read"];

/// Who reads the card. A trait, so that a page which shows results only comes without
/// the remedies and without what weighs permissions.
pub(crate) trait Reader {
    /// Whether it is the one who was diagnosed.
    fn is_asked(&self) -> bool;

    /// Whether another way in is offered, whoever may mend what keeps this one closed.
    fn has_other_way(&self, _failed: Failed) -> bool {
        false
    }

    /// What this reader can do about a failed check, and what is offered first.
    fn way_out(&self, failed: Failed, words: &Words, diagnosis: &Diagnosis) -> (String, Offer);
}

/// The one who was diagnosed; what they may do is among the facts.
pub(crate) struct Themselves<'a>(pub(crate) &'a Facts<'a>);

impl Reader for Themselves<'_> {
    fn is_asked(&self) -> bool {
        true
    }

    fn has_other_way(&self, failed: Failed) -> bool {
        let remedy = remedy(failed.check.id, failed.finding.case);
        remedy.is_some_and(|it| it.first == First::Bastion)
    }

    fn way_out(&self, failed: Failed, words: &Words, diagnosis: &Diagnosis) -> (String, Offer) {
        activation(failed, words, diagnosis).unwrap_or_else(|| personal(self.0, failed, words))
    }
}

/// One who asks about somebody else: the permissions that were read are not theirs.
pub(crate) struct OnBehalf;

impl Reader for OnBehalf {
    fn is_asked(&self) -> bool {
        false
    }

    fn way_out(&self, failed: Failed, words: &Words, diagnosis: &Diagnosis) -> (String, Offer) {
        let Failed { check, finding } = eligible_for(failed, diagnosis).unwrap_or(failed);
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
    counts: [(&'static str, String); 5],
    has_more_warnings: bool,
    root_cause: Option<FailedCheck>,
    goal: Option<Goal>,
}

/// `until` is when Azure answers again, where it asked to wait.
pub(crate) fn card(
    diagnosis: &Diagnosis,
    until: Option<Timestamp>,
    words: &Words,
    reader: &dyn Reader,
) -> Card {
    let pending = diagnosis.in_goal().filter(|it| it.is_pending()).count();
    let warns = |it: &&Outcome| it.severity() == Some(Severity::Warning);
    let warnings = diagnosis.in_goal().filter(warns);
    let lead = diagnosis.lead();
    let leading = usize::from(matches!(lead, Lead::Warning(_) | Lead::Exposure(_)));
    let more_warnings = warnings.count() - leading;
    let doubts = diagnosis.doubts();
    let total = diagnosis.in_goal().count();
    let parts = Parts {
        words,
        reader,
        counts: [
            ("unknown", doubts.unknown),
            ("warnings", more_warnings),
            ("done", total - pending),
            ("total", total),
            (
                "by_hand",
                diagnosis.in_goal().filter(|it| it.is_by_hand).count(),
            ),
        ]
        .map(|(name, count)| (name, count.to_string())),
        has_more_warnings: more_warnings > 0,
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
        Lead::Unknown => parts.unsure(&doubts, until, diagnosis),
        Lead::Clear => parts.clear(diagnosis),
    }
}

impl Parts<'_> {
    fn text(&self, key: &str) -> String {
        self.words.fill(&format!("card.{key}"), &self.counts)
    }

    fn general(&self, kind: CardKind, headline: &str, what: &str) -> Card {
        Card {
            headline: self.text(headline),
            what: self.text(what),
            ..self.bare(kind)
        }
    }

    fn bare(&self, kind: CardKind) -> Card {
        Card {
            kind,
            headline: String::new(),
            what: String::new(),
            who: None,
            beside: Vec::new(),
            lead: None,
            root_cause: self.root_cause,
            offer: Offer::Nothing,
            second: Offer::Nothing,
            message: None,
        }
    }

    /// What could not be confirmed, and why, said of the check that matters most.
    fn unsure(&self, doubts: &Doubts, until: Option<Timestamp>, diagnosis: &Diagnosis) -> Card {
        let obstacle = doubts.obstacle();
        let (check, why) = doubts.first.map_or_else(Default::default, |(it, why)| {
            (self.words.whether(it), self.words.reason(why))
        });
        let own = [("check", check)];
        let passes = doubts.first.is_some_and(|(_, it)| passes(it.reason));
        let is_silent = doubts.are_most
            && matches!(
                obstacle,
                Obstacle::NoAnswer | Obstacle::Throttled | Obstacle::SignIn
            );
        let extent = if is_silent { "most" } else { "some" };
        let key = format!("card.unknown.{extent}.{}", obstacle.name());
        let headline = self.words.fill(&key, &own);
        let rest = (!is_silent).then(|| self.text("unknown.rest"));
        let what = match obstacle {
            Obstacle::Mixed => why,
            _ => self.text(&format!("unknown.what.{}", obstacle.name())),
        };
        let next = self.next_step(diagnosis);
        let (offer, second) = match (obstacle, next) {
            (Obstacle::NoAnswer | Obstacle::Throttled, _) => (Offer::CheckAgain, Offer::Nothing),
            (Obstacle::SignIn, _) => (Offer::SignIn, Offer::Nothing),
            (Obstacle::ByHand, _) => (Offer::Answer, Offer::Nothing),
            (Obstacle::NotInFile, _) => (Offer::Collect, Offer::Nothing),
            (Obstacle::Permission, Offer::Nothing) => (Offer::Message, Offer::Nothing),
            (Obstacle::Mixed, next)
                if self.reader.is_asked() && (passes || next == Offer::Nothing) =>
            {
                (Offer::CheckAgain, next)
            }
            // The row of what could not be read has the message.
            (Obstacle::Permission | Obstacle::Mixed, next) => (next, Offer::Nothing),
        };
        let until = until.filter(|_| obstacle == Obstacle::Throttled);
        let until = until.map(|it| {
            let at = [("at", self.words.time(it))];
            self.words.fill("card.unknown.until", &at)
        });
        Card {
            headline,
            what,
            who: until,
            beside: self.said(None, diagnosis).into_iter().chain(rest).collect(),
            offer,
            second,
            ..self.bare(CardKind::Unsure)
        }
    }

    /// When the access that is open ends, for one who wants to connect.
    fn ends(&self, diagnosis: &Diagnosis) -> Option<String> {
        let is_asked = self.goal == Some(Goal::Connect);
        let open = diagnosis.outcome("request.open").filter(|_| is_asked)?;
        let Verdict::Pass { evidence, notes } = &open.verdict else {
            return None;
        };
        // By a clock that is wrong, it may have ended.
        let is_sure = !notes.contains(&"azure_status");
        let is_end = |it: &&Evidence| it.field.ends_with("endTimeUtc") && !it.value.is_nothing();
        let end = evidence.iter().find(is_end).filter(|_| is_sure)?;
        Some(self.words.ends(&end.value))
    }

    fn clear(&self, diagnosis: &Diagnosis) -> Card {
        let goal = self.goal.filter(|_| self.reader.is_asked());
        let goal = goal.map_or("any", Goal::name);
        let key = |part: &str| format!("clear.{goal}.{part}");
        let card = self.general(CardKind::Clear, &key("headline"), &key("what"));
        let offer = self.next_step(diagnosis);
        Card {
            offer,
            who: self.ends(diagnosis),
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
            Some(Goal::Connect) => Offer::Connect,
            Some(Goal::Enable | Goal::Request) | None => {
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
        let (offer, second) = if self.reader.has_other_way(failed) {
            (Offer::Bastion, offer)
        } else {
            (offer, self.second(kind, offer, id, diagnosis))
        };
        Card {
            kind,
            headline: of_case("headline"),
            what: of_case("what"),
            who: Some(who),
            beside: self.beside(kind, Some(id), diagnosis),
            lead: Some(named(failed)),
            root_cause: self.root_cause,
            offer,
            second,
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
        let exposure = diagnosis.exposure().filter(|_| kind == CardKind::Problem);
        let exposure = exposure.map(|Failed { check, finding }| {
            let headline = self.words.of_case(check.id, finding, "headline");
            let headline = [("headline", within(headline))];
            self.words.fill("card.beside.exposure", &headline)
        });
        // Before the cause is gone, the rest is not what the reader is after.
        let is_all = kind != CardKind::Problem;
        let doubts = is_all && diagnosis.doubts().unknown > 0;
        let warnings = is_all && self.has_more_warnings;
        let others = [(doubts, "beside.unknown"), (warnings, "beside.warnings")]
            .into_iter()
            .filter(|(is_so, _)| *is_so)
            .map(|(_, key)| self.text(key));
        let said = self.said(lead, diagnosis);
        // All that a clear card leaves unsaid.
        let hints = diagnosis
            .in_goal()
            .filter(|it| kind == CardKind::Clear && it.severity() == Some(Severity::Info));
        let hints = hints.map(|it| {
            let hint = [("hint", within(self.words.title(it)))];
            self.words.fill("card.beside.hint", &hint)
        });
        let notes = diagnosis
            .in_goal()
            .filter(|_| kind == CardKind::Clear)
            .flat_map(|it| self.words.notes(it, &USUAL_NOTES));
        said.into_iter()
            .chain(exposure)
            .chain(others)
            .chain(hints)
            .chain(notes)
            .collect()
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
                Offer::Message if remedy.is_some_and(Remedy::is_shown) => Offer::Steps(id),
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
fn activation(failed: Failed, words: &Words, diagnosis: &Diagnosis) -> Option<(String, Offer)> {
    let Failed { check, finding } = eligible_for(failed, diagnosis)?;
    let who = words.of_case(check.id, finding, "can");
    let offer = match offer_of(remedy(check.id, finding.case)) {
        Offer::SignIn => Offer::SignIn,
        _ => Offer::Activate(check.id),
    };
    Some((who, offer))
}

/// The role that could be activated, where it grants an action that a check lacks.
fn eligible_for<'a>(failed: Failed, diagnosis: &'a Diagnosis) -> Option<Failed<'a>> {
    let eligible = diagnosis.outcome("access.eligible")?.failed()?;
    let actions = |it: &Finding| it.args.get(args::ACTION).map(|it| it.items().to_vec());
    let granted = actions(eligible.finding)?;
    let lacking = actions(failed.finding)?;
    let is_granted = lacking.iter().any(|it| granted.contains(it));
    (failed.check.area == Area::Access && is_granted).then_some(eligible)
}

/// Whether this ends by itself, so that another try soon tells more.
fn passes(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::RequestUnderWay | Reason::Unfinished | Reason::Disagree | Reason::Contradiction
    )
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
        (None, First::Choose) => Offer::Choose,
        (None, First::Message) => Offer::Message,
        // Where Azure can't be asked, its steps tell of it.
        (None, First::Steps | First::Bastion) if remedy.is_shown() => Offer::Steps(remedy.check),
        (None, First::Steps | First::Bastion) => Offer::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use azure::{
        answer::{Reason, Unavailable},
        timestamp,
        value::Args,
    };
    use diagnosis::{
        checks,
        engine::{Verdict, conclude, pass},
        question::Goal,
    };
    use text::Catalog;

    use super::{Unread, card};
    use crate::{
        Card, Offer, Times,
        words::{Person, Words},
    };

    fn of(unknown: &str, reason: Reason) -> Card {
        let diagnosis = conclude(checks::ALL, Some(Goal::Connect), |check| {
            Some(if check.id == unknown {
                Verdict::CannotTell(Unavailable::new(reason))
            } else {
                pass()
            })
        });
        let catalog = Catalog::parse(
            r#"{
                "times": { "in_utc": "10:01 UTC" },
                "card": { "unknown": { "until": "Wait until {at}." } }
            }"#,
        )
        .unwrap();
        let words = Words::new(
            &catalog,
            Person::Reader,
            Times::UTC,
            &Args::default(),
            Vec::new(),
        );
        let until = timestamp::parse("2026-11-24T10:01:10Z");
        card(&diagnosis, until, &words, &Unread)
    }

    #[test]
    fn a_wait_with_an_end_is_told_with_it() {
        let throttled = of("vm.running", Reason::ThrottledFor);
        assert_eq!(throttled.offer, Offer::CheckAgain);
        let who = throttled.who.unwrap_or_default();
        assert!(who == "Wait until 10:01 UTC.", "{who}");
        assert_eq!(of("vm.running", Reason::ServerError).who, None);
    }

    #[test]
    fn what_a_file_lacks_is_collected_and_what_is_open_answered() {
        let offer = |reason| of("vm.running", reason).offer;
        assert_eq!(offer(Reason::NotInFile), Offer::Collect);
        assert_eq!(offer(Reason::NotAnswered), Offer::Answer);
    }

    #[test]
    fn what_ends_by_itself_is_tried_again() {
        for (reason, first) in [
            (Reason::RequestUnderWay, Offer::CheckAgain),
            (Reason::Disagree, Offer::CheckAgain),
            (Reason::NoPowerState, Offer::Connect),
        ] {
            assert_eq!(of("vm.running", reason).offer, first, "{reason:?}");
        }
    }
}
