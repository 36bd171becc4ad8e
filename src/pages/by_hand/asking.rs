//! Where the questions are: what was answered, what is asked now, and whether that was
//! all. It draws nothing.

use std::sync::Arc;

use checklist::Person;
use diagnosis::{
    by_hand::{Answers, Given, Question, Rank, Walk, walk},
    question::{Asked, Goal},
};
use leptos::prelude::*;

use super::kept::Kept;
use crate::{
    browser::location,
    route::{Route, Router, router},
    words::{Words, words},
};

/// Who looks: the reader, or somebody whom the reader asks.
pub(super) const READER: &str = "reader";
pub(super) const ANOTHER: &str = "another";

#[derive(Clone, Copy)]
pub(super) struct Asking {
    asked: RwSignal<Asked>,
    answers: RwSignal<Answers>,
    /// Whether rare causes are looked for, where there is no common one.
    looks_on: RwSignal<bool>,
    pub(super) person: RwSignal<&'static str>,
    /// A question whose answer is being changed.
    again: RwSignal<Option<&'static Question>>,
    walk: Memo<Arc<Walk>>,
    words: Words,
    router: Router,
}

impl Asking {
    pub(super) fn new(asked: Asked) -> Self {
        let kept = Kept::of(asked.vm.as_ref().map(ToString::to_string).as_deref());
        let person = if kept.is_for_another { ANOTHER } else { READER };
        let (asked, answers) = (RwSignal::new(asked), RwSignal::new(kept.answers()));
        let goal = Memo::new(move |_| asked.with(|it| it.goal));
        let asking = Self {
            asked,
            answers,
            looks_on: RwSignal::new(kept.looks_on),
            person: RwSignal::new(person),
            again: RwSignal::new(None),
            walk: Memo::new_with_compare(
                move |_| Arc::new(answers.with(|it| walk(goal.get(), it))),
                |_, _| true,
            ),
            words: words(),
            router: router(),
        };
        asking.keep();
        asking
    }

    /// From now on, what changes is kept.
    fn keep(self) {
        Effect::new(move |_| {
            let vm = self
                .asked
                .with(|it| it.vm.as_ref().map(ToString::to_string));
            let is_for_another = self.person.get() == ANOTHER;
            let looks_on = self.looks_on.get();
            self.answers
                .with(|it| Kept::new(vm, it, looks_on, is_for_another))
                .keep();
        });
    }

    pub(super) fn asked(self) -> Asked {
        self.asked.get()
    }

    pub(super) fn goal(self) -> Option<Goal> {
        self.asked.with(|it| it.goal)
    }

    /// Another goal is another place, of which the answers are as true.
    pub(super) fn set_goal(self, goal: Option<Goal>) {
        self.asked.update(|it| it.goal = goal);
        self.again.set(None);
        self.router.keep(Route::ByHand(self.asked.get_untracked()));
    }

    pub(super) fn walk(self) -> Arc<Walk> {
        self.walk.get()
    }

    pub(super) fn person(self) -> Person {
        if self.person.get() == ANOTHER {
            Person::Another
        } else {
            Person::Reader
        }
    }

    /// The question that stands there; none once the answer does.
    pub(super) fn question(self) -> Option<&'static Question> {
        let walk = self.walk.get();
        let again = self.again.get();
        let is_asked = |it: &&Question| walk.asked.iter().any(|(asked, _)| asked == it);
        again.filter(is_asked).or_else(|| {
            let looks_on = self.looks_on.get();
            walk.next.filter(|it| looks_on || it.rank == Rank::Common)
        })
    }

    /// What was answered to a question.
    pub(super) fn given(self, question: &Question) -> Option<Given> {
        self.answers.with(|it| it.get(question))
    }

    pub(super) fn has_answers(self) -> bool {
        self.walk.with(|it| !it.asked.is_empty())
    }

    /// Whether nothing is asked any more, for now.
    pub(super) fn is_over(self) -> Memo<bool> {
        Memo::new(move |_| self.question().is_none())
    }

    /// Which question of how many stands there, and how many may follow.
    pub(super) fn place(self, question: &Question) -> (usize, usize) {
        let walk = self.walk.get();
        let at = walk.asked.iter().position(|(it, _)| *it == question);
        let left = match question.rank {
            Rank::Common => walk.at_most(),
            Rank::Rare => walk.rare_at_most(),
        };
        match at {
            Some(at) => (at + 1, walk.asked.len() - at - 1 + left),
            None => (walk.asked.len() + 1, left.saturating_sub(1)),
        }
    }

    pub(super) fn answer(self, question: &'static Question, given: Given) {
        self.answers.update(|it| it.give(question, given));
        self.again.set(None);
        go_on();
    }

    pub(super) fn change(self, question: &'static Question) {
        self.again.set(Some(question));
        go_on();
    }

    /// The question before the one that stands there.
    pub(super) fn before(self) -> Option<&'static Question> {
        let walk = self.walk.get();
        let at = match self.question() {
            Some(it) => walk.asked.iter().position(|(asked, _)| *asked == it),
            None => None,
        };
        let before = at.unwrap_or(walk.asked.len()).checked_sub(1)?;
        walk.asked.get(before).map(|(it, _)| *it)
    }

    pub(super) fn look_on(self) {
        self.looks_on.set(true);
        go_on();
    }

    /// What is still to be said: the next question, or else the first one whose answer
    /// could not be seen.
    pub(super) fn open_question(self) -> Option<&'static Question> {
        let walk = self.walk.get();
        let is_unseen = |(_, given): &&(&'static Question, Given)| *given == Given::NotSeen;
        let unseen = walk.asked.iter().find(is_unseen).map(|(it, _)| *it);
        walk.next.or(unseen)
    }

    /// Goes there.
    pub(super) fn say_more(self) {
        let (question, next) = untrack(|| (self.open_question(), self.walk.get().next));
        match question {
            Some(it) if next != Some(it) => self.change(it),
            Some(_) => self.look_on(),
            None => {}
        }
    }

    pub(super) fn restart(self) {
        self.answers.set(Answers::default());
        self.looks_on.set(false);
        self.again.set(None);
        go_on();
    }

    /// The text under `by_hand.<key>`, as it speaks to who reads it.
    pub(super) fn text(self, key: &str) -> String {
        text(self.words, self.person(), key)
    }
}

/// The reader goes on at the question, or at the answer.
fn go_on() {
    request_animation_frame(|| location::focus("#by-hand-now"));
}

/// The text under `by_hand.<key>`, as it speaks to who reads it.
pub(super) fn text(words: Words, person: Person, key: &str) -> String {
    let other = format!("others.by_hand.{key}");
    if person == Person::Another && words.has(&other) {
        words.text(&other)
    } else {
        words.text(&format!("by_hand.{key}"))
    }
}
