//! The entry of a VM as JSON, changed field by field, so that a field that this program
//! does not know stays. Must not know what is changed or why.

use azure::{
    arm::json::Node,
    security::{PolicyPort, parse_port},
};
use serde_json::{Map, Value, json};

use crate::turn_on::sources_field;

const SOURCES: [&str; 2] = ["allowedSourceAddressPrefix", "allowedSourceAddressPrefixes"];

/// The id of the VM as it is written; empty for none.
pub(super) fn id(entry: &Value) -> &str {
    let id = Node::new(entry).at("id").value();
    id.and_then(Value::as_str).unwrap_or_default()
}

/// The ports as they stand in an entry.
pub(super) fn ports(entry: &Value) -> &[Value] {
    let ports = Node::new(entry).at("ports").value();
    ports.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(super) fn with_ports(entry: &Value, ports: Vec<Value>) -> Value {
    let mut entry = entry.clone();
    set(&mut entry, &["ports"], "ports", Value::Array(ports));
    entry
}

/// `None` for what is no port that Azure would have written.
pub(super) fn read(port: &Value) -> Option<PolicyPort> {
    parse_port(&Node::new(port)).ok()
}

pub(super) fn with_sources(port: &Value, texts: &[String]) -> Value {
    let (name, sources) = sources_field(texts);
    let mut port = port.clone();
    set(&mut port, &SOURCES, name, sources);
    port
}

pub(super) fn with_longest(port: &Value, minutes: u32) -> Value {
    let name = "maxRequestAccessDuration";
    let text = azure::timestamp::format_duration_minutes(minutes);
    let mut port = port.clone();
    set(&mut port, &[name], name, json!(text));
    port
}

/// Puts a field in the place of those of these names, whatever their case.
fn set(of: &mut Value, names: &[&str], name: &str, value: Value) {
    if let Value::Object(fields) = of {
        let kept = std::mem::take(fields).into_iter();
        let is_other = |key: &str| !names.iter().any(|it| it.eq_ignore_ascii_case(key));
        let mut kept: Map<String, Value> = kept.filter(|(key, _)| is_other(key)).collect();
        kept.insert(name.to_owned(), value);
        *fields = kept;
    }
}
