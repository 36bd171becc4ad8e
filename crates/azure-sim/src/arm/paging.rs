//! Lists in pages, each with the whole address of the next.

use serde_json::{Value, json};

use super::call::{Call, path_and_query};
use crate::http::Response;
use crate::simulation::Simulation;

/// One page of a list, with the link to the next one.
pub(super) fn page(simulation: &Simulation, call: &Call, items: Vec<Value>) -> Response {
    page_of(simulation, call, items, |it| it)
}

/// The same, of what is only shown where it is on the page: long lists cost
/// no more than their page.
pub(super) fn page_of<T>(
    simulation: &Simulation,
    call: &Call,
    items: Vec<T>,
    show: impl Fn(T) -> Value,
) -> Response {
    let size = simulation.estate.settings.page_size.max(1);
    let start = call
        .query("$skiptoken")
        .and_then(|token| token.strip_prefix("p"))
        .and_then(|number| number.parse::<usize>().ok())
        .unwrap_or(0);
    let more = items.len() > start.saturating_add(size);
    let value: Vec<Value> = items.into_iter().skip(start).take(size).map(show).collect();
    let mut body = json!({"value": value});
    if more {
        body["nextLink"] = Value::String(next_link(call, start + size));
    }
    Response::json(200, &body)
}

fn next_link(call: &Call, start: usize) -> String {
    let (base, query) = call
        .request
        .url
        .split_once('?')
        .unwrap_or((&call.request.url, ""));
    let base = path_and_query(base);
    let kept = query
        .split('&')
        .filter(|pair| {
            !pair
                .to_ascii_lowercase()
                .replace("%24", "$")
                .starts_with("$skiptoken=")
        })
        .collect::<Vec<_>>()
        .join("&");
    format!(
        "https://{}:443{base}?{kept}&%24skiptoken=p{start}",
        call.target.host
    )
}
