//! What somebody answered, by the names of questions and answers. As a text it outlives
//! the program that wrote it: what a later one does not know any more is left out.

use std::fmt;

use super::{Question, questions::question};

/// How one question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Given {
    /// The answer of this name.
    Seen(&'static str),
    /// It is nothing that the reader can see.
    NotSeen,
    Skipped,
}

impl Given {
    const NOT_SEEN: &str = "not-seen";
    const SKIPPED: &str = "skipped";

    pub fn name(self) -> &'static str {
        match self {
            Self::Seen(name) => name,
            Self::NotSeen => Self::NOT_SEEN,
            Self::Skipped => Self::SKIPPED,
        }
    }

    /// The one of this name that the question has.
    pub fn of(question: &'static Question, name: &str) -> Option<Self> {
        match name {
            Self::NOT_SEEN => Some(Self::NotSeen),
            Self::SKIPPED => Some(Self::Skipped),
            _ => {
                let answer = question.answers.iter().find(|it| it.name == name)?;
                Some(Self::Seen(answer.name))
            }
        }
    }
}

/// At most one answer to each question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(Vec<(&'static Question, Given)>);

impl Answers {
    pub fn get(&self, question: &Question) -> Option<Given> {
        let found = self.0.iter().find(|(it, _)| it.name == question.name);
        found.map(|(_, given)| *given)
    }

    /// Takes the place of an earlier answer.
    pub fn give(&mut self, question: &'static Question, given: Given) {
        self.take_back(question);
        self.0.push((question, given));
    }

    pub fn take_back(&mut self, question: &Question) {
        self.0.retain(|(it, _)| it.name != question.name);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads what [`fmt::Display`] wrote; whatever else stands there is passed over.
    pub fn read(text: &str) -> Self {
        let mut answers = Self::default();
        for part in text.split('&') {
            let given = part.split_once('=').and_then(|(name, answer)| {
                let question = question(name)?;
                Some((question, Given::of(question, answer)?))
            });
            if let Some((question, given)) = given {
                answers.give(question, given);
            }
        }
        answers
    }
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (question, given)) in self.0.iter().enumerate() {
            let between = if at == 0 { "" } else { "&" };
            write!(f, "{between}{}={}", question.name, given.name())?;
        }
        Ok(())
    }
}
