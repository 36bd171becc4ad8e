//! Who the reader is to Azure, and how requests reach it: one value that runs
//! and pickers take what they need from. Knows nothing of pages and checks.

mod access;
mod demo;
mod file;
mod microsoft;
mod present;
mod request_history;
mod tenants;
mod token;

use std::sync::Arc;

use azure::cloud::Cloud;
use leptos::prelude::*;

use crate::{
    browser::{msal::MsalError, storage},
    config::Config,
    route::{Place, Route, Router},
};

pub(crate) use access::Access;
pub(crate) use demo::{Scenario, open as open_demo, scenarios};
pub(crate) use file::of_file;
pub(crate) use microsoft::{sign_in, sign_in_again, sign_out};
pub(crate) use present::{Session, Source};
pub(crate) use tenants::Tenants;
pub(crate) use token::{TokenWarning, pasted, warnings};

/// The session of somebody who comes back from Microsoft, or who has reloaded
/// the page.
pub(crate) async fn resume(config: &Config) -> Result<Option<Session>, MsalError> {
    Ok(microsoft::resume(config).await?.map(Session::from))
}

impl Session {
    /// The same person in another tenant. `None` when that takes the reader:
    /// to sign in there, or to paste another token.
    pub(crate) async fn in_tenant(&self, tenant: &str) -> Option<Self> {
        match self {
            Self::SignedOut | Self::Token(_) | Self::File(..) => None,
            Self::Microsoft(microsoft, _) => {
                let entered = microsoft::in_tenant(microsoft.clone(), tenant.to_owned());
                entered.await.ok()?.await.ok().map(Self::from)
            }
            Self::Demo(name, access) => {
                let session = demo::in_tenant(name.clone(), access.cloud, tenant.to_owned());
                session.await.ok()?.await.ok()
            }
        }
    }
}

/// The session and the ways in and out; in context from the start.
#[derive(Clone, Copy)]
pub(crate) struct Sessions {
    current: RwSignal<Session, LocalStorage>,
    /// Why the last attempt to sign in through Microsoft came to nothing.
    failure: RwSignal<Option<MsalError>>,
    router: Router,
}

impl Sessions {
    pub(crate) fn new(router: Router) -> Self {
        Self {
            current: RwSignal::new_local(Session::SignedOut),
            failure: RwSignal::new(None),
            router,
        }
    }

    /// The session; follows it when read in a view.
    pub(crate) fn current(self) -> Session {
        self.current.get()
    }

    pub(crate) fn current_untracked(self) -> Session {
        self.current.get_untracked()
    }

    pub(crate) fn access(self) -> Option<Access> {
        self.current.with(|it| it.access().cloned())
    }

    /// Whether somebody is signed in; a new session in place of another is no
    /// change.
    pub(crate) fn is_signed_in(self) -> Memo<bool> {
        Memo::new(move |_| self.current.with(|it| it.access().is_some()))
    }

    /// The scenario of the demo that the session is in; follows it.
    pub(crate) fn scenario(self) -> Memo<Option<String>> {
        Memo::new(move |_| {
            self.current.with(|it| match it {
                Session::Demo(name, _) => Some(name.clone()),
                _ => None,
            })
        })
    }

    /// The file that the session is of; follows it.
    pub(crate) fn source(self) -> Option<Arc<Source>> {
        self.current.with(|it| match it {
            Session::File(source, _) => Some(source.clone()),
            _ => None,
        })
    }

    pub(crate) fn failure(self) -> Option<MsalError> {
        self.failure.get()
    }

    pub(crate) fn fail(self, error: MsalError) {
        self.failure.set(Some(error));
    }

    /// Starts a session, and goes where the reader wanted to before.
    pub(crate) fn enter(self, mut session: Session) {
        let scenario = match &session {
            Session::Demo(name, _) => Some(name.clone()),
            _ => None,
        };
        // What was asked under another token stays on the list.
        if let (Some(before), Some(access)) = (untrack(|| self.access()), session.access_mut()) {
            access.history = before.history;
        }
        self.current.set(session);
        self.failure.set(None);
        self.router.enter_demo(scenario);
        let asked = storage::ASKED.get();
        storage::ASKED.clear();
        if !self.router.place().get_untracked().route.needs_session() {
            self.router.replace(
                asked
                    .map(|it| Place::parse(&it).route)
                    .filter(Route::needs_session)
                    .unwrap_or_else(Route::target),
            );
        }
    }

    /// Starts a session with a pasted token. Its form has made sure that the
    /// text holds one.
    pub(crate) fn paste(self, text: &str, cloud: Cloud) {
        if let Ok(session) = pasted(text, cloud) {
            self.enter(session);
        }
    }

    /// Ends the session. What the browser keeps of it for the page goes too.
    pub(crate) fn leave(self) {
        self.router.enter_demo(None);
        storage::ASKED.clear();
        storage::ACT.clear();
        self.router.replace(Route::Start);
        self.current.set(Session::SignedOut);
    }
}

/// The sessions in context.
pub(crate) fn sessions() -> Sessions {
    expect_context()
}
