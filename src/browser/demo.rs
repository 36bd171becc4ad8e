//! The demo's backend, a module of its own that is fetched when the demo is
//! opened: requests to it never leave the page.

use std::time::Duration;

use azure::arm::{MAX_BODY_BYTES, Request, Response, Transport, TransportError};
use futures::{FutureExt as _, future::LocalBoxFuture};
use gloo_timers::future::sleep;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use super::{clock, module::NotLoaded};

/// What the demo could not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DemoError {
    NotLoaded(NotLoaded),
    NoSuchScenario(String),
}

mod glue {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/browser/demo.js")]
    extern "C" {
        #[wasm_bindgen(catch)]
        pub(super) async fn ready() -> Result<JsValue, JsValue>;

        #[wasm_bindgen(catch)]
        pub(super) async fn estates() -> Result<JsValue, JsValue>;

        #[wasm_bindgen(catch)]
        pub(super) async fn open(name: &str, now: &str) -> Result<JsValue, JsValue>;

        #[wasm_bindgen(catch)]
        pub(super) async fn token(tenant: &str, now: &str) -> Result<JsValue, JsValue>;

        #[wasm_bindgen(catch)]
        pub(super) async fn request(json: &str) -> Result<JsValue, JsValue>;
    }
}

/// The scenarios as JSON.
pub(crate) async fn estates() -> Result<String, DemoError> {
    let list = glue::estates().await;
    let list = list.map_err(|it| DemoError::NotLoaded(NotLoaded::of(&it)))?;
    list.as_string()
        .ok_or(DemoError::NotLoaded(NotLoaded::Changed))
}

/// Opens a scenario anew: from now on all requests go to it. Gives its token
/// and its question as JSON.
pub(crate) async fn open(name: &str) -> Result<String, DemoError> {
    // The module is loaded first, so that a failure further on is the name's.
    let ready = glue::ready().await;
    ready.map_err(|it| DemoError::NotLoaded(NotLoaded::of(&it)))?;
    // Lets the browser draw between starting the module and opening the scenario.
    clock::pause().await;
    text(glue::open(name, &now()).await).ok_or_else(|| DemoError::NoSuchScenario(name.to_owned()))
}

/// Another token for the person of the open scenario.
pub(crate) async fn token(tenant: &str) -> Result<String, DemoError> {
    let changed = DemoError::NotLoaded(NotLoaded::Changed);
    text(glue::token(tenant, &now()).await).ok_or(changed)
}

/// The simulator has no clock of its own.
fn now() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

fn text(value: Result<JsValue, JsValue>) -> Option<String> {
    value.ok()?.as_string()
}

/// Carries requests to the scenario that is open.
pub(crate) struct Demo;

#[derive(Serialize)]
struct Asked<'a> {
    method: String,
    url: &'a str,
    headers: Vec<(&'a str, String)>,
    body: &'a str,
    now: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answered {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    delay_ms: u64,
    delivery: Delivery,
}

/// How much of an answer arrives.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Delivery {
    Whole,
    Cut,
    Never,
}

/// Without any delay nobody would see that something is being read. It's one for all, so
/// that most answers to what was asked together are drawn together.
const LEAST_DELAY: Duration = Duration::from_millis(90);

impl Transport for Demo {
    fn send(&self, request: Request) -> LocalBoxFuture<'static, Result<Response, TransportError>> {
        async move {
            // Answering takes the page's own time: between two answers it may draw.
            clock::pause().await;
            let json = text(glue::request(&as_json(&request)).await);
            let answered: Answered = json
                .and_then(|it| serde_json::from_str(&it).ok())
                .ok_or(TransportError::Unreachable)?;
            sleep(Duration::from_millis(answered.delay_ms).max(LEAST_DELAY)).await;
            match answered.delivery {
                Delivery::Never => std::future::pending().await,
                Delivery::Cut => Err(TransportError::Unreachable),
                Delivery::Whole if answered.body.len() > MAX_BODY_BYTES => {
                    Err(TransportError::TooLarge)
                }
                Delivery::Whole => Ok(Response {
                    status: answered.status,
                    headers: answered.headers,
                    body: answered.body,
                }),
            }
        }
        .boxed_local()
    }
}

fn as_json(request: &Request) -> String {
    let token = request
        .bearer
        .iter()
        .map(|it| ("authorization", format!("Bearer {it}")));
    let language = request
        .language
        .iter()
        .map(|it| ("accept-language", it.clone()));
    let asked = Asked {
        method: request.method.to_string(),
        url: &request.url,
        headers: token.chain(language).collect(),
        body: request.body.as_deref().unwrap_or_default(),
        now: now(),
    };
    serde_json::to_string(&asked).unwrap_or_default()
}
