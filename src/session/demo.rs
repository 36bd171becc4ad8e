//! A session in the demo: the simulator's token, and the simulator in place of
//! Azure. Everything else is as it is with the real one.

use std::{collections::BTreeMap, rc::Rc};

use azure::{claims, cloud::Cloud};
use diagnosis::question::{Asked, Goal};
use futures::{FutureExt as _, future::LocalBoxFuture};
use inventory::TabKind;
use serde::Deserialize;
use text::Language;

use super::{access::Access, present::Session, request_history::RequestHistory, token::OneToken};
use crate::{
    browser::{
        demo::{self, Demo, DemoError},
        module::NotLoaded,
    },
    part::part,
    route::{PageTab, Route},
};

/// One of the demo's scenarios, as its list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    /// By language; English stands in for one that it lacks.
    title: BTreeMap<String, String>,
    #[serde(default)]
    expect: Expect,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Expect {
    root_cause: String,
    cannot_tell: Vec<String>,
}

impl Scenario {
    pub(crate) fn title(&self, language: Language) -> &str {
        let own = self.title.get(language.tag());
        own.or_else(|| self.title.get(Language::English.tag()))
            .map_or("", String::as_str)
    }

    /// The check that stops the person of this scenario; empty for none.
    pub(crate) fn root_cause(&self) -> &str {
        &self.expect.root_cause
    }

    /// Whether some check cannot be carried out in this scenario.
    pub(crate) fn is_in_doubt(&self) -> bool {
        !self.expect.cannot_tell.is_empty()
    }
}

/// The scenarios in the order in which a reader is to meet them.
pub(crate) async fn scenarios() -> Result<Vec<Scenario>, DemoError> {
    serde_json::from_str(&demo::estates().await?)
        .map_err(|_| DemoError::NotLoaded(NotLoaded::Changed))
}

/// What opening a scenario brings.
#[derive(Deserialize)]
struct Opened {
    token: String,
    cloud: Cloud,
    ask: Ask,
}

#[derive(Deserialize)]
struct Ask {
    tenant: Option<String>,
    vm: String,
    port: u16,
    source: Option<String>,
    goal: String,
    duration: Option<String>,
    #[serde(rename = "for")]
    whom: Option<String>,
    kind: Option<String>,
    #[serde(default)]
    about: About,
}

/// What the person of a scenario looks at.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum About {
    #[default]
    Vm,
    Subscription,
    /// All subscriptions.
    Fleet,
    /// Which VM it is to be.
    Choice,
}

/// Opens a scenario anew, and gives where its person goes.
pub(crate) async fn open(name: &str) -> Result<(Session, Route), DemoError> {
    let json = demo::open(name).await?;
    let opened: Opened =
        serde_json::from_str(&json).map_err(|_| DemoError::NotLoaded(NotLoaded::Changed))?;
    let session = session(name, opened.cloud, opened.token);
    Ok((session, opened.ask.route()))
}

part!(
    small,
    /// The same person in another tenant.
    fn in_tenant(
        name: String,
        cloud: Cloud,
        tenant: String,
    ) -> LocalBoxFuture<'static, Result<Session, DemoError>> {
        async move { Ok(session(&name, cloud, demo::token(&tenant).await?)) }.boxed_local()
    }
);

fn session(name: &str, cloud: Cloud, token: String) -> Session {
    let access = Access {
        cloud,
        claims: claims::read(&token),
        tokens: Rc::new(OneToken(token)),
        transport: Some(Rc::new(Demo)),
        at: None,
        history: RequestHistory::default(),
    };
    Session::Demo(name.to_owned(), access)
}

impl Ask {
    fn route(&self) -> Route {
        let asked = self.asked();
        let subscription = asked.vm.as_ref().map(|it| it.subscription().to_owned());
        match (self.about, subscription) {
            (About::Subscription, Some(id)) => {
                let tab = (asked.goal == Some(Goal::Enable))
                    .then_some(PageTab::Vms(TabKind::NotConfigured));
                Route::subscription(&id, tab)
            }
            (About::Fleet, _) => Route::Fleet(String::new()),
            (About::Choice, subscription) => Route::Target {
                asked: Asked { vm: None, ..asked },
                subscription,
            },
            _ => Route::Check(asked),
        }
    }

    fn asked(&self) -> Asked {
        let port = self.port.to_string();
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("tenant", self.tenant.as_deref().unwrap_or_default())
            .append_pair("vm", &self.vm)
            .append_pair("port", &port)
            .append_pair("source", self.source.as_deref().unwrap_or_default())
            .append_pair("goal", &self.goal)
            .append_pair("duration", self.duration.as_deref().unwrap_or_default())
            .append_pair("for", self.whom.as_deref().unwrap_or_default())
            .append_pair("kind", self.kind.as_deref().unwrap_or_default())
            .finish();
        Asked::from_query(&query).0
    }
}
