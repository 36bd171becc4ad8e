//! The forms in which answers were recorded: cassettes and extracts with
//! `interactions`, examples with `responses`, and bare bodies.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::report::Report;
use crate::http::Target;

/// The body of one answer, and what says how new it is.
pub(super) struct Exchange {
    /// Path of the request; empty where it was not recorded.
    pub(super) path: String,
    pub(super) version: String,
    pub(super) date: Option<OffsetDateTime>,
    pub(super) body: Value,
    /// The file it came from.
    pub(super) place: String,
}

pub(super) fn of(document: &Value, place: &str, report: &mut Report) -> Vec<Exchange> {
    if let Some(interactions) = document["interactions"].as_array() {
        return interactions
            .iter()
            .filter_map(|interaction| {
                recorded(interaction, place)
                    .map_err(|why| report.skip(why, place))
                    .ok()
            })
            .collect();
    }
    if document["responses"].is_object() {
        return example(document, place).map_or_else(
            |why| {
                report.skip(why, place);
                Vec::new()
            },
            |exchange| vec![exchange],
        );
    }
    if document["value"].is_array() || document["id"].is_string() {
        return vec![Exchange {
            path: String::new(),
            version: String::new(),
            date: None,
            body: document.clone(),
            place: place.to_owned(),
        }];
    }
    report.skip("a file in no known form", place);
    Vec::new()
}

fn recorded(interaction: &Value, place: &str) -> Result<Exchange, &'static str> {
    let (request, response) = (&interaction["request"], &interaction["response"]);
    if !request["method"]
        .as_str()
        .is_some_and(|m| m.eq_ignore_ascii_case("GET"))
    {
        return Err("a request that is no GET");
    }
    let status = &response["status"];
    if status.as_u64().or_else(|| status["code"].as_u64()) != Some(200) {
        return Err("an answer that is no 200");
    }
    let uri = request["uri"]
        .as_str()
        .or_else(|| request["url"].as_str())
        .ok_or("a request without an address")?;
    // Some recorders keep the path only.
    let target = Target::parse(&if uri.starts_with('/') {
        format!("https://localhost{uri}")
    } else {
        uri.to_owned()
    });
    let body = body(&response["body"]).ok_or("a body that is no JSON")?;
    let headers = response["headers"].as_object();
    let date = headers
        .and_then(|headers| {
            headers
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case("date"))
        })
        .and_then(|(_, value)| value.as_str().or_else(|| value[0].as_str()))
        .and_then(|text| OffsetDateTime::parse(text, &Rfc2822).ok());
    Ok(Exchange {
        version: target.query("api-version").unwrap_or_default().to_owned(),
        path: target.path,
        date,
        body,
        place: place.to_owned(),
    })
}

/// A body that was kept as text, as JSON, or under a key that says which.
fn body(recorded: &Value) -> Option<Value> {
    match recorded {
        Value::String(text) => serde_json::from_str(text.trim_start_matches('\u{feff}')).ok(),
        Value::Object(fields) => match fields.get("string").or_else(|| fields.get("data")) {
            Some(inner) => body(inner),
            None => Some(recorded.clone()),
        },
        _ => None,
    }
}

/// An example of the API specification stands for what a GET would answer.
fn example(document: &Value, place: &str) -> Result<Exchange, &'static str> {
    let body = &document["responses"]["200"]["body"];
    if !body.is_object() {
        return Err("an example without a 200 answer");
    }
    let parameters = &document["parameters"];
    let writes = parameters
        .as_object()
        .is_some_and(|all| all.values().any(Value::is_object));
    let operation = document["operationId"].as_str().unwrap_or_default();
    if writes
        || ["Create", "Update", "Delete"]
            .iter()
            .any(|verb| operation.contains(verb))
    {
        return Err("an example that is no GET");
    }
    Ok(Exchange {
        path: String::new(),
        // Examples are older than any recording, whatever their version.
        version: String::new(),
        date: None,
        body: body.clone(),
        place: place.to_owned(),
    })
}
