//! A diagnosis by hand: what a person sees in the portal, in place of what Azure would
//! have answered. The answers are verdicts like any others, and the same order finds the
//! cause in them. `questions` says what is asked and what each answer settles; this
//! module says what is asked next, and what the answers come to. **Must not know** a
//! fact, nor where an answer is kept.

mod answers;
mod questions;

pub use answers::{Answers, Given};
pub use questions::{ALL, Answer, NOT_FOR_PEOPLE, Question, Rank, question};

use azure::answer::{Reason, Unavailable};

use crate::{
    checks,
    engine::{Check, Diagnosis, Lead, Outcome, Severity, Verdict, conclude, fail, pass},
    question::Goal,
};

/// The questions that were asked and how they were answered, and the one that is next.
#[derive(Clone, Debug)]
pub struct Walk {
    pub asked: Vec<(&'static Question, Given)>,
    /// `None` once nothing is left to be asked.
    pub next: Option<&'static Question>,
    pub diagnosis: Diagnosis,
}

/// Goes through the questions in their order. An answer counts as long as its question
/// is still asked: who changes an earlier answer keeps the later ones, and those that
/// mean nothing any more are passed over.
pub fn walk(goal: Option<Goal>, answers: &Answers) -> Walk {
    let mut asked = Vec::new();
    loop {
        let diagnosis = judged(goal, &asked);
        let next = wanted(&diagnosis, &asked);
        match next.and_then(|it| Some((it, answers.get(it)?))) {
            Some(given) => asked.push(given),
            None => {
                return Walk {
                    asked,
                    next,
                    diagnosis,
                };
            }
        }
    }
}

impl Walk {
    /// How many questions may still come before the common causes are through, this one
    /// among them: what is not seen settles nothing, so that there are never more.
    pub fn at_most(&self) -> usize {
        self.left(Rank::Common)
    }

    /// The same for the rare causes.
    pub fn rare_at_most(&self) -> usize {
        self.left(Rank::Rare)
    }

    fn left(&self, rank: Rank) -> usize {
        let mut asked = self.asked.clone();
        let goal = self.diagnosis.goal;
        let mut left = 0;
        while let Some(next) = wanted(&judged(goal, &asked), &asked) {
            left += usize::from(next.rank == rank);
            asked.push((next, Given::NotSeen));
        }
        left
    }

    /// The answers to a question that can still say something.
    pub fn offered(&self, question: &'static Question) -> Vec<&'static Answer> {
        offered(&self.diagnosis, question)
    }
}

/// The diagnosis with what the reader says in place of what Azure left open. Nothing
/// that Azure judged takes an answer.
pub fn with_answers(diagnosis: &Diagnosis, answers: &Answers) -> Diagnosis {
    let given: Vec<_> = ALL
        .iter()
        .filter_map(|it| Some((it, answers.get(it)?)))
        .collect();
    diagnosis.with_said(|check| said(check, &given))
}

/// The question that a person can answer about a check: of those that can say that it
/// fails, the one that says the least about others.
pub fn about(check: &str) -> Option<&'static Question> {
    let fails = ALL.iter().filter(|it| it.fails(check));
    fails.min_by_key(|it| it.checks().count())
}

/// What the answers to these questions come to.
fn judged(goal: Option<Goal>, asked: &[(&'static Question, Given)]) -> Diagnosis {
    let nothing = conclude(checks::ALL, goal, |check| {
        let why = Unavailable::new(open_because(check, asked));
        Some(Verdict::CannotTell(why))
    });
    nothing.with_said(|check| said(check, asked))
}

/// Why nothing is said of a check that no answer settles.
fn open_because(check: &Check, asked: &[(&'static Question, Given)]) -> Reason {
    let is_not_seen = |(question, given): &(&Question, Given)| {
        *given == Given::NotSeen && question.fails(check.id)
    };
    if !ALL.iter().any(|it| it.settles(check.id)) {
        Reason::NotForPeople
    } else if asked.iter().any(is_not_seen) {
        Reason::NotSeen
    } else {
        Reason::NotAnswered
    }
}

/// The verdict of the first answer that says something of the check.
fn said(check: &Check, asked: &[(&'static Question, Given)]) -> Option<Verdict> {
    asked.iter().find_map(|(question, given)| {
        let Given::Seen(name) = given else {
            return None;
        };
        let answer = question.answers.iter().find(|it| it.name == *name)?;
        let case = answer.fails.iter().find(|(id, _)| *id == check.id);
        match case {
            Some((_, case)) => Some(fail(case).into()),
            None => answer.holds.contains(&check.id).then(pass),
        }
    })
}

/// What is asked next: about the first check that is open and could still be the cause,
/// the first question that could settle it. What comes after a cause could not be one;
/// rare causes and warnings are looked for only where there is no common one.
fn wanted(
    diagnosis: &Diagnosis,
    asked: &[(&'static Question, Given)],
) -> Option<&'static Question> {
    let cause = match diagnosis.lead() {
        Lead::Cause(it) => Some(it.check.id),
        _ => None,
    };
    let outcomes = diagnosis.outcomes.iter();
    let open: Vec<&Outcome> = outcomes
        .take_while(|it| Some(it.check.id) != cause)
        .filter(|it| it.in_goal && it.takes_answer())
        .collect();
    // A question that could only pass would tell nothing.
    let may_find = |question: &Question| open.iter().any(|it| question.fails(it.check.id));
    let find = |check: &Check, rank: Option<Rank>| {
        ALL.iter().find(|it| {
            rank.is_none_or(|rank| it.rank == rank)
                && it.settles(check.id)
                && !asked.iter().any(|(asked, _)| asked.name == it.name)
                && may_find(it)
        })
    };
    let stops = |check: &Check| {
        let mut severities = check.cases.iter().map(|it| it.severity);
        severities.any(|it| it == Severity::Blocker)
    };
    let common = open
        .iter()
        .filter(|it| stops(it.check))
        .find_map(|it| find(it.check, Some(Rank::Common)));
    common.or_else(|| {
        let rare = || open.iter().find_map(|it| find(it.check, None));
        cause.is_none().then(rare).flatten()
    })
}

fn is_open(diagnosis: &Diagnosis, check: &str) -> bool {
    let outcome = diagnosis.outcome(check);
    outcome.is_some_and(|it| it.in_goal && it.takes_answer())
}

/// An answer whose every failure is out of the question is not offered.
fn offered(diagnosis: &Diagnosis, question: &'static Question) -> Vec<&'static Answer> {
    let answers = question.answers.iter();
    answers
        .filter(|it| it.fails.is_empty() || it.fails.iter().any(|(id, _)| is_open(diagnosis, id)))
        .collect()
}

/// The answers to a question that a diagnosis by Azure leaves room for.
pub fn offered_beside(diagnosis: &Diagnosis, question: &'static Question) -> Vec<&'static Answer> {
    let takes = |id: &str| {
        let outcome = diagnosis.outcome(id);
        outcome.is_some_and(|it| it.is_by_hand || it.in_goal && it.takes_answer())
    };
    let says = |it: &&Answer| {
        let mut checks = it.holds.iter().chain(it.fails.iter().map(|(id, _)| id));
        checks.any(|id| takes(id))
    };
    question.answers.iter().filter(says).collect()
}

#[cfg(test)]
mod tests;
