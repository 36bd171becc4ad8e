//! One request per question and run: whoever asks second waits for the answer
//! to the first, so that probes need not know of each other. What is kept is
//! the parsed answer.

use std::{cell::RefCell, collections::HashMap};

use futures::{
    FutureExt,
    future::{LocalBoxFuture, Shared},
};

use super::{
    Answer, ArmError, Method,
    channel::Channel,
    pages::{ListLimit, Pages},
};

type Asked = Shared<LocalBoxFuture<'static, Result<Answer, ArmError>>>;

/// What can be asked twice, by its address.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Question {
    Get(String),
    /// All pages of it.
    List(String),
    /// With a body.
    Query(String, String),
}

#[derive(Default)]
pub(super) struct Memo(RefCell<HashMap<Question, Asked>>);

impl Memo {
    pub(super) fn ask(&self, question: Question, channel: &Channel) -> Asked {
        let mut asked = self.0.borrow_mut();
        asked
            .entry(question)
            .or_insert_with_key(|question| {
                let asked = answer(question.clone(), channel.clone());
                asked.boxed_local().shared()
            })
            .clone()
    }
}

async fn answer(question: Question, channel: Channel) -> Result<Answer, ArmError> {
    match question {
        Question::Get(url) => channel.ask(Method::Get, url, None).await,
        Question::List(url) => Pages::new(channel, url, ListLimit::HELD).whole().await,
        Question::Query(url, body) => channel.ask(Method::Post, url, Some(body)).await,
    }
}
