//! What a session gives to those who ask Azure.

use std::rc::Rc;

use azure::{
    arm::{ArmClient, Clock, RetryPolicy, TokenSource, Transport},
    claims::Claims,
    cloud::Cloud,
    timestamp::Timestamp,
};
use leptos::prelude::*;

use super::request_history::RequestHistory;
use crate::{
    browser::{
        clock::{BrowserClock, StoppedClock},
        fetch::Fetch,
    },
    words::Words,
};

/// What a session gives to those who ask Azure.
#[derive(Clone)]
pub(crate) struct Access {
    pub(crate) cloud: Cloud,
    /// What the token says of itself; `None` when it cannot be decoded.
    pub(crate) claims: Option<Claims>,
    pub(crate) tokens: Rc<dyn TokenSource>,
    /// What carries its requests, unless that is the network.
    pub(super) transport: Option<Rc<dyn Transport>>,
    /// When it answers, unless that is now.
    pub(super) at: Option<Timestamp>,
    /// What its clients have asked.
    pub(crate) history: RequestHistory,
}

impl Access {
    /// A client that remembers nothing of earlier ones.
    pub(crate) fn client(&self, words: Words) -> ArmClient {
        let client = ArmClient::new(
            self.cloud,
            untrack(|| words.language()).tag(),
            self.transport.clone().unwrap_or_else(|| Rc::new(Fetch)),
            self.tokens.clone(),
            self.clock(),
            RetryPolicy::default(),
        );
        self.history.follow(client.log());
        client
    }

    pub(crate) fn clock(&self) -> Rc<dyn Clock> {
        match self.at {
            Some(at) => Rc::new(StoppedClock(at)),
            None => Rc::new(BrowserClock),
        }
    }

    /// The tenant that the token was issued for.
    pub(crate) fn tenant(&self) -> Option<&str> {
        self.claims.as_ref()?.tenant.as_deref()
    }
}
