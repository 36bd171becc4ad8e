//! `POST /batch`: many requests in one, as the portal sends them. Undocumented
//! by Microsoft; the shapes are those that clients in the open use.

use serde_json::{Value, json};

use super::call::{Call, Outcome};
use super::gate::only;
use crate::error::bad_request;
use crate::http::{Request, Response, Target};
use crate::simulation::Simulation;

/// How a part of the batch is answered: as any other request is.
type Answer = fn(&mut Simulation, &Request, &Target) -> Response;

pub(super) fn answer(simulation: &mut Simulation, call: &Call, answer_part: Answer) -> Outcome {
    only(call, &["POST"])?;
    let parts = call.body["requests"]
        .as_array()
        .ok_or_else(|| bad_request("The batch has no requests."))?;
    let responses: Vec<Value> = parts
        .iter()
        .map(|part| one(simulation, call, part, answer_part))
        .collect();
    Ok(Response::json(200, &json!({"responses": responses})))
}

fn one(simulation: &mut Simulation, call: &Call, part: &Value, answer: Answer) -> Value {
    let url = part["url"].as_str().unwrap_or_default();
    let url = if url.starts_with('/') {
        format!("https://{}{url}", call.target.host)
    } else {
        url.to_owned()
    };
    let mut request = Request::new(part["httpMethod"].as_str().unwrap_or("GET"), url);
    request.headers.clone_from(&call.request.headers);
    if !part["content"].is_null() {
        request.body = part["content"].to_string().into_bytes();
    }
    let target = Target::parse(&request.url);
    let response = if target.path.eq_ignore_ascii_case("/batch") {
        bad_request("A batch cannot hold another.").response()
    } else {
        answer(simulation, &request, &target)
    };
    let headers: serde_json::Map<String, Value> = response
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    json!({
        "name": part["name"],
        "httpStatusCode": response.status,
        "headers": headers,
        "content": response.body_json().unwrap_or(Value::Null),
        "contentLength": response.body.len(),
    })
}
