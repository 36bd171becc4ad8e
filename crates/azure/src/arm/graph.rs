//! Azure Resource Graph: one query over several subscriptions, page by page. Must not know
//! what is asked, nor what to make of an answer that isn't whole.
//!
//! Source: learn.microsoft.com, REST "Resources - Resources".

use serde_json::{Value, json};

use super::{Answer, ArmClient, ListLimit};
use crate::answer::{Reason, Unavailable};

const PATH: &str = "/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01";

/// What is asked.
#[derive(Clone, Debug)]
pub struct GraphQuery<'a> {
    /// None for all that the caller sees in the tenant.
    pub subscriptions: Option<Vec<&'a str>>,
    pub text: String,
    /// How many rows a page has at most; Resource Graph gives no more than 1,000.
    pub rows: usize,
}

/// The answer to a query, as it comes.
pub struct GraphPages<'a> {
    arm: &'a ArmClient,
    query: GraphQuery<'a>,
    limit: ListLimit,
    skip: Option<String>,
}

/// What a page says of the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphRest {
    /// It is the last one.
    None,
    /// Another page follows.
    More,
    /// Another page would follow, and is the one that was asked for.
    Again,
    /// There is more, and no way to it.
    Cut,
}

/// One page; its rows are in `data`.
pub struct GraphPage {
    pub answer: Answer,
    pub rest: GraphRest,
}

impl<'a> GraphPages<'a> {
    /// `pages` is how many are read at most.
    pub fn new(arm: &'a ArmClient, query: GraphQuery<'a>, pages: usize) -> Self {
        Self {
            arm,
            query,
            limit: ListLimit::of_pages(pages),
            skip: None,
        }
    }

    /// Asks for the next page.
    pub async fn next(&mut self) -> Result<GraphPage, Unavailable> {
        // Nobody keeps the pages, so they are not to be remembered either.
        let answer = self.arm.renewed().query(PATH, &self.body()).await?;
        let (next, is_cut) = Self::rest(&answer)?;
        self.limit.count(&answer, next.is_some())?;
        let rest = match next {
            Some(next) if self.skip.as_ref() == Some(&next) => GraphRest::Again,
            Some(next) => {
                self.skip = Some(next);
                GraphRest::More
            }
            None if is_cut => GraphRest::Cut,
            None => GraphRest::None,
        };
        Ok(GraphPage { answer, rest })
    }

    fn rest(answer: &Answer) -> Result<(Option<String>, bool), Unavailable> {
        let node = answer.node();
        let read = || {
            let next = node.at("$skipToken").optional_text()?;
            let is_cut = node.at("resultTruncated").optional_bool()? == Some(true);
            Ok((next.filter(|it| !it.is_empty()).map(str::to_owned), is_cut))
        };
        read().map_err(|at| Unavailable::unexpected(&answer.request, &at))
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "query": self.query.text,
            "options": { "$top": self.query.rows, "resultFormat": "objectArray" },
        });
        if let Some(subscriptions) = &self.query.subscriptions {
            body["subscriptions"] = json!(subscriptions);
        }
        if let Some(skip) = &self.skip {
            body["options"]["$skipToken"] = Value::from(skip.as_str());
        }
        body
    }
}

impl GraphPage {
    /// A list that leads to where it came from has no end.
    pub fn endless(&self) -> Unavailable {
        Unavailable::new(Reason::EndlessList).during(&self.answer.request)
    }
}
