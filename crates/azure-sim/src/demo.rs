//! The simulator as a module in the page: one simulation at a time, asked in JSON.
//! Knows nothing of the page; the page fetches it only for the demo.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};
use serde_json::json;
use time::OffsetDateTime;
use wasm_bindgen::prelude::*;

use crate::arm;
use crate::catalogue;
use crate::clock;
use crate::http::{Delivery, Request};
use crate::simulation::Simulation;
use crate::token::Wish;

thread_local! {
    static SIMULATION: RefCell<Option<Simulation>> = const { RefCell::new(None) };
}

/// A list of `{name, title: {en, ja}, ask, expect}`, in the order to show it.
#[wasm_bindgen]
pub fn estates() -> Result<String, JsError> {
    Ok(serde_json::to_string(&catalogue::estates()?)?)
}

/// Opens an estate at a point in time (RFC 3339). Gives
/// `{name, ask, cloud, armHost, token}`, the token being that of the person
/// who asks.
#[wasm_bindgen]
pub fn open(name: &str, now: &str) -> Result<String, JsError> {
    let simulation = Simulation::open(name, instant(now)?)?;
    let ask = &simulation.estate.ask;
    let answer = json!({
        "name": simulation.name,
        "ask": ask,
        "cloud": simulation.estate.cloud,
        "armHost": simulation.estate.cloud.arm_host(),
        "token": simulation.token(&ask.person)?,
    });
    SIMULATION.set(Some(simulation));
    Ok(answer.to_string())
}

/// A token of somebody in the open estate for a tenant; the person who asks,
/// and their own tenant, where none is named.
#[wasm_bindgen]
pub fn token(person: Option<String>, tenant: Option<String>, now: &str) -> Result<String, JsError> {
    let now = instant(now)?;
    with_simulation(|simulation| {
        simulation.now = now;
        let person = person.unwrap_or_else(|| simulation.estate.ask.person.clone());
        let wish = Wish {
            tenant,
            ..Wish::default()
        };
        Ok(simulation.token_for(&person, "demo", &wish)?)
    })
}

#[derive(Deserialize)]
struct Asked {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
    now: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answered {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    delay_ms: u64,
    delivery: &'static str,
}

/// Answers `{method, url, headers: [[name, value]], body, now}` with
/// `{status, headers, body, delayMs, delivery}`. Only those headers are given
/// that a browser would show; `delivery` is `whole`, `cut` or `never`.
#[wasm_bindgen]
pub fn request(json: &str) -> Result<String, JsError> {
    let asked: Asked = serde_json::from_str(json)?;
    let now = instant(&asked.now)?;
    with_simulation(|simulation| {
        simulation.now = now;
        let request = Request {
            method: asked.method,
            url: asked.url,
            headers: asked.headers,
            body: asked.body.into_bytes(),
        };
        let response = arm::handle(simulation, &request.header("Origin", "null"));
        let answered = Answered {
            status: response.status,
            headers: response.readable_headers().cloned().collect(),
            body: String::from_utf8_lossy(&response.body).into_owned(),
            delay_ms: response.delay_ms,
            delivery: match response.delivery {
                Delivery::Whole => "whole",
                Delivery::Cut => "cut",
                Delivery::Never => "never",
            },
        };
        Ok(serde_json::to_string(&answered)?)
    })
}

fn instant(text: &str) -> Result<OffsetDateTime, JsError> {
    clock::instant(text).ok_or_else(|| JsError::new("the time is not in RFC 3339"))
}

fn with_simulation(
    act: impl FnOnce(&mut Simulation) -> Result<String, JsError>,
) -> Result<String, JsError> {
    SIMULATION.with_borrow_mut(|simulation| match simulation {
        Some(simulation) => act(simulation),
        None => Err(JsError::new("no estate is open")),
    })
}
